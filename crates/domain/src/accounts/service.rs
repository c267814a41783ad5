//! The use-cases' common ground: their ports, their errors, and what several of them do.

use super::{
    AuditEvent, AuditKind, AuditRepository, CodeRepository, Digests, FailureRepository, Guess,
    HasherBusy, Mailer, Origin, PasswordHasher, PasswordJudge, PendingRepository, PictureMaker,
    PictureStore, PictureStoreError, RefreshTokenRepository, SecretHash, SessionRepository,
    SessionWatcher, User, UserId, UserRepository,
};
use crate::{Clock, MeetingRepository, Random, RepositoryError};
use parley_protocol::{
    EmailAddress, MeetingCode, Milliseconds, Password, PictureRuleError, Timestamp, Username,
};
use std::{fmt::Write as _, sync::Arc};

/// What accounts are built on.
#[derive(Clone)]
pub struct AccountsPorts {
    /// Accounts.
    pub users: Arc<dyn UserRepository>,
    /// Meetings, for the personal ones.
    pub meetings: Arc<dyn MeetingRepository>,
    /// Sessions.
    pub sessions: Arc<dyn SessionRepository>,
    /// Refresh tokens of sessions.
    pub refresh_tokens: Arc<dyn RefreshTokenRepository>,
    /// Registrations that wait for their code.
    pub pending: Arc<dyn PendingRepository>,
    /// Codes.
    pub codes: Arc<dyn CodeRepository>,
    /// Tries and failures.
    pub failures: Arc<dyn FailureRepository>,
    /// The audit log.
    pub audit: Arc<dyn AuditRepository>,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Judges passwords.
    pub judge: Arc<dyn PasswordJudge>,
    /// Hashes secrets.
    pub digests: Arc<dyn Digests>,
    /// Sends mails.
    pub mailer: Arc<dyn Mailer>,
    /// Makes pictures of files.
    pub picture_maker: Arc<dyn PictureMaker>,
    /// Keeps pictures.
    pub pictures: Arc<dyn PictureStore>,
    /// Is told when sessions end.
    pub watcher: Arc<dyn SessionWatcher>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
}

/// Why something about an account was refused.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// Address, username or password is not right; which of them is never said.
    #[error("refused")]
    Refused,
    /// The account is suspended. Said only to who knows its password.
    #[error("suspended")]
    Suspended,
    /// Too much in too short a time: again after this long.
    #[error("too often")]
    TooOften(Milliseconds),
    /// The code is not right.
    #[error("wrong code")]
    CodeWrong,
    /// The code is too old, used up, or there never was one.
    #[error("expired code")]
    CodeExpired,
    /// The code was tried too often.
    #[error("dead code")]
    CodeDead,
    /// The username is taken; this one is free.
    #[error("username taken")]
    UsernameTaken(Option<Username>),
    /// The address has an account. Said only to who proved the address.
    #[error("address taken")]
    EmailTaken,
    /// The password is easy to guess.
    #[error("easy password")]
    PasswordEasy,
    /// The password is among the most used ones.
    #[error("known password")]
    PasswordKnown,
    /// The current password is not right.
    #[error("wrong current password")]
    CurrentPasswordWrong,
    /// The browser did not begin this, or too long ago: begin again.
    #[error("not begun")]
    NotBegun,
    /// The file is not taken as a picture.
    #[error(transparent)]
    Picture(#[from] PictureRuleError),
    /// Too many pictures are being made: try again.
    #[error("too many pictures at once")]
    PicturesBusy,
    /// Pictures cannot be kept or read.
    #[error(transparent)]
    Pictures(#[from] PictureStoreError),
    /// It is not theirs to do.
    #[error("not allowed")]
    NotAllowed,
    /// Too many passwords are being hashed: try again.
    #[error(transparent)]
    Busy(#[from] HasherBusy),
    /// The database is away: try again later.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

/// The use-cases around accounts.
#[derive(Clone)]
pub struct Accounts {
    pub(super) ports: AccountsPorts,
}

impl Accounts {
    /// On these ports.
    pub fn new(ports: AccountsPorts) -> Self {
        Self { ports }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// A secret for a browser, 256 bits in hexadecimal digits, and its hash.
    pub fn fresh_secret(&self) -> (String, SecretHash) {
        let mut bytes = [0; 32];
        self.ports.random.fill(&mut bytes);
        let secret = bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes every write");
            text
        });
        let hash = self.hash_of(&secret);
        (secret, hash)
    }

    pub(super) fn hash_of(&self, secret: &str) -> SecretHash {
        self.ports.digests.digest(secret.as_bytes())
    }

    pub(super) fn fresh_meeting_code(&self) -> MeetingCode {
        let mut bytes = [0; 64];
        loop {
            self.ports.random.fill(&mut bytes);
            if let Some(code) = MeetingCode::from_random(&bytes) {
                return code;
            }
        }
    }

    /// What somebody typed to sign in. A text that no account can have as its password becomes one that nobody knows,
    /// so that such a guess is refused, counted and noted as every other one.
    pub fn typed_password(&self, typed: &str) -> Password {
        Password::new(typed).unwrap_or_else(|_| self.nobodys_password())
    }

    fn nobodys_password(&self) -> Password {
        let (secret, _) = self.fresh_secret();
        Password::new(&secret).expect("64 characters are a password")
    }

    /// How hard a password is to guess for who knows `words`, from 0 for what everybody guesses to 4: a hint while it is
    /// typed, and nothing while others are judged.
    pub async fn strength(&self, typed: &str, words: &[&str]) -> Option<u8> {
        self.ports.judge.strength(typed, words).await
    }

    /// Judges a password against what everybody knows about its account.
    ///
    /// # Errors
    /// [`AccountsError::PasswordEasy`], [`AccountsError::PasswordKnown`], or that too many are judged at this moment.
    pub async fn judge(&self, password: &Password, words: &[&str]) -> Result<(), AccountsError> {
        match self.ports.judge.judge(password, words).await? {
            Guess::Known => Err(AccountsError::PasswordKnown),
            Guess::Easy => Err(AccountsError::PasswordEasy),
            Guess::Fine => Ok(()),
        }
    }

    pub(super) async fn note(
        &self,
        user: UserId,
        kind: AuditKind,
        origin: &Origin,
    ) -> Result<(), AccountsError> {
        self.note_by(None, user, kind, origin).await
    }

    /// As [`Accounts::note`], of what an admin did to another account.
    pub(super) async fn note_by(
        &self,
        by: Option<UserId>,
        user: UserId,
        kind: AuditKind,
        origin: &Origin,
    ) -> Result<(), AccountsError> {
        let event = AuditEvent {
            user,
            kind,
            by,
            origin: origin.clone(),
            at: self.now(),
        };
        Ok(self.ports.audit.add(event).await?)
    }

    /// The account with this address or username.
    pub(super) async fn find_by_name(&self, name: &str) -> Result<Option<User>, AccountsError> {
        let found = if let Ok(email) = EmailAddress::new(name) {
            self.ports.users.find_by_email(&email.key()).await?
        } else if let Ok(username) = Username::new(name) {
            self.ports.users.find_by_username(&username.key()).await?
        } else {
            None
        };
        Ok(found)
    }

    /// A free username like the taken one.
    pub(super) async fn free_username(
        &self,
        taken: &Username,
    ) -> Result<Option<Username>, AccountsError> {
        for number in 2..=9 {
            if let Some(near) = suggestion(taken, number)
                && self
                    .ports
                    .users
                    .find_by_username(&near.key())
                    .await?
                    .is_none()
            {
                return Ok(Some(near));
            }
        }
        Ok(None)
    }
}

/// A username near to a taken one.
fn suggestion(taken: &Username, number: u16) -> Option<Username> {
    let number = number.to_string();
    let (_, longest) = parley_protocol::limits::USERNAME_CHARACTERS;
    let stem: String = taken
        .as_str()
        .chars()
        .take(longest - number.len())
        .collect();
    Username::new(&[stem, number].concat()).ok()
}
