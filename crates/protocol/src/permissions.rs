//! Who may do what in a meeting: one table. The server enforces it, pages hide by it, and one test walks all of it.

use crate::{MeetingRules, Role};

/// Something that a participant may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Switch on the own microphone.
    Unmute,
    /// Switch on the own camera.
    StartVideo,
    /// Share the own screen.
    ShareScreen,
    /// Write to everybody.
    Chat,
    /// Raise and lower the own hand.
    RaiseHand,
    /// Mute somebody.
    Mute,
    /// Mute everybody who does not run the meeting.
    MuteAll,
    /// Ask somebody to unmute or to switch on their camera.
    Ask,
    /// Switch off somebody's camera.
    StopVideo,
    /// End somebody's screen share.
    StopSharing,
    /// Lower somebody's hand.
    LowerHand,
    /// Show somebody large to everybody.
    Spotlight,
    /// See who waits, and let them in or not.
    Admit,
    /// See who is kept out, and let them back in.
    Readmit,
    /// Change what the meeting allows.
    SetRules,
    /// Remove somebody, and keep them out.
    Remove,
    /// Make somebody a co-host, or take that back.
    SetCoHost,
    /// Make somebody else the host.
    HandOver,
    /// End the meeting for everybody.
    End,
}

/// When an action is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Always.
    Always,
    /// Never.
    Never,
    /// While [`MeetingRules::may_unmute`].
    WhileMayUnmute,
    /// While [`MeetingRules::may_start_video`].
    WhileMayStartVideo,
    /// While [`MeetingRules::may_share`].
    WhileMayShare,
    /// While [`MeetingRules::may_chat`].
    WhileMayChat,
}

impl Action {
    /// Every action, in the order of the documents.
    pub const ALL: [Self; 19] = [
        Self::Unmute,
        Self::StartVideo,
        Self::ShareScreen,
        Self::Chat,
        Self::RaiseHand,
        Self::Mute,
        Self::MuteAll,
        Self::Ask,
        Self::StopVideo,
        Self::StopSharing,
        Self::LowerHand,
        Self::Spotlight,
        Self::Admit,
        Self::Readmit,
        Self::SetRules,
        Self::Remove,
        Self::SetCoHost,
        Self::HandOver,
        Self::End,
    ];

    /// Those that are done to somebody, whom [`is_allowed_on`] asks about.
    pub const UPON_SOMEBODY: [Self; 9] = [
        Self::Mute,
        Self::Ask,
        Self::StopVideo,
        Self::StopSharing,
        Self::LowerHand,
        Self::Spotlight,
        Self::Remove,
        Self::SetCoHost,
        Self::HandOver,
    ];
}

/// The table: when a role may do something. Somebody who waits has no role and may do nothing.
pub const fn grant(action: Action, role: Role) -> Grant {
    match (action, role) {
        (Action::RaiseHand, _) | (_, Role::Host) => Grant::Always,
        (Action::HandOver | Action::End, _) => Grant::Never,
        (_, Role::CoHost) => Grant::Always,
        (Action::Unmute, _) => Grant::WhileMayUnmute,
        (Action::StartVideo, _) => Grant::WhileMayStartVideo,
        (Action::ShareScreen, _) => Grant::WhileMayShare,
        (Action::Chat, _) => Grant::WhileMayChat,
        _ => Grant::Never,
    }
}

/// Whether a role may do something under these rules.
pub const fn is_allowed(action: Action, role: Role, rules: &MeetingRules) -> bool {
    match grant(action, role) {
        Grant::Always => true,
        Grant::Never => false,
        Grant::WhileMayUnmute => rules.may_unmute,
        Grant::WhileMayStartVideo => rules.may_start_video,
        Grant::WhileMayShare => rules.may_share,
        Grant::WhileMayChat => rules.may_chat,
    }
}

/// To whom something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// What they may do themselves.
    pub role: Role,
    /// Whether the meeting is theirs.
    pub owner: bool,
}

impl Target {
    /// Somebody whose meeting it is not.
    pub const fn of(role: Role) -> Self {
        Self { role, owner: false }
    }

    /// Whose meeting it is.
    pub const fn owner(role: Role) -> Self {
        Self { role, owner: true }
    }
}

/// Whether a role may do something to somebody else: nobody takes anything from a host or asks it of them, but a hand and
/// the spotlight may be theirs as everybody's; a co-host does not remove or demote another; and nobody removes whose
/// meeting it is, whoever hosts it.
pub const fn is_allowed_on(
    action: Action,
    role: Role,
    target: Target,
    rules: &MeetingRules,
) -> bool {
    if target.owner && matches!(action, Action::Remove) {
        return false;
    }
    let above = match (role, target.role) {
        (Role::Host, _) => true,
        (_, Role::Host) => matches!(action, Action::LowerHand | Action::Spotlight),
        (Role::CoHost, Role::CoHost) => !matches!(action, Action::Remove | Action::SetCoHost),
        _ => true,
    };
    above && is_allowed(action, role, rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOSED: MeetingRules = MeetingRules {
        waiting_room: true,
        host_first: true,
        locked: true,
        may_unmute: false,
        may_start_video: false,
        may_share: false,
        may_chat: false,
    };

    #[test]
    fn t061_only_who_runs_the_meeting_does_what_hosts_do() {
        let open = MeetingRules::default();
        for action in Action::ALL {
            assert!(is_allowed(action, Role::Host, &CLOSED), "{action:?}");
            let own = matches!(
                action,
                Action::Unmute
                    | Action::StartVideo
                    | Action::ShareScreen
                    | Action::Chat
                    | Action::RaiseHand
            );
            for role in [Role::Participant, Role::Guest] {
                assert_eq!(is_allowed(action, role, &open), own, "{action:?} {role:?}");
                let hand = action == Action::RaiseHand;
                assert_eq!(
                    is_allowed(action, role, &CLOSED),
                    hand,
                    "{action:?} {role:?}"
                );
            }
            let host_only = matches!(action, Action::HandOver | Action::End);
            assert_eq!(
                is_allowed(action, Role::CoHost, &CLOSED),
                !host_only,
                "{action:?}"
            );
        }
    }

    #[test]
    fn t061_nobody_takes_anything_from_the_host() {
        let open = MeetingRules::default();
        for action in Action::ALL {
            let takes_nothing = matches!(action, Action::LowerHand | Action::Spotlight);
            let upon_host = is_allowed_on(action, Role::CoHost, Target::of(Role::Host), &open);
            assert_eq!(upon_host, takes_nothing, "{action:?}");
            let between = is_allowed_on(action, Role::CoHost, Target::of(Role::CoHost), &open);
            let apart = matches!(
                action,
                Action::Remove | Action::SetCoHost | Action::HandOver | Action::End
            );
            assert_eq!(between, !apart, "{action:?}");
        }
    }

    #[test]
    fn t061_nobody_removes_whose_meeting_it_is_and_the_rest_goes_by_role() {
        let open = MeetingRules::default();
        for action in Action::ALL {
            for (role, target) in Role::ALL
                .map(|role| Role::ALL.map(|of| (role, of)))
                .concat()
            {
                let of_others = is_allowed_on(action, role, Target::of(target), &open);
                let of_owner = is_allowed_on(action, role, Target::owner(target), &open);
                let expected = of_others && action != Action::Remove;
                assert_eq!(of_owner, expected, "{action:?} {role:?} {target:?}");
            }
        }
    }
}
