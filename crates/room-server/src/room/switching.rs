//! What somebody sends: what they may switch on, and what is switched off for them.
//!
//! *Invariants*: what is switched on is allowed at that moment, by the role and the rules or by leave of a host; what is not
//! allowed any more goes off (T-063).

use super::RoomServer;
use crate::{Effect, roster::without};
use parley_protocol::{
    ErrorCode, MediaState, MeetingRules, ParticipantId, Role, ServerMessage,
    permissions::{Action, is_allowed},
};

pub(super) const MICROPHONE: MediaState = MediaState {
    microphone: true,
    camera: false,
    screen: false,
};
pub(super) const CAMERA: MediaState = MediaState {
    microphone: false,
    camera: true,
    screen: false,
};
const SCREEN: MediaState = MediaState {
    microphone: false,
    camera: false,
    screen: true,
};

impl RoomServer {
    /// Only switching on is asked for: what is on was allowed when it was switched on, and went off when it was not any more.
    pub(super) fn handle_media(
        &mut self,
        from: ParticipantId,
        media: MediaState,
    ) -> Result<(), ErrorCode> {
        let before = self.roster.lookup(from).map(|seat| seat.media);
        let before = before.ok_or(ErrorCode::Forbidden)?;
        let leave = self.roster.leave(from);
        if media.microphone && !before.microphone && !leave.microphone {
            self.authorize(from, Action::Unmute)?;
        }
        if media.camera && !before.camera && !leave.camera {
            self.authorize(from, Action::StartVideo)?;
        }
        if media.screen && !before.screen {
            self.authorize(from, Action::ShareScreen)?;
        }
        if let Some(seat) = self.roster.set_media(from, media) {
            let seat = seat.clone();
            self.effects.push_back(Effect::SaveSeat(seat));
            self.tell_changed(from);
        }
        Ok(())
    }

    /// What somebody sends, without what they may not switch on, by their role or by `leave` of a host; nobody is asked
    /// for their screen.
    pub(super) fn allowed_media(
        &self,
        role: Role,
        media: MediaState,
        leave: MediaState,
    ) -> MediaState {
        let rules = &self.config.meeting.rules;
        let (microphone, camera) = (
            leave.microphone || is_allowed(Action::Unmute, role, rules),
            leave.camera || is_allowed(Action::StartVideo, role, rules),
        );
        MediaState {
            microphone: media.microphone && microphone,
            camera: media.camera && camera,
            screen: media.screen && is_allowed(Action::ShareScreen, role, rules),
        }
    }

    /// Whoever is asked for what the rules forbid may do it, this once. What they may do anyway needs no leave, so that
    /// rules that forbid it later hold for them, too.
    pub(super) fn give_leave(&mut self, participant: ParticipantId, on: MediaState) {
        if let Some(role) = self.roster.role(participant) {
            let allowed = self.allowed_media(role, on, MediaState::default());
            self.roster.give_leave(participant, without(on, allowed));
        }
    }

    pub(super) fn mute(&mut self, participant: ParticipantId, all: bool) {
        self.switch_off(participant, MICROPHONE);
        self.tell_participant(participant, ServerMessage::Muted { all });
    }

    pub(super) fn mute_all(&mut self, may_unmute: bool) {
        let rules = self.config.meeting.rules;
        self.change_rules(MeetingRules {
            may_unmute,
            ..rules
        });
        for participant in self.roster.list_participants() {
            if !self.roster.role(participant).is_some_and(Role::is_hosting) {
                self.mute(participant, true);
            }
        }
    }

    pub(super) fn stop_video(&mut self, participant: ParticipantId) {
        self.switch_off(participant, CAMERA);
        self.tell_participant(participant, ServerMessage::VideoStopped {});
    }

    pub(super) fn stop_sharing(&mut self, participant: ParticipantId) {
        self.switch_off(participant, SCREEN);
        self.tell_participant(participant, ServerMessage::SharingStopped {});
    }

    fn switch_off(&mut self, participant: ParticipantId, off: MediaState) {
        if self.roster.switch_off(participant, off) {
            self.save(participant);
            self.tell_done(participant);
        }
    }

    pub(super) fn change_rules(&mut self, rules: MeetingRules) {
        let before = self.config.meeting.rules;
        if before == rules {
            return;
        }
        self.config.meeting.rules = rules;
        // Leave is for the rules of its time.
        self.roster.take_leave(MediaState {
            microphone: before.may_unmute != rules.may_unmute,
            camera: before.may_start_video != rules.may_start_video,
            screen: false,
        });
        self.effects.push_back(Effect::SaveRules(rules));
        self.tell_meeting();
        for participant in self.roster.list_participants() {
            self.switch_off_what_is_not_allowed(participant);
        }
    }

    /// So that a page that does not obey is not heard or seen on.
    pub(super) fn switch_off_what_is_not_allowed(&mut self, participant: ParticipantId) {
        let Some(seat) = self.roster.lookup(participant) else {
            return;
        };
        let (on, leave) = (seat.media, self.roster.leave(participant));
        let off = without(on, self.allowed_media(seat.role, on, leave));
        self.switch_off(participant, off);
    }
}
