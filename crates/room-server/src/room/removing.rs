//! Removing people, and keeping them out.
//!
//! *Invariants*: whoever is kept out neither waits nor comes in again (T-060); a co-host reaches nobody above them, whatever
//! they share with whom they remove.

use super::RoomServer;
use crate::Effect;
use parley_domain::{ResumeHash, Visitor, doors::Ban};
use parley_protocol::{
    CloseCode, CloseReason, DisplayName, ErrorCode, KnockId, LeaveReason, ParticipantId, Timestamp,
    permissions::Action,
};

impl RoomServer {
    pub(super) fn remove(
        &mut self,
        from: ParticipantId,
        participant: ParticipantId,
        block: bool,
        now: Timestamp,
    ) {
        let Some(seat) = self.roster.lookup(participant).cloned() else {
            return;
        };
        self.send_out(participant, now);
        if block {
            let ban = self.ban(seat.visitor, seat.display_name, Some(seat.resume), now);
            for other in self.other_seats(from, &ban) {
                self.send_out(other, now);
            }
        }
    }

    /// The same person in other tabs, as far as `from` may remove them.
    fn other_seats(&self, from: ParticipantId, ban: &Ban) -> Vec<ParticipantId> {
        let is_covered = |other: &ParticipantId| {
            let seat = self.roster.lookup(*other);
            seat.is_some_and(|seat| ban.covers(&seat.visitor, None, Some(seat.resume)))
        };
        let mut others = self.roster.list_participants();
        others.retain(is_covered);
        others.retain(|other| self.authorize_on(from, Action::Remove, *other).is_ok());
        others
    }

    fn send_out(&mut self, participant: ParticipantId, now: Timestamp) {
        let connection = self.roster.connection(participant);
        self.give_up(participant, LeaveReason::Removed, now);
        if let Some(connection) = connection {
            self.send_away(connection, CloseReason::Removed, CloseCode::REMOVED);
        }
    }

    pub(super) fn deny(
        &mut self,
        knock: KnockId,
        block: bool,
        now: Timestamp,
    ) -> Result<(), ErrorCode> {
        let knock = self.admission.take(knock);
        let knock = knock.ok_or(ErrorCode::ParticipantNotFound)?;
        self.send_away(knock.connection, CloseReason::Denied, CloseCode::DENIED);
        if block {
            let hello = &knock.hello;
            let resume = hello.returning.as_ref().map(|seat| seat.resume);
            self.ban(hello.visitor, hello.display_name.clone(), resume, now);
        }
        self.tell_waiting();
        Ok(())
    }

    /// Keeps somebody out, also where they wait in another tab.
    fn ban(
        &mut self,
        visitor: Visitor,
        display_name: DisplayName,
        resume: Option<ResumeHash>,
        at: Timestamp,
    ) -> Ban {
        let ban = Ban {
            user: visitor.user,
            claim: visitor.claim,
            resume,
            display_name: display_name.without_number(),
            network: visitor.network,
            at,
        };
        self.effects
            .push_back(Effect::SaveBan(Box::new(ban.clone())));
        let mut knocks = self.admission.ids();
        knocks.retain(|id| {
            let hello = self.admission.hello(*id);
            hello.is_some_and(|hello| self.covers(&ban, hello))
        });
        for id in &knocks {
            if let Some(knock) = self.admission.take(*id) {
                self.send_away(knock.connection, CloseReason::Denied, CloseCode::DENIED);
            }
        }
        if !knocks.is_empty() {
            self.tell_waiting();
        }
        self.bans.push(ban.clone());
        ban
    }
}
