//! The bar on top, for who looks at the page: links to sign in, or the meetings and the menu of the account.

use crate::{
    components::{
        app_bar::AppBar,
        avatar::Avatar,
        icon::{Icon, IconName},
        menu::{MenuButton, MenuItem},
        toast::use_notices,
    },
    error::AppError,
    onward::Onward,
    pages::room::forget_person,
    paths,
    session::{Viewer, use_own_picture, use_viewer},
    text,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::A, hooks::use_navigate};

/// Ends the session of this browser.
#[server(prefix = "/api", endpoint = "sign_out")]
pub async fn sign_out() -> Result<Onward, AppError> {
    use crate::server;
    if let Some(who) = server::signed_in().await? {
        server::services()?.accounts.sign_out(&who).await?;
    }
    server::end_session();
    Ok(server::lead_to(paths::HOME))
}

/// The bar. Its children are the links of the navigation `Main` for who is not signed in.
#[component]
pub fn PageBar(#[prop(optional)] children: Option<ChildrenFn>) -> impl IntoView {
    match (use_viewer(), children) {
        (Some(viewer), _) => {
            let is_admin = viewer.is_admin;
            let end = move || view! { <AccountMenu viewer=viewer.clone() /> };
            view! {
                <AppBar end>
                    <A href=paths::DASHBOARD>"Meetings"</A>
                    {is_admin.then(|| view! { <A href=paths::ADMIN>"Admin"</A> })}
                </AppBar>
                <CompactNav is_admin />
            }
            .into_any()
        }
        (None, Some(links)) => {
            view! { <AppBar end=|| view! { <WaysIn /> }>{links()}</AppBar> }.into_any()
        }
        (None, None) => view! { <AppBar end=|| view! { <WaysIn /> } /> }.into_any(),
    }
}

/// The same links at the bottom of narrow screens.
#[component]
fn CompactNav(is_admin: bool) -> impl IntoView {
    view! {
        <nav class="tabbar only-narrow" aria-label="Main, compact">
            <A href=paths::DASHBOARD>
                <Icon name=IconName::CalendarDays />
                <span>"Meetings"</span>
            </A>
            {is_admin
                .then(|| {
                    view! {
                        <A href=paths::ADMIN>
                            <Icon name=IconName::Shield />
                            <span>"Admin"</span>
                        </A>
                    }
                })}
        </nav>
    }
    .into_any()
}

/// The forms load as pages of their own: the server then knows what the browser is in the middle of.
#[component]
fn WaysIn() -> impl IntoView {
    view! {
        <a class="button" data-variant="ghost" href=paths::LOGIN rel="external">
            "Sign in"
        </a>
        <a class="button only-wide" href=paths::REGISTER rel="external">
            "Create account"
        </a>
    }
}

#[component]
fn AccountMenu(viewer: Viewer) -> impl IntoView {
    let name = viewer.full_name;
    let own = use_own_picture();
    let picture = Signal::derive(move || own.get().map(|name| paths::picture(&name, true)));
    let face = move || {
        view! {
            <Avatar name=name.clone() size="sm" picture />
            <Icon name=IconName::ChevronDown size="sm" />
        }
    };
    let action = ServerAction::<SignOut>::new();
    let notices = use_notices();
    Effect::new(move |_| match action.value().get() {
        None => {}
        Some(Ok(onward)) => {
            forget_person();
            onward.load();
        }
        Some(Err(error)) => {
            notices.show(text::app_error(&error));
        }
    });
    let navigate = use_navigate();
    let to_profile = Callback::new(move |()| navigate(paths::PROFILE, NavigateOptions::default()));
    view! {
        <MenuButton
            id="account-menu"
            label="Account menu"
            icon=IconName::ChevronDown
            class="appbar__me"
            face
            place=("bottom", "end")
        >
            <MenuItem label="Profile and settings" icon=IconName::UserRound on_choose=to_profile />
            <MenuItem
                label="Sign out"
                icon=IconName::LogOut
                on_choose=move |()| {
                    action.dispatch(SignOut {});
                }
            />
        </MenuButton>
    }
    .into_any()
}
