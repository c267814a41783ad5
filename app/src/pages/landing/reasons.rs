//! What is different about Parley. Every sentence is true of this build.

use leptos::prelude::*;

const REASONS: [(&str, &str); 6] = [
    (
        "Your server",
        "Meetings and chat are kept on the machine you run Parley on. There is no Parley cloud and no usage tracking.",
    ),
    (
        "From person to person",
        "Two people are connected directly, from browser to browser. Where that cannot be, and from three on, sound and picture pass through your server and no other. They are encrypted on the way.",
    ),
    (
        "Guests need only a link",
        "A name and a browser are enough. There is nothing to install and no account to make.",
    ),
    (
        "Calm when the line drops",
        "Reload the page or change the network: you come back to the same seat, and the chat is still there.",
    ),
    (
        "For every pair of hands",
        "Everything works from the keyboard and with a screen reader, in light, dark and high contrast.",
    ),
    (
        "Open to inspection",
        "Parley is open source. Read it, change it, run your own copy.",
    ),
];

#[component]
pub(super) fn Reasons() -> impl IntoView {
    let rows = REASONS.map(|(reason, words)| {
        view! {
            <div>
                <dt>{reason}</dt>
                <dd>{words}</dd>
            </div>
        }
    });
    view! { <dl class="reasons">{rows.collect_view()}</dl> }
}
