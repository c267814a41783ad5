//! What is typed before joining, and what is wrong with it.
//!
//! *Invariant*: errors are told on submitting and then on every change until it is right; what the server said about a
//! password counts for that password only.

use super::dom;
use super::store::Room;
use crate::text::{display_name_error, meeting_password_error, meeting_password_refusal};
use leptos::prelude::*;
use parley_protocol::{DisplayName, ErrorCode, MeetingPassword};
use parley_room_client::Phase;

/// The id of the field for the name.
pub(super) const NAME_FIELD: &str = "your-name";
/// The id of the field for the password.
pub(super) const PASSWORD_FIELD: &str = "meeting-password";

/// The two fields; copies are the same fields.
#[derive(Clone, Copy)]
pub(super) struct JoinFields {
    /// Under which name.
    pub(super) name: RwSignal<String>,
    /// The password of the meeting.
    pub(super) password: RwSignal<String>,
    /// Whether there is a field for the password: the meeting has one that the visitor has to know, as far as the page
    /// knew, or as the server said when they tried.
    pub(super) asks_password: RwSignal<bool>,
    submitted: RwSignal<bool>,
    /// The password that was sent last.
    sent: RwSignal<Option<String>>,
}

impl JoinFields {
    pub(super) fn new(name: String, asks_password: bool) -> Self {
        Self {
            name: RwSignal::new(name),
            password: RwSignal::default(),
            asks_password: RwSignal::new(asks_password),
            submitted: RwSignal::new(false),
            sent: RwSignal::new(None),
        }
    }

    pub(super) fn name_error(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            let wrong = DisplayName::new(&self.name.read()).err();
            wrong
                .filter(|_| self.submitted.get())
                .map(display_name_error)
        })
    }

    pub(super) fn password_error(self, room: Room) -> Signal<Option<String>> {
        let refusal = room.part(|view| view.join_refusal);
        Signal::derive(move || {
            let typed = self.password.read();
            let is_sent = self.sent.read().as_ref() == Some(&*typed);
            password_words(
                &typed,
                self.submitted.get(),
                refusal.get().filter(|_| is_sent),
            )
        })
    }

    /// Joins, or moves the focus to the first field that is not right.
    pub(super) fn submit(self, room: Room) {
        if room.peek(|view| view.phase == Phase::Joining) {
            return;
        }
        let asked = self.asks_password.get_untracked();
        let typed = self.password.get_untracked();
        let name = DisplayName::new(&self.name.read_untracked());
        let password = asked.then(|| MeetingPassword::new(&typed)).transpose();
        match (name, password) {
            (Ok(name), Ok(password)) => {
                self.submitted.set(false);
                self.sent.set(asked.then_some(typed));
                room.join(name, password);
            }
            (name, _) => {
                self.submitted.set(true);
                dom::focus_soon(if name.is_err() {
                    NAME_FIELD
                } else {
                    PASSWORD_FIELD
                });
            }
        }
    }

    /// Asks for the password, and moves the focus there, when the server does not take it or wants one.
    pub(super) fn follow_refusals(self, room: Room) {
        let refusal = room.part(|view| view.join_refusal);
        Effect::new(move |_| {
            if refusal.get().is_some() {
                self.asks_password.set(true);
                dom::focus_soon(PASSWORD_FIELD);
            }
        });
    }
}

/// What is said under the field for the password.
fn password_words(typed: &str, submitted: bool, refusal: Option<ErrorCode>) -> Option<String> {
    let wrong = MeetingPassword::new(typed).err().filter(|_| submitted);
    match (wrong, refusal) {
        (Some(error), _) => Some(meeting_password_error(error).to_owned()),
        (None, Some(code)) => Some(meeting_password_refusal(code).to_owned()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_before_somebody_has_tried() {
        assert_eq!(password_words("", false, None), None);
        assert_eq!(password_words("south-wall", true, None), None);
    }

    #[test]
    fn an_empty_password_is_asked_for_and_a_wrong_one_is_told() {
        let words = |typed, refusal| password_words(typed, true, refusal);
        assert_eq!(
            words("", None).as_deref(),
            Some("Enter the meeting password.")
        );
        let wrong = Some("That password is not right. Ask the host.");
        assert_eq!(
            words("abc", None).as_deref(),
            wrong,
            "no password is so short"
        );
        let refused = Some(ErrorCode::WrongPassword);
        assert_eq!(words("north-wall", refused).as_deref(), wrong);
    }
}
