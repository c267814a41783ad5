//! What a meeting allows; a host changes it before and during the meeting.

use serde::{Deserialize, Serialize};

/// What a meeting allows. Hosts and co-hosts may always unmute, show themselves and write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one switch that people see"
)]
pub struct MeetingRules {
    /// Whoever comes waits until a host lets them in.
    pub waiting_room: bool,
    /// Nobody comes in before the host.
    pub host_first: bool,
    /// Nobody new comes in.
    pub locked: bool,
    /// Participants may switch on their microphone.
    pub may_unmute: bool,
    /// Participants may switch on their camera.
    pub may_start_video: bool,
    /// Participants may write to everybody.
    pub may_chat: bool,
}

impl Default for MeetingRules {
    /// Everybody with the link comes in and may do everything.
    fn default() -> Self {
        Self {
            waiting_room: false,
            host_first: false,
            locked: false,
            may_unmute: true,
            may_start_video: true,
            may_chat: true,
        }
    }
}
