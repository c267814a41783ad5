//! The panels beside the stage: one is open, or none.

use super::Room;
use crate::pages::room::{chat_lines::last_stored, dom};
use leptos::prelude::*;

/// A panel beside the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages::room) enum Panel {
    /// The chat.
    Chat,
    /// The participants.
    People,
    /// What hosts and co-hosts decide.
    Host,
}

impl Panel {
    /// Its name and heading.
    pub(in crate::pages::room) fn name(self) -> &'static str {
        match self {
            Self::Chat => "Chat",
            Self::People => "Participants",
            Self::Host => "Host controls",
        }
    }

    /// Its id in the page.
    pub(in crate::pages::room) fn id(self) -> &'static str {
        match self {
            Self::Chat => "panel-chat",
            Self::People => "panel-people",
            Self::Host => "panel-host",
        }
    }

    /// The id and the name of the button that closes it.
    pub(in crate::pages::room) fn close_button(self) -> (&'static str, &'static str) {
        match self {
            Self::Chat => ("close-chat", "Close chat"),
            Self::People => ("close-people", "Close participants"),
            Self::Host => ("close-host", "Close host controls"),
        }
    }

    /// The id of its first field, if it has one.
    fn first_field(self) -> Option<&'static str> {
        match self {
            Self::Chat => Some("chat-message"),
            Self::People => Some("search-people"),
            Self::Host => None,
        }
    }

    /// The ids of the buttons that open it, the wide screen's first.
    fn openers(self) -> [&'static str; 2] {
        match self {
            Self::Chat => ["open-chat", "open-chat-narrow"],
            Self::People => ["open-people", "more-menu-button"],
            Self::Host => ["open-host", "more-menu-button"],
        }
    }
}

impl Room {
    /// Opens a panel, or closes it when it is open, and moves the focus as the person expects.
    pub(in crate::pages::room) fn toggle_panel(self, panel: Panel) {
        if self.panel.get_untracked() == Some(panel) {
            self.close_panel();
        } else {
            self.open_panel(panel);
        }
    }

    /// Opens a panel; the focus goes to its first field, else to the button that closes it.
    pub(in crate::pages::room) fn open_panel(self, panel: Panel) {
        self.panel.set(Some(panel));
        if panel == Panel::Chat {
            self.read.set(self.peek(|view| last_stored(&view.chat)));
        }
        let (close, _) = panel.close_button();
        dom::focus_first_soon([panel.first_field().unwrap_or(close), close]);
    }

    /// Closes the open panel; the focus goes back to its button, or to the control bar when that is gone.
    pub(in crate::pages::room) fn close_panel(self) {
        if let Some(panel) = self.panel.get_untracked() {
            self.panel.set(None);
            let [wide, narrow] = panel.openers();
            dom::focus_first_soon([wide, narrow, "controls"]);
        }
    }
}
