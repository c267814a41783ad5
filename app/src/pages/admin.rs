//! Looking after the server: who has an account on it. For everybody else there is no such page (T-081).

mod confirm;
mod paging;
pub mod requests;
mod search;
mod users;

use super::{not_found::NotFoundPage, page_bar::PageBar};
use crate::{
    components::{skip_link::SkipLink, toast::NoticesRegion},
    instance::use_instance,
    session::use_viewer,
};
use leptos::prelude::*;
use leptos_meta::Title;
use users::Users;

/// `/admin`
#[component]
pub fn AdminPage() -> impl IntoView {
    if !use_viewer().is_some_and(|viewer| viewer.is_admin) {
        return view! { <NotFoundPage /> }.into_any();
    }
    let host = use_instance().host;
    view! {
        <Title text="Admin" />
        <SkipLink />
        <PageBar />
        <main class="page" id="main" tabindex="-1">
            <header class="page__head">
                <div>
                    <h1>"Admin"</h1>
                    <p>{format!("{host}, version {}.", env!("CARGO_PKG_VERSION"))}</p>
                </div>
            </header>
            <div class="admin">
                <Users />
            </div>
        </main>
        <NoticesRegion />
    }
    .into_any()
}
