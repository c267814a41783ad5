//! Who is the host, and what ends with the last who leaves.
//!
//! *Invariants*: nobody ever hears of two hosts at once; whoever may let people in is told so before they hear who waits.

use super::RoomServer;
use crate::{Effect, Hello};
use parley_protocol::{LeaveReason, MeetingRules, ParticipantId, Role, ServerMessage, Timestamp};

impl RoomServer {
    pub(super) fn is_owner(&self, hello: &Hello) -> bool {
        self.config.meeting.is_owned_by(hello.visitor.user)
    }

    pub(super) fn set_co_host(&mut self, participant: ParticipantId, co_host: bool) {
        let role = if co_host {
            Role::CoHost
        } else {
            self.roster.plain_role(participant)
        };
        if self.roster.set_role(participant, role) {
            self.save(participant);
            self.tell_done(participant);
            self.tell_door_to(participant);
            self.switch_off_what_is_not_allowed(participant);
        }
    }

    /// Whoever was signed out or suspended is gone at once, and neither hosts nor helps to when they come again.
    pub(super) fn sign_out(&mut self, participant: ParticipantId, now: Timestamp) {
        let role = self.roster.plain_role(participant);
        self.roster.set_role(participant, role);
        self.give_up(participant, LeaveReason::Left, now);
    }

    /// The owner who gives the meeting away does not have it back because their socket broke.
    pub(super) fn hand_over(&mut self, from: ParticipantId, to: ParticipantId) {
        let giver = self.roster.lookup(from).and_then(|seat| seat.visitor.user);
        self.given_away = self.config.meeting.is_owned_by(giver);
        self.make_host(to);
    }

    /// An owner who comes is the host again, and whoever was it helps from now on: that is who is returned. Nobody is
    /// told yet. `is_new`: they had no seat until now.
    pub(super) fn give_back_to_owner(
        &mut self,
        participant: ParticipantId,
        hello: &Hello,
        is_new: bool,
    ) -> Option<ParticipantId> {
        if !self.is_owner(hello) {
            return None;
        }
        self.given_away &= !is_new;
        let host = self.roster.host();
        if self.given_away || host == Some(participant) {
            return None;
        }
        let is_the_same_person = |host: ParticipantId| {
            let seat = self.roster.lookup(host);
            seat.is_some_and(|seat| self.config.meeting.is_owned_by(seat.visitor.user))
                && self.roster.connection(host).is_some()
        };
        if host.is_some_and(is_the_same_person) {
            self.roster.set_role(participant, Role::CoHost);
            return None;
        }
        self.crown(participant)
    }

    /// Makes somebody the host and tells everybody.
    fn make_host(&mut self, participant: ParticipantId) {
        if let Some(before) = self.crown(participant) {
            self.tell_done(before);
        }
        self.tell_done(participant);
        self.tell_door_to(participant);
    }

    /// Makes somebody the host; who was it helps from now on, and is returned.
    fn crown(&mut self, participant: ParticipantId) -> Option<ParticipantId> {
        let before = self.roster.host().filter(|before| *before != participant);
        if let Some(before) = before {
            self.roster.set_role(before, Role::CoHost);
            self.save(before);
        }
        if self.roster.set_role(participant, Role::Host) {
            self.save(participant);
        }
        before
    }

    /// Whoever may let people in now hears who waits and who is kept out, and who may not any more nothing.
    fn tell_door_to(&mut self, participant: ParticipantId) {
        let (waiting, kept_out) = self.seen_at_the_door(participant);
        self.tell_participant(participant, ServerMessage::Waiting { waiting });
        if !self.bans.is_empty() {
            self.tell_participant(participant, ServerMessage::KeptOut { kept_out });
        }
    }

    /// After every input: the run ends, somebody is the host, those who wait know for what or come in, and media go where
    /// they may.
    pub(super) fn settle(&mut self, now: Timestamp) {
        self.close_run();
        self.follow_host(now);
        self.review_waiting(now);
        // Whoever came in just now may be the only one who can.
        self.follow_host(now);
        self.follow_topology(None);
        self.follow_media();
        self.schedule_renewal(now);
    }

    /// Somebody is the host as soon as there is somebody who can be.
    fn follow_host(&mut self, now: Timestamp) {
        let due = self.roster.next_host();
        let due = due.filter(|(_, due)| due.is_none_or(|due| due <= now));
        if let Some((participant, _)) = due {
            self.given_away = false;
            self.make_host(participant);
        }
    }

    /// When the last has left: a lock ends with the run, and a meeting that nobody owns is open again, else nobody could
    /// ever let anybody in.
    pub(super) fn close_run(&mut self) {
        if self.roster.len() > 0 {
            return;
        }
        self.given_away = false;
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
        }
    }
}
