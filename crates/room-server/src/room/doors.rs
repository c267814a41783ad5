//! Who comes in: the password, the lock, the waiting room, and who may not come back.

use super::RoomServer;
use crate::limiter::Limiter;
use crate::roster::Seated;
use crate::{ConnectionId, Effect, Hello};
use parley_domain::Seat;
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
        mut hello: Box<Hello>,
        now: Timestamp,
    ) {
        let is_seated = self.roster.find_by_connection(connection).is_some();
        if is_seated || self.admission.find(connection).is_some() {
            return self.refuse(connection, None, ErrorCode::OutOfOrder);
        }
        let door = self.door(&hello);
        self.leave_what_is_not_theirs(&mut hello);
        match door {
            Door::Open => self.seat(connection, &hello, now),
            Door::Wait(state) => self.wait(connection, hello, state, now),
            Door::Closed(code, close) => {
                if matches!(code, ErrorCode::Removed | ErrorCode::Blocked) {
                    self.complete_bans(&hello.visitor);
                }
                self.refuse(connection, None, code);
                self.close(connection, close);
            }
        }
    }

    /// Whoever was there in this run comes back without being asked, unless they were removed. Every door is open to the
    /// owner but that of a meeting they cancelled.
    fn door(&self, hello: &Hello) -> Door {
        let was_here = hello
            .returning
            .as_ref()
            .is_some_and(|seat| self.is_theirs(seat, hello) && self.roster.was_here(seat));
        let cancelled = hello.door == Some(ErrorCode::MeetingCancelled);
        if self.is_owner(hello) && (was_here || !cancelled) {
            return Door::Open;
        }
        if let Some((code, close)) = self.kept_out(hello) {
            return Door::Closed(code, close);
        }
        if was_here || (!cancelled && self.roster.is_here(hello.visitor.user)) {
            return Door::Open;
        }
        let rules = self.config.meeting.rules;
        if cancelled {
            Door::Closed(ErrorCode::MeetingCancelled, CloseCode::CANCELLED)
        } else if let Some(code) = hello.door {
            Door::Closed(code, CloseCode::PASSWORD)
        } else if rules.locked {
            Door::Closed(ErrorCode::MeetingLocked, CloseCode::LOCKED)
        } else {
            self.lobby_state().map_or(Door::Open, Door::Wait)
        }
    }

    /// Whether they hold a seat at this moment.
    pub(super) fn holds_one(&self, hello: &Hello) -> bool {
        let returning = hello.returning.as_ref();
        let held = returning.and_then(|seat| self.roster.lookup(seat.participant));
        held.is_some_and(|seat| seat.is_of(&hello.visitor))
    }

    /// Whether a seat whose secret they have is theirs: whose it is may have changed since it was stored.
    fn is_theirs(&self, seat: &Seat, hello: &Hello) -> bool {
        let seat = self.roster.lookup(seat.participant).unwrap_or(seat);
        seat.is_of(&hello.visitor)
    }

    /// Whoever has the secret of somebody else's seat comes as if they had none (T-074).
    fn leave_what_is_not_theirs(&self, hello: &mut Hello) {
        let returning = hello.returning.take();
        hello.returning = returning.filter(|seat| self.is_theirs(seat, hello));
    }

    /// For what whoever comes now waits; `None` when they come in at once. A host who is away, or has not come back yet
    /// after a restart, is not there.
    fn lobby_state(&self) -> Option<LobbyState> {
        let rules = self.config.meeting.rules;
        let host_missing = rules.host_first && !self.roster.is_host_here();
        if !rules.waiting_room && !host_missing {
            None
        } else if !host_missing && !self.roster.hosting_connections().is_empty() {
            Some(LobbyState::WaitingForHost)
        } else if self.roster.len() == 0 {
            Some(LobbyState::NotStarted)
        } else {
            Some(LobbyState::HostAway)
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
        let comer = (hello, self.is_owner(hello));
        match self.roster.seat(connection, comer, now) {
            Seated::Full => {
                self.refuse(connection, None, ErrorCode::MeetingFull);
                self.close(connection, CloseCode::MEETING_FULL);
            }
            Seated::Joined { participant, new } => {
                let before = self.give_back_to_owner(participant, hello, true);
                self.judge_media(participant, now);
                let token = new.then(|| hello.token.clone());
                self.welcome(connection, participant, token, now);
                self.tell_media_so_far(connection, participant, hello.arrival);
                self.tell_demoted(before, participant);
                if let Some(participant) = self.roster.view(participant) {
                    let id = participant.id;
                    self.tell_others(id, ServerMessage::ParticipantJoined { participant });
                }
                self.follow_topology(Some(participant));
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
                let media_changed = self.judge_media(participant, now);
                let role_changed = self.roster.role(participant) != role;
                let changed = changed || media_changed || role_changed;
                self.welcome(connection, participant, None, now);
                self.tell_media_so_far(connection, participant, hello.arrival);
                self.tell_demoted(before, participant);
                if changed {
                    self.tell_changed(participant);
                }
                self.follow_topology(Some(participant));
            }
        }
    }

    /// Those who were there before the newcomer, whose snapshot says it.
    fn tell_demoted(&mut self, before: Option<ParticipantId>, newcomer: ParticipantId) {
        if let Some(participant) = before.and_then(|before| self.roster.view(before)) {
            self.tell_others(newcomer, ServerMessage::ParticipantChanged { participant });
        }
    }

    /// Whoever may not switch something on does not bring it along, nor back; by the role that they have, or have in a
    /// moment because there is no host. Whether something went off.
    fn judge_media(&mut self, participant: ParticipantId, now: Timestamp) -> bool {
        let Some(seat) = self.roster.lookup(participant) else {
            return false;
        };
        let next = self.roster.next_host();
        let is_next =
            next.is_some_and(|(next, due)| next == participant && due.is_none_or(|due| due <= now));
        let role = if is_next { Role::Host } else { seat.role };
        let leave = self.roster.leave(participant);
        let media = self.allowed_media(role, seat.media, leave);
        self.roster.limit_media(participant, media)
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
        let (waiting, kept_out) = self.seen_at_the_door(you);
        let snapshot = ServerMessage::Snapshot {
            you,
            resume,
            meeting: self.meeting_view(),
            participants: self.roster.list_views(),
            chat: self.chat.list_newest(),
            chat_has_more: self.chat.has_more(),
            waiting,
            kept_out,
            ice_servers: self.ice_servers_for(you, now),
            now,
        };
        self.tell(connection, snapshot);
    }

    /// Whether there is a seat for somebody who waits.
    pub(super) fn fits(&self, knock: KnockId) -> bool {
        let hello = self.admission.hello(knock);
        let holds_one = hello.is_some_and(|hello| self.holds_one(hello));
        holds_one || self.roster.len() < self.config.capacity
    }

    /// Lets somebody in who waits.
    pub(super) fn admit(&mut self, knock: KnockId, now: Timestamp) {
        if let Some(mut knock) = self.admission.take(knock) {
            self.leave_what_is_not_theirs(&mut knock.hello);
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

    /// The meeting was cancelled: nobody who waits will be let in. Those who are in it stay.
    pub(super) fn send_away_who_waits(&mut self) {
        for id in self.admission.ids() {
            if let Some(knock) = self.admission.take(id) {
                self.refuse(knock.connection, None, ErrorCode::MeetingCancelled);
                self.close(knock.connection, CloseCode::CANCELLED);
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
