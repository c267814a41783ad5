//! The audit log: who did what to which account, and from where.
//!
//! *Invariants*: nothing in it is secret: no password, no code, no session's secret, no old or new address.

use super::{Origin, UserId};
use parley_protocol::{Timestamp, Username};

/// How long an entry is kept, in milliseconds: 365 days.
pub const AUDIT_KEPT: u64 = 365 * 24 * 3_600_000;

/// Something that an account's owner or an admin may want to know later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditKind {
    /// The account was made.
    Registered,
    /// Signed in.
    SignedIn,
    /// A sign-in was refused.
    SignInFailed,
    /// Signed out.
    SignedOut,
    /// A session was ended from another one.
    SessionEnded,
    /// The password was changed.
    PasswordChanged,
    /// The password was reset by a code.
    PasswordReset,
    /// The address was changed.
    EmailChanged,
    /// The profile was changed.
    ProfileChanged,
    /// The picture was changed or removed.
    PictureChanged,
    /// An admin suspended the account.
    Suspended,
    /// An admin reactivated the account.
    Reactivated,
    /// The role was changed.
    RoleChanged,
    /// An admin ended all its sessions.
    SessionsEnded,
    /// An admin ended a meeting of the account, or one that is nobody's: then it is the admin's own entry.
    MeetingEnded,
    /// A refresh token was used twice; the session was ended.
    TokenReused,
}

/// One entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// Whose account it is about.
    pub user: UserId,
    /// What happened.
    pub kind: AuditKind,
    /// Which admin did it, where it was not the account's owner or the command line.
    pub by: Option<UserId>,
    /// From where.
    pub origin: Origin,
    /// When.
    pub at: Timestamp,
}

/// An entry as admins read it: with names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// What happened.
    pub event: AuditEvent,
    /// The username of the account it is about.
    pub about: Username,
    /// The username of the admin who did it.
    pub by: Option<Username>,
}
