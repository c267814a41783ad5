//! One meeting: its members, and what goes from whom to whom.
//!
//! *Invariants*: only who has said that a source is on is heard or seen; a packet goes only to slots that hold its
//! sender; whoever left holds no slot when the call returns.

mod arrived;
mod forward;
mod member;
mod negotiate;
mod plan;
mod settle;
mod subscriber;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use parley_protocol::{MediaState, ParticipantId, VideoSource, VideoWish, limits};
use str0m::Input;

use crate::api::{PeerKey, RoomKey};
use crate::meter::Limiter;
use crate::outbox::Outbox;
use crate::peer::RouterConfig;
use crate::speakers::Speakers;
use member::{Leg, Member};

pub(crate) use arrived::Arrived;

/// How often a room thinks about who gets what.
const TICK: Duration = Duration::from_millis(100);

/// How often one connection is asked in one tick; what it still wants then waits for the next.
const ROUNDS: usize = 64;

/// One meeting.
#[derive(Debug)]
pub(crate) struct Room {
    key: RoomKey,
    members: BTreeMap<ParticipantId, Member>,
    speakers: Speakers,
    limiter: Limiter,
    most_legs: usize,
    /// Connections that were made so far.
    legs_made: u32,
    next_tick: Instant,
    /// Something changed that does not wait for the tick.
    must_plan: bool,
    /// Whose connections have ended since the router asked.
    gone: Vec<ParticipantId>,
    #[cfg(test)]
    pub(crate) panics: bool,
}

impl Room {
    /// An empty room.
    pub(crate) fn new(key: RoomKey, config: &RouterConfig, now: Instant) -> Self {
        Self {
            key,
            members: BTreeMap::new(),
            speakers: Speakers::default(),
            limiter: Limiter::new(config.room_allowance, now),
            most_legs: config.participants,
            legs_made: 0,
            next_tick: now + TICK,
            must_plan: false,
            gone: Vec::new(),
            #[cfg(test)]
            panics: false,
        }
    }

    /// A room with the same rights and wishes, and without connections.
    pub(crate) fn heir(&self, config: &RouterConfig, now: Instant) -> Self {
        let mut heir = Self::new(self.key, config, now);
        heir.legs_made = self.legs_made;
        heir.members = self
            .members
            .iter()
            .map(|(participant, member)| (*participant, member.heir()))
            .collect();
        heir
    }

    /// What somebody may send.
    #[cfg(test)]
    pub(crate) fn media_of(&self, participant: ParticipantId) -> Option<MediaState> {
        Some(self.members.get(&participant)?.media)
    }

    /// Notes what somebody wants to receive.
    pub(crate) fn wishes(
        &mut self,
        participant: ParticipantId,
        audio: bool,
        mut video: Vec<VideoWish>,
        now: Instant,
        out: &mut Outbox,
    ) {
        video.truncate(limits::VIDEO_SLOTS);
        video.retain(|wish| wish.participant != participant);
        let member = self.members.entry(participant).or_default();
        member.wishes_audio = audio;
        member.wishes_video = video;
        self.plan(now, out);
    }

    /// Notes what somebody may send.
    pub(crate) fn sends(
        &mut self,
        participant: ParticipantId,
        media: MediaState,
        now: Instant,
        out: &mut Outbox,
    ) {
        let member = self.members.entry(participant).or_default();
        member.media = media;
        if let Some(leg) = member.leg.as_mut().filter(|_| !media.screen) {
            // The next one may be another window.
            leg.layers_mut(VideoSource::Screen).forget();
        }
        if !media.microphone {
            self.speakers.remove(participant);
            for (_, leg) in self.legs_mut() {
                leg.subscriber.audio.stop(participant);
            }
        }
        self.plan(now, out);
    }

    /// Ends somebody's connection and forgets them.
    pub(crate) fn leave(&mut self, participant: ParticipantId, now: Instant, out: &mut Outbox) {
        let Some(member) = self.members.remove(&participant) else {
            return;
        };
        if let Some(mut leg) = member.leg {
            leg.peer.close(now, out);
            self.gone.push(participant);
        }
        self.speakers.remove(participant);
        self.forget_source(participant);
        self.plan(now, out);
    }

    /// Ends all connections.
    pub(crate) fn close(&mut self, now: Instant, out: &mut Outbox) {
        for (_, leg) in self.legs_mut() {
            leg.peer.close(now, out);
        }
    }

    /// Takes what came from the network for a member; `true` when it was theirs.
    pub(crate) fn receive(
        &mut self,
        participant: ParticipantId,
        arrived: Arrived<'_>,
        now: Instant,
        out: &mut Outbox,
    ) -> bool {
        if !self.limiter.admits(arrived.bytes, now) {
            out.stats.dropped_over_limit += 1;
            return false;
        }
        let Some(leg) = self.leg_mut(participant) else {
            return false;
        };
        let input = Input::Receive(now, arrived.receive);
        if !leg.peer.accepts(&input) {
            return false;
        }
        let Input::Receive(_, receive) = input else {
            return false;
        };
        leg.peer.receive(receive, arrived.chooses, now, out);
        self.settle(participant, now, out);
        true
    }

    /// Lets time pass.
    pub(crate) fn tick(&mut self, now: Instant, out: &mut Outbox) {
        #[cfg(test)]
        assert!(!self.panics, "asked to");
        for (_, leg) in self.legs_mut() {
            for _ in 0..ROUNDS {
                let Some(due) = leg.peer.due(now) else {
                    break;
                };
                leg.peer.tick(due, out);
            }
        }
        self.settle_all(now, out);
        if self.next_tick <= now {
            self.remove_gone(now, out);
            self.speakers.tick(now);
            self.plan(now, out);
            self.next_tick = now + TICK;
        }
    }

    /// When it wants to be ticked; never while nobody is there.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        let timeout = self.legs().map(|(_, leg)| leg.peer.timeout()).min()?;
        Some(timeout.min(self.next_tick))
    }

    /// Whose connections have ended since the last call.
    pub(crate) fn take_gone(&mut self) -> Vec<ParticipantId> {
        std::mem::take(&mut self.gone)
    }

    /// Who has a connection.
    pub(crate) fn connected_or_connecting(&self) -> impl Iterator<Item = ParticipantId> {
        self.legs().map(|(participant, _)| participant)
    }

    /// Connections there are, those not yet through, and the sum of the estimates in bits per second.
    pub(crate) fn gauges(&self) -> (u64, u64, u64) {
        self.legs()
            .fold((0, 0, 0), |(legs, handshakes, estimate), (_, leg)| {
                let connecting = u64::from(!leg.peer.is_connected());
                (
                    legs + 1,
                    handshakes + connecting,
                    estimate + leg.peer.estimate(),
                )
            })
    }

    fn peer_key(&self, participant: ParticipantId) -> PeerKey {
        PeerKey {
            room: self.key,
            participant,
        }
    }

    fn legs(&self) -> impl Iterator<Item = (ParticipantId, &Leg)> {
        self.members
            .iter()
            .filter_map(|(participant, member)| Some((*participant, member.leg.as_ref()?)))
    }

    fn legs_mut(&mut self) -> impl Iterator<Item = (ParticipantId, &mut Leg)> {
        self.members
            .iter_mut()
            .filter_map(|(participant, member)| Some((*participant, member.leg.as_mut()?)))
    }

    fn leg_mut(&mut self, participant: ParticipantId) -> Option<&mut Leg> {
        self.members.get_mut(&participant)?.leg.as_mut()
    }
}
