//! A meeting with an owner, accounts and guests, and what its hosts do.

use crate::world::World;
use parley_domain::{
    Visitor,
    accounts::{SecretHash, UserId},
};
use parley_protocol::{MeetingRules, Role};
use parley_room_client::{Command, HostCommand, Input, RoomClient, RoomView};

impl World {
    /// Every second one has an account; in most meetings the first is the owner.
    pub(crate) fn open_meeting(&mut self) {
        for (number, person) in (0_u8..).zip(&mut self.people) {
            let has_account = number.is_multiple_of(2);
            person.visitor = Visitor {
                user: has_account.then(|| UserId(i64::from(number) + 1)),
                claim: (!has_account).then_some(SecretHash([number + 1; 32])),
                network: None,
            };
        }
        if self.random.percent(70) {
            self.server.owner = Some(UserId(1));
            self.server.rules = self.choose_rules();
        }
    }

    /// One of those who believe that they may does something that hosts do.
    pub(crate) fn host(&mut self) {
        let mut hosting = Vec::new();
        for (who, person) in self.people.iter().enumerate() {
            let view = person.client.as_ref().map(RoomClient::view);
            hosting.extend(view.filter(is_hosting).map(|view| (who, view)));
        }
        if hosting.is_empty() {
            return;
        }
        let (who, view) = &hosting[self.random.place(hosting.len())];
        if let Some(command) = self.choose_command(view) {
            self.feed(*who, Input::Command(Command::Host(command)));
        }
    }

    fn choose_command(&mut self, view: &RoomView) -> Option<HostCommand> {
        let participant = view.tiles[self.random.place(view.tiles.len())].participant;
        let some = self.random.percent(70).then_some(participant);
        let yes = self.random.percent(60);
        let knocks: Vec<_> = view.waiting.iter().map(|knock| knock.id).collect();
        let knock = (!knocks.is_empty()).then(|| knocks[self.random.place(knocks.len())]);
        let rules = self.choose_rules();
        #[rustfmt::skip]
        let command = match self.random.range(0, 31) {
            0 => HostCommand::Mute { participant },
            1 => HostCommand::MuteAll { may_unmute: yes },
            2 => HostCommand::AskToUnmute { participant },
            3 => HostCommand::StopVideo { participant },
            4 => HostCommand::AskToStartVideo { participant },
            5 => HostCommand::LowerHand { participant: some },
            6..=7 => HostCommand::Spotlight { participant: some },
            8..=11 => HostCommand::Admit { knock: None },
            12..=15 => HostCommand::Admit { knock: Some(knock?) },
            16..=17 => HostCommand::Deny { knock: knock?, block: !yes },
            18..=21 => HostCommand::SetRules { change: rules.into() },
            22..=23 => HostCommand::Remove { participant, block: !yes },
            24..=26 => HostCommand::SetCoHost { participant, co_host: yes },
            27..=28 => HostCommand::HandOver { participant },
            29 => HostCommand::StopSharing { participant },
            _ => HostCommand::End,
        };
        Some(command)
    }

    fn choose_rules(&mut self) -> MeetingRules {
        let random = &mut self.random;
        MeetingRules {
            waiting_room: random.percent(40),
            host_first: random.percent(25),
            locked: random.percent(15),
            may_unmute: random.percent(70),
            may_start_video: random.percent(70),
            may_share: random.percent(70),
            may_chat: random.percent(70),
        }
    }
}

fn is_hosting(view: &RoomView) -> bool {
    view.role.is_some_and(Role::is_hosting)
}
