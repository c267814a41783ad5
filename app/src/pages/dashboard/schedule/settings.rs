//! What the meeting allows.

use super::editor::Editor;
use crate::components::{
    select::{Choice, FormSelect},
    switch::Switch,
};
use leptos::prelude::*;
use parley_protocol::MeetingRules;

/// For how many days the history may be kept, where that is less than on the whole server.
const DAYS: [u32; 4] = [1, 7, 30, 90];

/// The ids of the switches: two dialogs of the page have them.
#[derive(Clone, Copy)]
pub(in super::super) struct RuleIds {
    pub(in super::super) waiting_room: &'static str,
    pub(in super::super) host_first: &'static str,
    pub(in super::super) unmute: &'static str,
    pub(in super::super) camera: &'static str,
    pub(in super::super) share: &'static str,
    pub(in super::super) chat: &'static str,
}

const IDS: RuleIds = RuleIds {
    waiting_room: "schedule-waiting",
    host_first: "schedule-host-first",
    unmute: "schedule-unmute",
    camera: "schedule-camera",
    share: "schedule-share",
    chat: "schedule-chat",
};

/// The switches that matter most, and the others under `More settings`.
#[component]
pub(super) fn Settings(editor: Editor) -> impl IntoView {
    let rules = editor.fields.rules;
    view! {
        <div class="stack gap-0 ruled">
            <WaitingRoom id=IDS.waiting_room rules />
        </div>
        <details class="more">
            <summary>"More settings"</summary>
            <div class="stack gap-0">
                <HostFirst id=IDS.host_first rules />
                <MayDo ids=IDS rules />
                <div class="pad-top">
                    <HistoryDays id="meeting-history" value=editor.fields.history />
                </div>
            </div>
        </details>
    }
    .into_any()
}

/// Whether people wait to be let in.
#[component]
pub(in super::super) fn WaitingRoom(
    id: &'static str,
    rules: RwSignal<MeetingRules>,
) -> impl IntoView {
    view! {
        <RuleSwitch
            id
            label="Waiting room"
            hint="You admit each person."
            rules
            read=|rules| rules.waiting_room
            write=|rules, on| rules.waiting_room = on
        />
    }
}

/// Whether nobody comes in before the host.
#[component]
pub(in super::super) fn HostFirst(
    id: &'static str,
    rules: RwSignal<MeetingRules>,
) -> impl IntoView {
    view! {
        <RuleSwitch
            id
            label="Host must be there first"
            hint="Nobody comes in before you."
            rules
            read=|rules| rules.host_first
            write=|rules, on| rules.host_first = on
        />
    }
}

/// The group `What participants may do`.
#[component]
pub(in super::super) fn MayDo(ids: RuleIds, rules: RwSignal<MeetingRules>) -> impl IntoView {
    view! {
        <fieldset class="more__group">
            <legend class="field__label">"What participants may do"</legend>
            <RuleSwitch
                id=ids.unmute
                label="Unmute themselves"
                rules
                read=|rules| rules.may_unmute
                write=|rules, on| rules.may_unmute = on
            />
            <RuleSwitch
                id=ids.camera
                label="Turn on their camera"
                rules
                read=|rules| rules.may_start_video
                write=|rules, on| rules.may_start_video = on
            />
            <RuleSwitch
                id=ids.share
                label="Share their screen"
                rules
                read=|rules| rules.may_share
                write=|rules, on| rules.may_share = on
            />
            <RuleSwitch
                id=ids.chat
                label="Send chat messages"
                rules
                read=|rules| rules.may_chat
                write=|rules, on| rules.may_chat = on
            />
        </fieldset>
    }
    .into_any()
}

/// One rule of the meeting.
#[component]
fn RuleSwitch(
    id: &'static str,
    label: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    rules: RwSignal<MeetingRules>,
    read: fn(MeetingRules) -> bool,
    write: fn(&mut MeetingRules, bool),
) -> impl IntoView {
    let on = Signal::derive(move || read(rules.get()));
    let on_change = move |on| rules.update(|rules| write(rules, on));
    match hint {
        Some(hint) => view! { <Switch id label hint on on_change /> },
        None => view! { <Switch id label on on_change /> },
    }
}

/// For how long what happened is kept.
#[component]
pub(in super::super) fn HistoryDays(id: &'static str, value: RwSignal<String>) -> impl IntoView {
    let choices = Memo::new(move |_| history_choices(&value.read()));
    view! { <FormSelect id label="Keep the history" choices value /> }
}

/// The usual ones, and the one that was chosen.
fn history_choices(chosen: &str) -> Vec<Choice> {
    let mut days = DAYS.to_vec();
    if let Ok(kept) = chosen.parse()
        && !days.contains(&kept)
    {
        days.push(kept);
        days.sort_unstable();
    }
    let server = Choice {
        value: String::new(),
        label: "As long as this server keeps it".to_owned(),
    };
    let days = days.into_iter().map(|days| Choice {
        value: days.to_string(),
        label: match days {
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        },
    });
    std::iter::once(server).chain(days).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_history_is_kept_as_long_as_was_chosen() {
        assert_eq!(history_choices("").len(), DAYS.len() + 1);
        assert_eq!(history_choices("14")[3].label, "14 days");
        assert_eq!(history_choices("7")[2].value, "7");
    }
}
