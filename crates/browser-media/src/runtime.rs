//! What the page asks of the browser shell.

use crate::{
    device_access::can_share_screen,
    device_list,
    media_elements::Source,
    page,
    shared::{Shared, random},
    storage::{self, Setting},
    timers,
};
use parley_protocol::{
    ChatMessageId, ChatText, DisplayName, MeetingCode, ParticipantId, Timestamp, VideoSource,
};
use parley_room_client::{Command, Input, RoomView};
use std::{fmt::Write, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlVideoElement;

/// The room client of a page together with everything the browser does for it. Clones are the same runtime.
#[derive(Clone)]
pub struct Runtime {
    shared: Rc<Shared>,
}

impl Runtime {
    /// Makes the room client of a meeting, starts the preview and calls `on_view` whenever the view changed, for the
    /// first time soon after this returns.
    pub fn start(code: &MeetingCode, on_view: impl Fn(RoomView) + 'static) -> Self {
        let shared = Shared::new(code, Box::new(on_view));
        let (meter, playback) = (Rc::clone(&shared.meter), Rc::clone(&shared.playback));
        let mut listeners = page::watch(&shared.inputs, move || {
            meter.resume();
            playback.resume();
        });
        listeners.extend(device_list::watch(&shared.inputs));
        let held = code.clone();
        listeners.push(page::on_hide(move || storage::touch_seat(&held)));
        shared.listeners.replace(listeners);
        let inputs = shared.inputs.clone();
        spawn_local(async move {
            inputs.send(Input::Command(Command::StartPreview));
            device_list::report(inputs);
        });
        Self { shared }
    }

    /// Whether this tab has a seat in a meeting to go straight back to.
    pub fn has_seat(code: &MeetingCode) -> bool {
        storage::load_seat(code, page::was_reloaded()).is_some()
    }

    /// Passes on what the person wants.
    pub fn command(&self, command: Command) {
        match &command {
            Command::Join { .. } => self.shared.playback.first_frame.mark_join(),
            Command::ChooseMicrophone { device } => Setting::Microphone.store(device),
            Command::ChooseCamera { device } => Setting::Camera.store(device),
            Command::StartPreview
            | Command::Leave
            | Command::ReturnToLobby
            | Command::SetMicrophone { .. }
            | Command::SetCamera { .. }
            | Command::ShareScreen
            | Command::StopSharing
            | Command::RetryDevices
            | Command::SendChat { .. }
            | Command::SetHand { .. }
            | Command::DismissAsk
            | Command::Host(_)
            | Command::SetReception(_)
            | Command::SetHidesAddress(_)
            | Command::ReconnectNow => {}
        }
        self.shared.inputs.send(Input::Command(command));
    }

    /// Writes to everybody, under a fresh random id.
    pub fn send_chat(&self, text: ChatText) {
        let id = random_id();
        self.command(Command::SendChat { id, text });
    }

    /// Shows the own camera in an element.
    pub fn attach_self_video(&self, element: &HtmlVideoElement) {
        self.shared.playback.attach(Source::Own, element);
    }

    /// Shows a participant's picture in an element. Their sound plays without one.
    pub fn attach_video(&self, participant: ParticipantId, element: &HtmlVideoElement) {
        let source = Source::Of(participant);
        self.shared.playback.attach(source, element);
        let tiles = &self.shared.tiles;
        tiles.watch(participant, VideoSource::Camera, element);
    }

    /// Whether the browser can share a screen.
    pub fn can_share_screen() -> bool {
        can_share_screen()
    }

    /// Shows the own screen share in an element.
    pub fn attach_own_screen(&self, element: &HtmlVideoElement) {
        self.shared.playback.attach(Source::OwnScreen, element);
    }

    /// Shows the screen that a participant shares in an element.
    pub fn attach_screen(&self, participant: ParticipantId, element: &HtmlVideoElement) {
        let source = Source::ScreenOf(participant);
        self.shared.playback.attach(source, element);
        let tiles = &self.shared.tiles;
        tiles.watch(participant, VideoSource::Screen, element);
    }

    /// Ends what one of the `attach_…` began.
    pub fn detach(&self, element: &HtmlVideoElement) {
        self.shared.playback.detach(element);
        self.shared.tiles.unwatch(element);
    }

    /// Calls back with the own microphone's level, 0 to 1, ten times a second while it runs, and with 0 when it ends.
    pub fn on_microphone_level(&self, callback: impl Fn(f64) + 'static) {
        self.shared.meter.on_level.add(callback);
    }

    /// Calls back when somebody, the person themselves too, starts (`true`) or stops speaking.
    pub fn on_speaking(&self, callback: impl Fn(ParticipantId, bool) + 'static) {
        let on_speaking = &self.shared.meter.on_speaking;
        on_speaking.add(move |(participant, speaking)| callback(participant, speaking));
    }

    /// Calls back with `true` when the browser refuses to play sound before a click, and with `false` once it plays.
    pub fn on_autoplay_blocked(&self, callback: impl Fn(bool) + 'static) {
        self.shared.playback.on_blocked.add(callback);
    }

    /// Plays what could not be played; to be called from a click.
    pub fn resume_playback(&self) {
        self.shared.meter.resume();
        self.shared.playback.resume();
    }

    /// Plays everybody through this speaker from now on.
    pub fn choose_speaker(&self, device: &str) {
        Setting::Speaker.store(device);
        self.shared.playback.choose_speaker(device);
    }

    /// The speaker that was chosen, on this page or an earlier one.
    pub fn chosen_speaker(&self) -> Option<String> {
        self.shared.playback.speaker()
    }

    /// Plays a short tune through the chosen speaker and calls `on_end` after it; `false` when it cannot be played.
    pub fn test_speaker(&self, on_end: impl Fn() + 'static) -> bool {
        let shared = &self.shared;
        let speaker = shared.playback.speaker();
        let test = &shared.sound_test;
        test.play(&shared.meter, speaker.as_deref(), on_end)
    }

    /// Ends the tune early; its `on_end` is called.
    pub fn stop_speaker_test(&self) {
        self.shared.sound_test.stop();
    }

    /// The name that was stored last.
    pub fn stored_display_name() -> Option<String> {
        Setting::DisplayName.load()
    }

    /// Remembers the name under which a guest joins, for the next meeting with this browser.
    pub fn store_display_name(name: &DisplayName) {
        Setting::DisplayName.store(name.as_str());
    }

    /// Forgets it and the seats in meetings: the next person may be another one.
    pub fn forget_person() {
        storage::forget_person();
    }

    /// The time of the browser's clock.
    pub fn now() -> Timestamp {
        timers::now()
    }

    /// Ends everything: socket, peer connections, devices, timers. Nothing is called back afterwards. A seat that was
    /// not left before waits as for a page that was closed.
    pub fn stop(&self) {
        self.shared.stop();
    }
}

fn random_id() -> ChatMessageId {
    let mut bytes = [0; 16];
    random(&mut bytes);
    let mut text = String::with_capacity(32);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a string takes everything");
    }
    ChatMessageId::try_from(text).expect("32 hexadecimal digits are an id")
}
