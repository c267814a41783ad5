//! The addresses of pages.

use parley_protocol::MeetingCode;

/// The landing page.
pub const HOME: &str = "/";

/// A meeting.
pub fn meeting(code: &MeetingCode) -> String {
    format!("/m/{code}")
}
