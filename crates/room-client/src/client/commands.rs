//! What the room client does with what the person wants.

use super::RoomClient;
use crate::{Command, Effect, LeftReason, Phase, chat::Chat, roster::Roster};
use parley_protocol::{
    ClientMessage, DisplayName, MeetingPassword, Timestamp, permissions::Action,
};

impl RoomClient {
    pub(super) fn handle_command(&mut self, command: Command, now: Timestamp) {
        let left = matches!(self.phase, Phase::Left(_));
        match command {
            Command::Join {
                display_name,
                password,
            } => {
                if left || self.phase == Phase::Lobby {
                    self.join(display_name, password, now);
                    self.waits.begin(now);
                }
            }
            Command::Leave => self.leave(now),
            Command::ReturnToLobby if left => self.return_to_lobby(),
            Command::ReturnToLobby => {}
            Command::SendChat { id, text } => {
                let waiting = matches!(self.phase, Phase::Waiting(_));
                if let Some(chat) = self.chat.as_mut().filter(|_| !left && !waiting) {
                    chat.write(id, text);
                }
            }
            Command::SetReception(reception) => {
                self.wishes.set_reception(reception);
                self.negotiation.set_saves_data(reception.saves_data);
                self.out.push(Effect::StoreReception { reception });
            }
            Command::SetHidesAddress(hides) => {
                // The media router takes over what it can without a gap.
                let at_once = !self.roster.has_router();
                self.negotiation.set_hides_address(hides, at_once);
                self.out.push(Effect::StoreHidesAddress { hides });
            }
            Command::ReconnectNow => self.link.hurry(now, &mut self.out),
            Command::SetHand { .. } | Command::DismissAsk | Command::Host(_) => {
                if self.phase == Phase::InMeeting {
                    self.handle_hosting(command, now);
                }
            }
            Command::SetMicrophone { on: true } if !self.may(Action::Unmute) => {
                self.hosting.refuse();
            }
            Command::SetCamera { on: true } if !self.may(Action::StartVideo) => {
                self.hosting.refuse();
            }
            Command::ShareScreen if !self.may(Action::ShareScreen) => self.hosting.refuse(),
            Command::ShareScreen if self.phase != Phase::InMeeting => {}
            Command::StartPreview
            | Command::SetMicrophone { .. }
            | Command::SetCamera { .. }
            | Command::ChooseMicrophone { .. }
            | Command::ChooseCamera { .. }
            | Command::ShareScreen
            | Command::StopSharing
            | Command::RetryDevices => {
                if !left {
                    self.media.handle_command(&command, &mut self.out);
                }
            }
        }
    }

    fn may(&self, action: Action) -> bool {
        self.hosting.may(action, &self.roster)
    }

    fn handle_hosting(&mut self, command: Command, now: Timestamp) {
        if let Command::SetHand { raised } = command {
            self.hosting
                .set_hand(raised, &mut self.roster, now, &mut self.out);
        } else if let Command::Host(command) = command {
            self.hosting.command(command, &mut self.out);
        } else if command == Command::DismissAsk {
            self.hosting.dismiss();
        }
    }

    pub(super) fn join(
        &mut self,
        display_name: DisplayName,
        password: Option<MeetingPassword>,
        now: Timestamp,
    ) {
        // A seat that could not be given up yet is taken again: nobody sees the person twice.
        if let Some(farewell) = self.farewell.take() {
            self.seat.set_resume(Some(farewell.resume));
        }
        self.phase = Phase::Joining;
        self.roster = Roster::default();
        self.door.knock(password);
        self.chat = Some(Chat::new(display_name.clone()));
        self.seat.set_display_name(display_name);
        self.media.ensure(&mut self.out);
        self.link.start(now, &mut self.out);
    }

    /// With microphone and camera as they were wanted last. The password that was right is known still.
    fn return_to_lobby(&mut self) {
        self.phase = Phase::Lobby;
        self.roster = Roster::default();
        self.chat = None;
        self.media.ensure(&mut self.out);
    }

    fn leave(&mut self, now: Timestamp) {
        if matches!(
            self.phase,
            Phase::Joining | Phase::Waiting(_) | Phase::InMeeting
        ) {
            self.out.send(|_| ClientMessage::Leave {});
            self.farewell = self.farewell_needed(now);
            self.seat.forget(&mut self.out);
            if self.farewell.is_some() {
                self.let_go(LeftReason::Left, now);
                self.link.handle_resumed(now, &mut self.out);
            } else {
                self.end(LeftReason::Left, now);
            }
        } else if self.phase == Phase::Lobby {
            self.end(LeftReason::Left, now);
        }
    }
}
