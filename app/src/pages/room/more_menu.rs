//! What has no button of its own, and on narrow screens what has no room in the bar.

use super::settings::SettingsTab;
use super::store::{Panel, use_room};
use crate::components::icon::IconName;
use crate::components::menu::{MenuButton, MenuItem};
use leptos::prelude::*;
use parley_protocol::permissions::Action;

/// "More options". There are two, of which the style shows one: on wide screens most of it has its own button.
#[component]
pub(super) fn MoreMenu() -> impl IntoView {
    let room = use_room();
    let sets_rules = room.may(Action::SetRules);
    let waiting = room.part(|view| view.waiting.len());
    let waiting_words = move || Some(waiting.get()).filter(|waiting| *waiting > 0);
    view! {
        <div class="only-narrow">
            <MenuButton
                id="more-menu"
                label="More options"
                icon=IconName::Ellipsis
                class="ctl"
                place=("top", "center")
            >
                <ShareItem />
                <MenuItem
                    label="Participants"
                    icon=IconName::UsersRound
                    meta=waiting_words().map(|waiting| format!("{waiting} waiting"))
                    on_choose=move |()| room.toggle_panel(Panel::People)
                />
                {sets_rules
                    .get()
                    .then(|| {
                        view! {
                            <MenuItem
                                label="Host controls"
                                icon=IconName::Shield
                                on_choose=move |()| room.toggle_panel(Panel::Host)
                            />
                        }
                    })}
                <MenuItem
                    label="Copy meeting code"
                    icon=IconName::Copy
                    on_choose=move |()| room.copy_code()
                />
                <LineItems />
            </MenuButton>
        </div>
        <div class="only-wide">
            <MenuButton
                id="more-menu-wide"
                label="More options"
                icon=IconName::Ellipsis
                class="ctl"
                place=("top", "center")
            >
                <LineItems />
            </MenuButton>
        </div>
    }
}

/// Shares the screen, or stops; absent where the browser cannot.
#[component]
fn ShareItem() -> impl IntoView {
    let room = use_room();
    let (can_share, shares) = (room.can_share(), room.shares());
    let item = move || {
        view! {
            <MenuItem
                label=if shares.get() { "Stop sharing" } else { "Share screen" }
                icon=IconName::ScreenShare
                on_choose=move |()| room.toggle_share()
            />
        }
    };
    move || can_share.get().then(item)
}

/// The numbers of the connection, and what is received.
#[component]
fn LineItems() -> impl IntoView {
    let dialogs = use_room().dialogs();
    view! {
        <MenuItem
            label="Connection statistics"
            icon=IconName::Activity
            on_choose=move |()| dialogs.open_settings(SettingsTab::Statistics)
        />
        <MenuItem
            label="Settings"
            icon=IconName::Settings
            on_choose=move |()| dialogs.open_settings(SettingsTab::Video)
        />
    }
}
