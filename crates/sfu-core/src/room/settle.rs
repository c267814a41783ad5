//! What the connections have to say, and those that have ended.

use std::time::Instant;

use parley_protocol::ParticipantId;

use super::Room;
use crate::api::Event;
use crate::outbox::Outbox;
use crate::peer::PeerEvent;

impl Room {
    /// Deals with what one connection has to say.
    pub(super) fn settle(&mut self, participant: ParticipantId, now: Instant, out: &mut Outbox) {
        loop {
            let events = match self.leg_mut(participant) {
                Some(leg) if leg.peer.has_events() => leg.peer.take_events(),
                _ => break,
            };
            for event in events {
                self.handle_event(participant, event, out);
            }
        }
        if std::mem::take(&mut self.must_plan) {
            self.plan(now, out);
        }
    }

    /// Deals with what the connections have to say, until none has anything to say.
    pub(super) fn settle_all(&mut self, now: Instant, out: &mut Outbox) {
        while let Some(participant) = self.speaking() {
            self.settle(participant, now, out);
        }
        if std::mem::take(&mut self.must_plan) {
            self.plan(now, out);
        }
    }

    fn speaking(&self) -> Option<ParticipantId> {
        let mut speaking = self.legs().filter(|(_, leg)| leg.peer.has_events());
        speaking.next().map(|(participant, _)| participant)
    }

    fn handle_event(&mut self, participant: ParticipantId, event: PeerEvent, out: &mut Outbox) {
        match event {
            PeerEvent::Connected => {
                out.tell(Event::Connected {
                    peer: self.peer_key(participant),
                });
                self.must_plan = true;
            }
            PeerEvent::Media(packet) => self.forward(participant, &packet, out),
            PeerEvent::KeyframeWanted(slot) => self.keyframe_wanted(participant, slot),
            PeerEvent::Moved => self.begin_anew(participant),
        }
    }

    pub(super) fn remove_gone(&mut self, now: Instant, out: &mut Outbox) {
        let gone: Vec<_> = self
            .legs()
            .filter(|(_, leg)| leg.peer.is_gone(now))
            .map(|(participant, _)| participant)
            .collect();
        for participant in gone {
            if let Some(member) = self.members.get_mut(&participant) {
                member.leg = None;
            }
            self.gone.push(participant);
            self.speakers.remove(participant);
            self.forget_source(participant);
            out.tell(Event::Disconnected {
                peer: self.peer_key(participant),
            });
        }
    }

    /// No slot sends anything of a source that ended.
    pub(super) fn forget_source(&mut self, participant: ParticipantId) {
        for (_, leg) in self.legs_mut() {
            leg.subscriber.forget(participant);
        }
    }
}
