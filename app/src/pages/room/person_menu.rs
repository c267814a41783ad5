//! What hosts and co-hosts may do to somebody, as the menu of a row or a tile.
//!
//! *Invariant*: an entry is there only where `parley_protocol::permissions` allows what it does.

use super::dialogs::Somebody;
use super::store::{Room, use_room};
use crate::components::icon::IconName;
use crate::components::menu::{MenuButton, MenuItem};
use leptos::prelude::*;
use parley_protocol::permissions::{Action, Target, is_allowed_on};
use parley_protocol::{MeetingRules, ParticipantId, Role};
use parley_room_client::{Command, HostCommand, TileView};

/// An entry of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PersonAction {
    Mute,
    AskToUnmute,
    StopVideo,
    AskToStartVideo,
    StopSharing,
    Spotlight,
    EndSpotlight,
    MakeCoHost,
    EndCoHost,
    LowerHand,
    HandOver,
    Remove,
}

impl PersonAction {
    fn label(self) -> &'static str {
        match self {
            Self::Mute => "Mute",
            Self::AskToUnmute => "Ask to unmute",
            Self::StopVideo => "Turn off camera",
            Self::AskToStartVideo => "Ask to turn on camera",
            Self::StopSharing => "Stop screen share",
            Self::Spotlight => "Spotlight for everyone",
            Self::EndSpotlight => "Remove spotlight",
            Self::MakeCoHost => "Make co-host",
            Self::EndCoHost => "Remove as co-host",
            Self::LowerHand => "Lower hand",
            Self::HandOver => "Hand over host",
            Self::Remove => "Remove from meeting",
        }
    }

    fn icon(self) -> IconName {
        match self {
            Self::Mute => IconName::MicOff,
            Self::AskToUnmute => IconName::Mic,
            Self::StopVideo => IconName::VideoOff,
            Self::AskToStartVideo => IconName::Video,
            Self::StopSharing => IconName::ScreenShare,
            Self::Spotlight | Self::EndSpotlight => IconName::Star,
            Self::MakeCoHost | Self::EndCoHost => IconName::ShieldCheck,
            Self::LowerHand => IconName::Hand,
            Self::HandOver => IconName::Shield,
            Self::Remove => IconName::UserX,
        }
    }

    fn carry_out(self, room: Room, somebody: Somebody, is_self: bool) {
        let participant = somebody.participant;
        room.host(match self {
            Self::Mute => HostCommand::Mute { participant },
            Self::AskToUnmute => HostCommand::AskToUnmute { participant },
            Self::StopVideo => HostCommand::StopVideo { participant },
            Self::AskToStartVideo => HostCommand::AskToStartVideo { participant },
            Self::StopSharing => HostCommand::StopSharing { participant },
            Self::Spotlight => HostCommand::Spotlight {
                participant: Some(participant),
            },
            Self::EndSpotlight => HostCommand::Spotlight { participant: None },
            Self::MakeCoHost => HostCommand::SetCoHost {
                participant,
                co_host: true,
            },
            Self::EndCoHost => HostCommand::SetCoHost {
                participant,
                co_host: false,
            },
            Self::LowerHand if is_self => {
                return room.engine.command(Command::SetHand { raised: false });
            }
            Self::LowerHand => HostCommand::LowerHand {
                participant: Some(participant),
            },
            Self::HandOver => return room.dialogs().ask_to_hand_over(somebody),
            Self::Remove => return room.dialogs().ask_to_remove(somebody),
        });
    }
}

/// What somebody with this role may do to the person of a tile, in the order of the menu.
fn allowed_actions(role: Role, rules: MeetingRules, tile: &TileView) -> Vec<PersonAction> {
    if tile.is_self {
        let hand = tile.hand.map(|_| PersonAction::LowerHand);
        return hand.into_iter().collect();
    }
    let target = Target {
        role: tile.role,
        owner: tile.owner,
    };
    let may = |action| is_allowed_on(action, role, target, &rules);
    let sound = if tile.microphone {
        (PersonAction::Mute, may(Action::Mute))
    } else {
        (PersonAction::AskToUnmute, may(Action::Ask))
    };
    let picture = if tile.camera {
        (PersonAction::StopVideo, may(Action::StopVideo))
    } else {
        (PersonAction::AskToStartVideo, may(Action::Ask))
    };
    let light = if tile.in_spotlight {
        PersonAction::EndSpotlight
    } else {
        PersonAction::Spotlight
    };
    let co_host = if tile.role == Role::CoHost {
        PersonAction::EndCoHost
    } else {
        PersonAction::MakeCoHost
    };
    let entries = [
        sound,
        picture,
        (
            PersonAction::StopSharing,
            tile.screen && may(Action::StopSharing),
        ),
        (light, may(Action::Spotlight)),
        (
            PersonAction::LowerHand,
            tile.hand.is_some() && may(Action::LowerHand),
        ),
        (co_host, tile.role != Role::Host && may(Action::SetCoHost)),
        (PersonAction::HandOver, may(Action::HandOver)),
        (PersonAction::Remove, may(Action::Remove)),
    ];
    let entries = entries.into_iter();
    entries
        .filter_map(|(action, allowed)| allowed.then_some(action))
        .collect()
}

/// What one may do to somebody.
pub(super) fn person_actions(room: Room, participant: ParticipantId) -> Memo<Vec<PersonAction>> {
    room.part(move |view| {
        let tile = view
            .tiles
            .iter()
            .find(|tile| tile.participant == participant);
        match (view.role, tile) {
            (Some(role), Some(tile)) => allowed_actions(role, view.rules, tile),
            _ => Vec::new(),
        }
    })
}

/// Where a menu is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MenuPlace {
    /// In the list of participants.
    Row,
    /// On a tile.
    Tile,
}

/// The button with the menu. Its entries do not change while it is open.
#[component]
pub(super) fn PersonMenu(
    participant: ParticipantId,
    place: MenuPlace,
    actions: Memo<Vec<PersonAction>>,
) -> impl IntoView {
    let room = use_room();
    let name = room.tile(participant, |tile| tile.display_name.to_string());
    let own = room.peek(|view| view.me == Some(participant));
    let (id, lead, icon) = match place {
        MenuPlace::Row => ("person", "Options", IconName::EllipsisVertical),
        MenuPlace::Tile => ("tile", "More options", IconName::Ellipsis),
    };
    let label = Signal::derive(move || {
        if own {
            format!("{lead} for you")
        } else {
            format!("{lead} for {}", name.get())
        }
    });
    let item = move |action: PersonAction| {
        let choose = move |()| {
            let somebody = Somebody {
                participant,
                display_name: name.get_untracked(),
            };
            action.carry_out(room, somebody, own);
        };
        let harsh = action == PersonAction::Remove;
        view! {
            {harsh.then(|| view! { <div class="menu__sep" role="separator"></div> })}
            <MenuItem
                label=action.label()
                icon=action.icon()
                tone=harsh.then_some("danger")
                on_choose=choose
            />
        }
    };
    view! {
        <MenuButton
            id=format!("{id}-menu-{participant}")
            label
            icon
            size="sm"
            place=("bottom", "end")
        >
            {actions.get_untracked().into_iter().map(item).collect_view()}
        </MenuButton>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::tile;

    const OPEN: MeetingRules = MeetingRules {
        waiting_room: false,
        host_first: false,
        locked: false,
        may_unmute: true,
        may_start_video: true,
        may_share: true,
        may_chat: true,
    };

    fn labels(role: Role, rules: MeetingRules, tile: &TileView) -> Vec<&'static str> {
        let actions = allowed_actions(role, rules, tile);
        actions.into_iter().map(PersonAction::label).collect()
    }

    #[test]
    fn a_host_may_do_everything() {
        let mut ada = tile(2, "Ada");
        let all = [
            "Mute",
            "Turn off camera",
            "Spotlight for everyone",
            "Make co-host",
            "Hand over host",
            "Remove from meeting",
        ];
        assert_eq!(labels(Role::Host, OPEN, &ada), all);
        ada.microphone = false;
        ada.camera = false;
        ada.hand = Some(1);
        ada.role = Role::CoHost;
        ada.in_spotlight = true;
        let all = [
            "Ask to unmute",
            "Ask to turn on camera",
            "Remove spotlight",
            "Lower hand",
            "Remove as co-host",
            "Hand over host",
            "Remove from meeting",
        ];
        assert_eq!(labels(Role::Host, OPEN, &ada), all);
    }

    #[test]
    fn a_co_host_takes_nothing_from_the_host_and_removes_no_other() {
        let mut ada = tile(2, "Ada");
        ada.role = Role::Host;
        ada.hand = Some(1);
        let upon_host = ["Spotlight for everyone", "Lower hand"];
        assert_eq!(labels(Role::CoHost, OPEN, &ada), upon_host);
        ada.hand = None;
        ada.role = Role::CoHost;
        let between = ["Mute", "Turn off camera", "Spotlight for everyone"];
        assert_eq!(labels(Role::CoHost, OPEN, &ada), between);
        ada.role = Role::Guest;
        assert!(labels(Role::CoHost, OPEN, &ada).contains(&"Remove from meeting"));
        assert!(!labels(Role::CoHost, OPEN, &ada).contains(&"Hand over host"));
    }

    #[test]
    fn whoever_hosts_does_not_remove_whose_meeting_it_is() {
        let mut ines = tile(2, "Ines");
        ines.role = Role::CoHost;
        assert!(labels(Role::Host, OPEN, &ines).contains(&"Remove from meeting"));
        ines.owner = true;
        let upon_owner = labels(Role::Host, OPEN, &ines);
        assert!(!upon_owner.contains(&"Remove from meeting"));
        assert!(upon_owner.contains(&"Hand over host"));
    }

    #[test]
    fn who_does_not_run_the_meeting_has_no_entries() {
        let ada = tile(2, "Ada");
        for role in [Role::Participant, Role::Guest] {
            assert!(labels(role, OPEN, &ada).is_empty());
        }
    }

    #[test]
    fn who_may_not_unmute_can_be_asked_to_because_that_is_leave() {
        let closed = MeetingRules {
            may_unmute: false,
            ..OPEN
        };
        let mut ada = tile(2, "Ada");
        ada.microphone = false;
        for role in [Role::Guest, Role::CoHost] {
            ada.role = role;
            assert!(labels(Role::Host, closed, &ada).contains(&"Ask to unmute"));
        }
    }

    #[test]
    fn the_own_menu_lowers_the_own_hand() {
        let mut own = tile(1, "Ines");
        assert!(labels(Role::Host, OPEN, &own).is_empty());
        own.hand = Some(2);
        assert_eq!(labels(Role::Guest, OPEN, &own), ["Lower hand"]);
    }
}
