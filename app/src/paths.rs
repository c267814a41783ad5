//! The addresses of pages.

use parley_protocol::{MeetingAddress, MeetingCode, Timestamp, limits};

/// The landing page.
pub const HOME: &str = "/";

/// The meetings of who is signed in.
pub const DASHBOARD: &str = "/dashboard";

/// The same with the dialog in which a meeting is planned.
pub const SCHEDULE: &str = "/dashboard?schedule";

/// Profile and settings.
pub const PROFILE: &str = "/profile";

/// Looking after the server.
pub const ADMIN: &str = "/admin";
/// Signing in.
pub const LOGIN: &str = "/login";

/// Making an account, and proving its address.
pub const REGISTER: &str = "/register";

/// The second step of making an account.
pub const VERIFY: &str = "/register/verify";

/// Asking for a code to reset the password.
pub const FORGOT: &str = "/forgot";

/// Choosing a new password with the code.
pub const RESET: &str = "/forgot/reset";

/// After the password was changed.
pub const RESET_DONE: &str = "/forgot/done";

/// Signing in, and back to this page of ours after it.
pub fn sign_in_for(page: &str) -> String {
    format!("{LOGIN}?next={page}")
}

/// The same for who was signed out: the page says so.
pub fn sign_in_again_for(page: &str) -> String {
    format!("{LOGIN}?next={page}&ended=true")
}

/// A picture, small for lists or large for cards.
pub fn picture(name: &str, is_small: bool) -> String {
    let side = if is_small {
        limits::PICTURE_SIDE_SMALL
    } else {
        limits::PICTURE_SIDE
    };
    format!("/pictures/{name}/{side}")
}

/// A meeting.
pub fn meeting(code: &MeetingCode) -> String {
    format!("/m/{code}")
}

/// A meeting by its code or its custom link.
pub fn meeting_at(address: &MeetingAddress) -> String {
    format!("/m/{address}")
}

/// The file with which a calendar program takes a planned meeting in.
pub fn calendar_file(address: &MeetingAddress) -> String {
    format!("/m/{address}/calendar.ics")
}

/// The table of who was in one run of a meeting, for its owner.
pub fn history_table(code: &MeetingCode, run: Timestamp) -> String {
    format!("/m/{code}/history.csv?run={}", run.0)
}
