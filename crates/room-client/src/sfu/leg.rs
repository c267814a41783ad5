//! One connection with the media router: offers, answers, and what is done when it is lost.
//!
//! *Invariants*: only this side offers; there is never a second offer while one is open; an answer of another session
//! (`o=` line, RFC 8866 5.2) comes from a router that no longer knows this connection, and a new one is made; until the
//! connection is there, a deadline says when the next try begins.

use super::Context;
use crate::{Effect, OperationId, PeerId, PeerState, negotiation::session_of, outbox::Outbox};
use parley_protocol::{
    ClientMessage, IceServer, Milliseconds, NegotiationId, RequestId, Timestamp,
};

/// How long a lost path may come back by itself. A browser that says that it is lost has waited for seconds already, and a
/// restart leaves the path alone until there is another.
const DISCONNECTED_PATIENCE: Milliseconds = Milliseconds(500);
/// How long a new connection may take.
const NEW_PATIENCE: Milliseconds = Milliseconds::from_seconds(10);
/// How long an ICE restart or a repeated offer may take.
const RESTART_PATIENCE: Milliseconds = Milliseconds::from_seconds(5);
/// The wait after the first try that failed, in milliseconds; it doubles with each.
const RETRY_FIRST: u64 = 500;
/// How often it doubles: up to 16 seconds.
const RETRY_DOUBLINGS: u32 = 5;

#[derive(Debug, PartialEq, Eq)]
enum Step {
    Idle,
    Creating(OperationId),
    Waiting(RequestId),
    Accepting(OperationId),
    Done,
}

/// The connection.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) peer: PeerId,
    pub(super) state: PeerState,
    step: Step,
    /// The router's session, once it has answered.
    session: Option<String>,
    needs_offer: bool,
    needs_renewal: bool,
    needs_restart: bool,
    attempts: u32,
    not_before: Option<Timestamp>,
    deadline: Option<Timestamp>,
    disconnected_until: Option<Timestamp>,
}

impl Leg {
    pub(super) fn open(ice_servers: &[IceServer], out: &mut Outbox) -> Self {
        Self {
            peer: create(ice_servers, out),
            state: PeerState::Connecting,
            step: Step::Idle,
            session: None,
            needs_offer: true,
            needs_renewal: false,
            needs_restart: false,
            attempts: 0,
            not_before: None,
            deadline: None,
            disconnected_until: None,
        }
    }

    pub(super) fn close(&self, out: &mut Outbox) {
        out.push(Effect::ClosePeer { peer: self.peer });
    }

    /// What was sent will not be answered.
    pub(super) fn lose_link(&mut self) {
        if matches!(self.step, Step::Waiting(_)) {
            self.step = Step::Idle;
            self.needs_offer = true;
            self.deadline = None;
        }
    }

    /// The socket is back. Whether the router still knows this connection shows in its answer to a repeated offer.
    pub(super) fn handle_return(&mut self) {
        self.lose_link();
        if self.state == PeerState::Connected {
            self.needs_offer = true;
        } else {
            self.restart();
        }
        self.attempts = 0;
        self.not_before = None;
    }

    /// The router says that it has no connection with this page. An offer that is open will be answered by a new
    /// session anyway.
    pub(super) fn handle_forgotten(&mut self) {
        if self.step == Step::Done {
            self.needs_offer = true;
            self.needs_renewal = true;
        }
    }

    /// Looks for a new path.
    pub(super) fn restart(&mut self) {
        self.needs_offer = true;
        self.needs_restart = true;
    }

    pub(super) fn handle_offer_created(
        &mut self,
        operation: OperationId,
        sdp: &str,
        negotiation: NegotiationId,
        out: &mut Outbox,
    ) {
        if self.step != Step::Creating(operation) {
            return;
        }
        let sdp = sdp.to_owned();
        let sent = out.send(|request| ClientMessage::MediaOffer {
            request,
            negotiation,
            sdp,
        });
        self.step = sent.map_or(Step::Idle, Step::Waiting);
        self.needs_offer |= sent.is_none();
    }

    /// The router's answer to the newest offer.
    pub(super) fn handle_answer(&mut self, sdp: String, out: &mut Outbox) {
        if !matches!(self.step, Step::Waiting(_)) {
            return;
        }
        let session = session_of(&sdp).map(str::to_owned);
        if self.session.is_some() && self.session != session {
            self.step = Step::Idle;
            self.deadline = None;
            self.needs_offer = true;
            self.needs_renewal = true;
            return;
        }
        self.session = session;
        let operation = out.next_operation();
        self.step = Step::Accepting(operation);
        out.push(Effect::AcceptAnswer {
            peer: self.peer,
            operation,
            sdp,
        });
    }

    pub(super) fn handle_answer_accepted(&mut self, operation: OperationId) {
        if self.step == Step::Accepting(operation) {
            self.step = Step::Done;
            self.settle();
        }
    }

    pub(super) fn handle_failed(&mut self, operation: OperationId, now: Timestamp) {
        if self.step == Step::Creating(operation) || self.step == Step::Accepting(operation) {
            self.give_up(now);
        }
    }

    pub(super) fn handle_refused(&mut self, request: RequestId, now: Timestamp) {
        if self.step == Step::Waiting(request) {
            self.give_up(now);
        }
    }

    pub(super) fn handle_state(&mut self, state: PeerState, now: Timestamp) {
        self.state = state;
        self.disconnected_until = None;
        self.settle();
        self.watch(now);
    }

    pub(super) fn tick(&mut self, now: Timestamp) {
        self.not_before.take_if(|at| now >= *at);
        if self.disconnected_until.take_if(|at| now >= *at).is_some() {
            self.restart();
        }
        if self.deadline.take_if(|at| now >= *at).is_some() {
            self.give_up(now);
        }
    }

    /// Begins an offer when one is needed, none is open, and it can be sent.
    pub(super) fn pump(&mut self, offers: &mut u32, context: &mut Context<'_>) {
        let busy = !matches!(self.step, Step::Idle | Step::Done);
        let early = self.not_before.is_some_and(|at| context.now < at);
        if !self.needs_offer || busy || early || !context.out.can_send() {
            return;
        }
        self.needs_offer = false;
        if std::mem::take(&mut self.needs_renewal) {
            self.close(context.out);
            *self = Self {
                attempts: self.attempts,
                needs_offer: false,
                ..Self::open(context.ice_servers, context.out)
            };
        }
        let is_new = self.session.is_none();
        self.attempts = self.attempts.saturating_add(1);
        self.disconnected_until = None;
        let patience = if is_new {
            NEW_PATIENCE
        } else {
            RESTART_PATIENCE
        };
        self.deadline = Some(context.now + patience);
        *offers = offers.wrapping_add(1);
        let operation = context.out.next_operation();
        self.step = Step::Creating(operation);
        context.out.push(Effect::CreateOffer {
            peer: self.peer,
            operation,
            ice_restart: std::mem::take(&mut self.needs_restart) && !is_new,
        });
    }

    /// Whether the router has taken an offer of this connection.
    pub(super) fn is_answered(&self) -> bool {
        self.session.is_some()
    }

    pub(super) fn timeout(&self) -> Option<Timestamp> {
        let not_before = self.not_before.filter(|_| self.needs_offer);
        [not_before, self.deadline, self.disconnected_until]
            .into_iter()
            .flatten()
            .min()
    }

    /// Answered and connected: nothing is awaited, and the next trouble starts counting anew.
    fn settle(&mut self) {
        if self.step == Step::Done && self.state == PeerState::Connected {
            self.attempts = 0;
            self.deadline = None;
        }
    }

    /// Answered, but the path is bad: the first time ICE begins anew, and when that does not help, everything.
    fn watch(&mut self, now: Timestamp) {
        if self.step != Step::Done {
            return;
        }
        if self.state == PeerState::Failed && self.attempts > 0 {
            self.give_up(now);
        } else if self.state == PeerState::Failed {
            self.restart();
        } else if self.state == PeerState::Disconnected {
            self.disconnected_until = Some(now + DISCONNECTED_PATIENCE);
        }
    }

    /// This try led nowhere. The next one begins after a while, on a new connection unless this one carries media.
    fn give_up(&mut self, now: Timestamp) {
        self.step = Step::Idle;
        self.deadline = None;
        self.needs_offer = true;
        self.needs_renewal |= self.state != PeerState::Connected;
        let doublings = self.attempts.saturating_sub(1).min(RETRY_DOUBLINGS);
        self.not_before = Some(now + Milliseconds(RETRY_FIRST << doublings));
    }
}

fn create(ice_servers: &[IceServer], out: &mut Outbox) -> PeerId {
    let peer = out.next_peer();
    let ice_servers = ice_servers.to_vec();
    out.push(Effect::CreateSfuPeer { peer, ice_servers });
    peer
}
