//! What the person decides about what they receive, and the numbers of their connection.

use super::dom;
use super::hide_address::HideAddress;
use super::line_words::{QUALITIES, line_badge, statistics_report, statistics_rows};
use super::store::use_room;
use crate::components::button::Button;
use crate::components::dialog::Dialog;
use crate::components::icon::IconName;
use crate::components::select::{Choice, SelectField};
use crate::components::switch::Switch;
use leptos::{ev::KeyboardEvent, prelude::*};
use parley_protocol::Topology;
use parley_room_client::{Command, Reception};

/// A part of the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SettingsTab {
    /// What is received.
    #[default]
    Video,
    /// Numbers.
    Statistics,
}

const TABS: [(SettingsTab, &str, &str, &str); 2] = [
    (SettingsTab::Video, "Video", "tab-video", "tabpanel-video"),
    (
        SettingsTab::Statistics,
        "Statistics",
        "tab-statistics",
        "tabpanel-statistics",
    ),
];

/// Where nobody leaves anything out on the way.
const IN_A_MESH: &str =
    "On this server others send to you directly, so you receive all of it whatever you choose.";

/// "Settings". The numbers are drawn while it is open only.
#[component]
pub(super) fn SettingsDialog() -> impl IntoView {
    let dialogs = use_room().dialogs();
    let (open, chosen) = (dialogs.settings, dialogs.settings_tab);
    view! {
        <Dialog
            id="settings"
            title="Settings"
            open
            size="md"
            closable=true
            close_label="Close settings"
        >
            <div class="dialog__body stack">
                <SettingsTabs chosen />
                <div
                    class="stack"
                    role="tabpanel"
                    id="tabpanel-video"
                    aria-labelledby="tab-video"
                    hidden=move || chosen.get() != SettingsTab::Video
                >
                    <ReceptionFields />
                    <HideAddress />
                </div>
                <div
                    class="stack"
                    role="tabpanel"
                    id="tabpanel-statistics"
                    aria-labelledby="tab-statistics"
                    tabindex="0"
                    hidden=move || chosen.get() != SettingsTab::Statistics
                >
                    <Show when=move || open.get()>
                        <Statistics />
                    </Show>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}

#[component]
fn SettingsTabs(chosen: RwSignal<SettingsTab>) -> impl IntoView {
    let on_key = move |event: KeyboardEvent| {
        let key = event.key();
        let keys = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"];
        if !keys.contains(&key.as_str()) {
            return;
        }
        event.prevent_default();
        let other = TABS.iter().find(|tab| tab.0 != chosen.get_untracked());
        if let Some((tab, _, id, _)) = other {
            chosen.set(*tab);
            dom::focus_soon(id);
        }
    };
    let tab =
        move |(tab, name, id, panel): (SettingsTab, &'static str, &'static str, &'static str)| {
            let selected = move || chosen.get() == tab;
            view! {
                <button
                    role="tab"
                    type="button"
                    id=id
                    aria-controls=panel
                    aria-selected=move || selected().to_string()
                    tabindex=move || if selected() { "0" } else { "-1" }
                    on:click=move |_| chosen.set(tab)
                >
                    {name}
                </button>
            }
        };
    view! {
        <div class="tabs" role="tablist" aria-label="Settings" on:keydown=on_key>
            {TABS.map(tab).collect_view()}
        </div>
    }
    .into_any()
}

/// How much is received.
#[component]
fn ReceptionFields() -> impl IntoView {
    let room = use_room();
    let reception = room.part(|view| view.reception);
    let choose = move |change: &dyn Fn(&mut Reception)| {
        let mut reception = reception.get_untracked();
        change(&mut reception);
        room.engine.command(Command::SetReception(reception));
    };
    let mesh = room.part(|view| {
        let meeting = view.meeting.as_ref();
        meeting.is_some_and(|meeting| meeting.topology == Topology::Mesh)
    });
    let choices = QUALITIES.map(|(_, value, label)| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
    });
    let chosen = move || {
        let quality = reception.get().quality;
        let chosen = QUALITIES.iter().find(|(of, _, _)| *of == quality);
        chosen.map(|(_, value, _)| (*value).to_owned())
    };
    let on_choose = move |value: String| {
        let quality = QUALITIES.iter().find(|(_, name, _)| *name == value);
        if let Some((quality, _, _)) = quality {
            choose(&|reception| reception.quality = *quality);
        }
    };
    view! {
        <SelectField
            id="receive-quality"
            label="Receive quality"
            icon=IconName::Gauge
            choices=Signal::stored(choices.to_vec())
            chosen=Signal::derive(chosen)
            hint=Signal::derive(move || mesh.get().then_some(IN_A_MESH))
            on_choose
        />
        <Switch
            id="use-less-data"
            label="Use less data"
            hint="Lower picture quality, fewer videos at once"
            on=Signal::derive(move || reception.get().saves_data)
            on_change=move |on| choose(&|reception| reception.saves_data = on)
        />
    }
    .into_any()
}

/// The numbers, as they were measured last.
#[component]
fn Statistics() -> impl IntoView {
    let room = use_room();
    let statistics = room.part(|view| view.statistics.clone());
    let badge = room.part(|view| line_badge(view.line, view.statistics.path));
    let rows = move || {
        statistics_rows(&statistics.read())
            .map(|(name, value)| {
                view! {
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                }
            })
            .collect_view()
    };
    let copy = move |_| room.copy_report(statistics_report(&statistics.get_untracked()));
    view! {
        <p>
            <span class="badge" data-tone=move || badge.get().0>
                {move || badge.get().1}
            </span>
        </p>
        <dl class="facts">{rows}</dl>
        <p>
            <Button size="sm" on:click=copy>
                "Copy report"
            </Button>
        </p>
    }
    .into_any()
}
