//! What happens in a run: people come, go, write, and everything breaks now and then; then the faults stop.

use crate::{
    check,
    event::Event,
    person::{Device, Person},
    world::World,
};
use parley_protocol::{
    ChatMessageId, ChatText, CloseReason, DisplayName, Milliseconds, ServerMessage,
};
use parley_room_client::{Command, Input};
use parley_room_server::{ConnectionId, HowDisconnected};
use std::collections::BTreeSet;

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    Join(usize),
    Leave(usize),
    Reload(usize),
    Load(usize),
    Write(usize),
    BreakSocket(usize),
    HalfOpen(usize),
    RestartServer,
    Microphone(usize),
    Camera(usize),
    Screen(usize),
    Unplug(usize),
    BreakPath,
    Wake(usize),
    Host,
    Hand(usize),
}

/// Runs one seed to its end and tells how many things happened in it.
///
/// # Panics
/// When a rule is broken.
pub fn run(seed: u64) -> u64 {
    play(&mut World::new(seed))
}

/// Runs one seed with hosts, accounts and guests to its end and tells which of [`crate::CANARIES`] those heard who were
/// in.
///
/// # Panics
/// When a rule is broken.
pub fn run_hosted(seed: u64) -> BTreeSet<&'static str> {
    let mut world = World::new(seed);
    world.hosted = true;
    play(&mut world);
    world.watch.heard
}

pub(crate) fn play(world: &mut World) -> u64 {
    let count = if world.random.percent(10) {
        world.random.range(6, 9)
    } else {
        world.random.range(2, 6)
    };
    let length = world.random.range(10_000, 45_000);
    for _ in 0..count {
        world.people.push(Person::default());
    }
    if world.hosted {
        world.open_meeting();
    }
    for who in 0..world.people.len() {
        world.load(who);
        let window = if world.random.percent(50) {
            300
        } else {
            length
        };
        world.soon(0, window, Event::Act(Act::Join(who)));
    }
    let acts = if world.hosted { 60 } else { 25 };
    for _ in 0..world.random.range(3, acts) {
        let act = world.choose_act();
        world.soon(0, length, Event::Act(act));
    }
    world.run(Milliseconds(length));
    world.faults = false;
    world.run(Milliseconds(130_000));
    for who in 0..world.people.len() {
        world.feed(who, Input::Command(Command::RetryDevices));
        world.show_tiles(who);
    }
    world.run(Milliseconds(20_000));
    check::quiet(world);
    check::hosts(world);
    for who in 0..world.people.len() {
        world.feed(who, Input::Command(Command::Leave));
    }
    world.run(Milliseconds(90_000));
    check::empty(world);
    world.happened()
}

impl World {
    fn choose_act(&mut self) -> Act {
        let who = self.random.place(self.people.len());
        if self.hosted && self.random.percent(60) {
            return match self.random.range(0, 10) {
                0..=2 => Act::Join(who),
                3 => Act::Hand(who),
                _ => Act::Host,
            };
        }
        match self.random.range(0, 43) {
            0..=1 => Act::Leave(who),
            2..=6 => Act::Reload(who),
            7..=16 => Act::Write(who),
            17..=21 => Act::BreakSocket(who),
            22..=23 => Act::HalfOpen(who),
            24..=26 => Act::RestartServer,
            27..=29 => Act::Microphone(who),
            30..=32 => Act::Camera(who),
            33..=34 => Act::Unplug(who),
            35..=38 => Act::BreakPath,
            39..=41 => Act::Screen(who),
            _ => Act::Wake(who),
        }
    }

    pub(crate) fn load(&mut self, who: usize) {
        let seed = self.random.next();
        self.people[who].load(seed, self.now);
        self.feed(who, Input::Command(Command::StartPreview));
    }

    pub(crate) fn act(&mut self, act: Act) {
        match act {
            Act::Join(who) => {
                let display_name = DisplayName::new(&format!("canary-name {}", who % 3));
                let display_name = display_name.expect("it is a name");
                let password = None;
                self.feed(
                    who,
                    Input::Command(Command::Join {
                        display_name,
                        password,
                    }),
                );
            }
            Act::Leave(who) => self.feed(who, Input::Command(Command::Leave)),
            Act::Reload(who) => self.unload(who),
            Act::Load(who) => self.load(who),
            Act::Write(who) => self.write(who),
            Act::BreakSocket(who) => self.break_sockets(who, 500),
            Act::HalfOpen(who) => self.break_sockets(who, 40_000),
            Act::RestartServer => self.restart_server(),
            Act::Microphone(who) => {
                let on = self.random.percent(50);
                self.feed(who, Input::Command(Command::SetMicrophone { on }));
                self.show_tiles(who);
            }
            Act::Camera(who) => {
                let on = self.random.percent(50);
                self.feed(who, Input::Command(Command::SetCamera { on }));
            }
            Act::Screen(who) => self.share(who),
            Act::Unplug(who) => self.unplug(who),
            Act::BreakPath => {
                let routed = self.list_routed();
                let pairs = self.list_pairs();
                if !routed.is_empty() && self.random.percent(50) {
                    let side = routed[self.random.place(routed.len())];
                    self.break_side(side);
                } else if !pairs.is_empty() {
                    let (a, b) = pairs[self.random.place(pairs.len())];
                    self.break_side(a);
                    self.break_side(b);
                }
            }
            Act::Wake(who) => {
                self.feed(who, Input::Resumed);
                self.show_tiles(who);
            }
            Act::Host => self.host(),
            Act::Hand(who) => {
                let raised = self.random.percent(60);
                self.feed(who, Input::Command(Command::SetHand { raised }));
            }
        }
    }

    fn share(&mut self, who: usize) {
        let command = if self.random.percent(60) {
            Command::ShareScreen
        } else {
            Command::StopSharing
        };
        self.feed(who, Input::Command(command));
    }

    /// A microphone is pulled out, or what was shared is gone.
    fn unplug(&mut self, who: usize) {
        let devices = [Device::Microphone, Device::Screen];
        let device = devices[self.random.place(2)];
        if let Some(acquire) = self.people[who].slot(device).running.take() {
            self.feed(who, Input::DeviceEnded { acquire });
        }
    }

    fn write(&mut self, who: usize) {
        let number = self.number();
        let id = ChatMessageId::try_from(format!("message-{number:010}"));
        let id = id.expect("it is plain");
        let text = ChatText::new(&format!("canary-chat {number}")).expect("it is text");
        let client = self.people[who].client.as_ref();
        if client.is_some_and(|client| client.view().me.is_some()) {
            self.people[who].written.insert(id.clone());
            self.feed(who, Input::Command(Command::SendChat { id, text }));
        }
    }

    fn list_wires(&self, who: usize) -> Vec<ConnectionId> {
        let wires = self.wires.iter();
        let own = wires.filter(|(_, wire)| wire.alive && wire.page == self.page(who));
        own.map(|(connection, _)| *connection).collect()
    }

    /// Both ends notice by themselves, at different times.
    fn break_sockets(&mut self, who: usize, noticed: u64) {
        for connection in self.list_wires(who) {
            self.cut(connection);
            let how = HowDisconnected::Broken;
            self.soon(1, noticed, Event::ClientHearsEnd(connection));
            self.soon(1, 30_000, Event::ServerHearsEnd(connection, how));
        }
    }

    fn cut(&mut self, connection: ConnectionId) {
        if let Some(wire) = self.wires.get_mut(&connection) {
            wire.alive = false;
        }
    }

    /// The page goes away; it is loaded again soon.
    fn unload(&mut self, who: usize) {
        if self.people[who].client.is_none() {
            return;
        }
        let crash = self.random.percent(20);
        for connection in self.list_wires(who) {
            self.cut(connection);
            let (how, noticed) = if crash {
                (HowDisconnected::Broken, 30_000)
            } else {
                (HowDisconnected::PageClosed, 100)
            };
            self.soon(1, noticed, Event::ServerHearsEnd(connection, how));
        }
        let peers = std::mem::take(&mut self.people[who].peers);
        self.people[who].unload();
        for peer in peers.values() {
            self.lose_session(peer.session);
        }
        self.soon(100, 15_000, Event::Act(Act::Load(who)));
    }

    /// The process ends, with or without a word, and comes back on what is stored.
    fn restart_server(&mut self) {
        if self.server.down {
            return;
        }
        let polite = self.random.percent(50);
        let connections = self.wires.iter().filter(|(_, wire)| wire.alive);
        let connections: Vec<_> = connections.map(|(connection, _)| *connection).collect();
        for connection in connections {
            if polite {
                let message = ServerMessage::Closing {
                    reason: CloseReason::Restart,
                    retry_after: Milliseconds(self.random.range(0, 5_000)),
                };
                self.send_down(connection, Event::ToClient(connection, message));
            } else {
                self.cut(connection);
            }
            self.send_down(connection, Event::ClientHearsEnd(connection));
        }
        self.lose_router();
        self.server.stop();
        self.soon(50, 4_000, Event::ServerStarts);
    }
}
