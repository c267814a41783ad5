//! What a meeting allows; a host changes it before and during the meeting.

use serde::{Deserialize, Serialize};

/// What a meeting allows. Hosts and co-hosts may always unmute, show themselves, share and write.
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
    /// Participants may share their screen.
    pub may_share: bool,
    /// Participants may write to everybody.
    pub may_chat: bool,
}

/// The rules that somebody changes. The others stay as they are, so that two who change different ones at the same moment
/// both get what they want.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingRulesChange {
    /// [`MeetingRules::waiting_room`] from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_room: Option<bool>,
    /// [`MeetingRules::host_first`] from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_first: Option<bool>,
    /// [`MeetingRules::locked`] from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
    /// [`MeetingRules::may_unmute`] from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_unmute: Option<bool>,
    /// [`MeetingRules::may_start_video`] from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_start_video: Option<bool>,
    /// [`MeetingRules::may_share`] from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_share: Option<bool>,
    /// [`MeetingRules::may_chat`] from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_chat: Option<bool>,
}

impl MeetingRules {
    /// These rules after a change.
    #[must_use]
    pub fn with(self, change: MeetingRulesChange) -> Self {
        Self {
            waiting_room: change.waiting_room.unwrap_or(self.waiting_room),
            host_first: change.host_first.unwrap_or(self.host_first),
            locked: change.locked.unwrap_or(self.locked),
            may_unmute: change.may_unmute.unwrap_or(self.may_unmute),
            may_start_video: change.may_start_video.unwrap_or(self.may_start_video),
            may_share: change.may_share.unwrap_or(self.may_share),
            may_chat: change.may_chat.unwrap_or(self.may_chat),
        }
    }
}

impl From<MeetingRules> for MeetingRulesChange {
    /// The change to exactly these rules, whatever they were before.
    fn from(rules: MeetingRules) -> Self {
        Self {
            waiting_room: Some(rules.waiting_room),
            host_first: Some(rules.host_first),
            locked: Some(rules.locked),
            may_unmute: Some(rules.may_unmute),
            may_start_video: Some(rules.may_start_video),
            may_share: Some(rules.may_share),
            may_chat: Some(rules.may_chat),
        }
    }
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
            may_share: true,
            may_chat: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leaves_the_other_rules_as_they_are() {
        let locked = MeetingRulesChange {
            locked: Some(true),
            ..MeetingRulesChange::default()
        };
        let waiting_room = MeetingRulesChange {
            waiting_room: Some(true),
            ..MeetingRulesChange::default()
        };
        let rules = MeetingRules::default().with(locked).with(waiting_room);
        let both = MeetingRules {
            locked: true,
            waiting_room: true,
            ..MeetingRules::default()
        };
        assert_eq!(rules, both);
        assert_eq!(MeetingRules::default().with(both.into()), both);
        assert_eq!(both.with(MeetingRulesChange::default()), both);
    }
}
