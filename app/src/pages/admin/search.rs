//! What of the lists is shown: for each a search and a page, all in the page's address.

use crate::{
    components::icon::{Icon, IconName},
    paths,
};
use leptos::{leptos_dom::helpers::debounce, prelude::*};
use leptos_router::{
    NavigateOptions,
    components::Form,
    hooks::{use_navigate, use_query_map},
    location::Url,
};
use std::time::Duration;

/// How long nobody types before it is searched.
const PAUSE: Duration = Duration::from_millis(250);

/// What is asked of one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) search: String,
    pub(super) page: u64,
}

/// The lists of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Users,
    Activity,
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    users: Wanted,
    activity: Wanted,
}

impl List {
    /// The names of its search and its page in the address.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Users => ("search", "page"),
            Self::Activity => ("person", "entries"),
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Users => Self::Activity,
            Self::Activity => Self::Users,
        }
    }

    /// The id of its region.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Activity => "activity",
        }
    }

    /// The heading of its region.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Users => "Users",
            Self::Activity => "Activity",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Users => "Search users",
            Self::Activity => "Filter by person",
        }
    }
}

impl Asked {
    /// What the page's address asks for.
    pub(super) fn from_address() -> Memo<Self> {
        let query = use_query_map();
        Memo::new(move |_| {
            query.with(|query| {
                let read = |list: List| {
                    let (search, page) = list.names();
                    Wanted {
                        search: query.get(search).unwrap_or_default(),
                        page: read_page(query.get(page).as_deref()),
                    }
                };
                Self {
                    users: read(List::Users),
                    activity: read(List::Activity),
                }
            })
        })
    }

    /// What is asked of a list.
    pub(super) fn of(&self, list: List) -> &Wanted {
        match list {
            List::Users => &self.users,
            List::Activity => &self.activity,
        }
    }

    /// The address that asks this of a list, and of the other one what is asked already.
    pub(super) fn address(&self, list: List, wanted: &Wanted) -> String {
        let pair = |list: List, wanted: &Wanted| {
            let (search, page) = list.names();
            let value = Url::escape(&wanted.search);
            format!("{search}={value}&{page}={}", wanted.page)
        };
        let other = list.other();
        let (own, rest) = (pair(list, wanted), pair(other, self.of(other)));
        format!("{}?{own}&{rest}", paths::ADMIN)
    }
}

fn read_page(typed: Option<&str>) -> u64 {
    let page = typed.and_then(|typed| typed.parse().ok());
    page.filter(|page| *page > 0).unwrap_or(1)
}

/// The field that searches a list. It searches while one types; without scripts, when the form is sent.
#[component]
pub(super) fn SearchField(asked: Memo<Asked>, list: List) -> impl IntoView {
    let navigate = use_navigate();
    let mut search = debounce(PAUSE, move |search: String| {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        let wanted = Wanted { search, page: 1 };
        let address = asked.with_untracked(|asked| asked.address(list, &wanted));
        navigate(&address, options);
    });
    let typed = asked.with_untracked(|asked| asked.of(list).search.clone());
    let other = list.other();
    view! {
        <Form method="GET" action=paths::ADMIN attr:role="search" attr:aria-label=list.label()>
            <input
                type="hidden"
                name=other.names().0
                value=move || asked.with(|asked| asked.of(other).search.clone())
            />
            <div class="input-wrap">
                <Icon name=IconName::Search />
                <input
                    class="input"
                    type="search"
                    name=list.names().0
                    data-size="sm"
                    aria-label=list.label()
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

    #[test]
    fn going_through_one_list_leaves_the_other_where_it_is() {
        let wanted = |search: &str, page| Wanted {
            search: search.to_owned(),
            page,
        };
        let asked = Asked {
            users: wanted("wei", 2),
            activity: wanted("", 3),
        };
        let next = asked.address(List::Activity, &wanted("", 4));
        assert_eq!(next, "/admin?person=&entries=4&search=wei&page=2");
        let first = asked.address(List::Users, &wanted("ines", 1));
        assert_eq!(first, "/admin?search=ines&page=1&person=&entries=3");
    }
}
