//! Before joining: preview, devices, name.

use super::blocked::Blocked;
use super::devices::Devices;
use super::join_fields::JoinFields;
use super::join_form::JoinForm;
use super::preview::Preview;
use super::store::use_room;
use crate::session::use_viewer;
use leptos::prelude::*;

/// The page before joining.
#[component]
pub(super) fn Lobby() -> impl IntoView {
    let help = RwSignal::new(false);
    // Here, so that they outlive a look at the help.
    let name = use_viewer().map(|viewer| viewer.full_name);
    let fields = JoinFields::new(name.unwrap_or_default(), use_room().needs_password);
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
                        </section>
                    </main>
                }
            }
        >
            <Blocked help fields />
        </Show>
    }
}
