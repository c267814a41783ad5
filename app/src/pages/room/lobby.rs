//! Before joining: preview, devices, name.

use super::blocked::Blocked;
use super::devices::Devices;
use super::hide_address::HideAddress;
use super::join_form::JoinForm;
use super::preview::Preview;
use super::store::use_room;
use leptos::prelude::*;

/// The page before joining.
#[component]
pub(super) fn Lobby() -> impl IntoView {
    let help = RwSignal::new(false);
    let fields = use_room().fields();
    view! {
        <Show
            when=move || help.get()
            fallback=move || {
                view! {
                    <main class="lobby" id="main">
                        <section class="preview" aria-label="Your preview">
                            <Preview help />
                        </section>
                        <JoinForm fields />
                        <section class="lobby__setup" aria-label="Devices and effects">
                            <Devices />
                            <HideAddress />
                        </section>
                    </main>
                }
            }
        >
            <Blocked help fields />
        </Show>
    }
}
