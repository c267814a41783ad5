//! The dialog for a new meeting stands in the page's address: a reload keeps it open, and the way back closes it.

use crate::paths;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// Where the page is to go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Stay.
    None,
    /// To the dialog.
    Open,
    /// Away from it.
    Close,
}

/// What the page's address says, and how it is changed.
#[derive(Clone, Copy)]
pub(in super::super) struct DialogAddress {
    asked: Memo<bool>,
    way: RwSignal<Way>,
}

impl DialogAddress {
    pub(in super::super) fn new() -> Self {
        let query = use_query_map();
        let asked = Memo::new(move |_| query.with(|query| query.get("schedule").is_some()));
        let page = Memo::new(move |_| query.with(|query| query.get("page")));
        let way = RwSignal::new(Way::None);
        let navigate = use_navigate();
        // Whether the entry before this one in the browser's history is the page without the dialog.
        let pushed = StoredValue::new(false);
        Effect::new(move |_| {
            let go = |address: &str, replace: bool| {
                let options = NavigateOptions {
                    replace,
                    scroll: false,
                    ..NavigateOptions::default()
                };
                navigate(address, options);
            };
            let page = page.get_untracked();
            match (way.get(), asked.get_untracked()) {
                (Way::Open, false) => {
                    pushed.set_value(true);
                    go(&address(page.as_deref(), true), false);
                }
                (Way::Close, true) if pushed.get_value() => {
                    pushed.set_value(false);
                    if let Ok(history) = window().history() {
                        // Where there is no way back, the page stays where it is.
                        drop(history.back());
                    }
                }
                (Way::Close, true) => go(&address(page.as_deref(), false), true),
                (Way::None | Way::Open | Way::Close, _) => {}
            }
        });
        Self { asked, way }
    }

    /// Whether the dialog is asked for.
    pub(in super::super) fn asked(self) -> Memo<bool> {
        self.asked
    }

    /// Leads to the dialog.
    pub(super) fn open(self) {
        self.way.set(Way::Open);
    }

    /// Leads away from it.
    pub(super) fn close(self) {
        self.way.set(Way::Close);
    }
}

/// The page keeps its part of the history.
fn address(page: Option<&str>, with_dialog: bool) -> String {
    let page = page.and_then(|page| page.parse::<u64>().ok());
    match (page, with_dialog) {
        (None, true) => paths::SCHEDULE.to_owned(),
        (None, false) => paths::DASHBOARD.to_owned(),
        (Some(page), true) => format!("{}&page={page}", paths::SCHEDULE),
        (Some(page), false) => format!("{}?page={page}", paths::DASHBOARD),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dialog_leaves_the_rest_of_the_address_alone() {
        assert_eq!(address(None, true), "/dashboard?schedule");
        assert_eq!(address(None, false), "/dashboard");
        assert_eq!(address(Some("3"), true), "/dashboard?schedule&page=3");
        assert_eq!(address(Some("3"), false), "/dashboard?page=3");
        assert_eq!(address(Some("//x"), false), "/dashboard");
    }
}
