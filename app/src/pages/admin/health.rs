//! The region `Server health`: what is measured, and whether somebody should look after it.

use super::{server_view::ServerView, watch::Watch};
use crate::{
    components::{
        button::Button,
        icon::{Icon, IconName},
    },
    text::server::{self, Check},
};
use leptos::prelude::*;

/// The region `Server health`.
#[component]
pub(super) fn Health(watch: Watch) -> impl IntoView {
    view! {
        <section class="card" id="health" aria-labelledby="health-title">
            <div class="card__head">
                <h2 class="text-h3" id="health-title">
                    "Server health"
                </h2>
                <Button size="sm" icon=IconName::RotateCw busy=watch.is_asking() on:click=move |_| watch.look()>
                    "Run checks"
                </Button>
            </div>
            {watch.show(|server| view! { <Checks server /> })}
        </section>
    }
    .into_any()
}

#[component]
fn Checks(server: Signal<ServerView>) -> impl IntoView {
    view! {
        <ul class="rows" role="list" aria-label="Checks">
            <CheckRow name="Parley" server check=server::parley />
            <CheckRow name="Database" server check=server::database />
            <CheckRow name="Email" server check=server::mail />
            <CheckRow name="Disk" server check=server::disk />
            <CheckRow name="Memory" server check=server::memory />
        </ul>
    }
    .into_any()
}

#[component]
fn CheckRow(
    name: &'static str,
    server: Signal<ServerView>,
    check: fn(&ServerView) -> Check,
) -> impl IntoView {
    let check = Memo::new(move |_| server.with(check));
    let is_fine = Memo::new(move |_| check.with(|check| check.is_fine));
    let tone = move || if is_fine.get() { "success" } else { "warning" };
    let icon = move || {
        let name = if is_fine.get() {
            IconName::CircleCheck
        } else {
            IconName::TriangleAlert
        };
        view! { <Icon name /> }
    };
    view! {
        <li class="row">
            <span class="row__icon" data-tone=tone>
                {icon}
            </span>
            <span class="row__main">
                <strong>{name}</strong>
                <small>{move || check.get().words}</small>
            </span>
            <span class="row__end">
                <span class="badge" data-tone=tone>
                    {move || if is_fine.get() { "Working" } else { "Check" }}
                </span>
            </span>
        </li>
    }
    .into_any()
}
