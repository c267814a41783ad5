//! Somebody in a table: their picture, or letters in its place, and their name.

use crate::{components::avatar::Avatar, paths};
use leptos::prelude::*;

/// A face and a name.
#[component]
pub(super) fn Person(
    name: String,
    /// The name of their picture.
    picture: Option<String>,
    /// What stands under the name.
    #[prop(optional)]
    small: Option<String>,
) -> impl IntoView {
    let picture = picture.map(|picture| paths::picture(&picture, true));
    view! {
        <span class="cluster gap-3 no-wrap">
            <Avatar name=name.clone() size="sm" picture />
            <span>{name} {small.map(|small| view! { " " <small>{small}</small> })}</span>
        </span>
    }
    .into_any()
}
