//! After the meeting, and when there was no way in.

use super::dom;
use super::ending::{Stay, WayBack, Words, ending};
use super::store::{Room, use_room};
use super::title_words::TitleWords;
use super::view_parts::stay_words;
use crate::components::icon::{Icon, IconName};
use crate::onward::Onward;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use parley_room_client::LeftReason;

/// The page for this reason.
#[component]
pub(super) fn LeftPage(reason: LeftReason) -> impl IntoView {
    let room = use_room();
    let stay = room.stay.get_untracked().map(|(from, to)| Stay {
        length: stay_words(from, to),
        end: dom::clock_time(to),
    });
    let ending = ending(reason, stay.as_ref());
    // Who was signed out has no meetings to go back to, whatever the page knew when it was loaded.
    let (away, words) = if room.is_guest || reason == LeftReason::SignedOut {
        (crate::paths::HOME, "Home")
    } else {
        (crate::paths::DASHBOARD, "Back to meetings")
    };
    Effect::new(move |_| {
        dom::focus_soon("left-title");
        if reason == LeftReason::SignedOut {
            Onward(sign_in_again(&room.path())).load();
        }
    });
    view! {
        <main class="notice" id="main" aria-labelledby="left-title">
            <span class="notice__mark" aria-hidden="true">
                <Icon name=ending.icon />
            </span>
            <div>
                <h1 id="left-title" tabindex="-1">
                    {ending.heading}
                </h1>
                <p>{sentence(room, ending.words)}</p>
            </div>
            <div class="actions">
                {way_back(room, ending.way_back)}
                <a class="button" href=away rel="external">
                    {words}
                </a>
            </div>
        </main>
    }
}

/// The title does not change any more.
fn sentence(room: Room, words: Words) -> AnyView {
    match words {
        Words::Plain(words) => words.into_any(),
        Words::Around(before, after) => {
            let title = room.title().get_untracked();
            view! {
                {before}
                <b>
                    <TitleWords title />
                </b>
                {after}
            }
            .into_any()
        }
    }
}

/// The page for signing in, which says why one is there and leads back to the meeting.
fn sign_in_again(meeting: &str) -> String {
    crate::paths::sign_in_again_for(meeting)
}

/// Whoever has typed something to come in goes back to it; the others load the page, so that it starts as fresh as the
/// first time.
fn way_back(room: Room, way: WayBack) -> Option<AnyView> {
    let icon = Some(IconName::RotateCw);
    match way {
        WayBack::Rejoin => Some(rejoin_link(room)),
        WayBack::AskAgain => Some(back_button(None, "Ask again", move || room.go_back())),
        WayBack::TryAgain => Some(back_button(icon, "Try again", move || room.go_back())),
        WayBack::Reload(words) => Some(back_button(icon, words, dom::reload)),
        WayBack::SignIn => {
            let path = sign_in_again(&room.path());
            Some(
                view! {
                    <a class="button" data-variant="primary" href=path rel="external">
                        "Sign in"
                    </a>
                }
                .into_any(),
            )
        }
        WayBack::Nowhere => None,
    }
}

fn rejoin_link(room: Room) -> AnyView {
    let back = move |event: MouseEvent| {
        // A link that is opened in another tab stays one.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            room.go_back();
        }
    };
    view! {
        <a class="button" data-variant="primary" href=room.path() rel="external" on:click=back>
            <Icon name=IconName::RotateCcw />
            "Rejoin"
        </a>
    }
    .into_any()
}

fn back_button(
    icon: Option<IconName>,
    words: &'static str,
    press: impl Fn() + Send + 'static,
) -> AnyView {
    view! {
        <button class="button" data-variant="primary" type="button" on:click=move |_| press()>
            {icon.map(|name| view! { <Icon name /> })}
            {words}
        </button>
    }
    .into_any()
}
