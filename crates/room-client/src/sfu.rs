//! The connection with the media router (the SFU leg): it is there while the meeting has a router, and says who is
//! heard and seen on which media section. Media sections have the same names on every connection that is made, so what the
//! server said of them before holds until it says something else.
//!
//! *Invariants*: there is at most one; what the server says is wanted is sent over it and nothing else; nothing is played
//! that the server says is off.

mod leg;

use crate::{
    Effect, Input, PeerId, PeerState, ReceivedSlot, Sending, outbox::Outbox, paths::Paths,
    roster::Roster,
};
use leg::Leg;
use parley_protocol::{
    IceServer, NegotiationId, ParticipantId, RequestId, ServerMessage, SlotView, Timestamp,
};

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Sfu {
    leg: Option<Leg>,
    /// Offers so far: they are counted over all connections of the page load.
    offers: u32,
    slots: Vec<SlotView>,
    wanted: Sending,
    /// What the shell was told, and for which connection.
    playing: Option<(PeerId, Vec<ReceivedSlot>)>,
    sending: Option<PeerId>,
}

/// What a step may use.
pub(crate) struct Context<'a> {
    pub(crate) now: Timestamp,
    pub(crate) out: &'a mut Outbox,
    pub(crate) ice_servers: &'a [IceServer],
}

impl Sfu {
    /// Makes the connection, or closes it, as the topology says. `returned` with a snapshot: steps may have been lost.
    pub(crate) fn sync(&mut self, roster: &Roster, returned: bool, out: &mut Outbox) {
        if !roster.has_router() {
            return self.close(out);
        }
        match &mut self.leg {
            None => self.leg = Some(Leg::open(roster.ice_servers(), out)),
            Some(leg) if returned => leg.handle_return(),
            Some(_) => {}
        }
    }

    /// Closes it and forgets what came on it.
    pub(crate) fn close(&mut self, out: &mut Outbox) {
        if let Some(leg) = self.leg.take() {
            leg.close(out);
        }
        self.slots.clear();
        self.wanted = Sending::default();
        self.playing = None;
        self.sending = None;
    }

    /// The socket is gone, and with it the answer to an offer.
    pub(crate) fn lose_link(&mut self) {
        if let Some(leg) = &mut self.leg {
            leg.lose_link();
        }
    }

    /// Takes what the server says about the router; other messages change nothing.
    pub(crate) fn handle_message(&mut self, message: ServerMessage, out: &mut Outbox) {
        let Some(leg) = &mut self.leg else {
            return;
        };
        if let ServerMessage::MediaAnswer { negotiation, sdp } = message {
            if negotiation == NegotiationId(self.offers) {
                leg.handle_answer(sdp, out);
            }
        } else if let ServerMessage::MediaSlots { slots } = message {
            if slots.is_empty() {
                leg.handle_forgotten();
            }
            self.slots = slots;
        } else if let ServerMessage::MediaWanted {
            audio,
            video: camera,
            screen,
        } = message
        {
            self.wanted = Sending {
                audio,
                camera,
                screen,
            };
            self.sending = None;
        }
    }

    /// Takes what the shell says about the connection; other inputs change nothing.
    pub(crate) fn handle(&mut self, input: &Input, now: Timestamp, out: &mut Outbox) {
        let Some(leg) = &mut self.leg else {
            return;
        };
        if let Input::OfferCreated {
            peer,
            operation,
            sdp,
        } = input
            && *peer == leg.peer
        {
            let negotiation = NegotiationId(self.offers);
            leg.handle_offer_created(*operation, sdp, negotiation, out);
        } else if let Input::AnswerAccepted { peer, operation } = input
            && *peer == leg.peer
        {
            leg.handle_answer_accepted(*operation);
        } else if let Input::PeerFailed { peer, operation } = input
            && *peer == leg.peer
        {
            leg.handle_failed(*operation, now);
        } else if let Input::PeerStateChanged { peer, state } = input
            && *peer == leg.peer
        {
            leg.handle_state(*state, now);
        }
    }

    pub(crate) fn handle_refused(&mut self, request: RequestId, now: Timestamp) {
        if let Some(leg) = &mut self.leg {
            leg.handle_refused(request, now);
        }
    }

    /// The computer has another way to the network: the one to the router may be gone.
    pub(crate) fn handle_path_changed(&mut self) {
        if let Some(leg) = &mut self.leg {
            leg.restart();
        }
    }

    /// Nothing comes on a connection any more: another path is looked for before the browser gives this one up.
    pub(crate) fn handle_silence(&mut self, peer: PeerId) {
        if let Some(leg) = self.leg.as_mut().filter(|leg| leg.peer == peer) {
            leg.restart();
        }
    }

    pub(crate) fn tick(&mut self, now: Timestamp) {
        if let Some(leg) = &mut self.leg {
            leg.tick(now);
        }
    }

    /// Begins what can begin now.
    pub(crate) fn pump(
        &mut self,
        roster: &Roster,
        paths: &Paths,
        (now, out): (Timestamp, &mut Outbox),
    ) {
        let Some(leg) = &mut self.leg else {
            return;
        };
        let ice_servers = roster.ice_servers();
        let context = &mut Context {
            now,
            out,
            ice_servers,
        };
        leg.pump(&mut self.offers, context);
        let (peer, answered) = (leg.peer, leg.is_answered());
        self.tell_sending(peer, out);
        // Before, the media sections of the connection have no names.
        if answered {
            self.tell_slots(peer, (roster, paths), out);
        }
    }

    pub(crate) fn timeout(&self) -> Option<Timestamp> {
        self.leg.as_ref().and_then(Leg::timeout)
    }

    pub(crate) fn is_connected(&self) -> bool {
        let state = self.leg.as_ref().map(|leg| leg.state);
        state == Some(PeerState::Connected)
    }

    /// Whose sound or picture comes on a media section of this connection.
    pub(crate) fn occupant(&self, peer: PeerId, mid: &str) -> Option<ParticipantId> {
        self.leg.as_ref().filter(|leg| leg.peer == peer)?;
        let slot = self.slots.iter().find(|slot| slot.mid == mid)?;
        slot.participant
    }

    fn tell_sending(&mut self, peer: PeerId, out: &mut Outbox) {
        if self.sending != Some(peer) {
            self.sending = Some(peer);
            let sending = self.wanted.clone();
            out.push(Effect::SetSending { peer, sending });
        }
    }

    fn tell_slots(&mut self, peer: PeerId, (roster, paths): (&Roster, &Paths), out: &mut Outbox) {
        let taken = self.slots.iter().filter_map(|slot| {
            let participant = roster.lookup(slot.participant?)?;
            Some(ReceivedSlot {
                mid: slot.mid.clone(),
                participant: participant.id,
                source: slot.source,
                media: participant.media,
                awaited: paths.awaits_router(participant.id),
            })
        });
        let playing = Some((peer, taken.collect::<Vec<_>>()));
        if self.playing != playing {
            self.playing.clone_from(&playing);
            let slots = playing.map(|(_, slots)| slots).unwrap_or_default();
            out.push(Effect::SetSlots { peer, slots });
        }
    }
}
