//! What hosts and co-hosts decide for everybody.

use super::panel::PanelFrame;
use super::store::{Panel, Room, use_room};
use crate::components::button::Button;
use crate::components::icon::IconName;
use crate::components::switch::Switch;
use leptos::prelude::*;
use parley_protocol::permissions::Action;
use parley_protocol::{MeetingRules, MeetingRulesChange};
use parley_room_client::{HostCommand, RoomView};

/// One of the switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    WaitingRoom,
    Locked,
    HostFirst,
    Unmute,
    StartVideo,
    Share,
    Chat,
}

impl Rule {
    fn is_on(self, rules: MeetingRules) -> bool {
        match self {
            Self::WaitingRoom => rules.waiting_room,
            Self::Locked => rules.locked,
            Self::HostFirst => rules.host_first,
            Self::Unmute => rules.may_unmute,
            Self::StartVideo => rules.may_start_video,
            Self::Share => rules.may_share,
            Self::Chat => rules.may_chat,
        }
    }

    /// This rule and no other: somebody else may have pressed another at the same moment.
    fn set_to(self, on: bool) -> MeetingRulesChange {
        let mut change = MeetingRulesChange::default();
        let rule = match self {
            Self::WaitingRoom => &mut change.waiting_room,
            Self::Locked => &mut change.locked,
            Self::HostFirst => &mut change.host_first,
            Self::Unmute => &mut change.may_unmute,
            Self::StartVideo => &mut change.may_start_video,
            Self::Share => &mut change.may_share,
            Self::Chat => &mut change.may_chat,
        };
        *rule = Some(on);
        change
    }
}

/// What the switches are told: the rules, and how often a press was not done. A press that comes to nothing changes no
/// rule, but the browser has turned the switch already, and it has to go back.
fn told(view: &RoomView) -> (MeetingRules, u32) {
    (view.wanted_rules, view.told.orders_refused)
}

/// The rules as the switches show them: what the server last said, with what was pressed since.
#[derive(Clone, Copy)]
struct Wanted {
    room: Room,
    /// Set at every telling, to the same rules too.
    rules: RwSignal<MeetingRules>,
}

impl Wanted {
    fn new(room: Room) -> Self {
        let told = room.part(told);
        let rules = RwSignal::new(told.get_untracked().0);
        Effect::new(move |_| rules.set(told.get().0));
        Self { room, rules }
    }

    fn is_on(self, rule: Rule) -> Signal<bool> {
        Signal::derive(move || rule.is_on(self.rules.get()))
    }

    fn press(self, rule: Rule) -> Callback<bool> {
        Callback::new(move |on| {
            let change = rule.set_to(on);
            self.room.host(HostCommand::SetRules { change });
        })
    }
}

/// The panel.
#[component]
pub(super) fn HostControlsPanel() -> impl IntoView {
    let room = use_room();
    let sets_rules = room.may(Action::SetRules);
    // Who no longer helps to run the meeting has nothing to decide here.
    Effect::new(move |_| {
        if !sets_rules.get() && room.panel.get_untracked() == Some(Panel::Host) {
            room.close_panel();
        }
    });
    let may_end = room.may(Action::End);
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
                            on:click=move |_| room.dialogs().end.set(true)
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
                id="may-share"
                label="Share their screen"
                on=wanted.is_on(Rule::Share)
                on_change=wanted.press(Rule::Share)
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
    use crate::pages::room::fixtures::in_meeting;

    #[test]
    fn every_switch_has_a_rule_of_its_own() {
        let all = [
            Rule::WaitingRoom,
            Rule::Locked,
            Rule::HostFirst,
            Rule::Unmute,
            Rule::StartVideo,
            Rule::Share,
            Rule::Chat,
        ];
        for pressed in all {
            let before = pressed.is_on(MeetingRules::default());
            let rules = MeetingRules::default().with(pressed.set_to(!before));
            for rule in all {
                let changed = rule.is_on(rules) != rule.is_on(MeetingRules::default());
                assert_eq!(changed, rule == pressed, "{pressed:?} {rule:?}");
            }
        }
    }
    #[test]
    fn a_press_that_comes_to_nothing_is_told_to_the_switches_although_no_rule_changed() {
        let before = in_meeting(&[]);
        let mut refused = before.clone();
        refused.told.orders_refused = 1;
        assert_eq!(refused.wanted_rules, before.wanted_rules);
        assert_ne!(told(&refused), told(&before));
        let mut pressed = before.clone();
        pressed.wanted_rules.locked = true;
        assert!(Rule::Locked.is_on(told(&pressed).0));
        assert_eq!(told(&before), told(&before.clone()));
    }
}
