//! What both sides of a pair share: the peer connection, its state, and candidates that wait for a description.
//!
//! *Invariants*: a candidate goes out after the description it belongs to, and goes in after the other's description
//! is set; a candidate of an older negotiation is dropped; of a connection that is stale nothing goes out; nothing is
//! played that the server says is off.

use crate::{Effect, OperationId, PeerId, PeerOptions, PeerState, outbox::Outbox};
use parley_protocol::{
    Arrival, ClientMessage, IceCandidate, IceServer, MediaState, NegotiationId, ParticipantId,
    ParticipantView, Signal, Timestamp,
};

/// More candidates than this are no candidates.
const MOST_CANDIDATES: usize = 256;

/// What a step may use.
pub(crate) struct Context<'a> {
    pub(crate) now: Timestamp,
    pub(crate) out: &'a mut Outbox,
    pub(crate) ice_servers: &'a [IceServer],
    pub(crate) starts_sharp: bool,
    pub(crate) relay_only: bool,
}

impl Context<'_> {
    pub(crate) fn next_operation(&mut self) -> OperationId {
        self.out.next_operation()
    }
}

/// One side of a pair.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) peer: PeerId,
    pub(crate) participant: ParticipantId,
    pub(crate) arrival: Arrival,
    pub(crate) reachable: bool,
    pub(crate) state: PeerState,
    pub(crate) negotiation: NegotiationId,
    media: MediaState,
    offerer: bool,
    /// It was made to go through a relay only.
    relay_only: bool,
    local_candidates: Vec<IceCandidate>,
    remote_candidates: Vec<(NegotiationId, IceCandidate)>,
}

impl Connection {
    pub(crate) fn open(other: &ParticipantView, offerer: bool, context: &mut Context<'_>) -> Self {
        let connection = Self {
            peer: context.out.next_peer(),
            participant: other.id,
            arrival: other.arrival,
            reachable: other.connected,
            state: PeerState::Connecting,
            negotiation: NegotiationId(0),
            media: other.media,
            offerer,
            relay_only: context.relay_only,
            local_candidates: Vec::new(),
            remote_candidates: Vec::new(),
        };
        connection.create(context);
        connection
    }

    /// Closes the peer connection and makes a new one in its place.
    pub(crate) fn renew(&mut self, context: &mut Context<'_>) {
        self.close(context);
        self.peer = context.out.next_peer();
        self.state = PeerState::Connecting;
        self.relay_only = context.relay_only;
        self.local_candidates.clear();
        self.create(context);
    }

    pub(crate) fn close(&self, context: &mut Context<'_>) {
        context.out.push(Effect::ClosePeer { peer: self.peer });
    }

    /// Takes over what the server says that the other side sends.
    pub(crate) fn set_media(&mut self, media: MediaState, context: &mut Context<'_>) {
        if self.media != media {
            self.media = media;
            self.set_playback(context);
        }
    }

    /// Whether the person has changed since it was made whether their address is hidden: it goes on as it is, but no step of
    /// it is told any more.
    pub(crate) fn is_stale(&self, context: &Context<'_>) -> bool {
        self.relay_only != context.relay_only
    }

    pub(crate) fn can_signal(&self, context: &Context<'_>) -> bool {
        self.reachable && context.out.can_send()
    }

    /// Sends a step to the other side; returns whether it could be sent.
    pub(crate) fn signal(&self, signal: Signal, context: &mut Context<'_>) -> bool {
        let (to, to_arrival) = (self.participant, self.arrival);
        self.can_signal(context)
            && context
                .out
                .send(|request| ClientMessage::Signal {
                    request,
                    to,
                    to_arrival,
                    signal,
                })
                .is_some()
    }

    /// Sends a candidate of this side, or keeps it while the description it belongs to is being made.
    pub(crate) fn handle_gathered(
        &mut self,
        candidate: IceCandidate,
        describing: bool,
        context: &mut Context<'_>,
    ) {
        if self.is_stale(context) {
            return;
        }
        if !describing {
            let negotiation = self.negotiation;
            self.signal(
                Signal::Candidate {
                    negotiation,
                    candidate,
                },
                context,
            );
        } else if self.local_candidates.len() < MOST_CANDIDATES {
            self.local_candidates.push(candidate);
        }
    }

    /// The description went out: so do the candidates that waited for it.
    pub(crate) fn flush_local(&mut self, context: &mut Context<'_>) {
        for candidate in std::mem::take(&mut self.local_candidates) {
            self.handle_gathered(candidate, false, context);
        }
    }

    /// Adds a candidate of the other side, or keeps it until their description is set.
    pub(crate) fn handle_candidate(
        &mut self,
        negotiation: NegotiationId,
        candidate: IceCandidate,
        described: bool,
        context: &mut Context<'_>,
    ) {
        if negotiation == self.negotiation && described {
            let peer = self.peer;
            context.out.push(Effect::AddCandidate { peer, candidate });
        } else if negotiation >= self.negotiation && self.remote_candidates.len() < MOST_CANDIDATES
        {
            self.remote_candidates.push((negotiation, candidate));
        }
    }

    /// The other's description is set: so are the candidates that waited for it.
    pub(crate) fn flush_remote(&mut self, context: &mut Context<'_>) {
        for (negotiation, candidate) in std::mem::take(&mut self.remote_candidates) {
            self.handle_candidate(negotiation, candidate, true, context);
        }
    }

    fn create(&self, context: &mut Context<'_>) {
        context.out.push(Effect::CreatePeer {
            peer: self.peer,
            participant: self.participant,
            ice_servers: context.ice_servers.to_vec(),
            options: PeerOptions {
                offerer: self.offerer,
                starts_sharp: context.starts_sharp,
                relay_only: self.relay_only,
            },
        });
        self.set_playback(context);
    }

    fn set_playback(&self, context: &mut Context<'_>) {
        context.out.push(Effect::SetPlayback {
            peer: self.peer,
            media: self.media,
        });
    }
}
