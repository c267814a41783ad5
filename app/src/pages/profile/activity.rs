//! What happened to the account lately: a quiet list, for who wonders whether it was them.

use super::requests::ActivityView;
use crate::{components::moment::Moment, text};
use leptos::prelude::*;

/// The list `Recent activity`.
#[component]
pub(super) fn ActivityList(events: Vec<ActivityView>) -> impl IntoView {
    let rows = events.into_iter().map(|event| {
        view! {
            <li class="row">
                <span class="row__main">
                    <span>{text::profile::activity(event.kind)}</span>
                    <small>{event.device}</small>
                </span>
                <span class="row__end quiet nowrap text-small">
                    <Moment at=event.at with_time=true />
                </span>
            </li>
        }
    });
    view! {
        <h3 class="activity__title" id="activity-title">
            "Recent activity"
        </h3>
        <ul class="rows activity" role="list" aria-labelledby="activity-title">
            {rows.collect_view()}
        </ul>
    }
    .into_any()
}
