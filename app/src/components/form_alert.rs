//! What is wrong with a form as a whole, above its fields, and what went right before it.

use super::icon::{Icon, IconName};
use leptos::prelude::*;

/// An alert above the fields; nothing is drawn without words.
#[component]
pub fn FormAlert(
    /// The sentence.
    #[prop(into)]
    words: Signal<Option<String>>,
) -> impl IntoView {
    move || {
        words.get().map(|words| {
            view! {
                <div class="callout" data-tone="danger" role="alert">
                    <Icon name=IconName::CircleAlert />
                    <div>{words}</div>
                </div>
            }
        })
    }
}

/// A status above the fields.
#[component]
pub fn FormStatus(
    /// The sentence.
    words: &'static str,
) -> impl IntoView {
    view! {
        <div class="callout" data-tone="success" role="status">
            <Icon name=IconName::CircleCheck />
            <div>{words}</div>
        </div>
    }
}
