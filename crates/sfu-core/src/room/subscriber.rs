//! The receiving side of one participant: slots, and the streams that go out on them.

use std::sync::Arc;

use parley_protocol::{ParticipantId, SlotView, VideoSource};

use crate::allocator::Allocator;
use crate::api::PictureKey;
use crate::offer::Offer;
use crate::packet::{Packet, Source};
use crate::rewriter::{Rewriter, StreamId};
use crate::slots::Slots;

/// Opus's clock, in Hz (RFC 7587).
const AUDIO_CLOCK: u32 = 48_000;
/// The clock of video, in Hz (RFC 7741).
const VIDEO_CLOCK: u32 = 90_000;

/// Slots of one kind: `H` is who is heard, or which picture is seen.
#[derive(Debug)]
pub(super) struct Lane<H> {
    mids: Vec<String>,
    pub(super) slots: Slots<H>,
    pub(super) rewriters: Vec<Rewriter<Arc<Packet>>>,
}

impl<H: Copy + Eq> Lane<H> {
    fn new(mids: &[String], clock_rate: u32) -> Self {
        Self {
            mids: mids.to_vec(),
            slots: Slots::new(mids.len()),
            rewriters: mids.iter().map(|_| Rewriter::new(clock_rate)).collect(),
        }
    }

    /// Gives the slots to who is wished for; a slot that changes hands is silent until its new holder starts.
    pub(super) fn assign(&mut self, wished: &[H]) {
        let before = self.slots.clone();
        if !self.slots.assign(wished) {
            return;
        }
        for (slot, rewriter) in self.rewriters.iter_mut().enumerate() {
            if before.holder(slot) != self.slots.holder(slot) {
                rewriter.hand_over();
            }
        }
    }

    /// Stops what a source sends; it keeps its slot.
    pub(super) fn stop(&mut self, holder: H) {
        if let Some((_, rewriter)) = self.rewriter_of(holder) {
            rewriter.stop();
        }
    }

    fn rewriter_of(&mut self, holder: H) -> Option<(usize, &mut Rewriter<Arc<Packet>>)> {
        let slot = self.slots.slot_of(holder)?;
        Some((slot, &mut self.rewriters[slot]))
    }

    fn views(
        &self,
        who: impl Fn(H) -> (ParticipantId, Option<VideoSource>),
    ) -> impl Iterator<Item = SlotView> {
        let slots = self.mids.iter().zip(self.slots.holders());
        slots.map(move |(mid, holder)| {
            let holder = holder.map(&who);
            SlotView {
                mid: mid.clone(),
                participant: holder.map(|(participant, _)| participant),
                source: holder.and_then(|(_, source)| source),
            }
        })
    }
}

/// The receiving side of one participant.
#[derive(Debug)]
pub(super) struct Subscriber {
    pub(super) audio: Lane<ParticipantId>,
    pub(super) video: Lane<PictureKey>,
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
        for source in [VideoSource::Camera, VideoSource::Screen] {
            self.video.stop(PictureKey {
                participant,
                source,
            });
        }
    }

    /// The slot on which a source comes, if it has one, and what goes out on it.
    pub(super) fn slot_of(
        &mut self,
        participant: ParticipantId,
        source: Source,
    ) -> Option<(usize, &mut Rewriter<Arc<Packet>>)> {
        match source {
            Source::Microphone => self.audio.rewriter_of(participant),
            Source::Picture(source, _) => self.video.rewriter_of(PictureKey {
                participant,
                source,
            }),
        }
    }

    /// The stream of a picture that is sent, and the one that is waited for.
    pub(super) fn streams_of(&self, picture: PictureKey) -> [Option<StreamId>; 2] {
        let slot = self.video.slots.slot_of(picture);
        slot.map_or([None; 2], |slot| {
            let rewriter = &self.video.rewriters[slot];
            [rewriter.current(), rewriter.awaited()]
        })
    }

    /// All slots, if they are not as they were told before.
    pub(super) fn poll_slots(&mut self) -> Option<Vec<SlotView>> {
        let audio = self.audio.views(|participant| (participant, None));
        let video = self
            .video
            .views(|picture| (picture.participant, Some(picture.source)));
        let slots: Vec<_> = audio.chain(video).collect();
        if self.told.as_ref() == Some(&slots) {
            return None;
        }
        self.told = Some(slots.clone());
        Some(slots)
    }
}
