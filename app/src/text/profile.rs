//! The sentences of the profile.

use crate::pages::profile::requests::ActivityKind;

/// What happened to an account.
pub fn activity(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Registered => "Account created",
        ActivityKind::SignedIn => "Signed in",
        ActivityKind::SignInFailed => "Sign-in refused: wrong password",
        ActivityKind::SignedOut => "Signed out",
        ActivityKind::SessionEnded => "Other devices signed out",
        ActivityKind::PasswordChanged => "Password changed",
        ActivityKind::PasswordReset => "Password reset by a code",
        ActivityKind::EmailChanged => "Email changed",
        ActivityKind::ProfileChanged => "Profile changed",
        ActivityKind::PictureChanged => "Picture changed",
        ActivityKind::Suspended => "Account suspended by an administrator",
        ActivityKind::Reactivated => "Account reactivated by an administrator",
        ActivityKind::RoleChanged => "Role changed by an administrator",
        ActivityKind::SessionsEnded => "Signed out everywhere by an administrator",
        ActivityKind::MeetingEnded => "Meeting ended by an administrator",
        ActivityKind::TokenReused => "A refresh token was used twice; its session was ended",
    }
}
