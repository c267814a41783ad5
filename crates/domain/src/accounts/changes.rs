//! Changing a password, an address, a profile.

use super::{
    Accounts, AccountsError, AuditEvent, AuditKind, CodeBinding, CodePurpose, Mail, MailContent,
    Origin, ProfileChange, SecretHash, SignedIn, User, Verdict, codes::Letter,
};
use crate::RepositoryError;
use parley_protocol::{EmailAddress, Milliseconds, OneTimeCode, Password, Username, limits};

/// What a browser holds while it resets a password or changes an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeFlow {
    /// The secret for the cookie.
    pub secret: String,
    /// The address that the code went to, as far as this browser is told.
    pub email: EmailAddress,
}

impl Accounts {
    /// Mails a code to an account's address; the answer is the same where there is no account (T-004). The secret goes
    /// into a cookie of the browser that asked.
    ///
    /// # Errors
    /// [`AccountsError::TooOften`] for the mails of the address, or what is away.
    pub async fn begin_reset(&self, name: &str) -> Result<String, AccountsError> {
        let (secret, flow) = self.fresh_secret();
        let user = self.find_by_name(name).await?;
        let binding = reset_binding(name, flow);
        self.take_turn(&binding.address).await?;
        let may_mail = self.may_mail(user.as_ref(), &binding).await?;
        let letter = match user {
            Some(user) if may_mail && !user.suspended => Letter::Code(user.email),
            _ => Letter::None,
        };
        self.post_code(binding, letter).await?;
        Ok(secret)
    }

    /// How long this browser waits for another code; the same where there is no account (T-004).
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when it cannot be looked up.
    pub async fn reset_wait(
        &self,
        secret: &str,
        name: &str,
    ) -> Result<Milliseconds, AccountsError> {
        let binding = reset_binding(name, self.hash_of(secret));
        self.wait_in_flow(&binding).await
    }

    /// Chooses a new password with the code. All sessions end, and nobody is signed in (T-023).
    ///
    /// # Errors
    /// The code's errors, the password's errors, or what is away.
    pub async fn reset_password(
        &self,
        secret: &str,
        name: &str,
        code: &OneTimeCode,
        password: &Password,
        origin: &Origin,
    ) -> Result<(), AccountsError> {
        let user = self.find_by_name(name).await?;
        // Judged first, so that a weak password does not use the code up; by its own strength only, because the
        // account's words are nobody's business before the code.
        self.judge(password, &[]).await?;
        let binding = reset_binding(name, self.hash_of(secret));
        self.use_code(&binding, code).await?;
        let user = user
            .filter(|user| !user.suspended)
            .ok_or(AccountsError::CodeWrong)?;
        self.store_password(&user, password).await?;
        self.end_all(user.id, None).await?;
        self.note(user.id, AuditKind::PasswordReset, origin).await
    }

    /// Changes the password of who is signed in; the other sessions end.
    ///
    /// # Errors
    /// [`AccountsError::CurrentPasswordWrong`], [`AccountsError::TooOften`], the password's errors, or what is away.
    pub async fn change_password(
        &self,
        who: &SignedIn,
        current: &Password,
        new: &Password,
    ) -> Result<(), AccountsError> {
        self.check_current(who, current).await?;
        let user = &who.user;
        self.judge(new, &own_words(user)).await?;
        self.store_password(user, new).await?;
        self.end_all(user.id, Some(who.session.id)).await?;
        self.note(user.id, AuditKind::PasswordChanged, &who.session.origin)
            .await
    }

    async fn check_current(&self, who: &SignedIn, typed: &Password) -> Result<(), AccountsError> {
        let (counted, user) = (self.confirmations_of(who.user.id), Some(&who.user));
        match self.try_password(counted, user, typed).await? {
            Verdict::Wrong => Err(AccountsError::CurrentPasswordWrong),
            Verdict::Right | Verdict::RightButOld => Ok(()),
        }
    }

    /// Stores a new password; what was tried with the one before is forgotten, and the owner is told.
    pub(super) async fn store_password(
        &self,
        user: &User,
        password: &Password,
    ) -> Result<(), AccountsError> {
        let hash = self.ports.hasher.hash(password).await?;
        self.ports.users.set_password(user.id, &hash).await?;
        // Whoever guessed at the one before does not keep the owner out (T-008).
        for counted in [self.sign_ins_to(user.id), self.confirmations_of(user.id)] {
            self.forget_tries(counted).await?;
        }
        let mail = Mail {
            to: user.email.clone(),
            content: MailContent::PasswordChanged,
        };
        Ok(self.ports.mailer.queue(mail).await?)
    }

    /// Mails a code to the new address (T-027). The username that is saved with it must be free, so that no code is
    /// sent for a form that cannot be saved.
    ///
    /// # Errors
    /// [`AccountsError::UsernameTaken`], [`AccountsError::CurrentPasswordWrong`], [`AccountsError::TooOften`], or what
    /// is away.
    pub async fn begin_email_change(
        &self,
        who: &SignedIn,
        current: &Password,
        new: &EmailAddress,
        username: &Username,
    ) -> Result<CodeFlow, AccountsError> {
        self.check_username(who, username).await?;
        self.check_current(who, current).await?;
        let (secret, flow) = self.fresh_secret();
        let owner = self.ports.users.find_by_email(&new.key()).await?;
        // The own address may be written another way.
        let owner = owner.filter(|owner| owner.id != who.user.id);
        let letter = owner.map_or_else(|| Letter::Code(new.clone()), Letter::AlreadyRegistered);
        let binding = CodeBinding {
            purpose: CodePurpose::ChangeEmail,
            address: new.key(),
            flow,
        };
        self.send_code(binding, letter).await?;
        let email = new.clone();
        Ok(CodeFlow { secret, email })
    }

    /// Moves the account to the proved address, saves the rest of the profile with it, and tells the old address. All
    /// of it is saved or nothing; a username that is taken is found before the code is used up.
    ///
    /// # Errors
    /// [`AccountsError::UsernameTaken`], the code's errors, [`AccountsError::EmailTaken`], or what is away.
    pub async fn change_email(
        &self,
        who: &SignedIn,
        secret: &str,
        new: &EmailAddress,
        code: &OneTimeCode,
        change: &ProfileChange,
    ) -> Result<(), AccountsError> {
        self.check_username(who, &change.username).await?;
        let binding = CodeBinding {
            purpose: CodePurpose::ChangeEmail,
            address: new.key(),
            flow: self.hash_of(secret),
        };
        self.use_code(&binding, code).await?;
        self.save_profile(who, change, Some(new)).await?;
        let mail = Mail {
            to: who.user.email.clone(),
            content: MailContent::EmailChanged { new: new.clone() },
        };
        self.ports.mailer.queue(mail).await?;
        let origin = &who.session.origin;
        if !change.is_of(&who.user) {
            self.note(who.user.id, AuditKind::ProfileChanged, origin)
                .await?;
        }
        self.note(who.user.id, AuditKind::EmailChanged, origin)
            .await
    }

    /// Changes the profile.
    ///
    /// # Errors
    /// [`AccountsError::UsernameTaken`] or what is away.
    pub async fn change_profile(
        &self,
        who: &SignedIn,
        change: &ProfileChange,
    ) -> Result<(), AccountsError> {
        self.save_profile(who, change, None).await?;
        self.note(who.user.id, AuditKind::ProfileChanged, &who.session.origin)
            .await
    }

    /// Whether somebody may call themselves so: nobody else does.
    ///
    /// # Errors
    /// [`AccountsError::UsernameTaken`] or what is away.
    pub async fn check_username(
        &self,
        who: &SignedIn,
        username: &Username,
    ) -> Result<(), AccountsError> {
        let owner = self.ports.users.find_by_username(&username.key()).await?;
        if owner.is_none_or(|owner| owner.id == who.user.id) {
            return Ok(());
        }
        let free = self.free_username(username).await?;
        Err(AccountsError::UsernameTaken(free))
    }

    async fn save_profile(
        &self,
        who: &SignedIn,
        change: &ProfileChange,
        email: Option<&EmailAddress>,
    ) -> Result<(), AccountsError> {
        let id = who.user.id;
        match self.ports.users.set_profile(id, change, email).await {
            Err(RepositoryError::Conflict) => {
                self.check_username(who, &change.username).await?;
                Err(match email {
                    Some(_) => AccountsError::EmailTaken,
                    // Free again meanwhile: the next try may have it.
                    None => RepositoryError::Conflict.into(),
                })
            }
            outcome => Ok(outcome?),
        }
    }

    /// What happened to the account, the newest first.
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when it cannot be read.
    pub async fn own_audit(
        &self,
        who: &SignedIn,
        count: u64,
    ) -> Result<Vec<AuditEvent>, AccountsError> {
        Ok(self.ports.audit.list(who.user.id, count).await?)
    }
}

impl ProfileChange {
    /// Whether the account is like that already.
    fn is_of(&self, user: &User) -> bool {
        (&self.full_name, &self.username, &self.phone)
            == (&user.full_name, &user.username, &user.phone)
    }
}

/// To what the code of a reset is bound: the name that was typed, whether or not there is such an account. Were it the
/// account, waits would tell which names and addresses belong together (T-004).
fn reset_binding(name: &str, flow: SecretHash) -> CodeBinding {
    let name = name.trim().to_lowercase();
    CodeBinding {
        purpose: CodePurpose::Reset,
        address: name.chars().take(limits::EMAIL_CHARACTERS).collect(),
        flow,
    }
}

/// What everybody knows about an account.
pub(super) fn own_words(user: &User) -> [&str; 3] {
    [
        user.full_name.as_str(),
        user.username.as_str(),
        user.email.local_part(),
    ]
}
