//! Who gets what: slots, layers, key frames, and what publishers are to send.

use std::time::Instant;

use parley_protocol::{ParticipantId, VideoLayer, VideoSource, VideoWish, limits};

use super::Room;
use crate::allocator::Request;
use crate::api::{Event, PictureKey};
use crate::outbox::Outbox;
use crate::wanted::Want;

/// What one voice takes of a line, with its headers, in bits per second.
const VOICE: u64 = 48_000;

impl Room {
    /// Brings everything in line with wishes, rights, bandwidth and what is there.
    pub(super) fn plan(&mut self, now: Instant, out: &mut Outbox) {
        let all: Vec<_> = self.legs().map(|(participant, _)| participant).collect();
        for subscriber in &all {
            self.assign_slots(*subscriber, &all, now);
            self.allocate(*subscriber, now, out);
        }
        self.aim_all(now);
        self.ask_for_keyframes(now, out);
        self.tell(now, out);
    }

    fn assign_slots(&mut self, subscriber: ParticipantId, all: &[ParticipantId], now: Instant) {
        let Some(member) = self.members.get(&subscriber) else {
            return;
        };
        let Some(leg) = &member.leg else {
            return;
        };
        let mut voices: Vec<_> = all.iter().copied().filter(|id| *id != subscriber).collect();
        if !member.wishes_audio {
            voices.clear();
        } else if voices.len() > limits::AUDIO_SLOTS {
            voices.retain(|id| {
                self.members
                    .get(id)
                    .is_some_and(|other| other.media.microphone)
            });
            self.speakers
                .rank(&mut voices, leg.subscriber.audio.slots.holders(), now);
        }
        let pictures: Vec<_> = member
            .wishes_video
            .iter()
            .map(|wish| picture(*wish))
            .filter(|picture| self.members.contains_key(&picture.participant))
            .collect();
        if let Some(leg) = self.leg_mut(subscriber) {
            leg.subscriber.audio.assign(&voices);
            leg.subscriber.video.assign(&pictures);
        }
    }

    fn allocate(&mut self, subscriber: ParticipantId, now: Instant, out: &mut Outbox) {
        let Some(member) = self.members.get(&subscriber) else {
            return;
        };
        let wishes = member.wishes_video.clone();
        let voices = member
            .leg
            .iter()
            .flat_map(|leg| leg.subscriber.audio.slots.holders());
        let voices = voices
            .flatten()
            .filter(|id| {
                self.members
                    .get(id)
                    .is_some_and(|other| other.media.microphone)
            })
            .count() as u64;
        let requests = self.requests(wishes, now);
        if let Some(leg) = self.leg_mut(subscriber) {
            let estimate = leg.peer.estimate();
            leg.subscriber
                .allocator
                .allocate(&requests, estimate, voices * VOICE, now);
            // Before there is a line nothing can be tried on it.
            if leg.peer.is_connected() {
                let allocator = &mut leg.subscriber.allocator;
                let probing = allocator.probe(&requests, estimate, voices * VOICE, now);
                leg.peer.set_probing(probing, now, out);
            }
        }
    }

    /// What is there of what somebody wishes for, and what it takes of a line.
    fn requests(&mut self, wishes: Vec<VideoWish>, now: Instant) -> Vec<Request> {
        let mut requests = Vec::with_capacity(wishes.len());
        for wish in wishes {
            let Some(other) = self.members.get_mut(&wish.participant) else {
                continue;
            };
            let may_show = other.shows(wish.source);
            let Some(leg) = other
                .leg
                .as_mut()
                .filter(|leg| may_show && leg.peer.can_show(wish.source))
            else {
                continue;
            };
            let layers = leg.layers_mut(wish.source);
            let useful = layers.useful(wish.max_height).to_vec();
            let choices = useful
                .into_iter()
                .map(|layer| (layer, layers.bitrate(layer, now)))
                .collect();
            requests.push(Request {
                picture: picture(wish),
                choices,
            });
        }
        requests
    }

    /// Points every video slot at the stream that fits its target best.
    pub(super) fn aim_all(&mut self, now: Instant) {
        let mut due = Vec::new();
        let subscribers: Vec<_> = self.legs().map(|(participant, _)| participant).collect();
        for subscriber in subscribers {
            let Some(leg) = self
                .members
                .get(&subscriber)
                .and_then(|member| member.leg.as_ref())
            else {
                continue;
            };
            if !leg.peer.is_connected() {
                continue;
            }
            let holders: Vec<_> = leg.subscriber.video.slots.holders().to_vec();
            for (slot, holder) in holders.into_iter().enumerate() {
                if let Some(holder) = holder {
                    due.extend(self.aim(subscriber, slot, holder, now));
                }
            }
        }
        for (picture, layer, is_first) in due {
            if let Some(leg) = self.leg_mut(picture.participant) {
                leg.keyframe_due(picture.source, layer, is_first);
            }
        }
    }

    /// Points one slot; says of whom a key frame of which layer is needed for it, and whether it is the first.
    fn aim(
        &mut self,
        subscriber: ParticipantId,
        slot: usize,
        holder: PictureKey,
        now: Instant,
    ) -> Option<(PictureKey, VideoLayer, bool)> {
        let receiving = &self.members.get(&subscriber)?.leg.as_ref()?.subscriber;
        let target = receiving.allocator.target(holder);
        // Something to see soon is better than something sharp later.
        let is_dark = receiving.video.rewriters[slot].current().is_none();
        let publisher = self.members.get(&holder.participant);
        let layers = publisher
            .filter(|publisher| publisher.shows(holder.source))
            .and_then(|publisher| publisher.leg.as_ref())
            .map(|leg| leg.layers(holder.source));
        let best = target.and_then(|target| {
            let layers = layers?;
            let lowest = layers.lowest(now).filter(|_| is_dark);
            lowest.or_else(|| layers.best(target, now))
        });
        let may_go_on = target.is_some() && layers.is_some();
        let rewriter = &mut self.leg_mut(subscriber)?.subscriber.video.rewriters[slot];
        let Some((layer, stream)) = best else {
            if !may_go_on {
                rewriter.stop();
            }
            return None;
        };
        rewriter.switch_to(Some(stream));
        rewriter
            .awaited()
            .map(|_| (holder, layer, rewriter.is_new()))
    }

    fn ask_for_keyframes(&mut self, now: Instant, out: &mut Outbox) {
        for (_, leg) in self.legs_mut() {
            for ((source, layer), is_first) in std::mem::take(&mut leg.keyframes_due) {
                let layers = leg.layers_mut(source);
                // One that rests is asked once it comes again.
                let stream = layers.alive(layer, now);
                let stream = stream.filter(|_| layers.ask_for_keyframe(layer, is_first, now));
                match stream {
                    Some(stream) => leg.peer.request_keyframe(stream, now, out),
                    // Who sees it for the first time says so again.
                    None => leg.keyframe_due(source, layer, false),
                }
            }
        }
    }

    fn tell(&mut self, now: Instant, out: &mut Outbox) {
        let participants: Vec<_> = self.legs().map(|(participant, _)| participant).collect();
        for participant in participants {
            let used = self.used_of(participant);
            let peer = self.peer_key(participant);
            let Some(member) = self.members.get_mut(&participant) else {
                continue;
            };
            member.wanted.update(&used, member.media, now);
            if let Some(want) = member.wanted.poll() {
                out.tell(Event::Wanted {
                    peer,
                    audio: want.audio,
                    video: want.video,
                    screen: want.screen,
                });
            }
            if let Some(slots) = member
                .leg
                .as_mut()
                .and_then(|leg| leg.subscriber.poll_slots())
            {
                out.tell(Event::Slots { peer, slots });
            }
        }
        if let Some(participants) = self.speakers.poll() {
            out.tell(Event::Speaking {
                room: self.key,
                participants,
            });
        }
    }

    /// What is used of a publisher now: what is aimed at, and what is shown or waited for until that is there.
    fn used_of(&self, publisher: ParticipantId) -> Want {
        let mut used = Want::default();
        let sent = self
            .members
            .get(&publisher)
            .and_then(|member| member.leg.as_ref());
        for (subscriber, leg) in self.legs().filter(|(id, _)| *id != publisher) {
            used.audio |= self
                .members
                .get(&subscriber)
                .is_some_and(|member| member.wishes_audio);
            let layers = |source| {
                let picture = PictureKey {
                    participant: publisher,
                    source,
                };
                let target = leg.subscriber.allocator.target(picture);
                let streams = leg.subscriber.streams_of(picture);
                let forwarded = streams.into_iter().flatten();
                let layer = move |stream| sent?.layers(source).layer_of(stream);
                target.into_iter().chain(forwarded.filter_map(layer))
            };
            used.video.extend(layers(VideoSource::Camera));
            used.screen.extend(layers(VideoSource::Screen));
        }
        used
    }
}

fn picture(wish: VideoWish) -> PictureKey {
    PictureKey {
        participant: wish.participant,
        source: wish.source,
    }
}
