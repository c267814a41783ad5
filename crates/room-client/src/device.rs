//! One microphone or camera: what the person wants, and what there actually is.
//!
//! *Invariants*: only the newest request counts; an answer to an older one changes nothing, and is taken back when
//! nothing is wanted any more; letting go of a track takes back the request that is under way, so that one is made
//! anew; a device that is gone is replaced by the browser's choice once, then it is an error; an interrupted one is not
//! on, but it is kept: it comes back by itself.

use crate::{AcquireId, DeviceError, DeviceView, Effect, MediaDevice, outbox::Outbox};
use parley_protocol::{Milliseconds, Timestamp};

/// A device that ends this soon after it was had is not asked for again.
const SHORT_LIVED: Milliseconds = Milliseconds::from_seconds(1);

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Microphone,
    Camera,
}

#[derive(Debug)]
struct Request {
    acquire: AcquireId,
    device: Option<String>,
}

#[derive(Debug)]
struct Running {
    acquire: AcquireId,
    device: Option<String>,
    since: Timestamp,
    interrupted: bool,
}

/// The machine.
#[derive(Debug)]
pub(crate) struct Device {
    kind: Kind,
    wanted: bool,
    chosen: Option<String>,
    running: Option<Running>,
    request: Option<Request>,
    error: Option<DeviceError>,
    choices: Vec<MediaDevice>,
}

impl Device {
    pub(crate) fn new(kind: Kind, wanted: bool, chosen: Option<String>) -> Self {
        Self {
            kind,
            wanted,
            chosen,
            running: None,
            request: None,
            error: None,
            choices: Vec::new(),
        }
    }

    pub(crate) fn wanted(&self) -> bool {
        self.wanted
    }

    /// Whether it runs and is sent.
    pub(crate) fn on(&self) -> bool {
        self.wanted && self.running.as_ref().is_some_and(|r| !r.interrupted)
    }

    /// Asks for it if it is wanted, not there, not asked for and not refused.
    pub(crate) fn ensure(&mut self, last: &mut u32, out: &mut Outbox) {
        if self.wanted && self.running.is_none() && self.request.is_none() && self.error.is_none() {
            self.acquire(self.chosen.clone(), last, out);
        }
    }

    /// Asks again for it after a failure.
    pub(crate) fn retry(&mut self, last: &mut u32, out: &mut Outbox) {
        self.error = None;
        self.ensure(last, out);
    }

    pub(crate) fn set_wanted(&mut self, on: bool, last: &mut u32, out: &mut Outbox) {
        self.wanted = on;
        self.error = None;
        match (self.kind, on) {
            (Kind::Microphone, _) => out.push(Effect::EnableMicrophone { on }),
            (Kind::Camera, false) => self.release(out),
            (Kind::Camera, true) => {}
        }
        self.ensure(last, out);
    }

    /// Uses this one from now on.
    pub(crate) fn choose(&mut self, device: String, last: &mut u32, out: &mut Outbox) {
        self.chosen = Some(device);
        if self.wanted || self.running.is_some() {
            self.error = None;
            self.acquire(self.chosen.clone(), last, out);
        }
    }

    /// What there is to choose from has changed.
    pub(crate) fn list(&mut self, choices: Vec<MediaDevice>, last: &mut u32, out: &mut Outbox) {
        let before = std::mem::replace(&mut self.choices, choices);
        // Only a new list is a reason: every try is followed by a list.
        let changed = before != self.choices && !self.choices.is_empty();
        if changed && self.error == Some(DeviceError::NotFound) {
            self.retry(last, out);
        }
        let has = |list: &[MediaDevice], id: &str| list.iter().any(|device| device.id == id);
        let unplugged = self
            .running
            .as_ref()
            .and_then(|running| running.device.as_deref())
            .is_some_and(|id| has(&before, id) && !has(&self.choices, id));
        if unplugged {
            self.replace_lost(last, out);
        }
    }

    /// Whether the request was this machine's newest one.
    pub(crate) fn handle_acquired(
        &mut self,
        acquire: AcquireId,
        device: Option<String>,
        now: Timestamp,
        out: &mut Outbox,
    ) -> bool {
        if self.request.as_ref().is_none_or(|r| r.acquire != acquire) {
            return false;
        }
        self.request = None;
        self.error = None;
        self.running = Some(Running {
            acquire,
            device,
            since: now,
            interrupted: false,
        });
        if self.kind == Kind::Microphone {
            out.push(Effect::EnableMicrophone { on: self.wanted });
        }
        true
    }

    /// The request failed: a chosen device that is gone is replaced by the browser's choice.
    pub(crate) fn handle_failed(
        &mut self,
        acquire: AcquireId,
        error: DeviceError,
        last: &mut u32,
        out: &mut Outbox,
    ) {
        let Some(request) = self.request.take_if(|r| r.acquire == acquire) else {
            return;
        };
        let gone = matches!(error, DeviceError::NotFound | DeviceError::Unusable);
        if self.running.is_some() {
            self.chosen = self.running.as_ref().and_then(|r| r.device.clone());
        } else if request.device.is_some() && gone {
            self.acquire(None, last, out);
        } else {
            self.error = Some(error);
        }
    }

    /// The track stopped by itself.
    pub(crate) fn handle_ended(
        &mut self,
        acquire: AcquireId,
        now: Timestamp,
        last: &mut u32,
        out: &mut Outbox,
    ) {
        let Some(running) = self.running.as_ref().filter(|r| r.acquire == acquire) else {
            return;
        };
        if now.since(running.since) < SHORT_LIVED && self.request.is_none() {
            self.running = None;
            self.push_release(out);
            self.error = Some(DeviceError::InUse);
        } else {
            self.replace_lost(last, out);
        }
    }

    /// The track gives nothing for now, or gives something again.
    pub(crate) fn handle_interrupted(&mut self, acquire: AcquireId, interrupted: bool) {
        if let Some(running) = self.running.as_mut().filter(|r| r.acquire == acquire) {
            running.interrupted = interrupted;
        }
    }

    /// Stops it, and forgets a request that is under way.
    pub(crate) fn release(&mut self, out: &mut Outbox) {
        self.request = None;
        self.running = None;
        self.error = None;
        self.push_release(out);
    }

    /// Takes back a track that came when nothing was wanted any more.
    pub(crate) fn release_if_unused(&self, out: &mut Outbox) {
        if self.request.is_none() && self.running.is_none() {
            self.push_release(out);
        }
    }

    pub(crate) fn view(&self) -> DeviceView {
        let in_use = self.running.as_ref().and_then(|r| r.device.clone());
        DeviceView {
            wanted: self.wanted,
            on: self.on(),
            asking: self.request.is_some(),
            error: self.error.filter(|_| self.wanted),
            device: in_use.or_else(|| self.chosen.clone()),
            choices: self.choices.clone(),
        }
    }

    fn replace_lost(&mut self, last: &mut u32, out: &mut Outbox) {
        self.running = None;
        self.push_release(out);
        let under_way = self.request.take();
        if self.wanted || under_way.is_some() {
            let device = under_way.and_then(|request| request.device);
            self.acquire(device, last, out);
        }
    }

    fn acquire(&mut self, device: Option<String>, last: &mut u32, out: &mut Outbox) {
        *last = last.wrapping_add(1);
        let acquire = AcquireId(*last);
        self.request = Some(Request {
            acquire,
            device: device.clone(),
        });
        out.push(match self.kind {
            Kind::Microphone => Effect::AcquireMicrophone { acquire, device },
            Kind::Camera => Effect::AcquireCamera { acquire, device },
        });
    }

    fn push_release(&self, out: &mut Outbox) {
        out.push(match self.kind {
            Kind::Microphone => Effect::ReleaseMicrophone,
            Kind::Camera => Effect::ReleaseCamera,
        });
    }
}
