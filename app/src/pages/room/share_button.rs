//! The button that shares the screen; on narrow screens it is in the "More options" menu.

use super::store::use_room;
use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;

/// Shares the screen, or stops; absent where the browser cannot.
#[component]
pub(super) fn ShareButton() -> impl IntoView {
    let room = use_room();
    let (shares, barred) = (room.shares(), room.share_barred());
    let asking = room.part(|view| view.local.screen.asking);
    let label = move || {
        if shares.get() {
            "Stop sharing"
        } else {
            "Share screen"
        }
    };
    let can_share = room.can_share();
    view! {
        <Show when=move || can_share.get()>
            <button
                class="ctl"
                data-wide
                data-toggle
                type="button"
                data-state=move || shares.get().then_some("on")
                aria-label=label
                aria-keyshortcuts="Control+Alt+S Meta+Alt+S"
                aria-busy=move || asking.get().then_some("true")
                // It keeps the focus and says why: a disabled button would be passed over.
                aria-disabled=move || barred.get().map(|_| "true")
                aria-description=move || barred.get()
                data-tip=move || barred.get().unwrap_or_else(label)
                on:click=move |_| room.toggle_share()
            >
                <Icon name=IconName::ScreenShare />
            </button>
        </Show>
    }
}
