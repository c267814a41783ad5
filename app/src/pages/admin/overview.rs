//! The region `Overview`: a few figures.

use super::{server_view::ServerView, watch::Watch};
use crate::text;
use leptos::prelude::*;

/// The region `Overview`.
#[component]
pub(super) fn Overview(watch: Watch) -> impl IntoView {
    view! {
        <section id="overview" aria-labelledby="overview-title">
            <h2 class="visually-hidden" id="overview-title">
                "Overview"
            </h2>
            {watch.show(|server| view! { <Figures server /> })}
        </section>
    }
    .into_any()
}

#[component]
fn Figures(server: Signal<ServerView>) -> impl IntoView {
    let processor = move |server: &ServerView| {
        let used = server.processor;
        used.map_or_else(text::server::unknown, text::server::processor)
    };
    view! {
        <div class="tiles-row">
            <Figure label="Live meetings" server of=|server| text::server::now(server.meetings.len()) />
            <Figure label="People in meetings" server of=|server| text::server::now(server.people) />
            <Figure
                label="Accounts"
                server
                of=|server| {
                    server.accounts.map_or_else(text::server::unknown, text::server::accounts)
                }
            />
            <Figure label="Processor" server of=processor />
        </div>
    }
    .into_any()
}

/// A number and what is counted.
#[component]
fn Figure(
    label: &'static str,
    server: Signal<ServerView>,
    of: impl Fn(&ServerView) -> (String, String) + Send + Sync + 'static,
) -> impl IntoView {
    let words = Memo::new(move |_| server.with(&of));
    view! {
        <div class="metric" role="group" aria-label=label>
            <h3>{label}</h3>
            <strong>
                {move || words.get().0} " " <small>{move || words.get().1}</small>
            </strong>
        </div>
    }
    .into_any()
}
