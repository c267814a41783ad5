//! The side of a pair that makes all offers: the one with the higher arrival.
//!
//! *Invariants*: one step on the peer connection at a time; an offer is only begun when it can be sent; until the
//! pair is connected there is a deadline after which another offer is made, and every third offer in a row that
//! leads nowhere begins with a new peer connection.

use super::connection::{Connection, Context};
use crate::{Effect, OperationId, PeerState};
use parley_protocol::{Milliseconds, NegotiationId, Signal, Timestamp};

/// How long a lost path may come back by itself.
pub(super) const DISCONNECTED_PATIENCE: Milliseconds = Milliseconds::from_seconds(4);
/// Offers to one participant are at least this far apart.
const OFFER_INTERVAL: Milliseconds = Milliseconds::from_seconds(1);
/// Offers in a row after which the peer connection is made anew.
const OFFERS_PER_CONNECTION: u32 = 3;

#[derive(Debug, PartialEq, Eq)]
enum Step {
    Idle,
    Creating(OperationId),
    Waiting,
    Accepting(OperationId),
    Done,
}

/// The machine.
#[derive(Debug)]
pub(crate) struct Offerer {
    pub(crate) connection: Connection,
    step: Step,
    needs_offer: bool,
    needs_renewal: bool,
    ice_restart: bool,
    attempts: u32,
    not_before: Option<Timestamp>,
    deadline: Option<Timestamp>,
    disconnected_until: Option<Timestamp>,
}

impl Offerer {
    pub(crate) fn new(connection: Connection) -> Self {
        Self {
            connection,
            step: Step::Idle,
            needs_offer: true,
            needs_renewal: false,
            ice_restart: false,
            attempts: 0,
            not_before: None,
            deadline: None,
            disconnected_until: None,
        }
    }

    /// Either side was away: steps may have been lost.
    pub(crate) fn handle_return(&mut self) {
        if self.step != Step::Done || self.connection.state != PeerState::Connected {
            self.needs_offer = true;
        }
    }

    pub(crate) fn handle_signal(&mut self, signal: Signal, context: &mut Context<'_>) {
        match signal {
            Signal::Answer { negotiation, sdp }
                if negotiation == self.connection.negotiation && self.step == Step::Waiting =>
            {
                let operation = context.next_operation();
                self.step = Step::Accepting(operation);
                context.out.push(Effect::AcceptAnswer {
                    peer: self.connection.peer,
                    operation,
                    sdp,
                });
            }
            Signal::Candidate {
                negotiation,
                candidate,
            } => {
                let described = self.step == Step::Done;
                self.connection
                    .handle_candidate(negotiation, candidate, described, context);
            }
            Signal::RestartRequest {} if !matches!(self.step, Step::Creating(_)) => {
                self.needs_offer = true;
            }
            Signal::RenewRequest {} => {
                self.needs_offer = true;
                self.needs_renewal = true;
            }
            // The other side never offers, and what is late is not for this negotiation.
            Signal::Offer { .. } | Signal::Answer { .. } | Signal::RestartRequest {} => {}
        }
    }

    pub(crate) fn handle_offer_created(
        &mut self,
        operation: OperationId,
        sdp: String,
        context: &mut Context<'_>,
    ) {
        if self.step != Step::Creating(operation) {
            return;
        }
        let negotiation = self.connection.negotiation;
        if !self.connection.is_stale(context)
            && self
                .connection
                .signal(Signal::Offer { negotiation, sdp }, context)
        {
            self.step = Step::Waiting;
            self.connection.flush_local(context);
        } else {
            self.step = Step::Idle;
            self.needs_offer = true;
        }
    }

    pub(crate) fn handle_answer_accepted(
        &mut self,
        operation: OperationId,
        context: &mut Context<'_>,
    ) {
        if self.step == Step::Accepting(operation) {
            self.step = Step::Done;
            self.connection.flush_remote(context);
            self.settle();
            self.watch(context.now);
        }
    }

    pub(crate) fn handle_failed(&mut self, operation: OperationId, now: Timestamp) {
        if self.step == Step::Creating(operation) || self.step == Step::Accepting(operation) {
            self.step = Step::Idle;
            self.needs_offer = true;
            self.needs_renewal = true;
            self.wait(now);
        }
    }

    pub(crate) fn handle_gathered(
        &mut self,
        candidate: parley_protocol::IceCandidate,
        context: &mut Context<'_>,
    ) {
        let describing = matches!(self.step, Step::Creating(_));
        self.connection
            .handle_gathered(candidate, describing, context);
    }

    pub(crate) fn handle_state(&mut self, state: PeerState, now: Timestamp) {
        self.connection.state = state;
        self.disconnected_until = None;
        self.settle();
        self.watch(now);
    }

    pub(crate) fn tick(&mut self, now: Timestamp) {
        self.not_before.take_if(|at| now >= *at);
        if self.disconnected_until.take_if(|at| now >= *at).is_some() {
            self.needs_offer = true;
        }
        if self.deadline.take_if(|at| now >= *at).is_some() {
            let stuck = matches!(self.step, Step::Creating(_) | Step::Accepting(_));
            self.needs_offer = true;
            self.needs_renewal |= stuck || self.attempts.is_multiple_of(OFFERS_PER_CONNECTION);
            self.step = Step::Idle;
        }
    }

    /// Begins an offer when one is needed and can be sent.
    pub(crate) fn pump(&mut self, context: &mut Context<'_>) {
        let busy = matches!(self.step, Step::Creating(_) | Step::Accepting(_));
        let early = self.not_before.is_some_and(|at| context.now < at);
        if !self.needs_offer || busy || early || !self.connection.can_signal(context) {
            return;
        }
        self.needs_offer = false;
        if std::mem::take(&mut self.needs_renewal) || self.connection.is_stale(context) {
            self.connection.renew(context);
            self.ice_restart = false;
        }
        self.attempts = self.attempts.saturating_add(1);
        self.connection.negotiation = NegotiationId(self.connection.negotiation.0 + 1);
        self.not_before = Some(context.now + OFFER_INTERVAL);
        self.deadline = Some(context.now + patience(self.attempts));
        self.disconnected_until = None;
        let operation = context.next_operation();
        self.step = Step::Creating(operation);
        context.out.push(Effect::CreateOffer {
            peer: self.connection.peer,
            operation,
            ice_restart: std::mem::replace(&mut self.ice_restart, true),
        });
    }

    pub(crate) fn timeout(&self) -> Option<Timestamp> {
        let not_before = self.not_before.filter(|_| self.needs_offer);
        [not_before, self.deadline, self.disconnected_until]
            .into_iter()
            .flatten()
            .min()
    }

    /// The connection is stale: a new one takes its place.
    pub(super) fn handle_stale(&mut self) {
        self.needs_offer = true;
    }

    /// Nothing comes any more: another path is looked for before the browser gives this one up.
    pub(crate) fn handle_silence(&mut self) {
        if self.step == Step::Done {
            self.needs_offer = true;
        }
    }

    /// Answered and connected: nothing is awaited, and the next trouble starts counting anew.
    fn settle(&mut self) {
        if self.step == Step::Done && self.connection.state == PeerState::Connected {
            self.attempts = 0;
            self.deadline = None;
        }
    }

    /// Answered, but the path is bad: a failed one is made anew at once, a lost one after a while.
    fn watch(&mut self, now: Timestamp) {
        if self.step != Step::Done {
            return;
        }
        if self.connection.state == PeerState::Failed {
            self.needs_offer = true;
            self.needs_renewal |=
                self.attempts > 0 && self.attempts.is_multiple_of(OFFERS_PER_CONNECTION);
            if self.attempts > 0 {
                self.wait(now);
            }
        } else if self.connection.state == PeerState::Disconnected {
            self.disconnected_until = Some(now + DISCONNECTED_PATIENCE);
        }
    }

    fn wait(&mut self, now: Timestamp) {
        let pause = Milliseconds::from_seconds(1 << self.attempts.clamp(1, 4).saturating_sub(1));
        self.not_before = self.not_before.max(Some(now + pause));
    }
}

/// How long an offer may take until the pair is connected: 10, 20, then 30 seconds.
fn patience(attempts: u32) -> Milliseconds {
    let rounds = attempts.saturating_sub(1) / OFFERS_PER_CONNECTION;
    Milliseconds::from_seconds(10 * u64::from(rounds.min(2) + 1))
}
