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
    /// Whether it stands inside a sentence: `yesterday, 18:00`.
    #[prop(optional)]
    inside: bool,
) -> impl IntoView {
    let words = RwSignal::new(neutral(at));
    Effect::new(move |_| {
        let (day, today) = (browser::local_day(at), browser::today());
        let day = if inside {
            day.told_from(today)
        } else {
            day.seen_from(today)
        };
        words.set(if with_time {
            format!("{day}, {}", browser::clock_time(at))
        } else {
            day
        });
    });
    view! { <time datetime=iso(at)>{move || words.get()}</time> }
}
