//! The own screen share. Each start asks the browser anew: it lets the person choose what they share, and may end it at
//! any time.
//!
//! *Invariants*: there is one at most; an answer to a request that is no longer wanted changes nothing.

use crate::{AcquireId, DeviceError, Effect, ScreenShareView, outbox::Outbox};

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    request: Option<AcquireId>,
    running: Option<AcquireId>,
    error: Option<DeviceError>,
}

impl Screen {
    /// Whether it is sent.
    pub(crate) fn on(&self) -> bool {
        self.running.is_some()
    }

    /// Whether it is sent or being asked for.
    pub(crate) fn wanted(&self) -> bool {
        self.running.is_some() || self.request.is_some()
    }

    /// Asks the browser, unless it runs or is being asked for.
    pub(crate) fn start(&mut self, last: &mut u32, out: &mut Outbox) {
        if self.wanted() {
            return;
        }
        *last = last.wrapping_add(1);
        let acquire = AcquireId(*last);
        self.request = Some(acquire);
        self.error = None;
        out.push(Effect::AcquireScreen { acquire });
    }

    /// Ends it, and forgets a request that is under way.
    pub(crate) fn stop(&mut self, out: &mut Outbox) {
        self.error = None;
        if self.wanted() {
            self.request = None;
            self.running = None;
            out.push(Effect::ReleaseScreen);
        }
    }

    /// Whether the request was this machine's.
    pub(crate) fn handle_acquired(&mut self, acquire: AcquireId) -> bool {
        let taken = self.request.take_if(|own| *own == acquire).is_some();
        if taken {
            self.running = Some(acquire);
        }
        taken
    }

    /// It could not be had. Who closes the browser's question has changed their mind: that is no error.
    pub(crate) fn handle_failed(&mut self, acquire: AcquireId, error: DeviceError) {
        if self.request.take_if(|own| *own == acquire).is_some() {
            self.error = Some(error).filter(|error| *error != DeviceError::BlockedByBrowser);
        }
    }

    /// The person ended it in the browser's own bar, or what was shared is gone.
    pub(crate) fn handle_ended(&mut self, acquire: AcquireId, out: &mut Outbox) {
        if self.running == Some(acquire) {
            self.stop(out);
        }
    }

    pub(crate) fn view(&self) -> ScreenShareView {
        ScreenShareView {
            on: self.on(),
            asking: self.request.is_some(),
            error: self.error,
        }
    }
}
