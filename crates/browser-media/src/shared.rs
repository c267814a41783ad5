//! The room client with everything that serves it, and the loop that drives it.
//!
//! *Invariants*: the room client is never entered twice at once: inputs that come while one is handled wait in a queue;
//! the page is called with a view only when it differs from the last one.

use crate::{
    device_access::Kind,
    devices::Devices,
    inputs::Inputs,
    listener::Listener,
    measuring,
    media_elements::Playback,
    meter::{Meter, Voice},
    page,
    peer::Peers,
    people::People,
    socket::Sockets,
    sound_test::SoundTest,
    storage::{self, Setting},
    tile_watch::TileWatch,
    timers::{Interval, Timeout, now, window},
};
use js_sys::Array;
use parley_protocol::{MeetingCode, Milliseconds, Timestamp};
use parley_room_client::{Input, RoomClient, RoomClientConfig, RoomView};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
};
use web_sys::{MediaStream, MediaStreamTrack};

/// A timer that fires this late was held up by a computer that slept.
const SLEPT: Milliseconds = Milliseconds::from_seconds(5);

pub(crate) struct Shared {
    pub(crate) code: MeetingCode,
    pub(crate) inputs: Inputs,
    pub(crate) sockets: Rc<Sockets>,
    pub(crate) devices: Rc<Devices>,
    pub(crate) peers: Rc<Peers>,
    pub(crate) playback: Rc<Playback>,
    pub(crate) meter: Rc<Meter>,
    pub(crate) tiles: Rc<TileWatch>,
    pub(crate) sound_test: Rc<SoundTest>,
    measuring: RefCell<Option<Interval>>,
    pub(crate) listeners: RefCell<Vec<Listener>>,
    pub(crate) reload: RefCell<Option<Timeout>>,
    client: RefCell<RoomClient>,
    queue: RefCell<VecDeque<Input>>,
    running: Cell<bool>,
    stopped: Cell<bool>,
    timer: RefCell<Option<(Timestamp, Timeout)>>,
    shown: RefCell<Option<RoomView>>,
    on_view: Box<dyn Fn(RoomView)>,
}

impl Shared {
    pub(crate) fn new(code: &MeetingCode, on_view: Box<dyn Fn(RoomView)>) -> Rc<Self> {
        Rc::new_cyclic(|weak: &Weak<Self>| {
            let shared = weak.clone();
            let inputs = Inputs::new(move |input| {
                if let Some(shared) = shared.upgrade() {
                    shared.handle(input);
                }
            });
            let meter = Meter::new();
            let heard = Rc::clone(&meter);
            let playback = Playback::new(Setting::Speaker.load(), move |participant, stream| {
                heard.set_stream(Voice::Of(participant), stream);
            });
            let people = Rc::new(People::new(Rc::clone(&playback)));
            let peers = Peers::new(inputs.clone(), people);
            let devices = Devices::new(inputs.clone(), on_local_track(&peers, &playback, &meter));
            Self {
                code: code.clone(),
                sockets: Sockets::new(code, inputs.clone()),
                measuring: RefCell::new(Some(measuring::start(&peers))),
                tiles: TileWatch::new(inputs.clone()),
                inputs,
                devices,
                peers,
                playback,
                meter,
                sound_test: Rc::default(),
                listeners: RefCell::default(),
                reload: RefCell::default(),
                client: RefCell::new(RoomClient::new(config(code), now())),
                queue: RefCell::default(),
                running: Cell::new(false),
                stopped: Cell::new(false),
                timer: RefCell::default(),
                shown: RefCell::default(),
                on_view,
            }
        })
    }

    /// Ends everything; the page hears nothing more.
    pub(crate) fn stop(&self) {
        self.stopped.set(true);
        self.listeners.take();
        self.timer.take();
        self.reload.take();
        self.sockets.close_with_page();
        self.measuring.take();
        self.tiles.stop();
        self.sound_test.discard();
        self.meter.stop();
        self.playback.stop();
        self.devices.release(Kind::Microphone);
        self.devices.release(Kind::Camera);
        self.devices.release(Kind::Screen);
        self.peers.close_all();
    }

    fn handle(self: &Rc<Self>, input: Input) {
        if self.stopped.get() {
            return;
        }
        self.queue.borrow_mut().push_back(input);
        if self.running.replace(true) {
            return;
        }
        while self.take_in() && !self.stopped.get() {
            self.show();
        }
        self.running.set(false);
        self.arm_timer();
    }

    /// Handles what waits; returns whether there was something.
    fn take_in(&self) -> bool {
        let mut any = false;
        while let Some(input) = self.next_input() {
            any = true;
            self.client.borrow_mut().handle(input, now());
            while let Some(effect) = self.next_effect() {
                self.execute(effect);
            }
        }
        any
    }

    fn next_input(&self) -> Option<Input> {
        self.queue.borrow_mut().pop_front()
    }

    fn next_effect(&self) -> Option<parley_room_client::Effect> {
        self.client.borrow_mut().poll_effect()
    }

    fn show(&self) {
        let view = self.client.borrow().view();
        if self.shown.borrow().as_ref() == Some(&view) {
            return;
        }
        self.meter.set_me(view.me);
        self.shown.replace(Some(view.clone()));
        (self.on_view)(view);
    }

    fn arm_timer(self: &Rc<Self>) {
        let due = self.client.borrow().poll_timeout();
        let due = due.filter(|_| !self.stopped.get());
        let armed = self.timer.borrow().as_ref().map(|(at, _)| *at);
        if armed == due {
            return;
        }
        let shared = Rc::downgrade(self);
        let timer = due.map(|due| {
            let call = move || {
                if let Some(shared) = shared.upgrade() {
                    shared.timer_fired(due);
                }
            };
            (due, Timeout::new(due.since(now()), call))
        });
        self.timer.replace(timer);
    }

    fn timer_fired(self: &Rc<Self>, due: Timestamp) {
        self.timer.take();
        if now().since(due) > SLEPT {
            self.handle(Input::Resumed);
        }
        self.handle(Input::Tick);
    }
}

fn config(code: &MeetingCode) -> RoomClientConfig {
    let mut seed = [0; 8];
    random(&mut seed);
    RoomClientConfig {
        stored_seat: storage::load_seat(code, page::was_reloaded()),
        jitter_seed: u64::from_le_bytes(seed),
        microphone_wanted: true,
        camera_wanted: true,
        preferred_microphone: Setting::Microphone.load(),
        preferred_camera: Setting::Camera.load(),
        reception: storage::load_reception(),
        hides_address: storage::load_hides_address(),
        hasty_disconnected: page::is_firefox(),
    }
}

/// Fills with random bytes; a browser without them leaves zeros, which is no harm to what they are used for here.
pub(crate) fn random(bytes: &mut [u8]) {
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(bytes);
    }
}

fn on_local_track(
    peers: &Rc<Peers>,
    playback: &Rc<Playback>,
    meter: &Rc<Meter>,
) -> impl Fn(Kind, Option<&MediaStreamTrack>) + 'static {
    let (peers, playback, meter) = (Rc::clone(peers), Rc::clone(playback), Rc::clone(meter));
    move |kind, track| {
        peers.set_local_track(kind, track);
        let stream = track.and_then(|track| MediaStream::new_with_tracks(&Array::of1(track)).ok());
        match kind {
            Kind::Microphone => meter.set_stream(Voice::Own, stream.as_ref()),
            Kind::Camera => playback.set_own(stream),
            Kind::Screen => playback.set_own_screen(stream),
        }
    }
}
