//! What stands beside the own tile while nobody else is there.

use super::store::use_room;
use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;

/// The link to send to others, in the place of the first of them.
#[component]
pub(super) fn InviteTile() -> impl IntoView {
    let room = use_room();
    view! {
        <section class="tile tile--invite" aria-labelledby="alone-title">
            <div class="invite">
                <h2 id="alone-title">"You are the only one here"</h2>
                <p class="muted">"Send this link to the people you want to meet."</p>
                <p class="invite__link">{room.link()}</p>
                <button
                    class="button"
                    data-variant="primary"
                    type="button"
                    on:click=move |_| room.copy_link()
                >
                    <Icon name=IconName::Copy />
                    "Copy link"
                </button>
            </div>
        </section>
    }
}
