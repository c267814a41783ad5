//! Own microphone, camera and screen share.
//!
//! *Invariants*: at most one track of each kind runs; a track that comes when it is no longer wanted is stopped at once.

use crate::{
    device_access::{Kind, Request, get_display_media, get_user_media},
    device_list,
    inputs::Inputs,
    listener::Listener,
    rtc_ext,
};
use parley_room_client::{AcquireId, DeviceError, Input};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MediaStream, MediaStreamTrack};

/// Hears of every own track that comes or goes.
type OnTrack = Box<dyn Fn(Kind, Option<&MediaStreamTrack>)>;

struct Running {
    acquire: AcquireId,
    track: MediaStreamTrack,
    _listeners: [Listener; 3],
}

/// What there is of one kind.
#[derive(Default)]
struct Slot {
    newest: Cell<Option<AcquireId>>,
    running: RefCell<Option<Running>>,
}

/// Own microphone, camera and screen share.
pub(crate) struct Devices {
    inputs: Inputs,
    on_track: OnTrack,
    microphone: Slot,
    camera: Slot,
    screen: Slot,
    microphone_enabled: Cell<bool>,
    waiting: RefCell<Vec<Request>>,
}

impl Devices {
    pub(crate) fn new(
        inputs: Inputs,
        on_track: impl Fn(Kind, Option<&MediaStreamTrack>) + 'static,
    ) -> Rc<Self> {
        Rc::new(Self {
            inputs,
            on_track: Box::new(on_track),
            microphone: Slot::default(),
            camera: Slot::default(),
            screen: Slot::default(),
            microphone_enabled: Cell::new(true),
            waiting: RefCell::default(),
        })
    }

    /// Asks the browser. Requests of one moment are asked together, so that the person answers one question.
    pub(crate) fn acquire(self: &Rc<Self>, kind: Kind, acquire: AcquireId, device: Option<String>) {
        self.slot(kind).newest.set(Some(acquire));
        let mut waiting = self.waiting.borrow_mut();
        waiting.push(Request {
            kind,
            acquire,
            device,
        });
        if waiting.len() == 1 {
            let devices = Rc::clone(self);
            spawn_local(async move { devices.ask().await });
        }
    }

    /// Asks for a screen. The question is asked at once: the browser wants it from a click.
    pub(crate) fn acquire_screen(self: &Rc<Self>, acquire: AcquireId) {
        let request = Request {
            kind: Kind::Screen,
            acquire,
            device: None,
        };
        self.screen.newest.set(Some(acquire));
        let (devices, answer) = (Rc::clone(self), get_display_media());
        spawn_local(async move {
            match answer.await {
                Ok(stream) => devices.take(&request, &stream),
                Err(error) => devices.inputs.send(Input::DeviceFailed { acquire, error }),
            }
        });
    }

    pub(crate) fn enable_microphone(&self, on: bool) {
        self.microphone_enabled.set(on);
        if let Some(running) = &*self.microphone.running.borrow() {
            running.track.set_enabled(on);
        }
    }

    pub(crate) fn release(&self, kind: Kind) {
        self.slot(kind).newest.set(None);
        self.replace(kind, None);
    }

    fn slot(&self, kind: Kind) -> &Slot {
        match kind {
            Kind::Microphone => &self.microphone,
            Kind::Camera => &self.camera,
            Kind::Screen => &self.screen,
        }
    }

    async fn ask(self: Rc<Self>) {
        let requests = std::mem::take(&mut *self.waiting.borrow_mut());
        if let [first, second] = requests.as_slice()
            && first.kind != second.kind
            && let Ok(stream) = get_user_media(&[first, second]).await
        {
            self.take(first, &stream);
            self.take(second, &stream);
        } else {
            for request in &requests {
                self.ask_for_one(request).await;
            }
        }
        device_list::report(self.inputs.clone());
    }

    async fn ask_for_one(self: &Rc<Self>, request: &Request) {
        let mut answer = get_user_media(&[request]).await;
        // Some telephones open a second camera only when the first is closed.
        let mut stopped = None;
        if answer.is_err() && self.is_newest(request) {
            stopped = self.stop_for(request);
        }
        if stopped.is_some() {
            answer = get_user_media(&[request]).await;
        }
        match answer {
            Ok(stream) => self.take(request, &stream),
            Err(error) => {
                let acquire = request.acquire;
                self.inputs.send(Input::DeviceFailed { acquire, error });
                if let Some(acquire) = stopped {
                    self.inputs.send(Input::DeviceEnded { acquire });
                }
            }
        }
    }

    /// Stops a running camera so that another one may start. Nothing is said of it unless that one does not start
    /// either: hearing that it ended, the room client would take back what is being asked for.
    fn stop_for(&self, request: &Request) -> Option<AcquireId> {
        if request.kind != Kind::Camera {
            return None;
        }
        let running = self.camera.running.borrow();
        let acquire = running.as_ref().map(|running| running.acquire)?;
        drop(running);
        self.replace(Kind::Camera, None);
        Some(acquire)
    }

    fn is_newest(&self, request: &Request) -> bool {
        self.slot(request.kind).newest.get() == Some(request.acquire)
    }

    /// Takes the request's track out of what the browser gave.
    fn take(&self, request: &Request, stream: &MediaStream) {
        let tracks = match request.kind {
            Kind::Microphone => stream.get_audio_tracks(),
            Kind::Camera | Kind::Screen => stream.get_video_tracks(),
        };
        let track: MediaStreamTrack = tracks.get(0).unchecked_into();
        if track.is_undefined() {
            return self.inputs.send(Input::DeviceFailed {
                acquire: request.acquire,
                error: DeviceError::NotFound,
            });
        }
        if !self.is_newest(request) {
            return track.stop();
        }
        let hint = match request.kind {
            Kind::Microphone => {
                track.set_enabled(self.microphone_enabled.get());
                "speech"
            }
            Kind::Camera => "motion",
            Kind::Screen => "detail",
        };
        rtc_ext::set_content_hint(&track, hint);
        let device = track.get_settings().get_device_id();
        let acquire = request.acquire;
        let interrupted = track.muted();
        let listeners = self.listen(acquire, &track);
        self.replace(
            request.kind,
            Some(Running {
                acquire,
                track,
                _listeners: listeners,
            }),
        );
        self.inputs.send(Input::DeviceAcquired { acquire, device });
        if interrupted {
            self.inputs.send(Input::DeviceInterrupted {
                acquire,
                interrupted,
            });
        }
    }

    /// Says what becomes of a track that runs.
    fn listen(&self, acquire: AcquireId, track: &MediaStreamTrack) -> [Listener; 3] {
        let told = |event, input: Input| {
            let inputs = self.inputs.clone();
            Listener::new(track, event, move |_| inputs.send(input.clone()))
        };
        let interrupted = |interrupted| Input::DeviceInterrupted {
            acquire,
            interrupted,
        };
        [
            told("ended", Input::DeviceEnded { acquire }),
            told("mute", interrupted(true)),
            told("unmute", interrupted(false)),
        ]
    }

    fn replace(&self, kind: Kind, new: Option<Running>) {
        (self.on_track)(kind, new.as_ref().map(|running| &running.track));
        let old = self.slot(kind).running.replace(new);
        if let Some(old) = old {
            old.track.stop();
        }
    }
}
