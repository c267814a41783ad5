//! What people see: pages and components, drawn on the server and brought to life in the browser.
//!
//! *Invariants*: exactly one of the features `ssr` and `hydrate` is on; browser APIs are touched only in effects and
//! event handlers; nothing that a person typed reaches the page as markup.

// The types of views are as deep as the pages.
#![recursion_limit = "512"]
#![expect(
    unreachable_pub,
    reason = "the component macro makes a `pub` function of every component, however visible it is"
)]

pub mod components;
pub mod error;
pub mod instance;
pub mod moment;
pub mod onward;
pub mod pages;
pub mod paths;
#[cfg(feature = "ssr")]
mod server;
#[cfg(feature = "ssr")]
pub mod services;
pub mod session;
pub mod text;

use components::{
    theme::{ChosenTheme, Theme},
    tips::keep_tips_in_sight,
    toast::provide_notices,
};
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    hooks::use_location,
    path,
};
use pages::{
    admin::AdminPage,
    dashboard::DashboardPage,
    forgot::{ForgotPage, ResetDonePage, ResetPage},
    landing::LandingPage,
    login::LoginPage,
    not_found::NotFoundPage,
    profile::ProfilePage,
    register::{RegisterPage, VerifyPage},
    room::RoomPage,
};

/// The document around the app. It is drawn on the server only.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let theme = chosen_theme().map(Theme::as_str);
    let styles = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
                />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="stylesheet" href=styles />
                <AutoReload options=options.clone() />
                <HydrationScripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The app: its contexts and its routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_notices();
    instance::provide_instance();
    session::provide_session();
    provide_context(ChosenTheme(RwSignal::new(chosen_theme())));
    keep_tips_in_sight();
    view! {
        <Title formatter=document_title />
        <Router>
            <FocusHeading />
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=LandingPage />
                <Route path=path!("/register") view=RegisterPage />
                <Route path=path!("/register/verify") view=VerifyPage />
                <Route path=path!("/forgot") view=ForgotPage />
                <Route path=path!("/forgot/reset") view=ResetPage />
                <Route path=path!("/forgot/done") view=ResetDonePage />
                <Route path=path!("/login") view=LoginPage />
                <Route path=path!("/dashboard") view=DashboardPage ssr=SsrMode::Async />
                <Route path=path!("/profile") view=ProfilePage ssr=SsrMode::Async />
                <Route path=path!("/admin") view=AdminPage ssr=SsrMode::Async />
                <Route path=path!("/m/:code") view=RoomPage ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}

/// What the tab is called. The server writes it into the document as it is, with what somebody typed as the title of their
/// meeting (T-091); in the browser it is a text.
fn document_title(page: String) -> String {
    let title = format!("{page} · Parley");
    if cfg!(feature = "ssr") {
        title.replace('&', "&amp;").replace('<', "&lt;")
    } else {
        title
    }
}

/// Gives the focus to the heading of a page that the router has changed to, as the browser does for a page it loads.
#[component]
fn FocusHeading() -> impl IntoView {
    let pathname = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = pathname.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(focus_heading);
        }
        now
    });
}

fn focus_heading() {
    use leptos::wasm_bindgen::JsCast;
    let heading = document().query_selector("h1").ok().flatten();
    if let Some(heading) = heading.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        heading.set_tab_index(-1);
        // A page without a visible heading keeps the focus where it is.
        drop(heading.focus());
    }
}

#[cfg(feature = "ssr")]
fn chosen_theme() -> Option<Theme> {
    Theme::from_cookies(&server::request_header("cookie")?)
}

#[cfg(not(feature = "ssr"))]
fn chosen_theme() -> Option<Theme> {
    components::theme::dom::written_theme()
}
