//! Who is told what.

use super::RoomServer;
use crate::{ConnectionId, Effect, HowDisconnected};
use parley_domain::accounts::UserId;
use parley_protocol::{
    CloseCode, CloseReason, ErrorCode, KeptOutView, KnockView, MeetingView, Milliseconds,
    ParticipantId, PictureId, RequestId, ServerMessage, Timestamp,
};

/// How long somebody who said too much stays away.
const RETRY_AFTER_FLOOD: Milliseconds = Milliseconds::from_seconds(5);

impl RoomServer {
    /// The meeting as everybody in it sees it.
    pub(super) fn meeting_view(&self) -> MeetingView {
        let meeting = &self.config.meeting;
        MeetingView {
            code: meeting.code.clone(),
            title: meeting.title.clone(),
            started_at: self.roster.started_at(),
            rules: meeting.rules,
            spotlight: self.spotlight,
            topology: self.topology.of(&self.roster.list_pages()),
        }
    }

    /// Everybody in the meeting, of what it allows and who is in the spotlight.
    pub(super) fn tell_meeting(&mut self) {
        let meeting = self.meeting_view();
        self.topology.tell(meeting.topology);
        let to = self.roster.list_connections();
        self.tell_all(to, ServerMessage::MeetingChanged { meeting });
    }

    /// Those who are in the meeting and those who wait hear of it.
    pub(super) fn change_title(&mut self, title: Option<String>) {
        if self.config.meeting.title == title {
            return;
        }
        self.config.meeting.title = title;
        self.tell_meeting();
        for (connection, state) in self.admission.states() {
            self.tell_lobby(connection, state);
        }
    }

    /// Everybody in the meeting, of another picture of somebody.
    pub(super) fn change_picture(&mut self, user: UserId, picture: Option<PictureId>) {
        for participant in self.roster.set_picture(user, picture) {
            self.tell_done(participant);
        }
    }

    /// Hosts and co-hosts, of who waits.
    pub(super) fn tell_waiting(&mut self) {
        let waiting = self.admission.views();
        let to = self.roster.hosting_connections();
        self.tell_all(to, ServerMessage::Waiting { waiting });
    }

    /// Hosts and co-hosts, of who may not come back.
    pub(super) fn tell_kept_out(&mut self) {
        for connection in self.roster.hosting_connections() {
            if let Some(participant) = self.roster.find_by_connection(connection) {
                let (_, kept_out) = self.seen_at_the_door(participant);
                self.tell(connection, ServerMessage::KeptOut { kept_out });
            }
        }
    }

    /// Who waits and who may not come back, as far as somebody may know it: hosts and co-hosts do.
    pub(super) fn seen_at_the_door(
        &self,
        participant: ParticipantId,
    ) -> (Vec<KnockView>, Vec<KeptOutView>) {
        match self.roster.role(participant) {
            Some(role) if role.is_hosting() => {
                let since = self.sees_bans_since(participant);
                (self.admission.views(), self.bans.views(since))
            }
            _ => (Vec::new(), Vec::new()),
        }
    }

    /// The others, of what somebody did to themselves.
    pub(super) fn tell_changed(&mut self, participant: ParticipantId) {
        if let Some(view) = self.roster.view(participant) {
            let changed = ServerMessage::ParticipantChanged { participant: view };
            self.tell_others(participant, changed);
        }
    }

    /// Everybody, of what was done to somebody.
    pub(super) fn tell_done(&mut self, participant: ParticipantId) {
        if let Some(view) = self.roster.view(participant) {
            let to = self.roster.list_connections();
            self.tell_all(to, ServerMessage::ParticipantChanged { participant: view });
        }
    }

    pub(super) fn tell_others(&mut self, participant: ParticipantId, message: ServerMessage) {
        let to = self.roster.list_others(participant);
        self.tell_all(to, message);
    }

    /// One participant, when they are connected.
    pub(super) fn tell_participant(&mut self, participant: ParticipantId, message: ServerMessage) {
        let to = self.roster.connection(participant).into_iter().collect();
        self.tell_all(to, message);
    }

    pub(super) fn tell(&mut self, connection: ConnectionId, message: ServerMessage) {
        self.tell_all(vec![connection], message);
    }

    pub(super) fn tell_all(&mut self, to: Vec<ConnectionId>, message: ServerMessage) {
        if !to.is_empty() {
            self.effects.push_back(Effect::Send { to, message });
        }
    }

    pub(super) fn refuse(
        &mut self,
        connection: ConnectionId,
        request: Option<RequestId>,
        code: ErrorCode,
    ) {
        self.tell(connection, ServerMessage::Refused { request, code });
    }

    /// Says why, and closes.
    pub(super) fn send_away(
        &mut self,
        connection: ConnectionId,
        reason: CloseReason,
        code: CloseCode,
    ) {
        self.tell_closing(connection, reason, Milliseconds(0));
        self.close(connection, code);
    }

    pub(super) fn close(&mut self, connection: ConnectionId, code: CloseCode) {
        self.limiters.remove(&connection);
        self.effects.push_back(Effect::Close { connection, code });
    }

    pub(super) fn close_flooding(&mut self, connection: ConnectionId, now: Timestamp) {
        self.tell_closing(connection, CloseReason::Overloaded, RETRY_AFTER_FLOOD);
        self.close(connection, CloseCode::POLICY);
        self.disconnect(connection, HowDisconnected::Broken, now);
    }

    fn tell_closing(&mut self, to: ConnectionId, reason: CloseReason, retry_after: Milliseconds) {
        let closing = ServerMessage::Closing {
            reason,
            retry_after,
        };
        self.tell(to, closing);
    }
}
