//! Own microphone, camera and screen share, and what the server was told of them.
//!
//! *Invariant*: the server is told what is actually sent, not what is wanted.

use crate::{
    AcquireId, Command, Input, LocalMediaView, MediaDevice,
    device::{Device, Kind},
    outbox::Outbox,
    screen::Screen,
};
use parley_protocol::{ClientMessage, MediaState, Milliseconds, RequestId, Timestamp};

/// The wait before a refused announcement is made again.
const RETRY: Milliseconds = Milliseconds::from_seconds(1);

/// The machine.
#[derive(Debug)]
pub(crate) struct LocalMedia {
    microphone: Device,
    camera: Device,
    screen: Screen,
    speakers: Vec<MediaDevice>,
    last_acquire: u32,
    greeting: Option<MediaState>,
    told: Option<MediaState>,
    telling: Option<RequestId>,
    retry_at: Option<Timestamp>,
}

impl LocalMedia {
    pub(crate) fn new(
        wanted: MediaState,
        microphone: Option<String>,
        camera: Option<String>,
    ) -> Self {
        Self {
            microphone: Device::new(Kind::Microphone, wanted.microphone, microphone),
            camera: Device::new(Kind::Camera, wanted.camera, camera),
            screen: Screen::default(),
            speakers: Vec::new(),
            last_acquire: 0,
            greeting: None,
            told: None,
            telling: None,
            retry_at: None,
        }
    }

    /// What is sent.
    pub(crate) fn actual(&self) -> MediaState {
        MediaState {
            microphone: self.microphone.on(),
            camera: self.camera.on(),
            screen: self.screen.on(),
        }
    }

    /// What the person wants to send.
    pub(crate) fn wanted(&self) -> MediaState {
        MediaState {
            microphone: self.microphone.wanted(),
            camera: self.camera.wanted(),
            screen: self.screen.wanted(),
        }
    }

    /// Asks for the devices that are wanted.
    pub(crate) fn ensure(&mut self, out: &mut Outbox) {
        self.microphone.ensure(&mut self.last_acquire, out);
        self.camera.ensure(&mut self.last_acquire, out);
    }

    pub(crate) fn handle_command(&mut self, command: &Command, out: &mut Outbox) {
        let last = &mut self.last_acquire;
        if matches!(command, Command::StartPreview) {
            self.ensure(out);
        } else if let Command::SetMicrophone { on } = command {
            self.microphone.set_wanted(*on, last, out);
        } else if let Command::SetCamera { on } = command {
            self.camera.set_wanted(*on, last, out);
        } else if let Command::ChooseMicrophone { device } = command {
            self.microphone.choose(device.clone(), last, out);
        } else if let Command::ChooseCamera { device } = command {
            self.camera.choose(device.clone(), last, out);
        } else if matches!(command, Command::ShareScreen) {
            self.screen.start(last, out);
        } else if matches!(command, Command::StopSharing) {
            self.screen.stop(out);
        } else if matches!(command, Command::RetryDevices) {
            self.microphone.retry(last, out);
            self.camera.retry(last, out);
        }
    }

    /// Takes what the shell says about devices; other inputs change nothing.
    pub(crate) fn handle(&mut self, input: &Input, now: Timestamp, out: &mut Outbox) {
        let last = &mut self.last_acquire;
        if let Input::DevicesListed {
            microphones,
            cameras,
            speakers,
        } = input
        {
            self.speakers.clone_from(speakers);
            self.microphone.list(microphones.clone(), last, out);
            self.camera.list(cameras.clone(), last, out);
        } else if let Input::DeviceAcquired { acquire, device } = input {
            self.handle_acquired(*acquire, device.as_ref(), now, out);
        } else if let Input::DeviceFailed { acquire, error } = input {
            self.microphone.handle_failed(*acquire, *error, last, out);
            self.camera.handle_failed(*acquire, *error, last, out);
            self.screen.handle_failed(*acquire, *error);
        } else if let Input::DeviceEnded { acquire } = input {
            self.microphone.handle_ended(*acquire, now, last, out);
            self.camera.handle_ended(*acquire, now, last, out);
            self.screen.handle_ended(*acquire, out);
        } else if let Input::DeviceInterrupted {
            acquire,
            interrupted,
        } = input
        {
            self.microphone.handle_interrupted(*acquire, *interrupted);
            self.camera.handle_interrupted(*acquire, *interrupted);
        }
    }

    /// Switches one off for somebody else than the person; whatever is under way for it comes to nothing.
    pub(crate) fn switch_off(&mut self, kind: Kind, out: &mut Outbox) {
        let device = match kind {
            Kind::Microphone => &mut self.microphone,
            Kind::Camera => &mut self.camera,
        };
        if device.wanted() {
            device.set_wanted(false, &mut self.last_acquire, out);
        }
    }

    /// Ends the screen share, for whoever wants it.
    pub(crate) fn stop_sharing(&mut self, out: &mut Outbox) {
        self.screen.stop(out);
    }

    /// Stops everything.
    pub(crate) fn release(&mut self, out: &mut Outbox) {
        self.microphone.release(out);
        self.camera.release(out);
        self.screen.stop(out);
        self.lose_link();
    }

    /// What `hello` says is sent.
    pub(crate) fn greet(&mut self) -> MediaState {
        let media = self.actual();
        self.greeting = Some(media);
        media
    }

    /// The server's snapshot says that this is sent. What it leaves out of what `hello` said was switched off by a host
    /// meanwhile, or is not allowed.
    pub(crate) fn handle_snapshot(&mut self, own: Option<MediaState>, out: &mut Outbox) {
        self.lose_link();
        self.told = own;
        if let (Some(said), Some(own)) = (self.greeting.take(), own) {
            if said.microphone && !own.microphone {
                self.switch_off(Kind::Microphone, out);
            }
            if said.camera && !own.camera {
                self.switch_off(Kind::Camera, out);
            }
            if said.screen && !own.screen {
                self.stop_sharing(out);
            }
        }
    }

    pub(crate) fn lose_link(&mut self) {
        self.told = None;
        self.telling = None;
        self.retry_at = None;
    }

    /// What was announced by this request and refused; it is announced anew after a while.
    pub(crate) fn handle_refused(
        &mut self,
        request: RequestId,
        now: Timestamp,
    ) -> Option<MediaState> {
        let refused = self.told.filter(|_| self.telling == Some(request))?;
        self.lose_link();
        self.retry_at = Some(now + RETRY);
        Some(refused)
    }

    pub(crate) fn tick(&mut self, now: Timestamp) {
        if self.retry_at.is_some_and(|at| now >= at) {
            self.retry_at = None;
        }
    }

    /// Tells the server what is sent, if it was told something else.
    pub(crate) fn pump(&mut self, out: &mut Outbox) {
        let media = self.actual();
        if self.retry_at.is_none() && out.can_send() && self.told != Some(media) {
            self.told = Some(media);
            self.telling = out.send(|request| ClientMessage::SetMedia { request, media });
        }
    }

    pub(crate) fn timeout(&self) -> Option<Timestamp> {
        self.retry_at
    }

    pub(crate) fn view(&self) -> LocalMediaView {
        LocalMediaView {
            microphone: self.microphone.view(),
            camera: self.camera.view(),
            screen: self.screen.view(),
            speakers: self.speakers.clone(),
        }
    }

    fn handle_acquired(
        &mut self,
        acquire: AcquireId,
        device: Option<&String>,
        now: Timestamp,
        out: &mut Outbox,
    ) {
        let device = device.cloned();
        let taken = self
            .microphone
            .handle_acquired(acquire, device.clone(), now, out)
            || self.camera.handle_acquired(acquire, device, now, out)
            || self.screen.handle_acquired(acquire);
        if !taken {
            self.microphone.release_if_unused(out);
            self.camera.release_if_unused(out);
        }
    }
}
