//! After the meeting, and when there was no way in.

use super::dom;
use super::store::{Room, use_room};
use super::view_parts::stay_words;
use crate::components::icon::{Icon, IconName};
use crate::onward::Onward;
use leptos::prelude::*;
use parley_protocol::{ErrorCode, MeetingCode, limits};
use parley_room_client::LeftReason;

/// What the page says and what it offers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ending {
    icon: IconName,
    heading: &'static str,
    words: String,
    way_back: WayBack,
}

/// The first button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WayBack {
    /// A link to the page before joining.
    Rejoin,
    /// A button that loads the page again, with these words.
    Reload(&'static str),
    /// A link to signing in, and from there back to the meeting.
    SignIn,
    /// None: it would not help.
    Nowhere,
}

fn ending(reason: LeftReason, title: &str, stay: &str) -> Ending {
    let (icon, heading, words, way_back) = match reason {
        LeftReason::Left => (
            IconName::DoorOpen,
            "You left the meeting",
            format!("{title}, {stay}."),
            WayBack::Rejoin,
        ),
        LeftReason::Replaced => (
            IconName::Laptop,
            "You joined from another tab",
            "You are in the meeting there. This tab is no longer connected.".to_owned(),
            WayBack::Reload("Use this tab instead"),
        ),
        LeftReason::SignedOut => (
            IconName::LogOut,
            "You have been signed out",
            "Sign in again to come back to the meeting.".to_owned(),
            WayBack::SignIn,
        ),
        LeftReason::Refused(code) => return refusal(code),
    };
    Ending {
        icon,
        heading,
        words,
        way_back,
    }
}

fn refusal(code: ErrorCode) -> Ending {
    let (icon, heading, words, way_back) = match code {
        ErrorCode::MeetingFull => (
            IconName::UsersRound,
            "This meeting is full",
            format!(
                "There is room for {} people and all places are taken.",
                limits::MESH_PARTICIPANTS
            ),
            WayBack::Reload("Try again"),
        ),
        ErrorCode::MeetingNotFound => (
            IconName::SearchX,
            "There is no meeting here",
            "This code is not in use. Ask the person who invited you for a new link.".to_owned(),
            WayBack::Nowhere,
        ),
        ErrorCode::ProtocolVersion => (
            IconName::RotateCw,
            "Parley was updated",
            "Load the page again to go on.".to_owned(),
            WayBack::Reload("Load again"),
        ),
        ErrorCode::TooManyRequests | ErrorCode::Unavailable => (
            IconName::WifiOff,
            "Parley cannot let you in right now",
            "The server is busy. Wait a moment and try again.".to_owned(),
            WayBack::Reload("Try again"),
        ),
        ErrorCode::BadMessage
        | ErrorCode::OutOfOrder
        | ErrorCode::ParticipantNotFound
        | ErrorCode::Unknown => (
            IconName::TriangleAlert,
            "That did not work",
            "Something went wrong on the server. Please try again.".to_owned(),
            WayBack::Reload("Try again"),
        ),
    };
    Ending {
        icon,
        heading,
        words,
        way_back,
    }
}

/// What the page is called.
pub(super) fn heading(reason: LeftReason) -> &'static str {
    ending(reason, "", "").heading
}

/// The page for this reason.
#[component]
pub(super) fn LeftPage(reason: LeftReason) -> impl IntoView {
    let room = use_room();
    let (from, to) = room.stay.get_untracked();
    let title = room.title().get_untracked();
    let ending = ending(reason, &title, &stay_words(from, to));
    // Who was signed out has no meetings to go back to, whatever the page knew when it was loaded.
    let (away, words) = if room.is_guest || reason == LeftReason::SignedOut {
        (crate::paths::HOME, "Home")
    } else {
        (crate::paths::DASHBOARD, "Back to meetings")
    };
    Effect::new(move |_| {
        dom::focus_soon("left-title");
        if reason == LeftReason::SignedOut {
            Onward(room.code.with_value(sign_in_again)).load();
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
                <p>{ending.words}</p>
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

/// The page for signing in, which says why one is there and leads back to the meeting.
fn sign_in_again(code: &MeetingCode) -> String {
    crate::paths::sign_in_again_for(&crate::paths::meeting(code))
}

/// Coming back loads the page, so that it starts as fresh as the first time.
fn way_back(room: Room, way: WayBack) -> Option<AnyView> {
    match way {
        WayBack::Rejoin => {
            let path = room.code.with_value(crate::paths::meeting);
            Some(
                view! {
                    <a class="button" data-variant="primary" href=path rel="external">
                        <Icon name=IconName::RotateCcw />
                        "Rejoin"
                    </a>
                }
                .into_any(),
            )
        }
        WayBack::Reload(words) => Some(
            view! {
                <button
                    class="button"
                    data-variant="primary"
                    type="button"
                    on:click=|_| dom::reload()
                >
                    <Icon name=IconName::RotateCw />
                    {words}
                </button>
            }
            .into_any(),
        ),
        WayBack::SignIn => {
            let path = room.code.with_value(sign_in_again);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_left_may_come_back_by_a_link() {
        let ending = ending(LeftReason::Left, "Design review", "45 minutes");
        assert_eq!(ending.heading, "You left the meeting");
        assert_eq!(ending.words, "Design review, 45 minutes.");
        assert_eq!(ending.way_back, WayBack::Rejoin);
    }

    #[test]
    fn who_was_signed_out_signs_in_and_comes_back() {
        let ending = ending(LeftReason::SignedOut, "", "");
        assert_eq!(ending.heading, "You have been signed out");
        assert_eq!(ending.way_back, WayBack::SignIn);
        let code = MeetingCode::from_typed("mkd-vqtr-hba").unwrap();
        assert_eq!(
            sign_in_again(&code),
            "/login?next=/m/mkd-vqtr-hba&ended=true"
        );
    }

    #[test]
    fn a_replaced_tab_can_take_the_meeting_back() {
        let ending = ending(LeftReason::Replaced, "", "");
        assert_eq!(ending.heading, "You joined from another tab");
        assert_eq!(ending.way_back, WayBack::Reload("Use this tab instead"));
    }

    #[test]
    fn a_full_meeting_says_how_many_it_holds() {
        let ending = refusal(ErrorCode::MeetingFull);
        assert_eq!(ending.heading, "This meeting is full");
        assert!(ending.words.contains("8 people"));
        assert_eq!(
            refusal(ErrorCode::MeetingNotFound).way_back,
            WayBack::Nowhere
        );
    }
}
