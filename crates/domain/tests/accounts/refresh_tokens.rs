//! Refresh tokens in memory. Those of an ended session stay, as if somebody held the rows in a hand.

use async_trait::async_trait;
use parley_domain::{RepositoryError, accounts::*};
use parley_protocol::Timestamp;
use std::{collections::BTreeMap, sync::Mutex};

#[derive(Default)]
pub(crate) struct RefreshTokens(Mutex<BTreeMap<SecretHash, (SessionId, bool)>>);

#[async_trait]
impl RefreshTokenRepository for RefreshTokens {
    async fn add(
        &self,
        hash: SecretHash,
        session: SessionId,
        _: Timestamp,
    ) -> Result<(), RepositoryError> {
        self.0.lock().unwrap().insert(hash, (session, false));
        Ok(())
    }
    async fn take(&self, hash: SecretHash, _: Timestamp) -> Result<Taken, RepositoryError> {
        let mut tokens = self.0.lock().unwrap();
        Ok(match tokens.get_mut(&hash) {
            Some((session, true)) => Taken::Reused(*session),
            Some((session, used)) => {
                *used = true;
                Taken::Fresh(*session)
            }
            None => Taken::Unknown,
        })
    }
}
