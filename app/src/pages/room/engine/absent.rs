//! The engine where there is no browser: nothing is ever started, so every call does nothing.

use leptos::web_sys::HtmlVideoElement;
use parley_protocol::{ChatText, DisplayName, MeetingCode, ParticipantId, Timestamp};
use parley_room_client::{Command, RoomView};

/// Does nothing.
#[derive(Clone, Copy)]
pub(in crate::pages::room) struct Engine;

#[expect(
    clippy::unused_self,
    reason = "the browser's engine has the same methods"
)]
impl Engine {
    pub(in crate::pages::room) fn new() -> Self {
        Self
    }
    pub(in crate::pages::room) fn start(self, _: &MeetingCode, _: impl Fn(RoomView) + 'static) {}
    pub(in crate::pages::room) fn on_microphone_level(self, _: impl Fn(f64) + 'static) {}
    pub(in crate::pages::room) fn on_speaking(self, _: impl Fn(ParticipantId, bool) + 'static) {}
    pub(in crate::pages::room) fn on_autoplay_blocked(self, _: impl Fn(bool) + 'static) {}
    pub(in crate::pages::room) fn command(self, _: Command) {}
    pub(in crate::pages::room) fn send_chat(self, _: ChatText) {}
    pub(in crate::pages::room) fn attach_self_video(self, _: &HtmlVideoElement) {}
    pub(in crate::pages::room) fn attach_video(self, _: ParticipantId, _: &HtmlVideoElement) {}
    pub(in crate::pages::room) fn attach_own_screen(self, _: &HtmlVideoElement) {}

    pub(in crate::pages::room) fn attach_screen(self, _: ParticipantId, _: &HtmlVideoElement) {}

    pub(in crate::pages::room) fn can_share_screen() -> bool {
        false
    }

    pub(in crate::pages::room) fn detach(self, _: &HtmlVideoElement) {}
    pub(in crate::pages::room) fn resume_playback(self) {}
    pub(in crate::pages::room) fn choose_speaker(self, _: &str) {}
    pub(in crate::pages::room) fn chosen_speaker(self) -> Option<String> {
        None
    }
    pub(in crate::pages::room) fn test_speaker(self, _: impl Fn() + 'static) -> bool {
        false
    }
    pub(in crate::pages::room) fn stop_speaker_test(self) {}
    pub(in crate::pages::room) fn has_seat(_: &MeetingCode) -> bool {
        false
    }
    pub(in crate::pages::room) fn stored_display_name() -> Option<String> {
        None
    }
    pub(in crate::pages::room) fn store_display_name(_: &DisplayName) {}
    pub(in crate::pages::room) fn forget_person() {}
    pub(in crate::pages::room) fn now() -> Timestamp {
        Timestamp(0)
    }
    pub(in crate::pages::room) fn stop(self) {}
}
