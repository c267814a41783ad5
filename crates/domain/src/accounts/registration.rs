//! Making an account: the form, the code, the account.

use super::{
    Accounts, AccountsError, AuditKind, CodeBinding, CodePurpose, NewUser, Origin, PasswordHash,
    PendingRegistration, Role, User, administration::command_line, codes::Letter,
};
use crate::{NewMeeting, RepositoryError};
use parley_protocol::{
    DisplayName, EmailAddress, Milliseconds, OneTimeCode, Password, PhoneNumber, Timestamp,
    Username,
};

/// How long a registration waits for its code, in milliseconds.
const PENDING_KEPT: u64 = 24 * 3_600_000;
/// Personal codes tried before giving up.
const TRIES: usize = 5;

/// The form, each field checked by its rule.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The name that others see.
    pub full_name: DisplayName,
    /// The username wished for.
    pub username: Username,
    /// The address to be proved.
    pub email: EmailAddress,
    /// The phone number.
    pub phone: PhoneNumber,
    /// The password.
    pub password: Password,
}

impl Accounts {
    /// Keeps the form and mails a code; the secret goes into a cookie of the browser that began. Where the address has
    /// an account, its owner gets another mail, and the browser gets the same answer (T-003).
    ///
    /// # Errors
    /// [`AccountsError::PasswordEasy`], [`AccountsError::PasswordKnown`], [`AccountsError::TooOften`] for the mails of
    /// the address, or what is away.
    pub async fn begin_registration(&self, form: Registration) -> Result<String, AccountsError> {
        let words = [
            form.full_name.as_str(),
            form.username.as_str(),
            form.email.local_part(),
        ];
        self.judge(&form.password, &words).await?;
        let password = self.ports.hasher.hash(&form.password).await?;
        let (secret, flow) = self.fresh_secret();
        let pending = PendingRegistration {
            flow,
            full_name: form.full_name,
            username: form.username,
            email: form.email,
            phone: form.phone,
            password,
            proved: false,
            created_at: self.now(),
        };
        self.mail_registration(&pending).await?;
        self.ports.pending.save(&pending).await?;
        Ok(secret)
    }

    /// Mails a new code for the registration that this browser began.
    ///
    /// # Errors
    /// [`AccountsError::NotBegun`], [`AccountsError::TooOften`], or what is away.
    pub async fn resend_registration(&self, secret: &str) -> Result<(), AccountsError> {
        let pending = self.pending(secret).await?;
        self.mail_registration(&pending).await
    }

    /// How long this browser waits for another code.
    ///
    /// # Errors
    /// [`AccountsError::NotBegun`] or what is away.
    pub async fn registration_wait(&self, secret: &str) -> Result<Milliseconds, AccountsError> {
        let pending = self.pending(secret).await?;
        self.wait_in_flow(&binding(&pending)).await
    }

    async fn mail_registration(&self, pending: &PendingRegistration) -> Result<(), AccountsError> {
        let owner = self.ports.users.find_by_email(&pending.email.key()).await?;
        let letter = owner.map_or_else(
            || Letter::Code(pending.email.clone()),
            Letter::AlreadyRegistered,
        );
        self.send_code(binding(pending), letter).await
    }

    /// The registration that this browser began, for its page.
    ///
    /// # Errors
    /// [`AccountsError::NotBegun`] or what is away.
    pub async fn pending(&self, secret: &str) -> Result<PendingRegistration, AccountsError> {
        let found = self.ports.pending.find(self.hash_of(secret)).await?;
        found
            .filter(|pending| is_younger(pending.created_at, self.now(), PENDING_KEPT))
            .ok_or(AccountsError::NotBegun)
    }

    /// Proves the address with the code and stores the account. When the username turns out to be taken, the address
    /// stays proved, and only another `username` is needed.
    ///
    /// # Errors
    /// The code's errors, [`AccountsError::UsernameTaken`], [`AccountsError::EmailTaken`], or what is away.
    pub async fn complete_registration(
        &self,
        secret: &str,
        code: &OneTimeCode,
        username: Option<Username>,
        origin: &Origin,
    ) -> Result<User, AccountsError> {
        let mut pending = self.pending(secret).await?;
        if !pending.proved {
            self.use_code(&binding(&pending), code).await?;
            pending.proved = true;
        }
        pending.username = username.unwrap_or(pending.username);
        self.ports.pending.save(&pending).await?;
        let flow = pending.flow;
        let user = self.add_user(pending.into_new_user(), Role::Member).await?;
        self.ports.pending.remove(flow).await?;
        self.note(user.id, AuditKind::Registered, origin).await?;
        Ok(user)
    }

    /// Stores an account from the command line, without a code.
    ///
    /// # Errors
    /// As [`Accounts::begin_registration`] and [`Accounts::complete_registration`].
    pub async fn create_superuser(
        &self,
        full_name: DisplayName,
        username: Username,
        email: EmailAddress,
        password: &Password,
    ) -> Result<User, AccountsError> {
        let words = [full_name.as_str(), username.as_str(), email.local_part()];
        self.judge(password, &words).await?;
        let password = self.ports.hasher.hash(password).await?;
        let draft = Draft {
            full_name,
            username,
            email,
            phone: None,
            password,
        };
        let user = self.add_user(draft, Role::Admin).await?;
        self.note(user.id, AuditKind::Registered, &command_line())
            .await?;
        Ok(user)
    }

    async fn add_user(&self, draft: Draft, role: Role) -> Result<User, AccountsError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let user = NewUser {
                full_name: draft.full_name.clone(),
                username: draft.username.clone(),
                email: draft.email.clone(),
                phone: draft.phone.clone(),
                password: draft.password.clone(),
                role,
                personal_code: self.fresh_meeting_code(),
                created_at: self.now(),
            };
            match self.ports.users.add(user).await {
                Err(RepositoryError::Conflict) => {
                    self.check_taken(&draft).await?;
                    if tries == TRIES {
                        return Err(RepositoryError::Conflict.into());
                    }
                }
                outcome => {
                    let user = outcome?;
                    self.add_personal_meeting(&user).await?;
                    return Ok(user);
                }
            }
        }
    }

    /// The personal link works from the first day, also before its owner has opened it.
    async fn add_personal_meeting(&self, user: &User) -> Result<(), AccountsError> {
        let meeting = NewMeeting {
            code: user.personal_code.clone(),
            title: None,
            owner: Some(user.id),
            created_at: user.created_at,
        };
        match self.ports.meetings.add(meeting).await {
            // Of 45 random bits two are never the same; were they, both would lead to one meeting.
            Ok(_) | Err(RepositoryError::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Says what is taken; `Ok` when it was only the personal code.
    async fn check_taken(&self, draft: &Draft) -> Result<(), AccountsError> {
        let users = &self.ports.users;
        if users.find_by_email(&draft.email.key()).await?.is_some() {
            return Err(AccountsError::EmailTaken);
        }
        if users
            .find_by_username(&draft.username.key())
            .await?
            .is_some()
        {
            let free = self.free_username(&draft.username).await?;
            return Err(AccountsError::UsernameTaken(free));
        }
        Ok(())
    }
}

/// An account without what is chosen for it.
struct Draft {
    full_name: DisplayName,
    username: Username,
    email: EmailAddress,
    phone: Option<PhoneNumber>,
    password: PasswordHash,
}

impl PendingRegistration {
    fn into_new_user(self) -> Draft {
        Draft {
            full_name: self.full_name,
            username: self.username,
            email: self.email,
            phone: Some(self.phone),
            password: self.password,
        }
    }
}

fn binding(pending: &PendingRegistration) -> CodeBinding {
    CodeBinding {
        purpose: CodePurpose::Register,
        address: pending.email.key(),
        flow: pending.flow,
    }
}

pub(super) fn is_younger(at: Timestamp, now: Timestamp, length: u64) -> bool {
    now.0 < at.0.saturating_add(length)
}
