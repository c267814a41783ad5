//! Signing in without a browser: a session, and refresh tokens that each work once.
//!
//! *Invariants*: an access token says which session it is of and is worth nothing when that is over; a refresh token
//! that comes a second time ends its session, because one of the two who had it stole it. It is taken with the next one
//! stored or not at all, so that who got no answer for a fault of ours may try again.

use super::{Accounts, AccountsError, AuditKind, Origin, SecretHash, SessionId, SignedIn, Taken};
use crate::RepositoryError;
use parley_protocol::Password;

/// What a client has after signing in or refreshing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Who it is, and by which session: what the access token says.
    pub who: SignedIn,
    /// The next refresh token.
    pub refresh_token: RefreshToken,
}

/// A secret that gets new tokens once. It never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(String);

impl RefreshToken {
    /// For the answer to the client, and for nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RefreshToken(…)")
    }
}

impl Accounts {
    /// Signs in as [`Accounts::sign_in`] does, for a client that keeps tokens and no cookies.
    ///
    /// # Errors
    /// As [`Accounts::sign_in`].
    pub async fn issue_tokens(
        &self,
        name: &str,
        password: &Password,
        origin: Origin,
    ) -> Result<Issued, AccountsError> {
        // Nobody is told the secret of the cookie, so that no cookie ever opens this session.
        let (who, _) = self.sign_in(name, password, false, origin).await?;
        self.issue(who).await
    }

    /// Takes a refresh token and gives the next one. One that was taken before ends the session (T-075).
    ///
    /// # Errors
    /// [`AccountsError::Refused`] for whatever is wrong with it, or what is away.
    pub async fn refresh(
        &self,
        refresh_token: &str,
        origin: &Origin,
    ) -> Result<Issued, AccountsError> {
        let old = self.hash_of(refresh_token);
        match self.ports.refresh_tokens.find(old).await? {
            Taken::Fresh(session) => self.renew(old, session, origin).await,
            taken @ (Taken::Reused(_) | Taken::Unknown) => self.refuse(taken, origin).await,
        }
    }

    /// Everything that may fail comes before the token is taken.
    async fn renew(
        &self,
        old: SecretHash,
        session: SessionId,
        origin: &Origin,
    ) -> Result<Issued, AccountsError> {
        let who = self.signed_in_by(session).await?;
        let mut who = who.ok_or(AccountsError::Refused)?;
        let now = self.now();
        self.ports.sessions.touch(session, origin, now).await?;
        who.session.origin = origin.clone();
        who.session.last_used_at = now;
        let (secret, new) = self.fresh_secret();
        match self.ports.refresh_tokens.rotate(old, new, now).await? {
            Taken::Fresh(_) => Ok(Issued {
                who,
                refresh_token: RefreshToken(secret),
            }),
            taken @ (Taken::Reused(_) | Taken::Unknown) => self.refuse(taken, origin).await,
        }
    }

    async fn refuse(&self, taken: Taken, origin: &Origin) -> Result<Issued, AccountsError> {
        if let Taken::Reused(session) = taken {
            self.end_family(session, origin).await?;
        }
        Err(AccountsError::Refused)
    }

    async fn end_family(&self, session: SessionId, origin: &Origin) -> Result<(), AccountsError> {
        let Some(session) = self.ports.sessions.lookup(session).await? else {
            return Ok(());
        };
        if self.remove_session(session.user, session.id).await? {
            self.note(session.user, AuditKind::TokenReused, origin)
                .await?;
        }
        Ok(())
    }

    async fn issue(&self, who: SignedIn) -> Result<Issued, AccountsError> {
        let (secret, hash) = self.fresh_secret();
        let tokens = &self.ports.refresh_tokens;
        match tokens.add(hash, who.session.id, self.now()).await {
            Err(RepositoryError::Conflict) => return Err(AccountsError::Refused),
            outcome => outcome?,
        }
        let refresh_token = RefreshToken(secret);
        Ok(Issued { who, refresh_token })
    }

    /// Who is signed in by this session, for access tokens, which name it.
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when it cannot be looked up.
    pub async fn signed_in_by(
        &self,
        session: SessionId,
    ) -> Result<Option<SignedIn>, AccountsError> {
        let found = self.ports.sessions.lookup(session).await?;
        self.holder(found).await
    }
}
