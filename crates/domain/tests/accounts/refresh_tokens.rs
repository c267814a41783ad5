//! Refresh tokens in memory. Those of an ended session stay, as if somebody held the rows in a hand.

use async_trait::async_trait;
use parley_domain::{RepositoryError, accounts::*};
use parley_protocol::Timestamp;
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

#[derive(Default)]
pub(crate) struct RefreshTokens {
    tokens: Mutex<BTreeMap<SecretHash, (SessionId, bool)>>,
    /// Whether the next token cannot be stored.
    pub(crate) fails_once: AtomicBool,
    /// Whether somebody else takes the next token between the look at it and its taking.
    pub(crate) races_once: AtomicBool,
}

#[async_trait]
impl RefreshTokenRepository for RefreshTokens {
    async fn add(
        &self,
        hash: SecretHash,
        session: SessionId,
        _: Timestamp,
    ) -> Result<(), RepositoryError> {
        self.tokens.lock().unwrap().insert(hash, (session, false));
        Ok(())
    }
    async fn find(&self, hash: SecretHash) -> Result<Taken, RepositoryError> {
        let mut tokens = self.tokens.lock().unwrap();
        let Some((session, used)) = tokens.get_mut(&hash) else {
            return Ok(Taken::Unknown);
        };
        let taken = if *used {
            Taken::Reused(*session)
        } else {
            Taken::Fresh(*session)
        };
        *used |= self.races_once.swap(false, SeqCst);
        Ok(taken)
    }
    async fn rotate(
        &self,
        old: SecretHash,
        new: SecretHash,
        _: Timestamp,
    ) -> Result<Taken, RepositoryError> {
        if self.fails_once.swap(false, SeqCst) {
            return Err(RepositoryError::Unavailable("away".into()));
        }
        let mut tokens = self.tokens.lock().unwrap();
        let session = match tokens.get_mut(&old) {
            Some((session, true)) => return Ok(Taken::Reused(*session)),
            Some((session, used)) => {
                *used = true;
                *session
            }
            None => return Ok(Taken::Unknown),
        };
        tokens.insert(new, (session, false));
        Ok(Taken::Fresh(session))
    }
}
