//! For pages that somebody must be signed in for: leads to signing in, and back after it.

use crate::paths;
use leptos::prelude::*;
use leptos_router::components::Redirect;

/// In place of a page that is for somebody who is signed in.
#[component]
pub(crate) fn SignInFirst(
    /// The page that was asked for.
    page: &'static str,
) -> impl IntoView {
    view! { <Redirect path=paths::sign_in_for(page) /> }
}
