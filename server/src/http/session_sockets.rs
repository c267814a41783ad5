//! Which sockets were opened by which session, so that they close when it ends.
//!
//! *Invariants*: a session that is over has no socket that was opened with it for longer than a moment; sockets of
//! guests are not here.

use parley_domain::accounts::{SessionId, SessionWatcher};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

type Tokens = BTreeMap<SessionId, (CancellationToken, usize)>;

/// The sockets of sessions. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct SessionSockets(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    tokens: Mutex<Tokens>,
    /// A socket was opened.
    opened: Notify,
}

/// One socket of a session; dropping it forgets the socket.
#[derive(Debug)]
pub(crate) struct SessionSocket {
    sockets: SessionSockets,
    session: SessionId,
    ended: CancellationToken,
}

impl SessionSockets {
    /// Notes a socket. The session must be looked up again after this: it may have ended in between.
    pub(crate) fn open(&self, session: SessionId) -> SessionSocket {
        let mut tokens = self.lock();
        let (ended, count) = tokens
            .entry(session)
            .or_insert_with(|| (CancellationToken::new(), 0));
        *count += 1;
        self.0.opened.notify_one();
        SessionSocket {
            sockets: self.clone(),
            session,
            ended: ended.clone(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Tokens> {
        self.0.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sessions that have sockets; waits until there is one.
    pub(crate) async fn sessions(&self) -> Vec<SessionId> {
        loop {
            let sessions: Vec<_> = self.lock().keys().copied().collect();
            if !sessions.is_empty() {
                return sessions;
            }
            self.0.opened.notified().await;
        }
    }
}

impl SessionSocket {
    /// Comes when the session is over.
    pub(crate) fn ended(&self) -> CancellationToken {
        self.ended.clone()
    }
}

impl Drop for SessionSocket {
    fn drop(&mut self) {
        let mut tokens = self.sockets.lock();
        if let Some((_, count)) = tokens.get_mut(&self.session) {
            *count -= 1;
            if *count == 0 {
                tokens.remove(&self.session);
            }
        }
    }
}

impl SessionWatcher for SessionSockets {
    fn ended(&self, sessions: &[SessionId]) {
        let tokens = self.lock();
        for session in sessions {
            if let Some((ended, _)) = tokens.get(session) {
                ended.cancel();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t035_the_sockets_of_an_ended_session_are_told_and_no_others() {
        let sockets = SessionSockets::default();
        let (one, again, other) = (
            sockets.open(SessionId(1)),
            sockets.open(SessionId(1)),
            sockets.open(SessionId(2)),
        );
        sockets.ended(&[SessionId(1), SessionId(3)]);
        assert!(one.ended().is_cancelled() && again.ended().is_cancelled());
        assert!(!other.ended().is_cancelled());
    }

    #[test]
    fn a_closed_socket_leaves_nothing_behind() {
        let sockets = SessionSockets::default();
        let (one, again) = (sockets.open(SessionId(1)), sockets.open(SessionId(1)));
        drop(one);
        assert_eq!(sockets.lock().len(), 1);
        drop(again);
        assert!(sockets.lock().is_empty());
    }
}
