//! Signing in, staying signed in, signing out.

use super::{
    AUDIT_KEPT, Accounts, AccountsError, AuditKind, NewSession, Origin, Session, SessionId, User,
    UserId, Verdict, registration::is_younger,
};
use parley_protocol::{Password, Timestamp};
use std::collections::BTreeSet;

/// Sessions that one account has at most.
const SESSIONS: usize = 50;

const DAY: u64 = 24 * 3_600_000;
/// A session that nobody used for so long is over, in milliseconds.
pub const SESSION_IDLE: u64 = 14 * DAY;
/// A session is over after so long in any case, in milliseconds.
pub const SESSION_LONGEST: u64 = 30 * DAY;
/// Uses closer together than this are not written down, in milliseconds.
const TOUCH_EVERY: u64 = 60_000;

/// Who is signed in, and by which session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Whose account.
    pub user: User,
    /// Which session.
    pub session: Session,
}

impl Accounts {
    /// Signs in with an address or a username; the secret goes into the session's cookie. An account that is not there
    /// takes as long as a wrong password and answers the same (T-001, T-002).
    ///
    /// # Errors
    /// [`AccountsError::Refused`], [`AccountsError::Suspended`], [`AccountsError::TooOften`], or what is away.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &Password,
        keep: bool,
        origin: Origin,
    ) -> Result<(SignedIn, String), AccountsError> {
        let user = self.find_by_name(name).await?;
        let counted = match &user {
            Some(user) => self.sign_ins_to(user.id),
            None => self.sign_ins_as(name),
        };
        let verdict = self.try_password(counted, user.as_ref(), password).await?;
        match (user, verdict) {
            (Some(user), Verdict::Right | Verdict::RightButOld) => {
                self.enter(user, verdict, password, keep, origin).await
            }
            (Some(user), Verdict::Wrong) => {
                self.note(user.id, AuditKind::SignInFailed, &origin).await?;
                Err(AccountsError::Refused)
            }
            (None, _) => {
                self.note_nobody(name).await?;
                Err(AccountsError::Refused)
            }
        }
    }

    async fn enter(
        &self,
        user: User,
        verdict: Verdict,
        password: &Password,
        keep: bool,
        origin: Origin,
    ) -> Result<(SignedIn, String), AccountsError> {
        if user.suspended {
            return Err(AccountsError::Suspended);
        }
        if verdict == Verdict::RightButOld {
            let hash = self.ports.hasher.hash(password).await?;
            self.ports.users.set_password(user.id, &hash).await?;
        }
        self.note(user.id, AuditKind::SignedIn, &origin).await?;
        let now = self.now();
        self.ports.users.set_last_seen(user.id, now).await?;
        let (secret, hash) = self.fresh_secret();
        let session = NewSession {
            user: user.id,
            secret: hash,
            origin,
            keep,
            created_at: now,
        };
        let session = self.ports.sessions.add(session).await?;
        self.end_surplus(user.id).await?;
        Ok((SignedIn { user, session }, secret))
    }

    /// A program that signs in again and again must not fill the table: what was unused for the longest ends.
    async fn end_surplus(&self, user: UserId) -> Result<(), AccountsError> {
        let theirs = self.ports.sessions.list(user).await?;
        for surplus in theirs.iter().skip(SESSIONS) {
            self.remove_session(user, surplus.id).await?;
        }
        Ok(())
    }

    /// Who holds this secret. A session that is over, or whose account is suspended, is nobody's.
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when it cannot be looked up.
    pub async fn signed_in(
        &self,
        secret: &str,
        origin: &Origin,
    ) -> Result<Option<SignedIn>, AccountsError> {
        let now = self.now();
        let found = self.ports.sessions.find(self.hash_of(secret)).await?;
        let Some(mut who) = self.holder(found).await? else {
            return Ok(None);
        };
        if !is_younger(who.session.last_used_at, now, TOUCH_EVERY) {
            self.ports
                .sessions
                .touch(who.session.id, origin, now)
                .await?;
        }
        // What is done now is done from here, wherever the session was used before.
        who.session.origin = origin.clone();
        Ok(Some(who))
    }

    /// Whose a session is: nobody's when it is over or its account is suspended.
    pub(super) async fn holder(
        &self,
        found: Option<Session>,
    ) -> Result<Option<SignedIn>, AccountsError> {
        let now = self.now();
        let Some(session) = found.filter(|session| is_alive(session, now)) else {
            return Ok(None);
        };
        let user = self.ports.users.lookup(session.user).await?;
        let user = user.filter(|user| !user.suspended);
        Ok(user.map(|user| SignedIn { user, session }))
    }

    /// Ends the session that one is signed in by.
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when it cannot be ended.
    pub async fn sign_out(&self, who: &SignedIn) -> Result<(), AccountsError> {
        self.remove_session(who.user.id, who.session.id).await?;
        let origin = &who.session.origin;
        self.note(who.user.id, AuditKind::SignedOut, origin).await
    }

    /// The sessions of an account that are alive, the last used first.
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when they cannot be listed.
    pub async fn sessions(&self, who: &SignedIn) -> Result<Vec<Session>, AccountsError> {
        let now = self.now();
        let mut sessions = self.ports.sessions.list(who.user.id).await?;
        sessions.retain(|session| is_alive(session, now));
        Ok(sessions)
    }

    /// Ends another session of the same account; false when there is none such.
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when it cannot be ended.
    pub async fn end_session(&self, who: &SignedIn, id: SessionId) -> Result<bool, AccountsError> {
        let ended = self.remove_session(who.user.id, id).await?;
        if ended {
            let origin = &who.session.origin;
            self.note(who.user.id, AuditKind::SessionEnded, origin)
                .await?;
        }
        Ok(ended)
    }

    pub(super) async fn remove_session(
        &self,
        user: UserId,
        id: SessionId,
    ) -> Result<bool, AccountsError> {
        let ended = self.ports.sessions.remove(user, id).await?;
        if ended {
            self.ports.watcher.ended(&[id]);
        }
        Ok(ended)
    }

    /// Ends all sessions of the account but this one.
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when they cannot be ended.
    pub async fn end_other_sessions(&self, who: &SignedIn) -> Result<usize, AccountsError> {
        let ended = self.end_all(who.user.id, Some(who.session.id)).await?;
        let origin = &who.session.origin;
        self.note(who.user.id, AuditKind::SessionEnded, origin)
            .await?;
        Ok(ended)
    }

    pub(super) async fn end_all(
        &self,
        user: UserId,
        but: Option<SessionId>,
    ) -> Result<usize, AccountsError> {
        let ended = self.ports.sessions.remove_all(user, but).await?;
        self.ports.watcher.ended(&ended);
        Ok(ended.len())
    }

    /// Of these sessions those that are over: ended in this process or another one, too old, or of a suspended
    /// account (T-054).
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when they cannot be looked up.
    pub async fn over(&self, sessions: &[SessionId]) -> Result<Vec<SessionId>, AccountsError> {
        // What `is_younger` takes for old is as old as its length; what is stored as of then is over.
        let since = |length: u64| Timestamp((self.now().0 + 1).saturating_sub(length));
        let (used, begun) = (since(SESSION_IDLE), since(SESSION_LONGEST));
        let alive = self.ports.sessions.alive(sessions, used, begun).await?;
        let alive: BTreeSet<SessionId> = alive.into_iter().collect();
        let over = sessions.iter().filter(|id| !alive.contains(id));
        Ok(over.copied().collect())
    }

    /// Forgets what is over: sessions, codes, registrations, failures, and old entries of the audit log.
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when the database is away.
    pub async fn prune(&self) -> Result<(), AccountsError> {
        let before = |length: u64| Timestamp(self.now().0.saturating_sub(length));
        let ports = &self.ports;
        ports
            .sessions
            .prune(before(SESSION_IDLE), before(SESSION_LONGEST))
            .await?;
        ports.codes.prune(before(2 * DAY)).await?;
        ports.pending.prune(before(2 * DAY)).await?;
        ports.failures.prune(before(2 * DAY)).await?;
        ports.audit.prune(before(AUDIT_KEPT)).await?;
        Ok(())
    }
}

fn is_alive(session: &Session, now: Timestamp) -> bool {
    is_younger(session.last_used_at, now, SESSION_IDLE)
        && is_younger(session.created_at, now, SESSION_LONGEST)
}
