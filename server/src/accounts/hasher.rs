//! Passwords as argon2id hashes (RFC 9106), a few at a time.
//!
//! *Invariants*: no more passwords are hashed at once than there are cores, and no more wait than [`QUEUE`]: a flood
//! costs a bounded amount of memory (T-026), which is kept and used again. A missing hash takes as long as a wrong password (T-002).

mod memory;

use self::memory::{Memory, derive};
use crate::turns::{Full, Turns};
use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash::phc};
use async_trait::async_trait;
use parley_domain::{
    Random,
    accounts::{HasherBusy, PasswordHash, PasswordHasher, Verdict},
};
use parley_protocol::Password;
use std::sync::{Arc, OnceLock};

/// Passwords that may wait for their turn.
const QUEUE: usize = 64;
const SALT_BYTES: usize = 16;

/// OWASP's first choice: 19 MiB, two passes, one lane.
fn parameters() -> Params {
    Params::new(19_456, 2, 1, None).expect("the parameters are in argon2's range")
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters())
}

/// The hasher.
pub struct Argon2Hasher {
    random: Arc<dyn Random>,
    turns: Turns,
    memory: Memory,
}

impl Argon2Hasher {
    /// `at_once`: how many passwords are hashed at the same time.
    pub fn new(random: Arc<dyn Random>, at_once: usize) -> Self {
        Self {
            random,
            turns: Turns::new(at_once, QUEUE),
            memory: Memory::default(),
        }
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T, HasherBusy> {
        let memory = self.memory.clone();
        let work = self.turns.work(move || memory.with(work));
        work.await.map_err(|Full| HasherBusy)
    }
}

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HasherBusy> {
        let mut salt = [0; SALT_BYTES];
        self.random.fill(&mut salt);
        let password = password.clone();
        self.work(move |piece| hash(&password, &salt, piece)).await
    }

    async fn verify(
        &self,
        password: &Password,
        stored: Option<&PasswordHash>,
    ) -> Result<Verdict, HasherBusy> {
        let (password, stored) = (password.clone(), stored.cloned());
        self.work(move |piece| verify(&password, stored.as_ref(), piece))
            .await
    }
}

fn hash(password: &Password, salt: &[u8], piece: &mut Vec<Block>) -> PasswordHash {
    let (argon2, password) = (argon2(), password.expose().as_bytes());
    let output = derive(&argon2, password, salt, Params::DEFAULT_OUTPUT_LEN, piece);
    let hashed = phc::PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: phc::ParamsString::try_from(argon2.params()).expect("the parameters have a form"),
        salt: phc::Salt::new(salt).ok(),
        hash: Some(output.expect("argon2 takes every password and salt of these lengths")),
    };
    PasswordHash(hashed.to_string())
}

fn verify(password: &Password, stored: Option<&PasswordHash>, piece: &mut Vec<Block>) -> Verdict {
    // Whatever is stored: or the first one without an account would take twice as long as the others.
    let dummy = dummy();
    let parsed = stored.and_then(|stored| phc::PasswordHash::new(&stored.0).ok());
    let is_real = parsed.is_some();
    let against = parsed.unwrap_or_else(|| {
        phc::PasswordHash::new(&dummy.0).expect("the dummy is a hash of our own")
    });
    let matches = compare(password, &against, piece);
    match (matches && is_real, is_current(&against)) {
        (false, _) => Verdict::Wrong,
        (true, true) => Verdict::Right,
        (true, false) => Verdict::RightButOld,
    }
}

/// All the work that a sign-in costs. The bytes are compared in constant time.
fn compare(password: &Password, against: &phc::PasswordHash, piece: &mut Vec<Block>) -> bool {
    #[cfg(test)]
    tests::COMPARED.with(|compared| compared.set(compared.get() + 1));
    let (Some(salt), Some(expected)) = (&against.salt, &against.hash) else {
        return false;
    };
    let Some(argon2) = argon2_of(against) else {
        return false;
    };
    let password = password.expose().as_bytes();
    derive(&argon2, password, salt.as_ref(), expected.len(), piece).as_ref() == Some(expected)
}

fn argon2_of(hash: &phc::PasswordHash) -> Option<Argon2<'static>> {
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = Version::try_from(hash.version?).ok()?;
    Some(Argon2::new(
        algorithm,
        version,
        Params::try_from(hash).ok()?,
    ))
}

fn is_current(hash: &phc::PasswordHash) -> bool {
    let today = parameters();
    hash.algorithm.as_str() == "argon2id"
        && Params::try_from(hash)
            .is_ok_and(|used| used.m_cost() >= today.m_cost() && used.t_cost() >= today.t_cost())
}

/// What a password is compared with where there is no account.
fn dummy() -> &'static PasswordHash {
    static DUMMY: OnceLock<PasswordHash> = OnceLock::new();
    DUMMY.get_or_init(|| {
        let password = Password::new("nobody has this password").expect("it keeps the rule");
        hash(&password, &[7; SALT_BYTES], &mut Vec::new())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;
    use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
    use std::{cell::Cell, task::Poll};

    thread_local! {
        /// How often a password was compared on this thread.
        pub(super) static COMPARED: Cell<u32> = const { Cell::new(0) };
    }

    fn hasher(at_once: usize) -> Argon2Hasher {
        Argon2Hasher::new(Arc::new(SystemRandom), at_once)
    }

    fn password(text: &str) -> Password {
        Password::new(text).unwrap()
    }

    #[tokio::test]
    async fn t025_every_byte_of_a_password_counts() {
        let hasher = hasher(2);
        for length in [72, 73, 128, 256] {
            let (right, wrong) = ("a".repeat(length - 1) + "b", "a".repeat(length - 1) + "c");
            let hash = hasher.hash(&password(&right)).await.unwrap();
            let verdict = async |text| hasher.verify(&password(text), Some(&hash)).await;
            assert_eq!(verdict(&right).await, Ok(Verdict::Right), "{length}");
            assert_eq!(verdict(&wrong).await, Ok(Verdict::Wrong), "{length}");
        }
    }

    #[tokio::test]
    async fn a_hash_has_the_parameters_of_the_standard_and_a_salt_of_its_own() {
        let hasher = hasher(2);
        let right = password("quiet marble river");
        let (one, two) = (
            hasher.hash(&right).await.unwrap(),
            hasher.hash(&right).await.unwrap(),
        );
        assert!(
            one.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{}",
            one.0
        );
        assert_ne!(one.0, two.0);
    }

    #[test]
    fn t002_what_stands_in_for_a_missing_hash_costs_what_a_real_one_costs() {
        let dummy = phc::PasswordHash::new(&dummy().0).unwrap();
        assert_eq!(
            Params::try_from(&dummy).unwrap(),
            Params::try_from(&real()).unwrap()
        );
        let password = password("nobody has this password");
        let compared = argon2().verify_password(password.expose().as_bytes(), &dummy);
        assert_eq!(compared, Ok(()), "it can be compared with, to the end");
        let broken = PasswordHash("plain".to_owned());
        for stored in [None, Some(&broken), Some(&real_text())] {
            COMPARED.set(0);
            assert_eq!(verify(&password, stored, &mut Vec::new()), Verdict::Wrong);
            assert_eq!(COMPARED.get(), 1, "{stored:?}");
        }
    }

    fn real_text() -> PasswordHash {
        hash(
            &password("quiet marble river"),
            &[1; SALT_BYTES],
            &mut Vec::new(),
        )
    }

    fn real() -> phc::PasswordHash {
        phc::PasswordHash::new(&real_text().0).unwrap()
    }

    #[tokio::test]
    async fn t002_without_a_hash_or_with_a_broken_one_the_password_is_wrong() {
        let hasher = hasher(2);
        let dummys = password("nobody has this password");
        assert_eq!(hasher.verify(&dummys, None).await, Ok(Verdict::Wrong));
        let broken = PasswordHash("plain".to_owned());
        assert_eq!(
            hasher.verify(&dummys, Some(&broken)).await,
            Ok(Verdict::Wrong)
        );
    }

    #[tokio::test]
    async fn a_hash_with_weaker_parameters_is_to_be_made_anew() {
        let weak = Params::new(8_192, 1, 1, None).unwrap();
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, weak);
        let hash: phc::PasswordHash = weak
            .hash_password_with_salt(b"quiet marble river", &[1; 16])
            .unwrap();
        let hash = PasswordHash(hash.to_string());
        let (hasher, right) = (hasher(2), password("quiet marble river"));
        let verdict = hasher.verify(&right, Some(&hash)).await;
        assert_eq!(verdict, Ok(Verdict::RightButOld));
    }

    #[tokio::test]
    async fn t026_a_flood_waits_in_a_bounded_queue_and_the_rest_is_refused_at_once() {
        let hasher = hasher(1);
        let turn = hasher.turns.turn().await.unwrap();
        let right = password("quiet marble river");
        let mut waiting: Vec<_> = (0..QUEUE)
            .map(|_| Box::pin(hasher.verify(&right, None)))
            .collect();
        for one in &mut waiting {
            assert!(futures_util::poll!(one).is_pending());
        }
        let one_more = Box::pin(hasher.verify(&right, None));
        assert_eq!(futures_util::poll!(one_more), Poll::Ready(Err(HasherBusy)));
        drop(turn);
        assert_eq!(waiting.remove(0).await, Ok(Verdict::Wrong));
    }
    #[tokio::test]
    async fn t026_passwords_after_each_other_use_one_piece_of_memory() {
        let hasher = hasher(2);
        let right = password("quiet marble river");
        let hash = hasher.hash(&right).await.unwrap();
        for _ in 0..3 {
            let verdict = hasher.verify(&right, Some(&hash)).await;
            assert_eq!(verdict, Ok(Verdict::Right));
        }
        assert_eq!(hasher.memory.idle(), 1);
        // What another password left there changes nothing: argon2 itself says so in memory of its own.
        let parsed = phc::PasswordHash::new(&hash.0).unwrap();
        let verified = argon2().verify_password(b"quiet marble river", &parsed);
        assert!(verified.is_ok());
    }
}
