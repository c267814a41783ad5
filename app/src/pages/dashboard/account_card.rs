//! Who is signed in, at a glance.

use crate::{
    components::{
        avatar::Avatar,
        icon::{Icon, IconName},
    },
    paths,
    session::{Viewer, use_own_picture},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// Face, name and how to reach them; only they see it.
#[component]
pub(super) fn AccountCard(viewer: Viewer) -> impl IntoView {
    let own = use_own_picture();
    let picture = Signal::derive(move || own.get().map(|name| paths::picture(&name, false)));
    view! {
        <section class="card" aria-labelledby="me-name">
            <div class="me">
                <span role="img" aria-label="Your profile picture">
                    <Avatar name=viewer.full_name.clone() size="lg" picture />
                </span>
                <div>
                    <h2 id="me-name">{viewer.full_name}</h2>
                    <p>{format!("@{}", viewer.username)}</p>
                </div>
            </div>
            <dl class="me__facts">
                <Fact icon=IconName::Mail what="Email" words=viewer.email />
                {viewer
                    .phone
                    .map(|words| {
                        view! { <Fact icon=IconName::Phone what="Phone number" words /> }
                    })}
            </dl>
            <A href=paths::PROFILE attr:class="button" attr:data-block="">
                "Edit profile"
            </A>
        </section>
    }
    .into_any()
}

#[component]
fn Fact(icon: IconName, what: &'static str, words: String) -> impl IntoView {
    view! {
        <div>
            <dt>
                <Icon name=icon />
                <span class="visually-hidden">{what}</span>
            </dt>
            <dd>{words}</dd>
        </div>
    }
}
