//! What is typed before joining, and what is wrong with it.
//!
//! *Invariants*: errors are told on submitting and then on every change until it is right; what the server said about a
//! password counts for that password only; a password that the server took is not here any more, and not shown again.

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
    /// Whether the meeting has one that the visitor has to know, as far as the page knew, or as the server said when they
    /// tried.
    asks_password: RwSignal<bool>,
    /// Whether the server took a password: the room client knows it and says it again.
    is_known: RwSignal<bool>,
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
            is_known: RwSignal::new(false),
            submitted: RwSignal::new(false),
            sent: RwSignal::new(None),
        }
    }

    /// Whether there is a field for the password.
    pub(super) fn shows_password(self) -> Signal<bool> {
        Signal::derive(move || self.asks_password.get() && !self.is_known.get())
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
        let asked = self.shows_password().get_untracked();
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
                self.ask_for_password();
                dom::focus_soon(PASSWORD_FIELD);
            }
        });
    }

    fn ask_for_password(self) {
        self.asks_password.set(true);
        self.is_known.set(false);
    }

    /// Takes what the page learnt of the door anew: it counts for less than what the server said to who tried.
    pub(super) fn learn(self, needs_password: bool, is_refused: bool) {
        self.asks_password.set(needs_password || is_refused);
    }

    /// Keeps a password no longer than it is of use.
    pub(super) fn follow_phase(self, phase: Phase) {
        match phase {
            Phase::Waiting(_) | Phase::InMeeting => {
                if self.sent.get_untracked().is_some() {
                    self.forget_password();
                    self.is_known.set(true);
                }
            }
            Phase::Left(reason) if !reason.leads_back() => {
                self.forget_password();
                self.is_known.set(false);
            }
            Phase::Lobby | Phase::Joining | Phase::Left(_) => {}
        }
    }

    fn forget_password(self) {
        self.password.set(String::new());
        self.sent.set(None);
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
    use parley_protocol::LobbyState;
    use parley_room_client::LeftReason;

    /// Of a meeting with a password, which was typed and sent.
    fn sent(check: impl FnOnce(JoinFields)) {
        Owner::new().with(|| {
            let fields = JoinFields::new("Ben Falk".to_owned(), true);
            fields.password.set("south-wall".to_owned());
            fields.sent.set(Some("south-wall".to_owned()));
            check(fields);
        });
    }

    fn held(fields: JoinFields) -> (String, Option<String>, bool) {
        let shown = fields.shows_password().get_untracked();
        let (typed, sent) = (fields.password, fields.sent);
        (typed.get_untracked(), sent.get_untracked(), shown)
    }

    fn nothing_held(shown: bool) -> (String, Option<String>, bool) {
        (String::new(), None, shown)
    }

    #[test]
    fn a_password_that_the_server_took_is_here_no_longer_and_not_asked_for_again() {
        for taken in [Phase::Waiting(LobbyState::HostAway), Phase::InMeeting] {
            sent(|fields| {
                fields.follow_phase(Phase::Joining);
                assert!(held(fields).2);
                fields.follow_phase(taken);
                assert_eq!(held(fields), nothing_held(false));
                fields.follow_phase(Phase::Left(LeftReason::Left));
                fields.learn(true, false);
                assert_eq!(held(fields), nothing_held(false), "coming back");
                fields.ask_for_password();
                assert_eq!(held(fields), nothing_held(true), "it is another one now");
            });
        }
    }

    #[test]
    fn who_came_in_without_typing_a_password_is_asked_for_it_when_they_come_back() {
        Owner::new().with(|| {
            let fields = JoinFields::new("Ben Falk".to_owned(), true);
            fields.follow_phase(Phase::InMeeting);
            fields.follow_phase(Phase::Left(LeftReason::Left));
            assert_eq!(held(fields), nothing_held(true));
        });
    }

    #[test]
    fn a_password_is_kept_for_who_may_try_again_alone() {
        let typed = || "south-wall".to_owned();
        sent(|fields| {
            let full = LeftReason::Refused(ErrorCode::MeetingFull);
            fields.follow_phase(Phase::Left(full));
            assert_eq!(held(fields), (typed(), Some(typed()), true));
            fields.follow_phase(Phase::Left(LeftReason::Removed));
            assert_eq!(held(fields), nothing_held(true));
        });
    }

    #[test]
    fn what_the_server_refused_is_asked_for_whatever_the_page_learns_of_the_door() {
        sent(|fields| {
            fields.learn(false, false);
            assert!(!held(fields).2);
            fields.ask_for_password();
            fields.learn(false, true);
            assert!(held(fields).2);
        });
    }

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
