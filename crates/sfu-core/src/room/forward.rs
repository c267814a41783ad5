//! One packet, from its publisher to everybody who has them on a slot.

use std::sync::Arc;

use parley_protocol::{ParticipantId, VideoLayer, VideoSource};

use super::Room;
use crate::outbox::Outbox;
use crate::packet::{Packet, Source};

impl Room {
    pub(super) fn forward(&mut self, from: ParticipantId, packet: &Arc<Packet>, out: &mut Outbox) {
        let may_send = self
            .members
            .get(&from)
            .is_some_and(|member| match packet.source {
                Source::Microphone => member.media.microphone,
                Source::Picture(source, _) => member.shows(source),
            });
        if !may_send {
            out.stats.dropped_not_allowed += 1;
            return;
        }
        match packet.source {
            Source::Microphone => {
                if let Some(level) = packet.audio_level {
                    self.speakers
                        .observe(from, level, packet.voice_activity, packet.arrival());
                }
            }
            Source::Picture(source, layer) => self.observe_video(from, source, layer, packet),
        }
        self.fan_out(from, packet, out);
    }

    fn observe_video(
        &mut self,
        from: ParticipantId,
        source: VideoSource,
        layer: VideoLayer,
        packet: &Packet,
    ) {
        let Some(leg) = self.leg_mut(from) else {
            return;
        };
        let layers = leg.layers_mut(source);
        let now = packet.arrival();
        let stream = packet.incoming.stream;
        let is_new = layers.alive(layer, now) != Some(stream);
        layers.observe(layer, stream, packet.payload.len(), now);
        if let Some(height) = packet.incoming.picture.and_then(|picture| picture.height) {
            layers.observe_keyframe(layer, height, now);
        }
        if is_new {
            // A layer that begins is taken before its key frame has passed.
            self.aim_all(now);
            self.must_plan = true;
        }
    }

    fn fan_out(&mut self, from: ParticipantId, packet: &Arc<Packet>, out: &mut Outbox) {
        let mut sent = Vec::new();
        for (participant, leg) in self.legs_mut() {
            if participant == from || !leg.peer.is_connected() {
                continue; // what went before the connection was there would be missing at the start
            }
            let Some((slot, rewriter)) = leg.subscriber.slot_of(from, packet.source) else {
                continue;
            };
            let stream = packet.incoming.stream;
            if packet.source == Source::Microphone && rewriter.current() != Some(stream) {
                rewriter.cut_to(stream);
            }
            rewriter.push(packet.incoming, Arc::clone(packet), &mut sent);
            for (outgoing, packet) in sent.drain(..) {
                out.stats.layer_switches += u64::from(outgoing.is_switch);
                leg.peer.write(slot, &packet, &outgoing, out);
            }
        }
    }

    /// Every picture that somebody receives or sends begins anew with a key frame: waiting until each receiver has given up
    /// repairing what was lost takes seconds.
    pub(super) fn begin_anew(&mut self, participant: ParticipantId) {
        if let Some(leg) = self.leg_mut(participant) {
            leg.forget_asked_keyframes();
        }
        let mut slots = Vec::new();
        for (subscriber, leg) in self.legs() {
            let holders = leg.subscriber.video.slots.holders().iter().enumerate();
            let theirs = holders.filter(|(_, picture)| {
                subscriber == participant
                    || picture.is_some_and(|picture| picture.participant == participant)
            });
            slots.extend(theirs.map(|(slot, _)| (subscriber, slot)));
        }
        for (subscriber, slot) in slots {
            self.keyframe_wanted(subscriber, slot);
        }
    }

    /// A subscriber cannot decode what comes on a slot.
    pub(super) fn keyframe_wanted(&mut self, subscriber: ParticipantId, slot: usize) {
        let Some(leg) = self.leg_mut(subscriber) else {
            return;
        };
        let lane = &leg.subscriber.video;
        let Some(picture) = lane.slots.holder(slot) else {
            return;
        };
        let rewriter = &lane.rewriters[slot];
        let Some(stream) = rewriter.awaited().or(rewriter.current()) else {
            return;
        };
        if let Some(publisher) = self.leg_mut(picture.participant)
            && let Some(layer) = publisher.layers(picture.source).layer_of(stream)
        {
            publisher.keyframe_due(picture.source, layer, false);
            self.must_plan = true;
        }
    }
}
