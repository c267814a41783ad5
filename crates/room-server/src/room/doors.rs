//! Who comes in: the password, the lock, the waiting room, and who may not come back.

use super::RoomServer;
use crate::limiter::Limiter;
use crate::roster::Seated;
use crate::{ConnectionId, Effect, Hello};
use parley_domain::doors::Ban;
use parley_protocol::{
    CloseCode, CloseReason, ErrorCode, KnockId, LobbyState, MediaState, ParticipantId, ResumeToken,
    Role, ServerMessage, Timestamp,
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
        if self.is_owner(hello) {
            return Door::Open;
        }
        if self.bans.iter().any(|ban| self.covers(ban, hello)) {
            return Door::Closed(ErrorCode::Removed, CloseCode::REMOVED);
        }
        let was_here = hello
            .returning
            .as_ref()
            .is_some_and(|seat| self.roster.was_here(seat));
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

    /// Whoever holds a seat goes by its secret: somebody else of the same network may have been removed who had the name
    /// that they typed.
    pub(super) fn covers(&self, ban: &Ban, hello: &Hello) -> bool {
        let returning = hello.returning.as_ref();
        let holds_one =
            returning.is_some_and(|seat| self.roster.lookup(seat.participant).is_some());
        let typed = (!holds_one).then_some(&hello.display_name);
        ban.covers(&hello.visitor, typed, returning.map(|seat| seat.resume))
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

    fn wait(
        &mut self,
        connection: ConnectionId,
        hello: Box<Hello>,
        state: LobbyState,
        now: Timestamp,
    ) {
        if let Err(code) = self.admission.knock(connection, hello, state, now) {
            self.refuse(connection, None, code);
            let close = if code == ErrorCode::MeetingFull {
                CloseCode::MEETING_FULL
            } else {
                CloseCode::TRY_AGAIN_LATER
            };
            return self.close(connection, close);
        }
        let limiter = Limiter::new(self.config.limiter, now);
        self.limiters.insert(connection, limiter);
        self.tell_lobby(connection, state);
        self.tell_waiting();
    }

    pub(super) fn tell_lobby(&mut self, connection: ConnectionId, state: LobbyState) {
        let title = self.config.meeting.title.clone();
        self.tell(connection, ServerMessage::Lobby { title, state });
    }

    fn seat(&mut self, connection: ConnectionId, hello: &Hello, now: Timestamp) {
        let hello = &self.within_rules(hello);
        let comer = (hello, self.is_owner(hello));
        match self.roster.seat(connection, comer, now) {
            Seated::Full => {
                self.refuse(connection, None, ErrorCode::MeetingFull);
                self.close(connection, CloseCode::MEETING_FULL);
            }
            Seated::Joined { participant, new } => {
                let before = self.give_back_to_owner(participant, hello, true);
                let token = new.then(|| hello.token.clone());
                self.welcome(connection, participant, token, now);
                self.tell_demoted(before, participant);
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
                let role = self.roster.role(participant);
                let before = self.give_back_to_owner(participant, hello, false);
                let changed = changed || self.roster.role(participant) != role;
                self.welcome(connection, participant, None, now);
                self.tell_demoted(before, participant);
                if changed {
                    self.tell_changed(participant);
                }
            }
        }
    }

    /// Those who were there before the newcomer, whose snapshot says it.
    fn tell_demoted(&mut self, before: Option<ParticipantId>, newcomer: ParticipantId) {
        if let Some(participant) = before.and_then(|before| self.roster.view(before)) {
            self.tell_others(newcomer, ServerMessage::ParticipantChanged { participant });
        }
    }

    /// Whoever may not switch something on does not bring it along, nor back.
    fn within_rules(&self, hello: &Hello) -> Hello {
        let role = if self.is_owner(hello) {
            Role::Host
        } else {
            self.roster.role_of(hello)
        };
        let returning = hello.returning.as_ref();
        let leave = returning.map_or_else(MediaState::default, |seat| {
            self.roster.leave(seat.participant)
        });
        Hello {
            media: self.allowed_media(role, hello.media, leave),
            ..hello.clone()
        }
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

    /// Whether there is a seat for somebody who waits.
    pub(super) fn fits(&self, knock: KnockId) -> bool {
        let returning = self.admission.hello(knock);
        let returning = returning.and_then(|hello| hello.returning.as_ref());
        let holds_one =
            returning.is_some_and(|seat| self.roster.lookup(seat.participant).is_some());
        holds_one || self.roster.len() < self.config.capacity
    }

    /// Lets somebody in who waits.
    pub(super) fn admit(&mut self, knock: KnockId, now: Timestamp) {
        if let Some(knock) = self.admission.take(knock) {
            self.seat(knock.connection, &knock.hello, now);
        }
    }

    /// Looks again at everybody who waits: whether they come in now, or for what they wait.
    pub(super) fn review_waiting(&mut self, now: Timestamp) {
        if self.admission.is_empty() {
            return;
        }
        match self.lobby_state() {
            None if self.config.meeting.rules.locked => {}
            None => {
                for id in self.admission.ids() {
                    self.admit(id, now);
                }
                self.tell_waiting();
            }
            Some(state) => {
                for id in self.admission.ids() {
                    if let Some(connection) = self.admission.set_state(id, state) {
                        self.tell_lobby(connection, state);
                    }
                }
            }
        }
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
