//! What accounts need from outside.

use super::audit::{AuditEntry, AuditEvent};
use super::model::{
    CodeBinding, CodeId, CodeOutcome, Mail, NewCode, NewSession, NewUser, Origin, PasswordHash,
    PendingRegistration, ProfileChange, SecretHash, Session, SessionId, Standing, User, UserId,
};
use super::picture::PictureId;
use crate::RepositoryError;
use async_trait::async_trait;
use parley_protocol::{EmailAddress, OneTimeCode, Password, Timestamp};

/// Stores accounts. Usernames and addresses are unique by their keys.
#[async_trait]
pub trait UserRepository: Send + Sync {
    /// Stores an account.
    ///
    /// # Errors
    /// [`RepositoryError::Conflict`] when username, address or personal code is taken.
    async fn add(&self, user: NewUser) -> Result<User, RepositoryError>;
    /// The account with this key.
    async fn lookup(&self, id: UserId) -> Result<Option<User>, RepositoryError>;
    /// The account with this address, by its key.
    async fn find_by_email(&self, key: &str) -> Result<Option<User>, RepositoryError>;
    /// The account with this username, by its key.
    async fn find_by_username(&self, key: &str) -> Result<Option<User>, RepositoryError>;
    /// The hash of an account's password.
    async fn password(&self, id: UserId) -> Result<Option<PasswordHash>, RepositoryError>;
    /// Changes the hash of the password.
    async fn set_password(&self, id: UserId, hash: &PasswordHash) -> Result<(), RepositoryError>;
    /// Changes the profile, and with a new address that too, in one step.
    ///
    /// # Errors
    /// [`RepositoryError::Conflict`] when the username or the address is taken; nothing is changed then.
    async fn set_profile(
        &self,
        id: UserId,
        change: &ProfileChange,
        email: Option<&EmailAddress>,
    ) -> Result<(), RepositoryError>;
    /// Changes the role, or suspends or reactivates. With `by` only while that is another account and an active
    /// admin's, asked and changed in one step: of many admins who do this to each other at once, one stays an active
    /// admin. False, and nothing changed, when `by` may not.
    async fn set_standing(
        &self,
        id: UserId,
        standing: Standing,
        by: Option<UserId>,
    ) -> Result<bool, RepositoryError>;
    /// Puts another picture, or none, in place of `old`; false, and nothing changed, when `old` is not what is there.
    async fn swap_picture(
        &self,
        id: UserId,
        old: Option<&PictureId>,
        new: Option<&PictureId>,
    ) -> Result<bool, RepositoryError>;
    /// The pictures of all accounts.
    async fn pictures(&self) -> Result<Vec<PictureId>, RepositoryError>;
    /// Notes a sign-in.
    async fn set_last_seen(&self, id: UserId, at: Timestamp) -> Result<(), RepositoryError>;
    /// Accounts whose name, username or address contains `search` (all for an empty one), by username, `count` after
    /// `skip`, and how many there are in all.
    async fn list(
        &self,
        search: &str,
        skip: u64,
        count: u64,
    ) -> Result<(Vec<User>, u64), RepositoryError>;
    /// These accounts, in any order; those that are gone are left out.
    async fn list_by_ids(&self, ids: &[UserId]) -> Result<Vec<User>, RepositoryError>;
}

/// Stores sessions.
#[async_trait]
pub trait SessionRepository: Send + Sync {
    /// Stores a session.
    async fn add(&self, session: NewSession) -> Result<Session, RepositoryError>;
    /// The session with this secret.
    async fn find(&self, secret: SecretHash) -> Result<Option<Session>, RepositoryError>;
    /// The session with this key.
    async fn lookup(&self, id: SessionId) -> Result<Option<Session>, RepositoryError>;
    /// Notes a use.
    async fn touch(
        &self,
        id: SessionId,
        origin: &Origin,
        at: Timestamp,
    ) -> Result<(), RepositoryError>;
    /// The sessions of an account, the last used first.
    async fn list(&self, user: UserId) -> Result<Vec<Session>, RepositoryError>;
    /// Ends one session of an account; false when it has no such session.
    async fn remove(&self, user: UserId, id: SessionId) -> Result<bool, RepositoryError>;
    /// Ends all sessions of an account, but one, and says which ended.
    async fn remove_all(
        &self,
        user: UserId,
        but: Option<SessionId>,
    ) -> Result<Vec<SessionId>, RepositoryError>;
    /// Forgets sessions last used before `used` or begun before `begun`.
    async fn prune(&self, used: Timestamp, begun: Timestamp) -> Result<u64, RepositoryError>;
    /// Of these sessions those that are stored, were used since `used` and begun since `begun`, and whose account is
    /// not suspended. One question, however many they are.
    async fn alive(
        &self,
        ids: &[SessionId],
        used: Timestamp,
        begun: Timestamp,
    ) -> Result<Vec<SessionId>, RepositoryError>;
}

/// Stores registrations that wait for their code.
#[async_trait]
pub trait PendingRepository: Send + Sync {
    /// Stores one in place of the one that the same browser began before.
    async fn save(&self, pending: &PendingRegistration) -> Result<(), RepositoryError>;
    /// The one that this browser began.
    async fn find(&self, flow: SecretHash) -> Result<Option<PendingRegistration>, RepositoryError>;
    /// Forgets it.
    async fn remove(&self, flow: SecretHash) -> Result<(), RepositoryError>;
    /// Forgets those begun before a time.
    async fn prune(&self, begun: Timestamp) -> Result<u64, RepositoryError>;
}

/// Stores codes.
#[async_trait]
pub trait CodeRepository: Send + Sync {
    /// Stores a code; older ones for the same purpose and address die.
    async fn add(&self, code: NewCode) -> Result<CodeId, RepositoryError>;
    /// When codes were made for this address since a time, for any purpose, oldest first.
    async fn made_since(
        &self,
        address: &str,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, RepositoryError>;
    /// Whether a code was made with this binding.
    async fn is_made(&self, binding: &CodeBinding) -> Result<bool, RepositoryError>;
    /// Tries a code. The try is counted before the hash is compared, and the code is used up by one UPDATE, so that
    /// of many at once at most one succeeds and at most [`parley_protocol::limits::CODE_TRIES`] are compared.
    async fn try_once(
        &self,
        binding: &CodeBinding,
        hash: [u8; 32],
        now: Timestamp,
    ) -> Result<CodeOutcome, RepositoryError>;
    /// Notes that its mail went out: its time starts now.
    async fn set_sent(&self, id: CodeId, at: Timestamp) -> Result<(), RepositoryError>;
    /// Forgets those made before a time.
    async fn prune(&self, made: Timestamp) -> Result<u64, RepositoryError>;
}

/// A mail in its envelope: what only the mailer opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedMail {
    /// Its key.
    pub id: i64,
    /// What [`SealedMail`] holds, encrypted.
    pub sealed: Vec<u8>,
    /// How often it was tried.
    pub tries: u32,
}

/// How many mails wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailQueue {
    /// How many.
    pub waiting: u64,
    /// When the oldest of them was queued.
    pub oldest: Option<Timestamp>,
}

/// Stores mails until they are sent.
#[async_trait]
pub trait OutboxRepository: Send + Sync {
    /// Stores one, to be sent at once.
    async fn add(&self, sealed: Vec<u8>, at: Timestamp) -> Result<(), RepositoryError>;
    /// The next ones that are due, oldest first.
    async fn due(&self, now: Timestamp, count: u64) -> Result<Vec<SealedMail>, RepositoryError>;
    /// Counts a try and puts it off.
    async fn put_off(&self, id: i64, until: Timestamp) -> Result<(), RepositoryError>;
    /// Forgets one that was sent or given up.
    async fn remove(&self, id: i64) -> Result<(), RepositoryError>;
    /// How many wait, due or not.
    async fn queue(&self) -> Result<MailQueue, RepositoryError>;
}

/// Stores the audit log.
#[async_trait]
pub trait AuditRepository: Send + Sync {
    /// Adds an entry.
    async fn add(&self, event: AuditEvent) -> Result<(), RepositoryError>;
    /// The entries of an account, the newest first.
    async fn list(&self, user: UserId, count: u64) -> Result<Vec<AuditEvent>, RepositoryError>;
    /// The entries about accounts whose name, username or address contains `person` (all for an empty one), or that
    /// such an account made as an admin, the newest first, `count` after `skip`, and how many there are in all.
    async fn search(
        &self,
        person: &str,
        skip: u64,
        count: u64,
    ) -> Result<(Vec<AuditEntry>, u64), RepositoryError>;
    /// Forgets what happened before a time. Returns how many entries.
    async fn prune(&self, before: Timestamp) -> Result<u64, RepositoryError>;
}

/// Why a password could not be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords at once")]
pub struct HasherBusy;

/// How a stored hash answers a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the password.
    Right,
    /// It is the password, and was hashed with weaker parameters than today's.
    RightButOld,
    /// It is not.
    Wrong,
}

/// Hashes passwords, a few at a time.
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// Hashes a password.
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HasherBusy>;
    /// Compares; without a hash it takes as long and says [`Verdict::Wrong`].
    async fn verify(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<Verdict, HasherBusy>;
}

/// How easy a password is to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// It is on the list of the most used ones.
    Known,
    /// It is made of the account's own words, or of nearly nothing.
    Easy,
    /// It may be used.
    Fine,
}

/// Judges passwords, which may take a while.
#[async_trait]
pub trait PasswordJudge: Send + Sync {
    /// `words`: what everybody knows about the account.
    ///
    /// # Errors
    /// [`HasherBusy`] when too many are judged at once.
    async fn judge(&self, password: &Password, words: &[&str]) -> Result<Guess, HasherBusy>;
    /// From 0 to 4, of anything typed; at most 1 where it is not [`Guess::Fine`], nothing while others are judged.
    async fn strength(&self, typed: &str, words: &[&str]) -> Option<u8>;
}

/// Hashes that need the server's secret or a digest.
pub trait Digests: Send + Sync {
    /// SHA-256.
    fn digest(&self, bytes: &[u8]) -> SecretHash;
    /// HMAC-SHA-256 with the server's secret, of a code and what it is bound to.
    fn code(&self, binding: &CodeBinding, code: &OneTimeCode) -> [u8; 32];
    /// HMAC-SHA-256 with the server's secret, of something that is too easy to guess for a plain digest. Each purpose has
    /// hashes of its own.
    fn keyed(&self, purpose: &str, bytes: &[u8]) -> SecretHash;
}

/// Takes mails; the answer never waits for the mail server.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Queues a mail.
    async fn queue(&self, mail: Mail) -> Result<(), RepositoryError>;
    /// A mail as it waits, for who stores it together with something else.
    fn seal(&self, mail: &Mail) -> Vec<u8>;
}

/// Told when sessions end, so that their sockets close.
pub trait SessionWatcher: Send + Sync {
    /// These sessions are over.
    fn ended(&self, sessions: &[SessionId]);
}
