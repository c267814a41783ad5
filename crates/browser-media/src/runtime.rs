//! The runtime of one meeting page.

use parley_protocol::{ChatText, MeetingCode, ParticipantId, Timestamp};
use parley_room_client::{Command, RoomView};
use std::rc::Rc;
use web_sys::HtmlVideoElement;

/// The room client of a page together with everything the browser does for it. Clones are the same runtime.
#[derive(Clone)]
pub struct Runtime {
    shared: Rc<()>,
}

impl Runtime {
    /// Makes the room client of a meeting, starts the preview and calls `on_view` whenever the view changed.
    pub fn start(code: &MeetingCode, on_view: impl Fn(RoomView) + 'static) -> Self {
        let _ = (code, on_view);
        Self {
            shared: Rc::new(()),
        }
    }

    /// Passes on what the person wants.
    pub fn command(&self, command: Command) {
        let _ = (command, &self.shared);
    }

    /// Writes to everybody, under a fresh random id.
    pub fn send_chat(&self, text: ChatText) {
        let _ = text;
    }

    /// Shows the own camera in an element.
    pub fn attach_self_video(&self, element: &HtmlVideoElement) {
        let _ = element;
    }

    /// Plays what a participant sends in an element.
    pub fn attach_video(&self, participant: ParticipantId, element: &HtmlVideoElement) {
        let _ = (participant, element);
    }

    /// Ends what `attach_self_video` and `attach_video` began.
    pub fn detach(&self, element: &HtmlVideoElement) {
        let _ = element;
    }

    /// Calls back with the own microphone's level, 0 to 1, some ten times a second while it runs.
    pub fn on_microphone_level(&self, callback: impl Fn(f64) + 'static) {
        let _ = callback;
    }

    /// Calls back when somebody, the person themselves too, starts (`true`) or stops speaking.
    pub fn on_speaking(&self, callback: impl Fn(ParticipantId, bool) + 'static) {
        let _ = callback;
    }

    /// Calls back with `true` when the browser refuses to play sound before a click, and with `false` once it plays.
    pub fn on_autoplay_blocked(&self, callback: impl Fn(bool) + 'static) {
        let _ = callback;
    }

    /// Plays what could not be played; to be called from a click.
    pub fn resume_playback(&self) {}

    /// Plays everybody through this speaker from now on.
    pub fn choose_speaker(&self, device: &str) {
        let _ = device;
    }

    /// The speaker that was chosen, on this page or an earlier one.
    pub fn chosen_speaker(&self) -> Option<String> {
        None
    }

    /// Plays a short tune through the chosen speaker and calls `on_end` after it; `false` when it cannot be played.
    pub fn test_speaker(&self, on_end: impl Fn() + 'static) -> bool {
        let _ = on_end;
        false
    }

    /// Ends the tune early; its `on_end` is called.
    pub fn stop_speaker_test(&self) {}

    /// The name under which the person last joined a meeting with this browser.
    pub fn stored_display_name() -> Option<String> {
        None
    }

    /// The time of the browser's clock.
    pub fn now() -> Timestamp {
        Timestamp(0)
    }

    /// Ends everything: socket, peer connections, devices, timers. Nothing is called back afterwards.
    pub fn stop(&self) {}
}
