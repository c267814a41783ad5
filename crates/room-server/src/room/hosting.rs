//! What hosts do, and who is the host.
//!
//! *Invariants*: everything is asked of [`permissions`] against the roles and rules of this moment (T-061, T-062); what is
//! refused changes nothing; nothing here switches a microphone or camera on (T-063).

use super::RoomServer;
use crate::Effect;
use parley_domain::{ResumeHash, Visitor, doors::Ban};
use parley_protocol::{
    ClientMessage, CloseCode, CloseReason, DisplayName, ErrorCode, KnockId, LeaveReason,
    MediaState, MeetingRules, ParticipantId, Role, ServerMessage, Timestamp,
    permissions::{Action, is_allowed, is_allowed_on},
};

impl RoomServer {
    /// Does what a host, or somebody with a raised hand, says.
    pub(super) fn handle_order(
        &mut self,
        from: ParticipantId,
        message: ClientMessage,
        now: Timestamp,
    ) -> Result<(), ErrorCode> {
        match message {
            ClientMessage::SetHand { raised, .. } => {
                self.authorize(from, Action::RaiseHand)?;
                self.set_hand(from, raised, now);
            }
            ClientMessage::Mute { participant, .. } => {
                self.authorize_on(from, Action::Mute, participant)?;
                self.mute(participant, false);
            }
            ClientMessage::MuteAll { may_unmute, .. } => {
                self.authorize(from, Action::MuteAll)?;
                self.mute_all(may_unmute, now);
            }
            ClientMessage::AskToUnmute { participant, .. } => {
                self.authorize_on(from, Action::Ask, participant)?;
                self.tell_participant(participant, ServerMessage::AskedToUnmute {});
            }
            ClientMessage::AskToStartVideo { participant, .. } => {
                self.authorize_on(from, Action::Ask, participant)?;
                self.tell_participant(participant, ServerMessage::AskedToStartVideo {});
            }
            ClientMessage::StopVideo { participant, .. } => {
                self.authorize_on(from, Action::StopVideo, participant)?;
                self.stop_video(participant);
            }
            ClientMessage::LowerHand { participant, .. } => {
                self.lower_hands(from, participant, now)?;
            }
            ClientMessage::Spotlight { participant, .. } => self.spotlight(from, participant)?,
            ClientMessage::Admit { knock, .. } => {
                self.authorize(from, Action::Admit)?;
                self.admit_some(knock, now)?;
            }
            ClientMessage::Deny { knock, block, .. } => {
                self.authorize(from, Action::Admit)?;
                self.deny(knock, block, now)?;
            }
            ClientMessage::SetRules { rules, .. } => {
                self.authorize(from, Action::SetRules)?;
                self.change_rules(rules, now);
            }
            ClientMessage::Remove {
                participant, block, ..
            } => {
                self.authorize_on(from, Action::Remove, participant)?;
                self.remove(participant, block, now);
            }
            ClientMessage::SetCoHost {
                participant,
                co_host,
                ..
            } => {
                self.authorize_on(from, Action::SetCoHost, participant)?;
                self.set_co_host(participant, co_host);
            }
            ClientMessage::HandOver { participant, .. } => {
                self.authorize_on(from, Action::HandOver, participant)?;
                self.make_host(participant);
                self.tell_done(participant);
            }
            ClientMessage::End { .. } => {
                self.authorize(from, Action::End)?;
                self.end(now);
            }
            ClientMessage::Hello { .. }
            | ClientMessage::SetMedia { .. }
            | ClientMessage::Signal { .. }
            | ClientMessage::SendChat { .. }
            | ClientMessage::Leave {}
            | ClientMessage::Ping { .. } => return Err(ErrorCode::BadMessage),
        }
        Ok(())
    }

    pub(super) fn authorize(&self, from: ParticipantId, action: Action) -> Result<(), ErrorCode> {
        let role = self.roster.role(from).ok_or(ErrorCode::Forbidden)?;
        if is_allowed(action, role, &self.config.meeting.rules) {
            Ok(())
        } else {
            Err(ErrorCode::Forbidden)
        }
    }

    /// Nobody acts upon themselves: for that there are other messages.
    fn authorize_on(
        &self,
        from: ParticipantId,
        action: Action,
        target: ParticipantId,
    ) -> Result<(), ErrorCode> {
        self.authorize(from, action)?;
        let role = self.roster.role(from).ok_or(ErrorCode::Forbidden)?;
        let target_role = self.roster.role(target);
        let target_role = target_role.ok_or(ErrorCode::ParticipantNotFound)?;
        let rules = &self.config.meeting.rules;
        if from != target && is_allowed_on(action, role, target_role, rules) {
            Ok(())
        } else {
            Err(ErrorCode::Forbidden)
        }
    }

    /// What somebody sends, without what they may not switch on.
    pub(super) fn allowed_media(&self, role: Role, media: MediaState) -> MediaState {
        let rules = &self.config.meeting.rules;
        MediaState {
            microphone: media.microphone && is_allowed(Action::Unmute, role, rules),
            camera: media.camera && is_allowed(Action::StartVideo, role, rules),
        }
    }

    fn set_hand(&mut self, participant: ParticipantId, raised: bool, now: Timestamp) {
        if self.roster.set_hand(participant, raised, now) {
            self.tell_done(participant);
        }
    }

    fn mute(&mut self, participant: ParticipantId, all: bool) {
        let Some(seat) = self.roster.lookup(participant) else {
            return;
        };
        let media = MediaState {
            microphone: false,
            ..seat.media
        };
        if self.roster.set_media(participant, media).is_some() {
            self.save(participant);
            self.tell_done(participant);
        }
        self.tell_participant(participant, ServerMessage::Muted { all });
    }

    fn mute_all(&mut self, may_unmute: bool, now: Timestamp) {
        let rules = self.config.meeting.rules;
        self.change_rules(
            MeetingRules {
                may_unmute,
                ..rules
            },
            now,
        );
        for participant in self.roster.list_participants() {
            if !self.roster.role(participant).is_some_and(Role::is_hosting) {
                self.mute(participant, true);
            }
        }
    }

    fn stop_video(&mut self, participant: ParticipantId) {
        let Some(seat) = self.roster.lookup(participant) else {
            return;
        };
        let media = MediaState {
            camera: false,
            ..seat.media
        };
        if self.roster.set_media(participant, media).is_some() {
            self.save(participant);
            self.tell_done(participant);
        }
        self.tell_participant(participant, ServerMessage::VideoStopped {});
    }

    fn lower_hands(
        &mut self,
        from: ParticipantId,
        participant: Option<ParticipantId>,
        now: Timestamp,
    ) -> Result<(), ErrorCode> {
        match participant {
            Some(participant) => {
                self.authorize_on(from, Action::LowerHand, participant)?;
                self.set_hand(participant, false, now);
            }
            None => {
                self.authorize(from, Action::LowerHand)?;
                for participant in self.roster.raised_hands() {
                    self.set_hand(participant, false, now);
                }
            }
        }
        Ok(())
    }

    fn spotlight(
        &mut self,
        from: ParticipantId,
        participant: Option<ParticipantId>,
    ) -> Result<(), ErrorCode> {
        self.authorize(from, Action::Spotlight)?;
        let known = participant.is_none_or(|participant| self.roster.lookup(participant).is_some());
        if !known {
            return Err(ErrorCode::ParticipantNotFound);
        }
        if self.spotlight != participant {
            self.spotlight = participant;
            self.tell_meeting();
        }
        Ok(())
    }

    fn admit_some(&mut self, knock: Option<KnockId>, now: Timestamp) -> Result<(), ErrorCode> {
        let all = self.admission.ids();
        let knocks = match knock {
            Some(knock) if all.contains(&knock) => vec![knock],
            Some(_) => return Err(ErrorCode::ParticipantNotFound),
            None => all,
        };
        for knock in knocks {
            self.admit(knock, now);
        }
        self.tell_waiting();
        Ok(())
    }

    fn deny(&mut self, knock: KnockId, block: bool, now: Timestamp) -> Result<(), ErrorCode> {
        let knock = self.admission.take(knock);
        let knock = knock.ok_or(ErrorCode::ParticipantNotFound)?;
        if block {
            let hello = &knock.hello;
            let resume = hello.returning.as_ref().map(|seat| seat.resume);
            self.ban(hello.visitor, hello.display_name.clone(), resume, now);
        }
        self.send_away(knock.connection, CloseReason::Denied, CloseCode::DENIED);
        self.tell_waiting();
        Ok(())
    }

    pub(super) fn change_rules(&mut self, rules: MeetingRules, now: Timestamp) {
        if self.config.meeting.rules == rules {
            return;
        }
        self.config.meeting.rules = rules;
        self.effects.push_back(Effect::SaveRules(rules));
        self.tell_meeting();
        self.review_waiting(now);
    }

    fn remove(&mut self, participant: ParticipantId, block: bool, now: Timestamp) {
        let Some(seat) = self.roster.lookup(participant).cloned() else {
            return;
        };
        if block {
            self.ban(seat.visitor, seat.display_name, Some(seat.resume), now);
        }
        let connection = self.roster.connection(participant);
        self.give_up(participant, LeaveReason::Removed, now);
        if let Some(connection) = connection {
            self.send_away(connection, CloseReason::Removed, CloseCode::REMOVED);
        }
    }

    fn ban(
        &mut self,
        visitor: Visitor,
        display_name: DisplayName,
        resume: Option<ResumeHash>,
        at: Timestamp,
    ) {
        let ban = Ban {
            user: visitor.user,
            claim: visitor.claim,
            resume,
            display_name,
            network: visitor.network,
            at,
        };
        self.effects
            .push_back(Effect::SaveBan(Box::new(ban.clone())));
        self.bans.push(ban);
    }

    fn set_co_host(&mut self, participant: ParticipantId, co_host: bool) {
        let role = if co_host {
            Role::CoHost
        } else {
            self.roster.plain_role(participant)
        };
        if self.roster.set_role(participant, role) {
            self.save(participant);
            self.tell_done(participant);
            self.tell_waiting_to(participant);
        }
    }

    /// Makes somebody the host; who was it helps from now on. The new host is told by the caller.
    pub(super) fn make_host(&mut self, participant: ParticipantId) {
        if let Some(before) = self.roster.host().filter(|before| *before != participant) {
            self.roster.set_role(before, Role::CoHost);
            self.save(before);
            self.tell_done(before);
        }
        if self.roster.set_role(participant, Role::Host) {
            self.save(participant);
            self.tell_waiting_to(participant);
        }
    }

    /// Whoever may let people in now hears who waits, and who may not any more nothing.
    fn tell_waiting_to(&mut self, participant: ParticipantId) {
        let is_hosting = self.roster.role(participant).is_some_and(Role::is_hosting);
        let waiting = if is_hosting {
            self.admission.views()
        } else {
            Vec::new()
        };
        self.tell_participant(participant, ServerMessage::Waiting { waiting });
    }

    /// Somebody is the host as soon as there is somebody who can be.
    pub(super) fn follow_host(&mut self, now: Timestamp) {
        let due = self.roster.next_host();
        let due = due.filter(|(_, due)| due.is_none_or(|due| due <= now));
        if let Some((participant, _)) = due {
            self.make_host(participant);
            self.tell_done(participant);
            self.review_waiting(now);
        }
    }

    /// Ends the meeting for everybody, for those who wait too.
    pub(super) fn end(&mut self, now: Timestamp) {
        let mut connections = self.roster.list_connections();
        for participant in self.roster.list_participants() {
            if let Some(seat) = self.roster.give_up(participant, now) {
                self.effects.push_back(Effect::SaveSeat(seat));
            }
        }
        let waiting = self.admission.ids().into_iter();
        connections.extend(waiting.filter_map(|id| Some(self.admission.take(id)?.connection)));
        for connection in connections {
            self.send_away(connection, CloseReason::Ended, CloseCode::ENDED);
        }
        self.spotlight = None;
    }

    /// When the last has left: a lock ends with the run, and a meeting that nobody owns is open again, else nobody could
    /// ever let anybody in.
    pub(super) fn close_run(&mut self, now: Timestamp) {
        if self.roster.len() > 0 {
            return;
        }
        let before = self.config.meeting.rules;
        let mut rules = MeetingRules {
            locked: false,
            ..before
        };
        if self.config.meeting.owner.is_none() {
            rules = MeetingRules::default();
        }
        if rules != before {
            self.config.meeting.rules = rules;
            self.effects.push_back(Effect::SaveRules(rules));
            self.review_waiting(now);
        }
    }
}
