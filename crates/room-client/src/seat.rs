//! The own seat over lost sockets and reloads.
//!
//! *Invariant*: the tab remembers the newest secret, the name, and what is wanted, and only when they changed.

use crate::{Effect, StoredSeat, outbox::Outbox};
use parley_protocol::{DisplayName, MediaState, ResumeToken};

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Seat {
    display_name: Option<DisplayName>,
    resume: Option<ResumeToken>,
    stored: Option<StoredSeat>,
}

impl Seat {
    /// The seat of this tab before it was loaded again.
    pub(crate) fn restored(stored: StoredSeat) -> Self {
        Self {
            display_name: Some(stored.display_name.clone()),
            resume: Some(stored.resume.clone()),
            stored: Some(stored),
        }
    }

    pub(crate) fn display_name(&self) -> Option<&DisplayName> {
        self.display_name.as_ref()
    }

    pub(crate) fn set_display_name(&mut self, display_name: DisplayName) {
        self.display_name = Some(display_name);
    }

    pub(crate) fn resume(&self) -> Option<&ResumeToken> {
        self.resume.as_ref()
    }

    /// Takes a new secret; `None` when the one at hand goes on being right.
    pub(crate) fn set_resume(&mut self, resume: Option<ResumeToken>) {
        if resume.is_some() {
            self.resume = resume;
        }
    }

    /// Has the tab remember the seat, if it remembers something else.
    pub(crate) fn store(&mut self, wanted: MediaState, out: &mut Outbox) {
        if let (Some(resume), Some(display_name)) = (&self.resume, &self.display_name) {
            let seat = StoredSeat {
                resume: resume.clone(),
                display_name: display_name.clone(),
                microphone: wanted.microphone,
                camera: wanted.camera,
            };
            if self.stored.as_ref() != Some(&seat) {
                self.stored = Some(seat.clone());
                out.push(Effect::StoreSeat { seat });
            }
        }
    }

    /// Gives the seat up.
    pub(crate) fn forget(&mut self, out: &mut Outbox) {
        self.resume = None;
        self.stored = None;
        out.push(Effect::ForgetSeat);
    }
}
