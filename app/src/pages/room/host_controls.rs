//! What hosts and co-hosts decide for everybody.

use super::panel::PanelFrame;
use super::store::{Panel, Room, use_room};
use crate::components::button::Button;
use crate::components::icon::IconName;
use crate::components::switch::Switch;
use leptos::prelude::*;
use parley_protocol::permissions::{Action, is_allowed};
use parley_protocol::{MeetingRules, Role};
use parley_room_client::HostCommand;

/// One of the switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    WaitingRoom,
    Locked,
    HostFirst,
    Unmute,
    StartVideo,
    Chat,
}

impl Rule {
    fn of(self, rules: &mut MeetingRules) -> &mut bool {
        match self {
            Self::WaitingRoom => &mut rules.waiting_room,
            Self::Locked => &mut rules.locked,
            Self::HostFirst => &mut rules.host_first,
            Self::Unmute => &mut rules.may_unmute,
            Self::StartVideo => &mut rules.may_start_video,
            Self::Chat => &mut rules.may_chat,
        }
    }

    fn is_on(self, mut rules: MeetingRules) -> bool {
        *self.of(&mut rules)
    }
}

/// The rules as the switches show them: what the server last said, with what was pressed since. So presses that follow
/// quickly build on each other.
#[derive(Clone, Copy)]
struct Wanted {
    room: Room,
    rules: RwSignal<MeetingRules>,
}

impl Wanted {
    fn new(room: Room) -> Self {
        let told = room.part(|view| view.rules);
        let rules = RwSignal::new(told.get_untracked());
        Effect::new(move |_| rules.set(told.get()));
        Self { room, rules }
    }

    fn is_on(self, rule: Rule) -> Signal<bool> {
        Signal::derive(move || rule.is_on(self.rules.get()))
    }

    fn press(self, rule: Rule) -> Callback<bool> {
        Callback::new(move |on| {
            let mut rules = self.rules.get_untracked();
            *rule.of(&mut rules) = on;
            self.rules.set(rules);
            self.room.host(HostCommand::SetRules { rules });
        })
    }
}

/// The panel.
#[component]
pub(super) fn HostControlsPanel() -> impl IntoView {
    let room = use_room();
    let hosting = room.is_hosting();
    // Who no longer helps to run the meeting has nothing to decide here.
    Effect::new(move |_| {
        if !hosting.get() && room.panel.get_untracked() == Some(Panel::Host) {
            room.close_panel();
        }
    });
    let may_end = room.part(|view| {
        let role = view.role.unwrap_or(Role::Guest);
        is_allowed(Action::End, role, &view.rules)
    });
    let wanted = Wanted::new(room);
    view! {
        <PanelFrame panel=Panel::Host>
            <div class="panel__body">
                <WhoComesIn wanted />
                <WhatTheyMay wanted />
                <Show when=move || may_end.get()>
                    <section class="panel__section" aria-labelledby="host-finish">
                        <h3 class="visually-hidden" id="host-finish">
                            "Finish"
                        </h3>
                        <Button
                            variant="danger-quiet"
                            icon=IconName::PhoneOff
                            block=true
                            attr:aria-haspopup="dialog"
                            on:click=move |_| room.dialogs.end.set(true)
                        >
                            "End meeting for everyone"
                        </Button>
                    </section>
                </Show>
            </div>
        </PanelFrame>
    }
}

#[component]
fn WhoComesIn(wanted: Wanted) -> impl IntoView {
    view! {
        <section class="panel__section" role="group" aria-labelledby="host-who">
            <h3 class="panel__label" id="host-who">
                "Who can come in"
            </h3>
            <Switch
                id="waiting-room"
                label="Waiting room"
                hint="New people wait until you admit them"
                on=wanted.is_on(Rule::WaitingRoom)
                on_change=wanted.press(Rule::WaitingRoom)
            />
            <Switch
                id="lock-meeting"
                label="Lock meeting"
                hint="Nobody else can join"
                on=wanted.is_on(Rule::Locked)
                on_change=wanted.press(Rule::Locked)
            />
            <Switch
                id="host-first"
                label="Host must be there first"
                hint="New people wait while no host is here"
                on=wanted.is_on(Rule::HostFirst)
                on_change=wanted.press(Rule::HostFirst)
            />
        </section>
    }
    .into_any()
}

#[component]
fn WhatTheyMay(wanted: Wanted) -> impl IntoView {
    view! {
        <section class="panel__section" role="group" aria-labelledby="host-may">
            <h3 class="panel__label" id="host-may">
                "What participants may do"
            </h3>
            <Switch
                id="may-unmute"
                label="Unmute themselves"
                on=wanted.is_on(Rule::Unmute)
                on_change=wanted.press(Rule::Unmute)
            />
            <Switch
                id="may-start-video"
                label="Turn on their camera"
                on=wanted.is_on(Rule::StartVideo)
                on_change=wanted.press(Rule::StartVideo)
            />
            <Switch
                id="may-chat"
                label="Send chat messages"
                on=wanted.is_on(Rule::Chat)
                on_change=wanted.press(Rule::Chat)
            />
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_has_a_rule_of_its_own() {
        let all = [
            Rule::WaitingRoom,
            Rule::Locked,
            Rule::HostFirst,
            Rule::Unmute,
            Rule::StartVideo,
            Rule::Chat,
        ];
        for pressed in all {
            let mut rules = MeetingRules::default();
            let before = pressed.is_on(rules);
            *pressed.of(&mut rules) = !before;
            for rule in all {
                let changed = rule.is_on(rules) != rule.is_on(MeetingRules::default());
                assert_eq!(changed, rule == pressed, "{pressed:?} {rule:?}");
            }
        }
    }
}
