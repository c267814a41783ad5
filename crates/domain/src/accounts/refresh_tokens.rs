//! What refresh tokens need from the database.

use super::{SecretHash, SessionId};
use crate::RepositoryError;
use async_trait::async_trait;
use parley_protocol::Timestamp;

/// What becomes of taking a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is taken for the first time.
    Fresh(SessionId),
    /// It was taken before: somebody else has a copy of it.
    Reused(SessionId),
    /// There is none such, or its session is over.
    Unknown,
}

/// Stores refresh tokens. They go with their session and not before: a copy that turns up after weeks must still be
/// known as one.
#[async_trait]
pub trait RefreshTokenRepository: Send + Sync {
    /// Stores a token of a session.
    ///
    /// # Errors
    /// [`RepositoryError::Conflict`] when the session is over.
    async fn add(
        &self,
        hash: SecretHash,
        session: SessionId,
        at: Timestamp,
    ) -> Result<(), RepositoryError>;
    /// What would become of taking a token now.
    async fn find(&self, hash: SecretHash) -> Result<Taken, RepositoryError>;
    /// Takes a token and stores the next one of its session, both or neither: who gets an error still has a token that
    /// works. Of many at once exactly one is [`Taken::Fresh`]; of the others nothing is stored.
    async fn rotate(
        &self,
        old: SecretHash,
        new: SecretHash,
        at: Timestamp,
    ) -> Result<Taken, RepositoryError>;
}
