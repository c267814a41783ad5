//! Going through a long list, page by page.

use super::{
    requests::{PAGE, before},
    search::{Asked, List, Wanted},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// Which of how many are shown: `21 to 40 of 53`.
fn range(page: u64, shown: u64, total: u64) -> String {
    if shown == 0 {
        return format!("0 of {total}");
    }
    let before = before(page);
    format!("{} to {} of {total}", before + 1, before + shown)
}

fn has_next(page: u64, total: u64) -> bool {
    page.saturating_mul(PAGE) < total
}

/// The links to the pages before and after; nothing while one page shows them all.
#[component]
pub(super) fn Paging(
    /// What the links are for.
    label: &'static str,
    asked: Asked,
    list: List,
    shown: u64,
    total: u64,
) -> impl IntoView {
    let wanted = asked.of(list);
    let (page, search) = (wanted.page, wanted.search.clone());
    let address = |page: u64| {
        let search = search.clone();
        asked.address(list, &Wanted { search, page })
    };
    let before = (page > 1).then(|| address(page - 1));
    let after = has_next(page, total).then(|| address(page + 1));
    if before.is_none() && after.is_none() {
        return ().into_any();
    }
    let link = |href: Option<String>, words: &'static str| {
        href.map(|href| {
            view! {
                <A href=href scroll=false attr:class="button" attr:data-size="sm">
                    {words}
                </A>
            }
        })
    };
    view! {
        <nav class="paging" aria-label=label>
            <span class="quiet text-small">{range(page, shown, total)}</span>
            {link(before, "Previous page")}
            {link(after, "Next page")}
        </nav>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_of_all_it_shows() {
        assert_eq!(range(1, 20, 53), "1 to 20 of 53");
        assert_eq!(range(3, 13, 53), "41 to 53 of 53");
        assert_eq!(range(9, 0, 53), "0 of 53");
    }

    #[test]
    fn the_last_page_has_none_after_it() {
        assert!(has_next(2, 41));
        assert!(!has_next(2, 40));
        assert!(!has_next(u64::MAX, 40));
    }
}
