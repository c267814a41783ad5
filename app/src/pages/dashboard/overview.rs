//! What is planned. It cannot be anything yet but empty.

use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;

/// The meetings to come.
#[component]
pub(super) fn Upcoming() -> impl IntoView {
    view! {
        <section aria-labelledby="upcoming-title">
            <div class="section-head">
                <h2 id="upcoming-title">"Upcoming"</h2>
            </div>
            <div class="card" data-flush>
                <div class="empty">
                    <Icon name=IconName::CalendarDays />
                    <h3>"Nothing planned"</h3>
                    <p>"You can start a meeting at any time, or make a link for later."</p>
                </div>
            </div>
        </section>
    }
}
