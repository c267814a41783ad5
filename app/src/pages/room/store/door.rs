//! What is known of the door, and going back to it.

use super::Room;
use crate::error::AppError;
use crate::pages::room::{
    dom,
    join_fields::JoinFields,
    lookup::{MeetingSummary, find_meeting},
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use parley_protocol::Timestamp;
use parley_room_client::{Command, Phase};

impl Room {
    /// What is typed before joining.
    pub(in crate::pages::room) fn fields(self) -> JoinFields {
        self.fields.get_value()
    }

    /// Whether the person will wait to be let in.
    pub(in crate::pages::room) fn waits(self) -> Memo<bool> {
        Memo::new(move |_| self.known.with(|known| known.waiting_room))
    }

    /// When it starts that is planned.
    pub(in crate::pages::room) fn starts_at(self) -> Memo<Option<Timestamp>> {
        Memo::new(move |_| self.known.with(|known| known.starts_at))
    }

    /// Goes back to before joining without loading the page again: what was typed there is nowhere else.
    pub(in crate::pages::room) fn go_back(self) {
        self.stay.set(None);
        self.panel.set(None);
        self.dialogs().close();
        self.engine.command(Command::ReturnToLobby);
        dom::focus_soon("join-title");
        self.look_again();
    }

    /// Asks the server how the door is by now.
    fn look_again(self) {
        let address = self.address.get_value();
        spawn_local(async move {
            let answer = find_meeting(address).await;
            // The person may have gone to another page meanwhile.
            let now = self
                .view
                .try_with_untracked(|view| (view.phase, view.join_refusal));
            if let Some((phase, refusal)) = now {
                match look(phase, answer) {
                    Look::Know(meeting) => self.know(meeting, refusal.is_some()),
                    Look::LoadAgain => dom::reload(),
                    Look::GoOn => {}
                }
            }
        });
    }

    fn know(self, meeting: MeetingSummary, is_refused: bool) {
        self.fields().learn(meeting.needs_password, is_refused);
        self.known.set(meeting);
    }
}

/// What follows from what the server says of the door.
#[derive(Debug, PartialEq, Eq)]
enum Look {
    Know(MeetingSummary),
    /// Nobody can join the meeting any more: the page says so.
    LoadAgain,
    GoOn,
}

/// The answer may come late: it counts for who still stands before the door.
fn look(phase: Phase, answer: Result<Option<MeetingSummary>, AppError>) -> Look {
    match answer {
        _ if phase != Phase::Lobby => Look::GoOn,
        Ok(Some(meeting)) if meeting.cancelled.is_none() => Look::Know(meeting),
        Ok(_) => Look::LoadAgain,
        // Joining says what is wrong.
        Err(_) => Look::GoOn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::lookup::CancelledView;
    use parley_protocol::MeetingCode;
    use parley_room_client::LeftReason;

    fn meeting(cancelled: Option<CancelledView>) -> MeetingSummary {
        MeetingSummary {
            code: MeetingCode::from_typed("hyu-wern-xqa").expect("a code"),
            title: None,
            starts_at: None,
            needs_password: false,
            waiting_room: true,
            cancelled,
        }
    }

    #[test]
    fn a_look_at_the_door_counts_for_who_still_stands_before_it() {
        let open = || Ok(Some(meeting(None)));
        assert_eq!(look(Phase::Lobby, open()), Look::Know(meeting(None)));
        let left = Phase::Left(LeftReason::Left);
        for phase in [Phase::Joining, Phase::InMeeting, left] {
            for answer in [open(), Ok(None)] {
                assert_eq!(look(phase, answer), Look::GoOn, "{phase:?}");
            }
        }
    }

    #[test]
    fn a_meeting_that_nobody_can_join_any_more_has_a_page_that_says_so() {
        let cancelled = meeting(Some(CancelledView::ToOthers));
        assert_eq!(look(Phase::Lobby, Ok(Some(cancelled))), Look::LoadAgain);
        assert_eq!(look(Phase::Lobby, Ok(None)), Look::LoadAgain);
    }
}
