//! A moment in words. The server draws the day in UTC; the browser then says it by its own clock and time zone.

use crate::moment::{browser, iso, neutral};
use leptos::prelude::*;
use parley_protocol::Timestamp;

/// A day, and the time of day where it matters: `Yesterday, 18:00`.
#[component]
pub fn Moment(
    /// When.
    at: Timestamp,
    /// Whether the time of day is said.
    #[prop(optional)]
    with_time: bool,
) -> impl IntoView {
    let words = RwSignal::new(neutral(at));
    Effect::new(move |_| {
        let day = browser::local_day(at).seen_from(browser::today());
        words.set(if with_time {
            format!("{day}, {}", browser::clock_time(at))
        } else {
            day
        });
    });
    view! { <time datetime=iso(at)>{move || words.get()}</time> }
}
