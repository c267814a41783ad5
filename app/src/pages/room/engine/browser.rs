//! The engine in a browser: a handle to the runtime that every component can copy.

use leptos::prelude::*;
use leptos::web_sys::HtmlVideoElement;
use parley_browser_media::Runtime;
use parley_protocol::{ChatText, DisplayName, MeetingCode, ParticipantId, Timestamp};
use parley_room_client::{Command, RoomView};

/// A copyable handle to the runtime; empty until it is started.
#[derive(Clone, Copy)]
pub(in crate::pages::room) struct Engine {
    runtime: StoredValue<Option<Runtime>, LocalStorage>,
}

impl Engine {
    pub(in crate::pages::room) fn new() -> Self {
        Self {
            runtime: StoredValue::new_local(None),
        }
    }

    fn with(self, action: impl FnOnce(Runtime)) {
        if let Some(Some(runtime)) = self.runtime.try_get_value() {
            action(runtime);
        }
    }

    pub(in crate::pages::room) fn start(
        self,
        code: &MeetingCode,
        on_view: impl Fn(RoomView) + 'static,
    ) {
        self.runtime.set_value(Some(Runtime::start(code, on_view)));
    }

    pub(in crate::pages::room) fn on_microphone_level(self, callback: impl Fn(f64) + 'static) {
        self.with(|runtime| runtime.on_microphone_level(callback));
    }

    pub(in crate::pages::room) fn on_speaking(
        self,
        callback: impl Fn(ParticipantId, bool) + 'static,
    ) {
        self.with(|runtime| runtime.on_speaking(callback));
    }

    pub(in crate::pages::room) fn on_autoplay_blocked(self, callback: impl Fn(bool) + 'static) {
        self.with(|runtime| runtime.on_autoplay_blocked(callback));
    }

    pub(in crate::pages::room) fn command(self, command: Command) {
        self.with(|runtime| runtime.command(command));
    }

    pub(in crate::pages::room) fn send_chat(self, text: ChatText) {
        self.with(|runtime| runtime.send_chat(text));
    }

    pub(in crate::pages::room) fn attach_self_video(self, element: &HtmlVideoElement) {
        self.with(|runtime| runtime.attach_self_video(element));
    }

    pub(in crate::pages::room) fn attach_video(
        self,
        participant: ParticipantId,
        element: &HtmlVideoElement,
    ) {
        self.with(|runtime| runtime.attach_video(participant, element));
    }

    pub(in crate::pages::room) fn attach_own_screen(self, element: &HtmlVideoElement) {
        self.with(|runtime| runtime.attach_own_screen(element));
    }

    pub(in crate::pages::room) fn attach_screen(
        self,
        participant: ParticipantId,
        element: &HtmlVideoElement,
    ) {
        self.with(|runtime| runtime.attach_screen(participant, element));
    }

    pub(in crate::pages::room) fn can_share_screen() -> bool {
        Runtime::can_share_screen()
    }

    pub(in crate::pages::room) fn detach(self, element: &HtmlVideoElement) {
        self.with(|runtime| runtime.detach(element));
    }

    pub(in crate::pages::room) fn resume_playback(self) {
        self.with(|runtime| runtime.resume_playback());
    }

    pub(in crate::pages::room) fn choose_speaker(self, device: &str) {
        self.with(|runtime| runtime.choose_speaker(device));
    }

    pub(in crate::pages::room) fn chosen_speaker(self) -> Option<String> {
        self.runtime
            .try_get_value()
            .flatten()
            .and_then(|runtime| runtime.chosen_speaker())
    }

    /// Whether the tune plays now.
    pub(in crate::pages::room) fn test_speaker(self, on_end: impl Fn() + 'static) -> bool {
        self.runtime
            .try_get_value()
            .flatten()
            .is_some_and(|runtime| runtime.test_speaker(on_end))
    }

    pub(in crate::pages::room) fn stop_speaker_test(self) {
        self.with(|runtime| runtime.stop_speaker_test());
    }

    pub(in crate::pages::room) fn has_seat(code: &MeetingCode) -> bool {
        Runtime::has_seat(code)
    }

    pub(in crate::pages::room) fn stored_display_name() -> Option<String> {
        Runtime::stored_display_name()
    }

    pub(in crate::pages::room) fn store_display_name(name: &DisplayName) {
        Runtime::store_display_name(name);
    }

    pub(in crate::pages::room) fn forget_person() {
        Runtime::forget_person();
    }

    pub(in crate::pages::room) fn now() -> Timestamp {
        Runtime::now()
    }

    pub(in crate::pages::room) fn stop(self) {
        self.with(|runtime| runtime.stop());
        self.runtime.try_set_value(None);
    }
}
