//! The dialogs of the meeting: which of them is open, and about whom.

use super::settings::SettingsTab;
use leptos::prelude::*;
use parley_protocol::{KnockView, ParticipantId};

/// Somebody whom a dialog is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Somebody {
    pub(super) participant: ParticipantId,
    pub(super) display_name: String,
}

/// The dialogs; copies are the same dialogs.
#[derive(Clone, Copy, Default)]
pub(super) struct RoomDialogs {
    /// "Leave the meeting?"
    pub(super) leave: RwSignal<bool>,
    /// "End the meeting for everyone?"
    pub(super) end: RwSignal<bool>,
    /// "Mute everyone?"
    pub(super) mute_all: RwSignal<bool>,
    /// "Remove somebody?"
    pub(super) remove: RwSignal<bool>,
    /// "Make somebody the host?"
    pub(super) hand_over: RwSignal<bool>,
    /// Who is to be the host; it stays while the dialog closes.
    pub(super) handing_over: RwSignal<Option<Somebody>>,
    /// "Deny and block somebody?"
    pub(super) block: RwSignal<bool>,
    /// Who is to be kept out; it stays while the dialog closes.
    pub(super) blocking: RwSignal<Option<KnockView>>,
    /// "Settings"
    pub(super) settings: RwSignal<bool>,
    /// Which of its tabs is shown.
    pub(super) settings_tab: RwSignal<SettingsTab>,
    /// Who is to be removed; it stays while the dialog closes.
    pub(super) removing: RwSignal<Option<Somebody>>,
}

impl RoomDialogs {
    /// Closes all of them.
    pub(super) fn close(self) {
        for open in [
            self.leave,
            self.end,
            self.mute_all,
            self.remove,
            self.hand_over,
            self.block,
            self.settings,
        ] {
            open.set(false);
        }
    }

    /// Opens the settings at one of their tabs.
    pub(super) fn open_settings(self, tab: SettingsTab) {
        self.settings_tab.set(tab);
        self.settings.set(true);
    }

    /// Asks whether somebody is to be the host.
    pub(super) fn ask_to_hand_over(self, somebody: Somebody) {
        self.handing_over.set(Some(somebody));
        self.hand_over.set(true);
    }

    /// Asks whether somebody who waits is to be kept out for good.
    pub(super) fn ask_to_block(self, knock: KnockView) {
        self.blocking.set(Some(knock));
        self.block.set(true);
    }

    /// Asks whether somebody is to be removed.
    pub(super) fn ask_to_remove(self, somebody: Somebody) {
        self.removing.set(Some(somebody));
        self.remove.set(true);
    }
}
