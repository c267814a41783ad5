//! One pair: this side offers or answers, and that never changes while both arrivals stay.

use super::{
    answerer::Answerer,
    connection::{Connection, Context},
    offerer::Offerer,
};
use crate::Input;
use parley_protocol::{Arrival, ParticipantView, Signal, Timestamp};

/// This side of the pair.
#[derive(Debug)]
pub(super) enum Peer {
    Offerer(Offerer),
    Answerer(Answerer),
}

impl Peer {
    pub(super) fn new(
        other: &ParticipantView,
        own_arrival: Arrival,
        context: &mut Context<'_>,
    ) -> Self {
        let offerer = own_arrival > other.arrival;
        let connection = Connection::open(other, offerer, context);
        if offerer {
            Self::Offerer(Offerer::new(connection))
        } else {
            Self::Answerer(Answerer::new(connection))
        }
    }

    pub(super) fn connection(&self) -> &Connection {
        match self {
            Self::Offerer(offerer) => &offerer.connection,
            Self::Answerer(answerer) => &answerer.connection,
        }
    }

    fn connection_mut(&mut self) -> &mut Connection {
        match self {
            Self::Offerer(offerer) => &mut offerer.connection,
            Self::Answerer(answerer) => &mut answerer.connection,
        }
    }

    /// Takes over what the server says about the other side.
    pub(super) fn follow(&mut self, other: &ParticipantView, context: &mut Context<'_>) {
        if let Self::Offerer(offerer) = self
            && !offerer.connection.reachable
            && other.connected
        {
            offerer.handle_return();
        }
        let connection = self.connection_mut();
        connection.reachable = other.connected;
        connection.set_media(other.media, context);
    }

    pub(super) fn handle_return(&mut self) {
        match self {
            Self::Offerer(offerer) => offerer.handle_return(),
            Self::Answerer(answerer) => answerer.handle_return(),
        }
    }

    pub(super) fn handle_signal(&mut self, signal: Signal, context: &mut Context<'_>) {
        match self {
            Self::Offerer(offerer) => offerer.handle_signal(signal, context),
            Self::Answerer(answerer) => answerer.handle_signal(signal, context),
        }
    }

    pub(super) fn handle(&mut self, input: Input, context: &mut Context<'_>) {
        match self {
            Self::Offerer(offerer) => offer(offerer, input, context),
            Self::Answerer(answerer) => answer(answerer, input, context),
        }
    }

    pub(super) fn handle_stale(&mut self) {
        match self {
            Self::Offerer(offerer) => offerer.handle_stale(),
            Self::Answerer(answerer) => answerer.handle_stale(),
        }
    }

    pub(super) fn handle_silence(&mut self) {
        match self {
            Self::Offerer(offerer) => offerer.handle_silence(),
            Self::Answerer(_) => {}
        }
    }

    pub(super) fn tick(&mut self, now: Timestamp) {
        match self {
            Self::Offerer(offerer) => offerer.tick(now),
            Self::Answerer(answerer) => answerer.tick(now),
        }
    }

    pub(super) fn pump(&mut self, context: &mut Context<'_>) {
        match self {
            Self::Offerer(offerer) => offerer.pump(context),
            Self::Answerer(answerer) => answerer.pump(context),
        }
    }

    pub(super) fn timeout(&self) -> Option<Timestamp> {
        match self {
            Self::Offerer(offerer) => offerer.timeout(),
            Self::Answerer(answerer) => answerer.timeout(),
        }
    }
}

fn offer(offerer: &mut Offerer, input: Input, context: &mut Context<'_>) {
    if let Input::OfferCreated { operation, sdp, .. } = input {
        offerer.handle_offer_created(operation, sdp, context);
    } else if let Input::AnswerAccepted { operation, .. } = input {
        offerer.handle_answer_accepted(operation, context);
    } else if let Input::PeerFailed { operation, .. } = input {
        offerer.handle_failed(operation, context.now);
    } else if let Input::CandidateGathered { candidate, .. } = input {
        offerer.handle_gathered(candidate, context);
    } else if let Input::PeerStateChanged { state, .. } = input {
        offerer.handle_state(state, context.now);
    }
}

fn answer(answerer: &mut Answerer, input: Input, context: &mut Context<'_>) {
    if let Input::AnswerCreated { operation, sdp, .. } = input {
        answerer.handle_answer_created(operation, sdp, context);
    } else if let Input::PeerFailed { operation, .. } = input {
        answerer.handle_failed(operation, context);
    } else if let Input::CandidateGathered { candidate, .. } = input {
        answerer.handle_gathered(candidate, context);
    } else if let Input::PeerStateChanged { state, .. } = input {
        answerer.handle_state(state, context.now);
    }
}
