//! What an admin and the command line may do with other accounts.

use super::{
    Accounts, AccountsError, AuditEntry, AuditKind, Origin, Role, SignedIn, Standing, User, UserId,
    changes::own_words,
};
use crate::paging::bounded_skip;
use parley_protocol::Password;

impl Accounts {
    /// Suspends or reactivates an account; a suspended one loses its sessions at once (T-036).
    ///
    /// # Errors
    /// [`AccountsError::NotAllowed`] where `by` is no admin, or not any more, or it is their own account, or what is
    /// away.
    pub async fn set_suspended(
        &self,
        by: Option<&SignedIn>,
        id: UserId,
        suspended: bool,
    ) -> Result<(), AccountsError> {
        let (by, origin) = check_admin(by, id)?;
        self.set_standing(by, id, Standing::Suspended(suspended))
            .await?;
        if suspended {
            self.end_all(id, None).await?;
        }
        let kind = if suspended {
            AuditKind::Suspended
        } else {
            AuditKind::Reactivated
        };
        self.note_by(by, id, kind, &origin).await
    }

    /// Makes an account an admin's, or takes that back.
    ///
    /// # Errors
    /// As [`Accounts::set_suspended`].
    pub async fn set_role(
        &self,
        by: Option<&SignedIn>,
        id: UserId,
        role: Role,
    ) -> Result<(), AccountsError> {
        let (by, origin) = check_admin(by, id)?;
        self.set_standing(by, id, Standing::Role(role)).await?;
        self.note_by(by, id, AuditKind::RoleChanged, &origin).await
    }

    async fn set_standing(
        &self,
        by: Option<UserId>,
        id: UserId,
        standing: Standing,
    ) -> Result<(), AccountsError> {
        let is_done = self.ports.users.set_standing(id, standing, by).await?;
        is_done.then_some(()).ok_or(AccountsError::NotAllowed)
    }

    /// Ends all sessions of an account, which stays as it is; returns how many there were.
    ///
    /// # Errors
    /// As [`Accounts::set_suspended`].
    pub async fn end_sessions(
        &self,
        by: Option<&SignedIn>,
        id: UserId,
    ) -> Result<usize, AccountsError> {
        let (by, origin) = check_admin(by, id)?;
        if self.ports.users.lookup(id).await?.is_none() {
            return Ok(0);
        }
        let ended = self.end_all(id, None).await?;
        self.note_by(by, id, AuditKind::SessionsEnded, &origin)
            .await?;
        Ok(ended)
    }

    /// Notes that an admin ended a meeting for everybody in it: with the account whose meeting it is, or with the admin's
    /// own where it is nobody's.
    ///
    /// # Errors
    /// [`AccountsError::NotAllowed`] where `by` is no admin, or what is away.
    pub async fn note_meeting_ended(
        &self,
        by: &SignedIn,
        owner: Option<UserId>,
    ) -> Result<(), AccountsError> {
        if by.user.role != Role::Admin {
            return Err(AccountsError::NotAllowed);
        }
        let about = owner.unwrap_or(by.user.id);
        let actor = Some(by.user.id).filter(|actor| *actor != about);
        let origin = &by.session.origin;
        self.note_by(actor, about, AuditKind::MeetingEnded, origin)
            .await
    }

    /// The audit log of all accounts that match, the newest first, and how many entries there are in all.
    ///
    /// # Errors
    /// [`AccountsError::NotAllowed`] where `by` is no admin, or what is away.
    pub async fn audit(
        &self,
        by: &SignedIn,
        person: &str,
        skip: u64,
        count: u64,
    ) -> Result<(Vec<AuditEntry>, u64), AccountsError> {
        if by.user.role != Role::Admin {
            return Err(AccountsError::NotAllowed);
        }
        let skip = bounded_skip(skip);
        Ok(self.ports.audit.search(person, skip, count).await?)
    }

    /// How many accounts there are.
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when the database is away.
    pub async fn count(&self) -> Result<u64, AccountsError> {
        Ok(self.ports.users.list("", 0, 1).await?.1)
    }

    /// These accounts, in any order; those that are gone are left out.
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when the database is away.
    pub async fn list_by_ids(&self, ids: &[UserId]) -> Result<Vec<User>, AccountsError> {
        Ok(self.ports.users.list_by_ids(ids).await?)
    }

    /// The accounts that match, and how many there are in all.
    ///
    /// # Errors
    /// [`AccountsError::NotAllowed`] where `by` is no admin, or what is away.
    pub async fn list_users(
        &self,
        by: Option<&SignedIn>,
        search: &str,
        skip: u64,
        count: u64,
    ) -> Result<(Vec<User>, u64), AccountsError> {
        if by.is_some_and(|who| who.user.role != Role::Admin) {
            return Err(AccountsError::NotAllowed);
        }
        let skip = bounded_skip(skip);
        Ok(self.ports.users.list(search, skip, count).await?)
    }

    /// Chooses a new password for an account from the command line; all its sessions end, and its owner is told.
    ///
    /// # Errors
    /// The password's errors, or what is away.
    pub async fn set_password_by_operator(
        &self,
        user: &User,
        password: &Password,
    ) -> Result<(), AccountsError> {
        self.judge(password, &own_words(user)).await?;
        self.store_password(user, password).await?;
        self.end_all(user.id, None).await?;
        self.note(user.id, AuditKind::PasswordReset, &command_line())
            .await
    }

    /// The account with this address or username, for the command line.
    ///
    /// # Errors
    /// [`AccountsError::Repository`] when it cannot be looked up.
    pub async fn find_user(&self, name: &str) -> Result<Option<User>, AccountsError> {
        self.find_by_name(name).await
    }
}

pub(super) fn command_line() -> Origin {
    Origin {
        device: "command line".to_owned(),
        address: String::new(),
    }
}

/// `None` is the command line, which may do everything; an admin may not touch the own account, so that one stays.
fn check_admin(
    by: Option<&SignedIn>,
    id: UserId,
) -> Result<(Option<UserId>, Origin), AccountsError> {
    match by {
        None => Ok((None, command_line())),
        Some(who) if who.user.role == Role::Admin && who.user.id != id => {
            Ok((Some(who.user.id), who.session.origin.clone()))
        }
        Some(_) => Err(AccountsError::NotAllowed),
    }
}
