//! What hosts do.
//!
//! *Invariants*: everything is asked of [`permissions`] against the roles and rules of this moment (T-061, T-062); what is
//! refused changes nothing; nothing here switches a microphone or camera on, or shares a screen (T-063).

use super::RoomServer;
use super::switching::{CAMERA, MICROPHONE};
use crate::Effect;
use parley_protocol::{
    ClientMessage, CloseCode, CloseReason, ErrorCode, KnockId, ParticipantId, ServerMessage,
    Timestamp,
    permissions::{Action, Target, is_allowed, is_allowed_on},
};

impl RoomServer {
    /// Does what a host, or somebody with a raised hand, says.
    #[expect(clippy::too_many_lines, reason = "one short arm for each message")]
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
                self.mute_all(may_unmute);
            }
            ClientMessage::AskToUnmute { participant, .. } => {
                self.authorize_on(from, Action::Ask, participant)?;
                self.give_leave(participant, MICROPHONE);
                self.tell_participant(participant, ServerMessage::AskedToUnmute {});
            }
            ClientMessage::AskToStartVideo { participant, .. } => {
                self.authorize_on(from, Action::Ask, participant)?;
                self.give_leave(participant, CAMERA);
                self.tell_participant(participant, ServerMessage::AskedToStartVideo {});
            }
            ClientMessage::StopVideo { participant, .. } => {
                self.authorize_on(from, Action::StopVideo, participant)?;
                self.stop_video(participant);
            }
            ClientMessage::StopSharing { participant, .. } => {
                self.authorize_on(from, Action::StopSharing, participant)?;
                self.stop_sharing(participant);
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
                self.deny(from, knock, block, now)?;
            }
            ClientMessage::Readmit { ban, .. } => {
                self.authorize(from, Action::Readmit)?;
                self.readmit(from, ban)?;
            }
            ClientMessage::SetRules { change, .. } => {
                self.authorize(from, Action::SetRules)?;
                self.change_rules(self.config.meeting.rules.with(change));
            }
            ClientMessage::Remove {
                participant, block, ..
            } => {
                self.authorize_on(from, Action::Remove, participant)?;
                self.remove(from, participant, block, now);
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
                self.hand_over(from, participant);
            }
            ClientMessage::End { .. } => {
                self.authorize(from, Action::End)?;
                self.end(now);
            }
            ClientMessage::Hello { .. }
            | ClientMessage::SetMedia { .. }
            | ClientMessage::Signal { .. }
            | ClientMessage::SendChat { .. }
            | ClientMessage::MediaOffer { .. }
            | ClientMessage::SetWishes { .. }
            | ClientMessage::DirectFailed { .. }
            | ClientMessage::Waited { .. }
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
    pub(super) fn authorize_on(
        &self,
        from: ParticipantId,
        action: Action,
        target: ParticipantId,
    ) -> Result<(), ErrorCode> {
        self.authorize(from, action)?;
        let role = self.roster.role(from).ok_or(ErrorCode::Forbidden)?;
        let seat = self.roster.lookup(target);
        let seat = seat.ok_or(ErrorCode::ParticipantNotFound)?;
        let upon = Target {
            role: seat.role,
            owner: self.config.meeting.is_owned_by(seat.visitor.user),
        };
        let rules = &self.config.meeting.rules;
        if from != target && is_allowed_on(action, role, upon, rules) {
            Ok(())
        } else {
            Err(ErrorCode::Forbidden)
        }
    }

    /// Whose hand it is hears of it too: a host may lower it at the same moment, and the last word is the server's.
    fn set_hand(&mut self, participant: ParticipantId, raised: bool, now: Timestamp) {
        if self.roster.set_hand(participant, raised, now) {
            self.tell_done(participant);
        }
    }

    fn lower_hands(
        &mut self,
        from: ParticipantId,
        participant: Option<ParticipantId>,
        now: Timestamp,
    ) -> Result<(), ErrorCode> {
        if let Some(participant) = participant {
            self.authorize_on(from, Action::LowerHand, participant)?;
            self.set_hand(participant, false, now);
            return Ok(());
        }
        self.authorize(from, Action::LowerHand)?;
        for participant in self.roster.raised_hands() {
            self.set_hand(participant, false, now);
        }
        Ok(())
    }

    fn spotlight(
        &mut self,
        from: ParticipantId,
        participant: Option<ParticipantId>,
    ) -> Result<(), ErrorCode> {
        self.authorize(from, Action::Spotlight)?;
        if let Some(participant) = participant.filter(|participant| *participant != from) {
            self.authorize_on(from, Action::Spotlight, participant)?;
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
        let mut refused = !knocks.is_empty();
        for knock in knocks {
            // Those for whom there is no seat wait on.
            if self.fits(knock) {
                self.admit(knock, now);
                refused = false;
            }
        }
        if refused {
            return Err(ErrorCode::MeetingFull);
        }
        self.tell_waiting();
        Ok(())
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
}
