//! A private address by which calendar programs read somebody's meetings.

use super::Schedules;
use crate::{
    RepositoryError,
    accounts::{SecretHash, User},
};
use parley_protocol::{Milliseconds, Timestamp};
use std::fmt::Write as _;

/// 256 bits in hexadecimal digits.
const TOKEN_DIGITS: usize = 64;
/// How long a feed keeps what is over.
const PAST: Milliseconds = Milliseconds::from_seconds(30 * 24 * 3600);

impl Schedules {
    /// Makes the secret of somebody's feed, in place of any that there was. It is told this once.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be stored.
    pub async fn create_feed(&self, user: &User) -> Result<String, RepositoryError> {
        let mut bytes = [0; TOKEN_DIGITS / 2];
        self.ports.random.fill(&mut bytes);
        let token = bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes every write");
            text
        });
        let hash = self.hash_of(&token);
        let now = self.now();
        self.ports.repository.set_feed(user.id, hash, now).await?;
        Ok(token)
    }

    /// Takes it away: whoever still asks finds nothing.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be taken away.
    pub async fn revoke_feed(&self, user: &User) -> Result<(), RepositoryError> {
        self.ports.repository.remove_feed(user.id).await
    }

    /// When the secret of somebody's feed was made; `None` without one.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be looked up.
    pub async fn feed_since(&self, user: &User) -> Result<Option<Timestamp>, RepositoryError> {
        self.ports.repository.feed_since(user.id).await
    }

    /// The whole address of a feed.
    pub fn feed_url(&self, token: &str) -> String {
        format!("{}/calendar/{token}.ics", self.ports.public_url)
    }

    /// The calendar of whoever has this secret; `None` when nobody has, or their account is suspended.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be looked up.
    pub async fn feed(&self, token: &str) -> Result<Option<String>, RepositoryError> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if token.len() != TOKEN_DIGITS || !token.bytes().all(is_digit) {
            return Ok(None);
        }
        let hash = self.hash_of(token);
        let Some(owner) = self.ports.repository.feed_owner(hash).await? else {
            return Ok(None);
        };
        let user = self.ports.users.lookup(owner).await?;
        let Some(user) = user.filter(|user| !user.suspended) else {
            return Ok(None);
        };
        let plans = self.hosted(&user, self.now() - PAST).await?;
        Ok(Some(self.publish(&plans)))
    }

    fn hash_of(&self, token: &str) -> SecretHash {
        self.ports.digests.digest(token.as_bytes())
    }
}
