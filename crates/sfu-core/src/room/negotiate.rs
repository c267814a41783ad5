//! Offers of the members: a connection that begins, changes, or takes the place of another.

use std::time::Instant;

use parley_protocol::{NegotiationId, ParticipantId};

use super::Room;
use super::member::Leg;
use crate::api::{Event, OfferError};
use crate::offer::Offer;
use crate::outbox::Outbox;
use crate::peer::{Peer, PeerConfig};

impl Room {
    /// Takes an offer: of the connection that is there, or of a new one.
    pub(crate) fn offer(
        &mut self,
        participant: ParticipantId,
        negotiation: NegotiationId,
        sdp: &str,
        config: &PeerConfig,
        now: Instant,
        out: &mut Outbox,
    ) {
        let peer = self.peer_key(participant);
        match self.take_offer(participant, sdp, config, now, out) {
            Ok(answer) => {
                out.tell(Event::Answer {
                    peer,
                    negotiation,
                    sdp: answer,
                });
                self.settle_all(now, out);
                self.plan(now, out);
            }
            Err(error) => out.tell(Event::Refused {
                peer,
                negotiation,
                error,
            }),
        }
    }

    fn take_offer(
        &mut self,
        participant: ParticipantId,
        sdp: &str,
        config: &PeerConfig,
        now: Instant,
        out: &mut Outbox,
    ) -> Result<String, OfferError> {
        let offer = Offer::read(sdp)?;
        let legs = self.legs().count();
        let member = self.members.entry(participant).or_default();
        if let Some(leg) = &mut member.leg
            && leg.peer.fingerprint() == offer.fingerprint
        {
            let answer = leg.peer.accept(&offer, now, out)?;
            leg.subscriber.set_mids(&offer);
            return Ok(answer);
        }
        if member.leg.is_none() && legs >= self.most_legs {
            return Err(OfferError::Full);
        }
        let number = self.legs_made;
        let (peer, answer) = Peer::new(config, &offer, number, now, out)?;
        self.legs_made += 1;
        if let Some(mut before) = member.leg.replace(Leg::new(peer, &offer)) {
            before.peer.close(now, out);
            self.gone.push(participant);
        }
        member.wanted.forget_told();
        self.forget_source(participant);
        Ok(answer)
    }

    /// The name by which ICE checks call somebody's connection.
    pub(crate) fn ufrag(
        &mut self,
        participant: ParticipantId,
        now: Instant,
        out: &mut Outbox,
    ) -> Option<String> {
        Some(self.leg_mut(participant)?.peer.ufrag(now, out))
    }
}
