//! The greeting. Only the browser knows what time it is where the person is: until it says so the greeting fits any
//! time of day, and the first drawing is the same on the server and in the browser.

use crate::{
    moment::{browser, greeting},
    text::schedule::next_meeting,
};
use leptos::prelude::*;
use parley_protocol::Timestamp;

/// The heading of the page, and the day.
#[component]
pub(super) fn Greeting(
    /// Whose page it is.
    name: String,
    /// When the next meeting begins, and the moment that it is.
    next: Memo<Option<(Timestamp, Timestamp)>>,
) -> impl IntoView {
    let words = RwSignal::new("Welcome");
    // A space that keeps the line's height.
    let day = RwSignal::new("\u{A0}".to_owned());
    Effect::new(move |_| {
        words.set(greeting(browser::hour_now()));
        day.set(format!("{}.", browser::today().long()));
    });
    let soon = Memo::new(move |_| next.get().and_then(|(at, now)| next_meeting(at, now)));
    let first = first_name(&name).to_owned();
    view! {
        <header class="page__head">
            <div>
                <h1>{move || format!("{}, {first}", words.get())}</h1>
                <p>
                    {move || day.get()} {move || soon.get().map(|words| format!(" {words}"))}
                </p>
            </div>
        </header>
    }
}

/// What somebody is greeted by.
fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_greeted_by_the_first_name() {
        assert_eq!(first_name("Ines Moreau"), "Ines");
        assert_eq!(first_name("박준호"), "박준호");
    }
}
