//! Removing people, and keeping them out.
//!
//! *Invariants*: whoever is kept out neither waits nor comes in again (T-060); a co-host reaches nobody above them, whatever
//! they share with whom they keep out: what would keep out both is left out of the ban; what was decided before the meeting
//! that goes on began is the owner's to undo alone.

use super::RoomServer;
use crate::{ConnectionId, Effect, Hello};
use parley_domain::{ResumeHash, Visitor, doors::Ban};
use parley_protocol::{
    BanId, CloseCode, CloseReason, DisplayName, ErrorCode, KnockId, LeaveReason, ParticipantId,
    Timestamp, permissions::Action,
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
            let ban = ban_of(seat.visitor, &seat.display_name, Some(seat.resume), now);
            for other in self.other_seats(from, &ban) {
                self.send_out(other, now);
            }
            self.keep_out(from, ban);
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
        from: ParticipantId,
        knock: KnockId,
        block: bool,
        now: Timestamp,
    ) -> Result<(), ErrorCode> {
        let knock = self.admission.take(knock);
        let knock = knock.ok_or(ErrorCode::ParticipantNotFound)?;
        if block {
            let hello = &knock.hello;
            let ban = ban_of(hello.visitor, &hello.display_name, None, now);
            self.shut_out(knock.connection, &ban);
            self.keep_out(from, ban);
        } else {
            self.send_away(knock.connection, CloseReason::Denied, CloseCode::DENIED);
        }
        self.tell_waiting();
        Ok(())
    }

    /// Sends somebody away from the door for good, with the words for who was inside or was not.
    fn shut_out(&mut self, connection: ConnectionId, ban: &Ban) {
        if ban.was_inside() {
            self.send_away(connection, CloseReason::Removed, CloseCode::REMOVED);
        } else {
            self.refuse(connection, None, ErrorCode::Blocked);
            self.close(connection, CloseCode::BLOCKED);
        }
    }

    /// Keeps somebody out, also where they wait in another tab.
    fn keep_out(&mut self, from: ParticipantId, mut ban: Ban) {
        for other in self.roster.list_participants() {
            let may_remove = self.authorize_on(from, Action::Remove, other).is_ok();
            if let Some(seat) = self.roster.lookup(other).filter(|_| !may_remove) {
                ban.spare(seat);
            }
        }
        self.save_ban(&ban);
        let mut knocks = self.admission.ids();
        knocks.retain(|id| {
            let hello = self.admission.hello(*id);
            hello.is_some_and(|hello| self.covers(&ban, hello))
        });
        for id in &knocks {
            if let Some(knock) = self.admission.take(*id) {
                self.shut_out(knock.connection, &ban);
            }
        }
        if !knocks.is_empty() {
            self.tell_waiting();
        }
        self.bans.add(ban);
        self.tell_kept_out();
    }

    /// Lets somebody back in: they come again as everybody does. Two hosts may do so at once.
    pub(super) fn readmit(&mut self, from: ParticipantId, ban: BanId) -> Result<(), ErrorCode> {
        let since = self.sees_bans_since(from);
        if let Some(ban) = self.bans.take(ban, since) {
            self.effects.push_back(Effect::RemoveBan(Box::new(ban)));
            self.tell_kept_out();
            return Ok(());
        }
        let is_done = self.bans.is_over(ban);
        is_done.then_some(()).ok_or(ErrorCode::ParticipantNotFound)
    }

    /// Since when those are kept out whom a host sees and may let back in: whoever only stands in for the owner undoes
    /// nothing of other days.
    pub(super) fn sees_bans_since(&self, participant: ParticipantId) -> Timestamp {
        let seat = self.roster.lookup(participant);
        let user = seat.and_then(|seat| seat.visitor.user);
        let meeting = &self.config.meeting;
        if meeting.owner.is_none() || meeting.is_owned_by(user) {
            Timestamp(0)
        } else {
            self.roster.started_at()
        }
    }

    /// Why somebody may not come in any more, when they may not: whoever was inside once was removed.
    pub(super) fn kept_out(&self, hello: &Hello) -> Option<(ErrorCode, CloseCode)> {
        let bans = self.bans.iter().filter(|ban| self.covers(ban, hello));
        Some(if bans.map(Ban::was_inside).max()? {
            (ErrorCode::Removed, CloseCode::REMOVED)
        } else {
            (ErrorCode::Blocked, CloseCode::BLOCKED)
        })
    }

    /// Whoever holds a seat goes by its secret: somebody else of the same network may have been removed who had the name
    /// that they typed.
    fn covers(&self, ban: &Ban, hello: &Hello) -> bool {
        let typed = (!self.holds_one(hello)).then_some(&hello.display_name);
        let resume = hello.returning.as_ref().map(|seat| seat.resume);
        ban.covers(&hello.visitor, typed, resume)
    }

    /// Learns of somebody who was not let in what their bans do not know: a seat that nobody had taken again after a
    /// restart has no browser or network. Once for each ban, and never what somebody in the meeting shares.
    pub(super) fn complete_bans(&mut self, visitor: &Visitor) {
        let seats = self.roster.list_participants().into_iter();
        let mut seats = seats.filter_map(|other| self.roster.lookup(other));
        let is_shared = seats.any(|seat| seat.visitor.claim == visitor.claim);
        let visitor = Visitor {
            claim: visitor.claim.filter(|_| !is_shared),
            ..*visitor
        };
        for learnt in self.bans.complete(&visitor) {
            self.save_ban(&learnt);
        }
    }

    fn save_ban(&mut self, ban: &Ban) {
        let ban = Box::new(ban.clone());
        self.effects.push_back(Effect::SaveBan(ban));
    }
}

fn ban_of(
    visitor: Visitor,
    display_name: &DisplayName,
    resume: Option<ResumeHash>,
    at: Timestamp,
) -> Ban {
    Ban {
        user: visitor.user,
        claim: visitor.claim,
        resume,
        display_name: display_name.without_number(),
        network: visitor.network,
        at,
    }
}
