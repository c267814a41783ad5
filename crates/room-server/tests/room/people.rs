//! Who comes: owners, accounts and guests, what they say, and what they hear.

use crate::support::{Bench, meeting, refused};
use parley_domain::{
    Meeting, Seat, Visitor,
    accounts::{SecretHash, UserId},
};
use parley_protocol::{
    ClientMessage, CloseCode, CloseReason, ErrorCode, KnockId, LobbyState, MeetingRules,
    MeetingView, Milliseconds, ParticipantId, ParticipantView, RequestId, Role, ServerMessage,
};
use parley_room_server::{ConnectionId, RoomHistory};

/// Whose meeting it is in [`Bench::owned`].
pub(crate) const OWNER: Visitor = account(1);
/// Of every order in these tests.
pub(crate) const REQUEST: RequestId = RequestId(77);

pub(crate) const fn account(user: i64) -> Visitor {
    Visitor {
        user: Some(UserId(user)),
        claim: None,
        network: None,
    }
}

/// A guest with a browser of their own, in a network.
pub(crate) const fn guest(claim: u8, network: u8) -> Visitor {
    Visitor {
        user: None,
        claim: Some(SecretHash([claim; 32])),
        network: Some(SecretHash([network; 32])),
    }
}

pub(crate) const WAITING_ROOM: MeetingRules = MeetingRules {
    waiting_room: true,
    ..OPEN
};
pub(crate) const HOST_FIRST: MeetingRules = MeetingRules {
    host_first: true,
    ..OPEN
};
pub(crate) const LOCKED: MeetingRules = MeetingRules {
    locked: true,
    ..OPEN
};
pub(crate) const OPEN: MeetingRules = MeetingRules {
    waiting_room: false,
    host_first: false,
    locked: false,
    may_unmute: true,
    may_start_video: true,
    may_share: true,
    may_chat: true,
};

pub(crate) fn owned_meeting(rules: MeetingRules) -> Meeting {
    Meeting {
        owner: OWNER.user,
        rules,
        title: Some("Plans".to_owned()),
        ..meeting()
    }
}

impl Bench {
    /// A meeting of [`OWNER`].
    pub(crate) fn owned(rules: MeetingRules) -> Self {
        Self::open_for(owned_meeting(rules), RoomHistory::default())
    }

    pub(crate) fn come(&mut self, visitor: Visitor, name: &str) -> ConnectionId {
        self.visitor = visitor;
        self.join(name)
    }

    pub(crate) fn come_back(&mut self, visitor: Visitor, seat: Seat) -> ConnectionId {
        self.visitor = visitor;
        let name = seat.display_name.as_str().to_owned();
        let arrival = Some(seat.arrival);
        self.hello(&name, Some(seat), arrival)
    }

    pub(crate) fn seat(&self, participant: u32) -> Seat {
        self.seats[&ParticipantId(participant)].clone()
    }

    pub(crate) fn view(&self, participant: u32) -> ParticipantView {
        let mut views = self.room.list_participants().into_iter();
        let view = views.find(|view| view.id == ParticipantId(participant));
        view.expect("it holds a seat")
    }

    pub(crate) fn has_seat(&self, participant: ParticipantId) -> bool {
        let views = self.room.list_participants();
        views.iter().any(|view| view.id == participant)
    }

    /// Who has which role, by id.
    pub(crate) fn roles(&self) -> Vec<(u32, Role)> {
        let views = self.room.list_participants().into_iter();
        views.map(|view| (view.id.0, view.role)).collect()
    }

    /// Who is the host.
    pub(crate) fn host(&self) -> Option<u32> {
        let mut roles = self.roles().into_iter();
        roles
            .find(|(_, role)| *role == Role::Host)
            .map(|(participant, _)| participant)
    }

    pub(crate) fn set_rules(&mut self, from: ConnectionId, rules: MeetingRules) {
        let request = REQUEST;
        let change = rules.into();
        self.say(from, ClientMessage::SetRules { request, change });
    }

    pub(crate) fn admit(&mut self, from: ConnectionId, knock: Option<u32>) {
        let (request, knock) = (REQUEST, knock.map(KnockId));
        self.say(from, ClientMessage::Admit { request, knock });
    }

    pub(crate) fn deny(&mut self, from: ConnectionId, knock: u32, block: bool) {
        let (request, knock) = (REQUEST, KnockId(knock));
        self.say(
            from,
            ClientMessage::Deny {
                request,
                knock,
                block,
            },
        );
    }

    pub(crate) fn remove(&mut self, from: ConnectionId, participant: u32, block: bool) {
        let (request, participant) = (REQUEST, ParticipantId(participant));
        self.say(
            from,
            ClientMessage::Remove {
                request,
                participant,
                block,
            },
        );
    }

    pub(crate) fn set_co_host(&mut self, from: ConnectionId, participant: u32, co_host: bool) {
        let (request, participant) = (REQUEST, ParticipantId(participant));
        self.say(
            from,
            ClientMessage::SetCoHost {
                request,
                participant,
                co_host,
            },
        );
    }

    pub(crate) fn hand_over(&mut self, from: ConnectionId, participant: u32) {
        let (request, participant) = (REQUEST, ParticipantId(participant));
        self.say(
            from,
            ClientMessage::HandOver {
                request,
                participant,
            },
        );
    }

    pub(crate) fn spotlight(&mut self, from: ConnectionId, participant: Option<u32>) {
        let (request, participant) = (REQUEST, participant.map(ParticipantId));
        self.say(
            from,
            ClientMessage::Spotlight {
                request,
                participant,
            },
        );
    }

    pub(crate) fn leave(&mut self, connection: ConnectionId) {
        self.say(connection, ClientMessage::Leave {});
    }

    /// Lets them hear nothing of what was said so far.
    pub(crate) fn forget(&mut self) {
        self.sent.clear();
    }

    /// That somebody was sent away, and how.
    pub(crate) fn assert_sent_away(
        &mut self,
        connection: ConnectionId,
        reason: CloseReason,
        code: CloseCode,
    ) {
        let heard = self.heard(connection);
        assert_eq!(heard.last(), Some(&closing(reason)), "{heard:?}");
        assert_eq!(self.closed.get(&connection), Some(&code));
    }

    /// That somebody was not let in, and why.
    pub(crate) fn assert_shut(&mut self, connection: ConnectionId, code: ErrorCode) {
        assert_eq!(self.heard(connection), [refused(None, code)]);
        let close = match code {
            ErrorCode::Removed => CloseCode::REMOVED,
            ErrorCode::Blocked => CloseCode::BLOCKED,
            ErrorCode::MeetingLocked => CloseCode::LOCKED,
            ErrorCode::MeetingCancelled => CloseCode::CANCELLED,
            ErrorCode::MeetingFull => CloseCode::MEETING_FULL,
            _ => CloseCode::PASSWORD,
        };
        assert_eq!(self.closed.get(&connection), Some(&close));
    }

    /// That somebody is in, and was told so once.
    pub(crate) fn assert_in(&mut self, connection: ConnectionId) {
        let heard = self.heard(connection);
        let snapshots = heard
            .iter()
            .filter(|message| matches!(message, ServerMessage::Snapshot { .. }));
        assert_eq!(snapshots.count(), 1, "{heard:?}");
        assert_eq!(self.closed.get(&connection), None);
    }
}

pub(crate) fn closing(reason: CloseReason) -> ServerMessage {
    ServerMessage::Closing {
        reason,
        retry_after: Milliseconds(0),
    }
}

pub(crate) fn forbidden() -> ServerMessage {
    refused(Some(REQUEST.0), ErrorCode::Forbidden)
}

pub(crate) fn lobby(title: Option<&str>, state: LobbyState) -> ServerMessage {
    let title = title.map(ToOwned::to_owned);
    ServerMessage::Lobby { title, state }
}

/// Each list of those who wait that was heard, as ids.
pub(crate) fn waiting_lists(heard: &[ServerMessage]) -> Vec<Vec<u32>> {
    let list = |message: &ServerMessage| match message {
        ServerMessage::Waiting { waiting } | ServerMessage::Snapshot { waiting, .. } => {
            Some(waiting.iter().map(|knock| knock.id.0).collect())
        }
        _ => None,
    };
    heard.iter().filter_map(list).collect()
}

/// The meeting as it was heard of last.
pub(crate) fn meeting_heard(heard: &[ServerMessage]) -> MeetingView {
    let meeting = |message: &ServerMessage| match message {
        ServerMessage::MeetingChanged { meeting } | ServerMessage::Snapshot { meeting, .. } => {
            Some(meeting.clone())
        }
        _ => None,
    };
    let last = heard.iter().rev().find_map(meeting);
    last.expect("something was heard of the meeting")
}
