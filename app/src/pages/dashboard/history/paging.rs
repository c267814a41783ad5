//! Which part of the history is shown: it stands in the page's address, so that it works without scripts and the way
//! back leads to it.

use crate::paths;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The newest few.
    Newest,
    /// A page, counted from 1.
    Page(u64),
}

impl Asked {
    /// What the page's address asks for.
    pub(super) fn from_address() -> Memo<Self> {
        let query = use_query_map();
        Memo::new(move |_| query.with(|query| Self::read(query.get("page").as_deref())))
    }

    fn read(typed: Option<&str>) -> Self {
        let page = typed.and_then(|typed| typed.parse().ok());
        page.filter(|page| *page > 0)
            .map_or(Self::Newest, Self::Page)
    }

    /// As the server counts.
    pub(super) fn number(self) -> u64 {
        match self {
            Self::Newest => 0,
            Self::Page(page) => page,
        }
    }

    /// Where it is.
    pub(super) fn address(self) -> String {
        match self {
            Self::Newest => format!("{}#history", paths::DASHBOARD),
            Self::Page(page) => format!("{}?page={page}#history", paths::DASHBOARD),
        }
    }
}

/// The links to the pages before and after; nothing where only the newest few are shown, or all there are.
#[component]
pub(super) fn Paging(asked: Asked, has_older: bool) -> impl IntoView {
    let Asked::Page(page) = asked else {
        return ().into_any();
    };
    if page == 1 && !has_older {
        return ().into_any();
    }
    let link = |page: u64, words: &'static str| {
        view! {
            <A href=Asked::Page(page).address() attr:class="button" attr:data-size="sm">
                {words}
            </A>
        }
    };
    view! {
        <nav class="paging" aria-label="Pages of history">
            <span class="quiet text-small">{format!("Page {page}")}</span>
            {(page > 1).then(|| link(page - 1, "Newer"))}
            {has_older.then(|| link(page.saturating_add(1), "Older"))}
        </nav>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_page_asks_for_the_newest() {
        for typed in [None, Some("0"), Some("-3"), Some("x"), Some("")] {
            assert_eq!(Asked::read(typed), Asked::Newest, "{typed:?}");
        }
        assert_eq!(Asked::read(Some("7")), Asked::Page(7));
        assert_eq!(Asked::Page(7).address(), "/dashboard?page=7#history");
        assert_eq!((Asked::Newest.number(), Asked::Page(7).number()), (0, 7));
    }
}
