//! The receiving side of one participant: slots, and the streams that go out on them.

use std::sync::Arc;

use parley_protocol::{ParticipantId, SlotView};

use crate::allocator::Allocator;
use crate::offer::Offer;
use crate::packet::Packet;
use crate::rewriter::Rewriter;
use crate::slots::Slots;

/// Opus's clock, in Hz (RFC 7587).
const AUDIO_CLOCK: u32 = 48_000;
/// The clock of video, in Hz (RFC 7741).
const VIDEO_CLOCK: u32 = 90_000;

/// Slots of one kind.
#[derive(Debug)]
pub(super) struct Lane {
    mids: Vec<String>,
    pub(super) slots: Slots,
    pub(super) rewriters: Vec<Rewriter<Arc<Packet>>>,
}

impl Lane {
    fn new(mids: &[String], clock_rate: u32) -> Self {
        Self {
            mids: mids.to_vec(),
            slots: Slots::new(mids.len()),
            rewriters: mids.iter().map(|_| Rewriter::new(clock_rate)).collect(),
        }
    }

    /// Gives the slots to who is wished for; a slot that changes hands is silent until its new holder starts.
    pub(super) fn assign(&mut self, wished: &[ParticipantId]) {
        let before = self.slots.clone();
        if !self.slots.assign(wished) {
            return;
        }
        for (slot, rewriter) in self.rewriters.iter_mut().enumerate() {
            if before.holder(slot) != self.slots.holder(slot) {
                rewriter.stop();
            }
        }
    }

    /// Stops what a source sends; it keeps its slot.
    pub(super) fn stop(&mut self, participant: ParticipantId) {
        if let Some(slot) = self.slots.slot_of(participant) {
            self.rewriters[slot].stop();
        }
    }

    fn views(&self) -> impl Iterator<Item = SlotView> {
        self.mids
            .iter()
            .zip(self.slots.holders())
            .map(|(mid, participant)| SlotView {
                mid: mid.clone(),
                participant: *participant,
            })
    }
}

/// The receiving side of one participant.
#[derive(Debug)]
pub(super) struct Subscriber {
    pub(super) audio: Lane,
    pub(super) video: Lane,
    pub(super) allocator: Allocator,
    told: Option<Vec<SlotView>>,
}

impl Subscriber {
    /// With the slots of an offer.
    pub(super) fn new(offer: &Offer) -> Self {
        Self {
            audio: Lane::new(&offer.audio_slots, AUDIO_CLOCK),
            video: Lane::new(&offer.video_slots, VIDEO_CLOCK),
            allocator: Allocator::default(),
            told: None,
        }
    }

    /// Takes over the slots of a later offer of the same connection. As a rule they are the same, and go on.
    pub(super) fn set_mids(&mut self, offer: &Offer) {
        if self.audio.mids != offer.audio_slots {
            self.audio = Lane::new(&offer.audio_slots, AUDIO_CLOCK);
        }
        if self.video.mids != offer.video_slots {
            self.video = Lane::new(&offer.video_slots, VIDEO_CLOCK);
        }
    }

    /// A source's connection ended: nothing of it is waited for.
    pub(super) fn forget(&mut self, participant: ParticipantId) {
        self.audio.stop(participant);
        self.video.stop(participant);
    }

    /// All slots, if they are not as they were told before.
    pub(super) fn poll_slots(&mut self) -> Option<Vec<SlotView>> {
        let slots: Vec<_> = self.audio.views().chain(self.video.views()).collect();
        if self.told.as_ref() == Some(&slots) {
            return None;
        }
        self.told = Some(slots.clone());
        Some(slots)
    }
}
