//! The socket to the server: opening, greeting, asking whether it still answers, and coming back when it is lost.
//!
//! *Invariants*: there is at most one socket; what comes from another one does not count; every state but `Idle`
//! has a deadline, so nothing can hang.

use crate::{ConnectionView, Effect, SocketId, backoff::Backoff, outbox::Outbox};
use parley_protocol::{ClientMessage, Milliseconds, RequestId, Timestamp, limits};

/// A socket that does not open or is not greeted in this time is given up.
const OPEN_TIMEOUT: Milliseconds = Milliseconds::from_seconds(10);
/// The answer to a check after waking up must come sooner than one to a regular ping.
const PROBE_TIMEOUT: Milliseconds = Milliseconds::from_seconds(3);
/// A connection that held for this long was a good one: the ladder starts from its foot after it.
const STABLE_AFTER: Milliseconds = Milliseconds::from_seconds(5);

#[derive(Debug, PartialEq, Eq)]
enum State {
    Idle,
    Waiting {
        until: Timestamp,
    },
    Opening {
        socket: SocketId,
        until: Timestamp,
    },
    Greeting {
        socket: SocketId,
        until: Timestamp,
    },
    Ready {
        socket: SocketId,
        since: Timestamp,
        ping_at: Timestamp,
        pong: Option<(RequestId, Timestamp)>,
    },
}

/// The machine.
#[derive(Debug)]
pub(crate) struct Link {
    state: State,
    attempt: u32,
    was_ready: bool,
    not_before: Timestamp,
    last_socket: u32,
    backoff: Backoff,
}

impl Link {
    pub(crate) fn new(jitter_seed: u64) -> Self {
        Self {
            state: State::Idle,
            attempt: 0,
            was_ready: false,
            not_before: Timestamp(0),
            last_socket: 0,
            backoff: Backoff::new(jitter_seed),
        }
    }

    /// Starts the first connection.
    pub(crate) fn start(&mut self, now: Timestamp, out: &mut Outbox) {
        self.stop(out);
        self.was_ready = false;
        self.attempt = 1;
        self.open(now, out);
    }

    /// Ends for good.
    pub(crate) fn stop(&mut self, out: &mut Outbox) {
        self.close_current(out);
        self.state = State::Idle;
    }

    /// Whether a message from `socket` counts.
    pub(crate) fn is_current(&self, socket: SocketId) -> bool {
        self.socket() == Some(socket)
    }

    /// Whether `hello` went out and its answer is awaited.
    pub(crate) fn is_greeting(&self) -> bool {
        matches!(self.state, State::Greeting { .. })
    }

    /// The socket is open; returns whether `hello` is to be sent on it now.
    pub(crate) fn handle_opened(&mut self, socket: SocketId, now: Timestamp) -> bool {
        let expected = matches!(self.state, State::Opening { socket: own, .. } if own == socket);
        if expected {
            let until = now + OPEN_TIMEOUT;
            self.state = State::Greeting { socket, until };
        }
        expected
    }

    /// The server has answered `hello` with a snapshot.
    pub(crate) fn handle_greeted(&mut self, now: Timestamp, out: &mut Outbox) {
        if let State::Greeting { socket, .. } = self.state {
            if !std::mem::replace(&mut self.was_ready, true) {
                self.attempt = 0;
            }
            self.state = State::Ready {
                socket,
                since: now,
                ping_at: now + limits::PING_INTERVAL,
                pong: None,
            };
            out.set_socket(Some(socket));
        }
    }

    pub(crate) fn handle_pong(&mut self, request: RequestId) {
        if let State::Ready { pong, .. } = &mut self.state
            && pong.is_some_and(|(asked, _)| asked == request)
        {
            *pong = None;
        }
    }

    /// The socket is gone, or is given up: the next try follows the ladder.
    pub(crate) fn lose(&mut self, now: Timestamp, out: &mut Outbox) {
        if let State::Ready { since, .. } = self.state
            && now.since(since) >= STABLE_AFTER
        {
            self.attempt = 0;
        }
        self.close_current(out);
        self.attempt = self.attempt.saturating_add(1);
        let until = (now + self.backoff.delay(self.attempt)).max(self.not_before);
        if until <= now {
            self.open(now, out);
        } else {
            self.state = State::Waiting { until };
        }
    }

    /// The server closes the socket and says when to come back.
    pub(crate) fn handle_closing(
        &mut self,
        retry_after: Milliseconds,
        now: Timestamp,
        out: &mut Outbox,
    ) {
        self.not_before = now + retry_after;
        self.attempt = 0;
        self.lose(now, out);
    }

    /// The browser's network came back: whatever was being tried is tried anew.
    pub(crate) fn handle_online(&mut self, now: Timestamp, out: &mut Outbox) {
        if now >= self.not_before {
            self.hurry(now, out);
        }
    }

    /// The tab is shown again or the computer woke up. A try that is under way goes on: the server may have taken the
    /// seat for it already, and a second `hello` without the secret would take another one.
    pub(crate) fn handle_resumed(&mut self, now: Timestamp, out: &mut Outbox) {
        if !matches!(self.state, State::Opening { .. } | State::Greeting { .. }) {
            self.handle_online(now, out);
        }
    }

    /// Connects without further waiting, or checks at once whether the socket still answers.
    pub(crate) fn hurry(&mut self, now: Timestamp, out: &mut Outbox) {
        match &mut self.state {
            State::Idle => {}
            State::Waiting { .. } | State::Opening { .. } | State::Greeting { .. } => {
                self.close_current(out);
                self.open(now, out);
            }
            State::Ready { ping_at, pong, .. } => {
                *ping_at = now + limits::PING_INTERVAL;
                *pong = send_ping(out).map(|request| (request, now + PROBE_TIMEOUT));
            }
        }
    }

    pub(crate) fn tick(&mut self, now: Timestamp, out: &mut Outbox) {
        match &mut self.state {
            State::Waiting { until } if now >= *until => self.open(now, out),
            State::Opening { until, .. } | State::Greeting { until, .. } if now >= *until => {
                self.lose(now, out);
            }
            State::Ready { pong, .. } if pong.is_some_and(|(_, until)| now >= until) => {
                self.lose(now, out);
            }
            State::Ready { ping_at, pong, .. } if now >= *ping_at => {
                *ping_at = now + limits::PING_INTERVAL;
                if pong.is_none() {
                    *pong = send_ping(out).map(|request| (request, now + limits::PONG_TIMEOUT));
                }
            }
            State::Idle
            | State::Waiting { .. }
            | State::Opening { .. }
            | State::Greeting { .. }
            | State::Ready { .. } => {}
        }
    }

    pub(crate) fn timeout(&self) -> Option<Timestamp> {
        match &self.state {
            State::Idle => None,
            State::Waiting { until }
            | State::Opening { until, .. }
            | State::Greeting { until, .. } => Some(*until),
            State::Ready { ping_at, pong, .. } => {
                Some(pong.map_or(*ping_at, |(_, until)| until.min(*ping_at)))
            }
        }
    }

    pub(crate) fn view(&self) -> ConnectionView {
        match self.state {
            State::Idle => ConnectionView::Idle,
            State::Ready { .. } => ConnectionView::Connected,
            State::Waiting { .. } | State::Opening { .. } | State::Greeting { .. } => {
                if self.was_ready {
                    ConnectionView::Reconnecting {
                        attempt: self.attempt,
                    }
                } else {
                    ConnectionView::Connecting {
                        attempt: self.attempt,
                    }
                }
            }
        }
    }

    fn socket(&self) -> Option<SocketId> {
        match self.state {
            State::Idle | State::Waiting { .. } => None,
            State::Opening { socket, .. }
            | State::Greeting { socket, .. }
            | State::Ready { socket, .. } => Some(socket),
        }
    }

    fn open(&mut self, now: Timestamp, out: &mut Outbox) {
        self.last_socket = self.last_socket.wrapping_add(1);
        let socket = SocketId(self.last_socket);
        out.push(Effect::OpenSocket { socket });
        let until = now + OPEN_TIMEOUT;
        self.state = State::Opening { socket, until };
    }

    fn close_current(&self, out: &mut Outbox) {
        if let Some(socket) = self.socket() {
            out.push(Effect::CloseSocket { socket });
        }
        out.set_socket(None);
    }
}

fn send_ping(out: &mut Outbox) -> Option<RequestId> {
    out.send(|request| ClientMessage::Ping { request })
}
