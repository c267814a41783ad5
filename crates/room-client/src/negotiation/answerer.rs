//! The side of a pair that only answers: the one with the lower arrival. When its side fails it asks for an offer.
//!
//! *Invariants*: it never offers; one step on the peer connection at a time, of several offers only the newest is
//! answered; of a stale connection none, but a new one is asked for; an offer of another session (`o=` line, RFC 8866 5.2)
//! comes from a new peer connection of the other side and gets a new one here.

use super::{
    connection::{Connection, Context},
    offerer::DISCONNECTED_PATIENCE,
};
use crate::{Effect, OperationId, PeerState};
use parley_protocol::{IceCandidate, Milliseconds, NegotiationId, Signal, Timestamp};

/// The wait before asking after a step that failed.
const ASK_AFTER_FAILURE: Milliseconds = Milliseconds::from_seconds(1);
/// The wait before asking again.
const ASK_AGAIN: Milliseconds = Milliseconds::from_seconds(5);

/// The machine.
#[derive(Debug)]
pub(crate) struct Answerer {
    pub(crate) connection: Connection,
    answering: Option<OperationId>,
    described: bool,
    queued: Option<(NegotiationId, String)>,
    session: Option<String>,
    needs_offer: bool,
    ask_at: Option<Timestamp>,
}

impl Answerer {
    pub(crate) fn new(connection: Connection) -> Self {
        Self {
            connection,
            answering: None,
            described: false,
            queued: None,
            session: None,
            needs_offer: false,
            ask_at: None,
        }
    }

    /// This side was away: steps may have been lost.
    pub(crate) fn handle_return(&mut self) {
        if self.connection.state != PeerState::Connected {
            self.needs_offer = true;
        }
    }

    pub(crate) fn handle_signal(&mut self, signal: Signal, context: &mut Context<'_>) {
        match signal {
            Signal::Offer { negotiation, sdp } => {
                let newest = self.queued.as_ref().map(|(queued, _)| *queued);
                if negotiation > newest.unwrap_or(self.connection.negotiation) {
                    self.queued = Some((negotiation, sdp));
                    self.accept_queued(context);
                }
            }
            Signal::Candidate {
                negotiation,
                candidate,
            } => {
                self.connection
                    .handle_candidate(negotiation, candidate, self.described, context);
            }
            // Only the one who offers gets these.
            Signal::Answer { .. } | Signal::RestartRequest {} | Signal::RenewRequest {} => {}
        }
    }

    pub(crate) fn handle_answer_created(
        &mut self,
        operation: OperationId,
        sdp: String,
        context: &mut Context<'_>,
    ) {
        if self.answering.take_if(|own| *own == operation).is_none() {
            return;
        }
        self.described = true;
        if self.connection.is_stale(context) {
            self.needs_offer = true;
            self.accept_queued(context);
            return;
        }
        let negotiation = self.connection.negotiation;
        let sent = self
            .connection
            .signal(Signal::Answer { negotiation, sdp }, context);
        self.needs_offer |= !sent;
        self.connection.flush_local(context);
        self.connection.flush_remote(context);
        self.watch(context.now);
        self.accept_queued(context);
    }

    pub(crate) fn handle_failed(&mut self, operation: OperationId, context: &mut Context<'_>) {
        if self.answering.take_if(|own| *own == operation).is_some() {
            self.ask_at = Some(context.now + ASK_AFTER_FAILURE);
            self.accept_queued(context);
        }
    }

    pub(crate) fn handle_gathered(&mut self, candidate: IceCandidate, context: &mut Context<'_>) {
        let describing = self.answering.is_some();
        self.connection
            .handle_gathered(candidate, describing, context);
    }

    pub(crate) fn handle_state(&mut self, state: PeerState, now: Timestamp) {
        self.connection.state = state;
        self.ask_at = None;
        if state == PeerState::Connected {
            self.needs_offer = false;
        }
        self.watch(now);
    }

    /// The connection is stale: a new one is asked for.
    pub(super) fn handle_stale(&mut self) {
        self.needs_offer = true;
    }

    pub(crate) fn tick(&mut self, now: Timestamp) {
        if self.ask_at.take_if(|at| now >= *at).is_some() {
            self.needs_offer = true;
        }
    }

    /// Asks for an offer when one is needed and none is being answered.
    pub(crate) fn pump(&mut self, context: &mut Context<'_>) {
        let request = if self.connection.is_stale(context) {
            Signal::RenewRequest {}
        } else {
            Signal::RestartRequest {}
        };
        if self.needs_offer && self.answering.is_none() && self.connection.signal(request, context)
        {
            self.needs_offer = false;
            self.ask_at = Some(context.now + ASK_AGAIN);
        }
    }

    pub(crate) fn timeout(&self) -> Option<Timestamp> {
        self.ask_at
    }

    fn watch(&mut self, now: Timestamp) {
        if self.answering.is_some() {
            return;
        }
        if self.connection.state == PeerState::Failed {
            self.needs_offer = true;
        } else if self.connection.state == PeerState::Disconnected {
            self.ask_at = Some(now + DISCONNECTED_PATIENCE);
        }
    }

    fn accept_queued(&mut self, context: &mut Context<'_>) {
        if self.answering.is_some() {
            return;
        }
        let Some((negotiation, sdp)) = self.queued.take() else {
            return;
        };
        let session = session_of(&sdp).map(str::to_owned);
        let is_stale = self.connection.is_stale(context);
        if is_stale && self.session.is_some() && self.session == session {
            self.needs_offer = true;
            return;
        }
        if is_stale || (self.session.is_some() && self.session != session) {
            self.connection.renew(context);
        }
        self.session = session;
        self.connection.negotiation = negotiation;
        self.needs_offer = false;
        self.ask_at = None;
        let operation = context.next_operation();
        self.answering = Some(operation);
        self.described = false;
        context.out.push(Effect::AcceptOffer {
            peer: self.connection.peer,
            operation,
            sdp,
        });
    }
}

/// User name and session id of the `o=` line: the same for all descriptions of one peer connection.
pub(crate) fn session_of(sdp: &str) -> Option<&str> {
    let origin = sdp.lines().find_map(|line| line.strip_prefix("o="))?;
    let end = origin.match_indices(' ').nth(1).map(|(end, _)| end)?;
    origin.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_known_by_its_origin() {
        let sdp = "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\n";
        assert_eq!(session_of(sdp), Some("- 4611731400430051336"));
        assert_eq!(session_of("v=0\r\n"), None);
    }
}
