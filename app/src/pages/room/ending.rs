//! What the page says after the meeting and when there was no way in, and what it offers.

use crate::components::icon::IconName;
use crate::text::CANCELLED;
use parley_protocol::ErrorCode;
use parley_room_client::LeftReason;

/// What the page says and what it offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    pub(super) icon: IconName,
    pub(super) heading: &'static str,
    pub(super) words: Words,
    pub(super) way_back: WayBack,
}

/// A sentence, with the title of the meeting in it where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// Without the title.
    Plain(String),
    /// With the title between these.
    Around(&'static str, String),
}

/// The first button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WayBack {
    /// A link to before joining.
    Rejoin,
    /// A button that leads back to where one asks to join.
    AskAgain,
    /// A button that leads back to before joining.
    TryAgain,
    /// A button that loads the page again, with these words.
    Reload(&'static str),
    /// A link to signing in, and from there back to the meeting.
    SignIn,
    /// None: it would not help.
    Nowhere,
}

/// What somebody's time in the meeting was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stay {
    /// How long it was, in words.
    pub(super) length: String,
    /// When it ended, in words.
    pub(super) end: String,
}

/// What is said for this reason; `stay` is `None` for who was never in the meeting.
pub(super) fn ending(reason: LeftReason, stay: Option<&Stay>) -> Ending {
    match reason {
        LeftReason::Left => left(stay),
        LeftReason::Replaced => Ending {
            icon: IconName::Laptop,
            heading: "You joined from another tab",
            words: plain("You are in the meeting there. This tab is no longer connected."),
            way_back: WayBack::Reload("Use this tab instead"),
        },
        LeftReason::SignedOut => Ending {
            icon: IconName::LogOut,
            heading: "You have been signed out",
            words: plain("Sign in again to come back to the meeting."),
            way_back: WayBack::SignIn,
        },
        LeftReason::Removed => removed(),
        LeftReason::Denied => Ending {
            icon: IconName::DoorClosed,
            heading: "The host did not let you in",
            words: around("Your request to join ", " was declined."),
            way_back: WayBack::AskAgain,
        },
        LeftReason::WaitedTooLong => Ending {
            icon: IconName::Clock,
            heading: "Nobody let you in",
            words: around("Nobody has answered your request to join ", "."),
            way_back: WayBack::AskAgain,
        },
        LeftReason::Ended => Ending {
            icon: IconName::Moon,
            heading: "This meeting has ended",
            words: match stay {
                Some(stay) => {
                    Words::Around("", format!(" was ended for everybody at {}.", stay.end))
                }
                None => around("", " was ended for everybody."),
            },
            way_back: WayBack::Nowhere,
        },
        LeftReason::Refused(code) => refusal(code),
    }
}

/// What the page is called; `was_inside` is whether the person was in the meeting.
pub(super) fn heading(reason: LeftReason, was_inside: bool) -> &'static str {
    let stay = was_inside.then(|| Stay {
        length: String::new(),
        end: String::new(),
    });
    ending(reason, stay.as_ref()).heading
}

fn plain(words: &str) -> Words {
    Words::Plain(words.to_owned())
}

fn around(before: &'static str, after: &str) -> Words {
    Words::Around(before, after.to_owned())
}

fn left(stay: Option<&Stay>) -> Ending {
    let (heading, words) = match stay {
        Some(stay) => (
            "You left the meeting",
            Words::Around("", format!(", {}.", stay.length)),
        ),
        None => (
            "You left the waiting room",
            around("You have not joined ", "."),
        ),
    };
    Ending {
        icon: IconName::DoorOpen,
        heading,
        words,
        way_back: WayBack::Rejoin,
    }
}

fn removed() -> Ending {
    Ending {
        icon: IconName::UserX,
        heading: "A host removed you",
        words: around(
            "You are no longer in ",
            ". If this was a mistake, contact the host before you try to join again.",
        ),
        way_back: WayBack::Nowhere,
    }
}

/// Of who was sent away from the door and may not ask again; the same whenever they come.
fn blocked() -> Ending {
    Ending {
        icon: IconName::DoorClosed,
        heading: "The host did not let you in",
        words: around(
            "Your request to join ",
            " was declined, and you cannot ask again. If this was a mistake, contact the host.",
        ),
        way_back: WayBack::Nowhere,
    }
}

fn cancelled() -> Ending {
    let words = "Nobody can join it any more. Ask whoever planned it about another time.";
    Ending {
        icon: IconName::CalendarDays,
        heading: CANCELLED,
        words: Words::Plain(words.to_owned()),
        way_back: WayBack::Nowhere,
    }
}

fn refusal(code: ErrorCode) -> Ending {
    let (icon, heading, words, way_back) = match code {
        ErrorCode::MeetingFull => (
            IconName::UsersRound,
            "This meeting is full",
            "All places are taken.".to_owned(),
            WayBack::TryAgain,
        ),
        ErrorCode::MeetingNotFound => (
            IconName::SearchX,
            "There is no meeting here",
            "This code is not in use. Ask the person who invited you for a new link.".to_owned(),
            WayBack::Nowhere,
        ),
        ErrorCode::MeetingLocked => (
            IconName::Lock,
            "This meeting is locked",
            "The host is not letting more people in at the moment.".to_owned(),
            WayBack::TryAgain,
        ),
        ErrorCode::MeetingCancelled => return cancelled(),
        ErrorCode::Removed => return removed(),
        ErrorCode::Blocked => return blocked(),
        ErrorCode::PasswordNeeded | ErrorCode::WrongPassword | ErrorCode::TooManyPasswords => (
            IconName::KeyRound,
            "This meeting has a password",
            "Ask the host for it, and try again.".to_owned(),
            WayBack::TryAgain,
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
            WayBack::TryAgain,
        ),
        ErrorCode::BadMessage
        | ErrorCode::MediaRefused
        | ErrorCode::OutOfOrder
        | ErrorCode::ParticipantNotFound
        | ErrorCode::Forbidden
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
        words: Words::Plain(words),
        way_back,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay() -> Stay {
        Stay {
            length: "45 minutes".to_owned(),
            end: "11:15".to_owned(),
        }
    }

    #[test]
    fn who_left_may_come_back_by_a_link() {
        let ending = ending(LeftReason::Left, Some(&stay()));
        assert_eq!(ending.heading, "You left the meeting");
        assert_eq!(ending.words, around("", ", 45 minutes."));
        assert_eq!(ending.way_back, WayBack::Rejoin);
    }

    #[test]
    fn who_left_the_waiting_room_was_not_in_the_meeting() {
        let ending = ending(LeftReason::Left, None);
        assert_eq!(ending.heading, "You left the waiting room");
        assert_eq!(ending.way_back, WayBack::Rejoin);
    }

    #[test]
    fn only_who_may_go_back_to_before_joining_keeps_what_they_typed() {
        let codes = [
            ErrorCode::MeetingFull,
            ErrorCode::MeetingNotFound,
            ErrorCode::MeetingLocked,
            ErrorCode::MeetingCancelled,
            ErrorCode::Removed,
            ErrorCode::Blocked,
            ErrorCode::PasswordNeeded,
            ErrorCode::WrongPassword,
            ErrorCode::TooManyPasswords,
            ErrorCode::ProtocolVersion,
            ErrorCode::TooManyRequests,
            ErrorCode::Unavailable,
            ErrorCode::BadMessage,
            ErrorCode::Unknown,
        ];
        let reasons = [
            LeftReason::Left,
            LeftReason::Replaced,
            LeftReason::SignedOut,
            LeftReason::Removed,
            LeftReason::Denied,
            LeftReason::WaitedTooLong,
            LeftReason::Ended,
        ];
        for reason in reasons.into_iter().chain(codes.map(LeftReason::Refused)) {
            let back = [WayBack::Rejoin, WayBack::AskAgain, WayBack::TryAgain];
            let is_back = back.contains(&ending(reason, None).way_back);
            assert_eq!(reason.leads_back(), is_back, "{reason:?}");
        }
    }

    #[test]
    fn who_was_signed_out_signs_in_and_comes_back() {
        let ending = ending(LeftReason::SignedOut, None);
        assert_eq!(ending.heading, "You have been signed out");
        assert_eq!(ending.way_back, WayBack::SignIn);
    }

    #[test]
    fn a_replaced_tab_can_take_the_meeting_back() {
        let ending = ending(LeftReason::Replaced, None);
        assert_eq!(ending.heading, "You joined from another tab");
        assert_eq!(ending.way_back, WayBack::Reload("Use this tab instead"));
    }

    #[test]
    fn who_was_not_let_in_may_ask_again_and_who_was_removed_may_not() {
        let way_back = |reason| ending(reason, None).way_back;
        assert_eq!(way_back(LeftReason::Denied), WayBack::AskAgain);
        assert_eq!(way_back(LeftReason::WaitedTooLong), WayBack::AskAgain);
        for removed in [LeftReason::Removed, LeftReason::Refused(ErrorCode::Removed)] {
            assert_eq!(heading(removed, true), "A host removed you");
            assert_eq!(way_back(removed), WayBack::Nowhere);
        }
    }

    #[test]
    fn who_was_blocked_at_the_door_was_not_removed_and_may_not_ask_again() {
        let blocked = ending(LeftReason::Refused(ErrorCode::Blocked), None);
        assert_eq!(blocked.heading, "The host did not let you in");
        assert_eq!(blocked.way_back, WayBack::Nowhere);
        let Words::Around(_, after) = blocked.words else {
            panic!("the title is in it");
        };
        assert!(after.contains("you cannot ask again"), "{after}");
    }

    #[test]
    fn who_was_denied_hears_other_words_than_who_waited_too_long() {
        let denied = ending(LeftReason::Denied, None);
        assert_eq!(denied.heading, "The host did not let you in");
        let declined = around("Your request to join ", " was declined.");
        assert_eq!(denied.words, declined);
        let waited = ending(LeftReason::WaitedTooLong, None);
        assert_eq!(waited.heading, "Nobody let you in");
        let unanswered = around("Nobody has answered your request to join ", ".");
        assert_eq!(waited.words, unanswered);
    }

    #[test]
    fn the_end_of_a_meeting_is_told_with_its_time() {
        let told = ending(LeftReason::Ended, Some(&stay()));
        assert_eq!(told.heading, "This meeting has ended");
        assert_eq!(told.words, around("", " was ended for everybody at 11:15."));
        let waiting = ending(LeftReason::Ended, None);
        assert_eq!(waiting.words, around("", " was ended for everybody."));
    }

    #[test]
    fn a_closed_door_says_why() {
        let full = refusal(ErrorCode::MeetingFull);
        assert_eq!(full.heading, "This meeting is full");
        assert!(matches!(full.words, Words::Plain(words) if words == "All places are taken."));
        assert_eq!(full.way_back, WayBack::TryAgain);
        let locked = refusal(ErrorCode::MeetingLocked);
        assert_eq!(locked.heading, "This meeting is locked");
        assert_eq!(locked.way_back, WayBack::TryAgain);
        assert_eq!(
            refusal(ErrorCode::MeetingNotFound).way_back,
            WayBack::Nowhere
        );
    }
}
