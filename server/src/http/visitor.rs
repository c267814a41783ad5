//! Who opens a socket: an account, by the session's cookie, or a guest. The browser of both gets a cookie of its own: a
//! guest has the meeting in their history after signing in, and whoever was removed is known again signed out or in.
//!
//! *Invariants*: who is signed in is never a guest because the database is away; what is stored of the cookie is its hash.

use super::session_sockets::SessionSocket;
use crate::state::AppState;
use http::{HeaderMap, HeaderValue};
use parley_domain::{
    Visitor,
    accounts::{AccountsError, Origin, User},
};
use tokio_util::sync::CancellationToken;

/// Who is on a socket.
pub(crate) struct Comer {
    /// As rooms know them.
    pub(crate) visitor: Visitor,
    /// Their account; guests have none.
    pub(crate) user: Option<User>,
    /// What goes into the answer of the upgrade.
    pub(crate) cookie: Option<HeaderValue>,
    session: Option<SessionSocket>,
}

impl Comer {
    /// Comes when the session is over; a guest has none.
    pub(crate) fn ended(&self) -> CancellationToken {
        let session = self.session.as_ref();
        session.map_or_else(CancellationToken::new, SessionSocket::ended)
    }
}

/// Who sent these headers from there.
///
/// # Errors
/// [`AccountsError::Repository`] when a session cannot be looked up: then nobody knows whether this is a guest.
pub(crate) async fn of(
    state: &AppState,
    headers: &HeaderMap,
    origin: &Origin,
) -> Result<Comer, AccountsError> {
    let (user, session) = session_of(state, headers, origin).await?.unzip();
    let secret = browser_secret(state, headers);
    let visitor = Visitor {
        user: user.as_ref().map(|user: &User| user.id),
        claim: state.services.history.claim_of(&secret),
        network: None,
    };
    Ok(Comer {
        visitor,
        user,
        cookie: HeaderValue::from_str(&state.services.guest_cookie(&secret)).ok(),
        session,
    })
}

/// A browser keeps its secret, and has it for longer from now on.
fn browser_secret(state: &AppState, headers: &HeaderMap) -> String {
    let history = &state.services.history;
    let known = state.services.guest_secret(headers);
    known
        .filter(|secret| history.claim_of(secret).is_some())
        .unwrap_or_else(|| history.fresh_secret())
}

/// The session that the socket was opened with: the socket closes when it ends (T-035). Guests have none.
async fn session_of(
    state: &AppState,
    headers: &HeaderMap,
    origin: &Origin,
) -> Result<Option<(User, SessionSocket)>, AccountsError> {
    let Some(secret) = state.services.session_secret(headers) else {
        return Ok(None);
    };
    let accounts = &state.services.accounts;
    let look_up = || accounts.signed_in(&secret, origin);
    let Some(who) = look_up().await? else {
        return Ok(None);
    };
    let socket = state.session_sockets.open(who.session.id);
    // It may have ended before it was noted.
    if look_up().await?.is_none() {
        socket.ended().cancel();
    }
    Ok(Some((who.user, socket)))
}
