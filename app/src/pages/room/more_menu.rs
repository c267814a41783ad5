//! What has no room in the bar on narrow screens.

use super::store::{Panel, use_room};
use crate::components::icon::IconName;
use crate::components::menu::{MenuButton, MenuItem};
use leptos::prelude::*;

/// "More options", on narrow screens only: on wide ones everything in it has its own button.
#[component]
pub(super) fn MoreMenu() -> impl IntoView {
    let room = use_room();
    let hosting = room.is_hosting();
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
                <MenuItem
                    label="Participants"
                    icon=IconName::UsersRound
                    meta=waiting_words().map(|waiting| format!("{waiting} waiting"))
                    on_choose=move |()| room.toggle_panel(Panel::People)
                />
                {hosting
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
            </MenuButton>
        </div>
    }
}
