//! The landing page: start a meeting, join one, and what Parley is.

mod reasons;
mod scene;
pub mod start;

use super::{join_form::JoinForm, page_bar::PageBar};
use crate::{
    components::{skip_link::SkipLink, toast::NoticesRegion},
    instance::use_instance,
    session::use_viewer,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use reasons::Reasons;
use scene::Scene;
use start::StartMeeting;

/// `/`; who is signed in has a page of their own.
#[component]
pub fn LandingPage() -> impl IntoView {
    if use_viewer().is_some() {
        return view! { <Redirect path=crate::paths::DASHBOARD /> }.into_any();
    }
    view! {
        <Title text="Video meetings on your own server" />
        <SkipLink />
        <PageBar>
            <a href="#different">"What is different"</a>
            <a href="#host">"Host it yourself"</a>
        </PageBar>
        <main class="page page--flush" id="main" tabindex="-1">
            <Hero />
            <section class="split" id="different" aria-labelledby="different-title">
                <header>
                    <h2 id="different-title">"What is different"</h2>
                    <p>"Six plain facts about how Parley works."</p>
                </header>
                <Reasons />
            </section>
            <section class="split" id="host" aria-labelledby="host-title">
                <header>
                    <h2 id="host-title">"Host it yourself"</h2>
                </header>
                <p class="muted measure">
                    "Parley is written in Rust and made to be run by the people who use it: a school, a practice, a council, a family. It is one program with one database file, on a server you choose."
                </p>
            </section>
        </main>
        <Footer />
        <NoticesRegion />
    }
    .into_any()
}

#[component]
fn Hero() -> impl IntoView {
    let guests_may_start = use_instance().guests_may_start;
    let note = if guests_may_start {
        "No account needed."
    } else {
        "Starting a meeting needs an account on this server. Joining one does not."
    };
    view! {
        <section class="hero" aria-labelledby="hero-title">
            <div class="hero__copy">
                <h1 id="hero-title">
                    "Talk it over."
                    <br />
                    "Keep it yours."
                </h1>
                <p class="hero__lead">
                    "Parley is open-source video meetings on a server you choose. Guests join from a link, with nothing to install."
                </p>
                <div class="hero__do">
                    <StartMeeting guests_may_start />
                    <JoinForm />
                </div>
                <p class="hero__note">{note}</p>
            </div>
            <Scene />
        </section>
    }
}

#[component]
fn Footer() -> impl IntoView {
    view! {
        <footer class="foot">
            <div class="foot__inner">
                <p>
                    {concat!("Parley ", env!("CARGO_PKG_VERSION"), " on ")}
                    <b>{use_instance().host}</b>
                </p>
            </div>
        </footer>
    }
}
