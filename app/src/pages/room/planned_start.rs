//! For when a meeting is planned, before joining it and while waiting.

use super::store::use_room;
use crate::components::icon::{Icon, IconName};
use crate::components::moment::Moment;
use leptos::prelude::*;

/// "Planned for today, 18:00"; nothing where nothing is planned any more. It is no start: who waits may be told that the
/// meeting has not begun.
#[component]
pub(super) fn PlannedStart() -> impl IntoView {
    let at = use_room().starts_at();
    move || {
        at.get().map(|at| {
            view! {
                <p class="lobby__meta">
                    <span>
                        <Icon name=IconName::Clock />
                        <span>"Planned for " <Moment at with_time=true inside=true /></span>
                    </span>
                </p>
            }
        })
    }
}
