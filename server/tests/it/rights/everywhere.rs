//! Everything that a refused action could have changed: what is stored, and what whoever comes sees.

use super::{Accounts, Meeting, REQUEST, heard, set_rules};
use parley_protocol::{
    Arrival, ClientMessage, MediaState, MeetingRules, ParticipantId, ParticipantView, ResumeToken,
    ServerMessage, Timestamp,
};
use parley_test_support::{Tables, TestApp, TestSocket, soon};
use std::collections::BTreeMap;

/// The seat of the host.
pub(crate) struct Seat {
    code: String,
    resume: ResumeToken,
    arrival: Arrival,
}

impl Seat {
    /// By what the one who sits there heard first.
    pub(crate) fn new(code: &str, snapshot: &ServerMessage) -> Self {
        let ServerMessage::Snapshot {
            you,
            resume,
            participants,
            ..
        } = snapshot
        else {
            panic!("no snapshot: {snapshot:?}");
        };
        let is_you = |view: &&ParticipantView| view.id == *you;
        let arrival = participants.iter().find(is_you).unwrap().arrival;
        Self {
            code: code.to_owned(),
            resume: resume.clone().unwrap(),
            arrival,
        }
    }
}

/// All there is to see of a meeting.
#[derive(PartialEq, Debug)]
pub(crate) struct Everything {
    tables: Tables,
    snapshot: ServerMessage,
}

impl Everything {
    pub(crate) async fn of(meeting: &mut Meeting, app: &TestApp, accounts: &Accounts) -> Self {
        let snapshot = meeting.seen_anew(app, accounts).await;
        let tables = app.tables().await;
        Self { tables, snapshot }
    }
}

impl Meeting {
    /// What the host sees on another socket. The others do not notice it.
    async fn seen_anew(&mut self, app: &TestApp, accounts: &Accounts) -> ServerMessage {
        let seat = &self.seat;
        let mut socket = app.socket_with(&seat.code, &accounts.owner.cookie).await;
        let resume = seat.resume.clone();
        let mut snapshot = socket.hello_again("Olga", resume, Some(seat.arrival)).await;
        if let ServerMessage::Snapshot { now, .. } = &mut snapshot {
            *now = Timestamp(0);
        }
        // That there is no connection with the router.
        heard(&mut socket).await;
        self.people[0].1 = socket;
        snapshot
    }

    /// Waits until all is stored that was said until now: seats and rules are stored in the order in which they change, so
    /// the host changes something of theirs and takes it back.
    pub(crate) async fn all_is_stored(&mut self, app: &TestApp, rules: MeetingRules) {
        for changed in [true, false] {
            let may_chat = rules.may_chat != changed;
            let host = &mut self.people[0].1;
            set_microphone(host, changed).await;
            set_rules(host, MeetingRules { may_chat, ..rules }).await;
            let stored = async {
                while !is_stored(&app.tables().await, changed, may_chat) {
                    tokio::task::yield_now().await;
                }
            };
            soon("what the host changed is stored", stored).await;
        }
        self.heard_by_all().await;
    }
}

async fn set_microphone(socket: &mut TestSocket, microphone: bool) {
    let media = MediaState {
        microphone,
        ..MediaState::default()
    };
    let request = REQUEST;
    socket
        .send(&ClientMessage::SetMedia { request, media })
        .await;
    heard(socket).await;
}

fn is_stored(tables: &Tables, microphone: bool, may_chat: bool) -> bool {
    let shows = |row: &BTreeMap<String, String>, column: &str, on: bool| {
        row[column] == if on { "1" } else { "0" }
    };
    let host = ParticipantId(1).0.to_string();
    let mut seats = tables["meeting_participant"].iter();
    let Some(host) = seats.find(|row| row["participant"] == host) else {
        return false;
    };
    // Every account has a meeting of its own beside this one.
    let mut meetings = tables["meeting"].iter();
    let meeting = meetings.find(|row| row["id"] == host["meeting_id"]);
    shows(host, "microphone", microphone)
        && meeting.is_some_and(|row| shows(row, "may_chat", may_chat))
}
