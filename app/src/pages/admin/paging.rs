//! Going through a long list, page by page.

use super::{requests::PAGE, search::Asked};
use leptos::prelude::*;
use leptos_router::components::A;

/// Which of how many are shown: `21 to 40 of 53`.
fn range(page: u64, shown: u64, total: u64) -> String {
    if shown == 0 {
        return format!("0 of {total}");
    }
    let before = page.saturating_sub(1).saturating_mul(PAGE);
    format!("{} to {} of {total}", before + 1, before + shown)
}

fn has_next(page: u64, total: u64) -> bool {
    page.saturating_mul(PAGE) < total
}

/// The links to the pages before and after; nothing while one page shows them all.
#[component]
pub(super) fn Paging(asked: Asked, shown: u64, total: u64) -> impl IntoView {
    let page = asked.page;
    let before = (page > 1).then(|| asked.address(page - 1));
    let after = has_next(page, total).then(|| asked.address(page + 1));
    if before.is_none() && after.is_none() {
        return ().into_any();
    }
    let link = |href: Option<String>, words: &'static str| {
        href.map(|href| {
            view! {
                <A href=href attr:class="button" attr:data-size="sm">
                    {words}
                </A>
            }
        })
    };
    view! {
        <nav class="paging" aria-label="Pages of users">
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
