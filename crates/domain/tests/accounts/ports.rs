//! The other ports: a mailer that keeps what it is given, a hasher that only counts, a clock that a test moves.

use async_trait::async_trait;
use parley_domain::{Clock, Random, RepositoryError, accounts::*};
use parley_protocol::{OneTimeCode, Password, Timestamp};
use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
};

/// Everything that is no repository.
pub(crate) struct Outside {
    pub(crate) now: AtomicU64,
    random: AtomicU64,
    pub(crate) mails: Mutex<Vec<Mail>>,
    /// A sealed mail is its place in this list.
    pub(crate) sealed: Mutex<Vec<Mail>>,
    pub(crate) hashed: AtomicU64,
    /// Whether too many passwords are being hashed.
    pub(crate) busy: AtomicBool,
    pub(crate) ended: Mutex<Vec<SessionId>>,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            now: AtomicU64::new(1_767_225_600_000),
            random: AtomicU64::new(0),
            mails: Mutex::default(),
            sealed: Mutex::default(),
            hashed: AtomicU64::new(0),
            busy: AtomicBool::new(false),
            ended: Mutex::default(),
        }
    }
}

fn spread(parts: &[&[u8]]) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (index, chunk) in bytes.chunks_mut(8).enumerate() {
        let mut hasher = DefaultHasher::new();
        (index, parts).hash(&mut hasher);
        chunk.copy_from_slice(&hasher.finish().to_be_bytes());
    }
    bytes
}

impl Clock for Outside {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.load(SeqCst))
    }
}

impl Random for Outside {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let number = self.random.fetch_add(1, SeqCst);
            *byte = spread(&[&number.to_be_bytes()])[0];
        }
    }
}

#[async_trait]
impl Mailer for Outside {
    async fn queue(&self, mail: Mail) -> Result<(), RepositoryError> {
        self.mails.lock().unwrap().push(mail);
        Ok(())
    }

    fn seal(&self, mail: &Mail) -> Vec<u8> {
        let mut sealed = self.sealed.lock().unwrap();
        sealed.push(mail.clone());
        (sealed.len() - 1).to_be_bytes().to_vec()
    }
}

impl SessionWatcher for Outside {
    fn ended(&self, sessions: &[SessionId]) {
        self.ended.lock().unwrap().extend(sessions);
    }
}

impl Digests for Outside {
    fn digest(&self, bytes: &[u8]) -> SecretHash {
        SecretHash(spread(&[bytes]))
    }
    fn code(&self, binding: &CodeBinding, code: &OneTimeCode) -> [u8; 32] {
        let purpose = format!("{:?}", binding.purpose);
        let parts = [
            purpose.as_bytes(),
            binding.address.as_bytes(),
            &binding.flow.0,
        ];
        spread(&[&parts.concat(), code.expose().as_bytes()])
    }
    fn keyed(&self, purpose: &str, bytes: &[u8]) -> SecretHash {
        SecretHash(spread(&[purpose.as_bytes(), bytes]))
    }
}

#[async_trait]
impl PasswordJudge for Outside {
    async fn judge(&self, password: &Password, words: &[&str]) -> Result<Guess, HasherBusy> {
        let password = password.expose();
        Ok(if password == "1234567890" {
            Guess::Known
        } else if words.iter().any(|word| password.contains(word)) {
            Guess::Easy
        } else {
            Guess::Fine
        })
    }

    async fn strength(&self, typed: &str, words: &[&str]) -> Option<u8> {
        let is_own = words.iter().any(|word| typed.contains(word));
        let most = if is_own { 1 } else { 4 };
        u8::try_from(typed.len() / 5)
            .ok()
            .map(|score| score.min(most))
    }
}

#[async_trait]
impl PasswordHasher for Outside {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HasherBusy> {
        self.hashed.fetch_add(1, SeqCst);
        Ok(PasswordHash(["new ", password.expose()].concat()))
    }
    async fn verify(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<Verdict, HasherBusy> {
        // It takes a while, and others begin meanwhile.
        tokio::task::yield_now().await;
        if self.busy.load(SeqCst) {
            return Err(HasherBusy);
        }
        self.hashed.fetch_add(1, SeqCst);
        Ok(match hash.and_then(|hash| hash.0.split_once(' ')) {
            Some(("new", right)) if right == password.expose() => Verdict::Right,
            Some(("old", right)) if right == password.expose() => Verdict::RightButOld,
            _ => Verdict::Wrong,
        })
    }
}
