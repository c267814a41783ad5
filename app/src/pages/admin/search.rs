//! What of the list is shown: a search and a page, both in the page's address.

use crate::{
    components::icon::{Icon, IconName},
    paths,
};
use leptos::{leptos_dom::helpers::debounce, prelude::*};
use leptos_router::{
    NavigateOptions,
    components::Form,
    hooks::{use_navigate, use_query_map},
};
use std::time::Duration;

/// How long nobody types before it is searched.
const PAUSE: Duration = Duration::from_millis(250);

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) search: String,
    pub(super) page: u64,
}

impl Asked {
    /// What the page's address asks for.
    pub(super) fn from_address() -> Memo<Self> {
        let query = use_query_map();
        Memo::new(move |_| {
            query.with(|query| Self {
                search: query.get("search").unwrap_or_default(),
                page: read_page(query.get("page").as_deref()),
            })
        })
    }

    /// The address of another page of the same search.
    pub(super) fn address(&self, page: u64) -> String {
        let search = leptos_router::location::Url::escape(&self.search);
        format!("{}?search={search}&page={page}", paths::ADMIN)
    }
}

fn read_page(typed: Option<&str>) -> u64 {
    let page = typed.and_then(|typed| typed.parse().ok());
    page.filter(|page| *page > 0).unwrap_or(1)
}

/// The field `Search users`. It searches while one types; without scripts, when the form is sent.
#[component]
pub(super) fn SearchUsers(asked: Memo<Asked>) -> impl IntoView {
    let navigate = use_navigate();
    let mut search = debounce(PAUSE, move |search: String| {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&Asked { search, page: 1 }.address(1), options);
    });
    let typed = asked.with_untracked(|asked| asked.search.clone());
    view! {
        <Form method="GET" action=paths::ADMIN attr:role="search">
            <div class="input-wrap">
                <Icon name=IconName::Search />
                <input
                    class="input"
                    type="search"
                    name="search"
                    data-size="sm"
                    aria-label="Search users"
                    placeholder="Name or email"
                    autocomplete="off"
                    spellcheck="false"
                    value=typed
                    on:input:target=move |event| search(event.target().value())
                />
            </div>
        </Form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_none_is_the_first() {
        assert_eq!(read_page(None), 1);
        assert_eq!(read_page(Some("0")), 1);
        assert_eq!(read_page(Some("-3")), 1);
        assert_eq!(read_page(Some("x")), 1);
        assert_eq!(read_page(Some("7")), 7);
    }
}
