//! Who comes in: the password, the lock, the waiting room, and who may not come back.

use super::RoomServer;
use crate::limiter::Limiter;
use crate::roster::Seated;
use crate::{ConnectionId, Effect, Hello};
use parley_protocol::{
    CloseCode, CloseReason, ErrorCode, KnockId, LobbyState, ParticipantId, ResumeToken, Role,
    ServerMessage, Timestamp,
};

/// What a door says to somebody.
enum Door {
    Open,
    Wait(LobbyState),
    Closed(ErrorCode, CloseCode),
}

impl RoomServer {
    pub(super) fn handle_hello(
        &mut self,
        connection: ConnectionId,
        hello: Box<Hello>,
        now: Timestamp,
    ) {
        let is_seated = self.roster.find_by_connection(connection).is_some();
        if is_seated || self.admission.find(connection).is_some() {
            return self.refuse(connection, None, ErrorCode::OutOfOrder);
        }
        match self.door(&hello) {
            Door::Open => self.seat(connection, &hello, now),
            Door::Wait(state) => self.wait(connection, hello, state, now),
            Door::Closed(code, close) => {
                self.refuse(connection, None, code);
                self.close(connection, close);
            }
        }
    }

    /// Whoever was there in this run comes back without being asked, unless they were removed.
    fn door(&self, hello: &Hello) -> Door {
        let resume = hello.returning.as_ref().map(|seat| seat.resume);
        if self.is_owner(hello) {
            return Door::Open;
        }
        let is_banned = |ban: &parley_domain::doors::Ban| {
            ban.covers(&hello.visitor, &hello.display_name, resume)
        };
        if self.bans.iter().any(is_banned) {
            return Door::Closed(ErrorCode::Removed, CloseCode::REMOVED);
        }
        let was_here = hello
            .returning
            .as_ref()
            .is_some_and(|seat| self.roster.len() > 0 && seat.run == self.roster.started_at());
        if was_here {
            return Door::Open;
        }
        let rules = self.config.meeting.rules;
        if let Some(code) = hello.door {
            Door::Closed(code, CloseCode::PASSWORD)
        } else if rules.locked {
            Door::Closed(ErrorCode::MeetingLocked, CloseCode::LOCKED)
        } else {
            self.lobby_state().map_or(Door::Open, Door::Wait)
        }
    }

    /// For what whoever comes now waits; `None` when they come in at once.
    fn lobby_state(&self) -> Option<LobbyState> {
        let rules = self.config.meeting.rules;
        if rules.host_first && self.roster.host().is_none() {
            Some(LobbyState::NotStarted)
        } else {
            rules.waiting_room.then_some(LobbyState::WaitingForHost)
        }
    }

    fn is_owner(&self, hello: &Hello) -> bool {
        self.config.meeting.is_owned_by(hello.visitor.user)
    }

    fn wait(
        &mut self,
        connection: ConnectionId,
        hello: Box<Hello>,
        state: LobbyState,
        now: Timestamp,
    ) {
        if self
            .admission
            .knock(connection, hello, state, now)
            .is_none()
        {
            self.refuse(connection, None, ErrorCode::MeetingFull);
            return self.close(connection, CloseCode::MEETING_FULL);
        }
        let limiter = Limiter::new(self.config.limiter, now);
        self.limiters.insert(connection, limiter);
        self.tell_lobby(connection, state);
        self.tell_waiting();
    }

    fn tell_lobby(&mut self, connection: ConnectionId, state: LobbyState) {
        let title = self.config.meeting.title.clone();
        self.tell(connection, ServerMessage::Lobby { title, state });
    }

    fn seat(&mut self, connection: ConnectionId, hello: &Hello, now: Timestamp) {
        let hello = &self.within_rules(hello);
        match self.roster.seat(connection, hello, now) {
            Seated::Full => {
                self.refuse(connection, None, ErrorCode::MeetingFull);
                self.close(connection, CloseCode::MEETING_FULL);
            }
            Seated::Joined { participant, new } => {
                self.give_back_to_owner(participant, hello);
                let token = new.then(|| hello.token.clone());
                self.welcome(connection, participant, token, now);
                if let Some(participant) = self.roster.view(participant) {
                    let id = participant.id;
                    self.tell_others(id, ServerMessage::ParticipantJoined { participant });
                }
            }
            Seated::Returned {
                participant,
                replaced,
                changed,
            } => {
                if let Some(replaced) = replaced {
                    self.send_away(replaced, CloseReason::Replaced, CloseCode::REPLACED);
                }
                let changed = self.give_back_to_owner(participant, hello) || changed;
                self.welcome(connection, participant, None, now);
                if changed {
                    self.tell_changed(participant);
                }
            }
        }
    }

    /// Whoever may not switch something on does not bring it along, nor back.
    fn within_rules(&self, hello: &Hello) -> Hello {
        let mut hello = hello.clone();
        let held = hello.returning.as_ref().map(|seat| seat.role);
        let role = match held {
            _ if self.is_owner(&hello) => Role::Host,
            Some(role) => role,
            None if hello.visitor.user.is_some() => Role::Participant,
            None => Role::Guest,
        };
        hello.media = self.allowed_media(role, hello.media);
        hello
    }

    /// An owner who comes is the host again; who was it meanwhile helps from now on.
    fn give_back_to_owner(&mut self, participant: ParticipantId, hello: &Hello) -> bool {
        if !self.is_owner(hello) {
            return false;
        }
        let host = self.roster.host();
        let hosts_already = host
            .and_then(|host| self.roster.lookup(host))
            .is_some_and(|seat| self.config.meeting.is_owned_by(seat.visitor.user));
        if hosts_already && host.is_some_and(|host| self.roster.connection(host).is_some()) {
            // The same person a second time.
            return host != Some(participant) && self.roster.set_role(participant, Role::CoHost);
        }
        self.make_host(participant);
        true
    }

    fn welcome(
        &mut self,
        connection: ConnectionId,
        you: ParticipantId,
        resume: Option<ResumeToken>,
        now: Timestamp,
    ) {
        let limiter = Limiter::new(self.config.limiter, now);
        self.limiters.insert(connection, limiter);
        self.save(you);
        let is_hosting = self.roster.role(you).is_some_and(Role::is_hosting);
        let snapshot = ServerMessage::Snapshot {
            you,
            resume,
            meeting: self.meeting_view(),
            participants: self.roster.list_views(),
            chat: self.chat.list_newest(),
            chat_has_more: self.chat.has_more(),
            waiting: if is_hosting {
                self.admission.views()
            } else {
                Vec::new()
            },
            ice_servers: self.config.ice_servers.clone(),
            now,
        };
        self.tell(connection, snapshot);
    }

    /// Lets somebody in who waits.
    pub(super) fn admit(&mut self, knock: KnockId, now: Timestamp) {
        if let Some(knock) = self.admission.take(knock) {
            self.seat(knock.connection, &knock.hello, now);
        }
    }

    /// Looks again at everybody who waits, after the rules or the host changed.
    pub(super) fn review_waiting(&mut self, now: Timestamp) {
        if self.admission.is_empty() {
            return;
        }
        let state = self.lobby_state();
        for id in self.admission.ids() {
            match state {
                None if !self.config.meeting.rules.locked => self.admit(id, now),
                None => {}
                Some(state) => {
                    if let Some(connection) = self.admission.set_state(id, state) {
                        self.tell_lobby(connection, state);
                    }
                }
            }
        }
        self.tell_waiting();
    }

    pub(super) fn send_away_who_waited_too_long(&mut self, now: Timestamp) {
        let expired = self.admission.expired(now);
        if expired.is_empty() {
            return;
        }
        for knock in expired {
            if let Some(knock) = self.admission.take(knock) {
                let reason = CloseReason::WaitedTooLong;
                self.send_away(knock.connection, reason, CloseCode::WAITED);
            }
        }
        self.tell_waiting();
    }

    pub(super) fn save(&mut self, participant: ParticipantId) {
        if let Some(seat) = self.roster.lookup(participant).cloned() {
            self.effects.push_back(Effect::SaveSeat(seat));
        }
    }
}
