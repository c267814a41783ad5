//! Time and the network.
//!
//! *Invariants*: in one socket order holds in both directions; what is on the way when a socket breaks is lost.

use crate::{event::Event, person::Person, random::Random, server::Server, watch::Watch};
use parley_protocol::{ClientMessage, Milliseconds, Timestamp};
use parley_room_client::{Input, SocketEnd, SocketId};
use parley_room_server::{ConnectionId, Effect as ServerEffect, Input as ServerInput, RoomServer};
use std::collections::BTreeMap;

/// Somebody's page load.
pub(crate) type Page = (usize, u32);

#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) page: Page,
    pub(crate) socket: SocketId,
    pub(crate) alive: bool,
    greeted: bool,
    /// The server let them in.
    pub(crate) is_in: bool,
    up: Timestamp,
    down: Timestamp,
}

/// Everything.
pub(crate) struct World {
    pub(crate) now: Timestamp,
    pub(crate) random: Random,
    pub(crate) faults: bool,
    /// Whether hosts run the meeting.
    pub(crate) hosted: bool,
    pub(crate) server: Server,
    pub(crate) people: Vec<Person>,
    pub(crate) wires: BTreeMap<ConnectionId, Wire>,
    pub(crate) watch: Watch,
    events: BTreeMap<(Timestamp, u64), Event>,
    last: u64,
    last_number: u32,
}

impl Wire {
    pub(crate) fn new(page: Page, socket: SocketId, now: Timestamp) -> Self {
        Self {
            page,
            socket,
            alive: true,
            greeted: false,
            is_in: false,
            up: now,
            down: now,
        }
    }
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            now: Timestamp(1_000_000),
            random: Random::new(seed),
            faults: true,
            hosted: false,
            server: Server::new(),
            people: Vec::new(),
            wires: BTreeMap::new(),
            watch: Watch::default(),
            events: BTreeMap::new(),
            last: 0,
            last_number: 0,
        }
    }

    pub(crate) fn number(&mut self) -> u32 {
        self.last_number += 1;
        self.last_number
    }

    pub(crate) fn at(&mut self, time: Timestamp, event: Event) {
        self.last += 1;
        self.events.insert((time, self.last), event);
    }

    /// How many events there were.
    pub(crate) fn happened(&self) -> u64 {
        self.last
    }

    /// After a random time.
    pub(crate) fn soon(&mut self, low: u64, high: u64, event: Event) {
        let time = self.now + Milliseconds(self.random.range(low, high));
        self.at(time, event);
    }

    /// Lets time run.
    pub(crate) fn run(&mut self, length: Milliseconds) {
        let end = self.now + length;
        let mut at_once = 0;
        loop {
            let event = self.events.keys().next().map(|(time, _)| *time);
            let server = self.server.room.as_ref().and_then(RoomServer::poll_timeout);
            let people = self.people.iter().filter_map(Person::timeout).min();
            let Some(next) = [event, server, people].into_iter().flatten().min() else {
                break;
            };
            if next > end {
                break;
            }
            at_once = if next > self.now { 0 } else { at_once + 1 };
            assert!(at_once < 10_000, "time stands still at {:?}", self.now);
            self.now = self.now.max(next);
            if event == Some(next) {
                let (_, event) = self.events.pop_first().expect("it was just seen");
                self.happen(event);
            } else if server == Some(next) {
                self.feed_server(ServerInput::Tick);
            } else {
                let due = self.people.iter().position(|p| p.timeout() == Some(next));
                self.feed(due.expect("one of them is due"), Input::Tick);
            }
        }
        self.now = end;
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Dial(connection) => self.dial(connection),
            Event::ToServer(connection, message) => self.deliver_up(connection, message),
            Event::ToClient(connection, message) => {
                if let Some(wire) = self.wires.get(&connection).filter(|wire| wire.alive) {
                    let (page, socket) = (wire.page, wire.socket);
                    self.feed_page(page, Input::SocketMessage { socket, message });
                }
            }
            Event::ClientHearsEnd(connection) => {
                if let Some(wire) = self.wires.get_mut(&connection) {
                    wire.alive = false;
                    let (page, socket, end) = (wire.page, wire.socket, SocketEnd::Lost);
                    self.feed_page(page, Input::SocketClosed { socket, end });
                }
            }
            Event::ServerHearsEnd(connection, how) => {
                if let Some(wire) = self.wires.get_mut(&connection) {
                    wire.alive = false;
                    self.feed_server(ServerInput::Disconnected { connection, how });
                }
            }
            Event::Stored(epoch, input) => {
                if epoch == self.server.epoch {
                    self.feed_server(input);
                }
            }
            Event::ServerStarts => {
                self.server.down = false;
                if self.server.held().next().is_some() {
                    self.server.open(self.now);
                    self.assert_somebody_hosts();
                }
            }
            Event::Page(page, input) => self.feed_page(page, input),
            Event::StepDone(page, peer, operation, step) => {
                self.step_done(page, peer, operation, step);
            }
            Event::PeerState(page, peer, tried, state) => {
                self.set_peer_state(page, peer, tried, state);
            }
            Event::IceGivesUp(page, peer, pair) => self.give_up(page, peer, pair),
            Event::Device(page, device, acquire, works) => {
                self.device_answers(page, device, acquire, works);
            }
            Event::Act(act) => self.act(act),
        }
    }

    fn dial(&mut self, connection: ConnectionId) {
        let Some(wire) = self.wires.get(&connection).filter(|wire| wire.alive) else {
            return;
        };
        let (page, socket) = (wire.page, wire.socket);
        if self.server.down {
            self.soon(1, 50, Event::ClientHearsEnd(connection));
        } else {
            self.soon(1, 50, Event::Page(page, Input::SocketOpened { socket }));
        }
    }

    fn deliver_up(&mut self, connection: ConnectionId, message: ClientMessage) {
        let Some(wire) = self.wires.get_mut(&connection).filter(|wire| wire.alive) else {
            return;
        };
        if self.server.down {
            return;
        }
        let first = !std::mem::replace(&mut wire.greeted, true);
        let visitor = self.people[wire.page.0].visitor;
        self.assert_no_glare(&message);
        if first {
            self.server.open(self.now);
            let input = self.server.greet(connection, visitor, message);
            self.feed_server(input);
        } else {
            self.feed_server(ServerInput::Message {
                connection,
                message,
            });
        }
    }

    pub(crate) fn feed_server(&mut self, input: ServerInput) {
        let Some(room) = &mut self.server.room else {
            return;
        };
        room.handle(input, self.now);
        let effects: Vec<_> = std::iter::from_fn(|| room.poll_effect()).collect();
        for effect in effects {
            match effect {
                ServerEffect::Send { to, message } => {
                    self.assert_for_them(&to, &message);
                    for connection in to {
                        self.send_down(connection, Event::ToClient(connection, message.clone()));
                    }
                }
                ServerEffect::Close { connection, .. } => {
                    self.goes_out(connection);
                    self.send_down(connection, Event::ClientHearsEnd(connection));
                }
                ServerEffect::SaveSeat(seat) => self.server.save(seat),
                ServerEffect::SaveRules(rules) => self.server.rules = rules,
                ServerEffect::SaveBan(ban) => self.server.bans.push(*ban),
                ServerEffect::RemoveBan(ban) => {
                    self.server.bans.retain(|stored| !stored.is_same(&ban));
                }
                ServerEffect::StoreChat { store, message } => {
                    let outcome = self.server.store(message, self.faults, &mut self.random);
                    let input = ServerInput::ChatStored { store, outcome };
                    self.soon(1, 80, Event::Stored(self.server.epoch, input));
                }
                ServerEffect::Media(command) => {
                    let events = self.server.route(command, self.now, &mut self.random);
                    for (time, event) in events {
                        let input = ServerInput::Media(event);
                        self.at(time, Event::Stored(self.server.epoch, input));
                    }
                }
                ServerEffect::Waited { .. } => {}
                ServerEffect::Empty => self.server.room = None,
            }
        }
        self.assert_one_host();
        self.assert_somebody_hosts();
    }

    /// Sends down a wire, behind what was sent down before.
    pub(crate) fn send_down(&mut self, connection: ConnectionId, event: Event) {
        let earliest = self.now + Milliseconds(self.random.range(2, 150));
        if let Some(wire) = self.wires.get_mut(&connection) {
            wire.down = wire.down.max(earliest);
            let time = wire.down;
            self.at(time, event);
        }
    }

    pub(crate) fn send_up(&mut self, connection: ConnectionId, event: Event) {
        let earliest = self.now + Milliseconds(self.random.range(2, 150));
        if let Some(wire) = self.wires.get_mut(&connection) {
            wire.up = wire.up.max(earliest);
            let time = wire.up;
            self.at(time, event);
        }
    }

    pub(crate) fn feed_page(&mut self, page: Page, input: Input) {
        if self.people[page.0].epoch == page.1 {
            self.feed(page.0, input);
        }
    }

    /// Gives an input to somebody's client and does what it wants.
    pub(crate) fn feed(&mut self, who: usize, input: Input) {
        self.people[who].handle(input, self.now);
        self.drain(who);
    }

    pub(crate) fn drain(&mut self, who: usize) {
        while let Some(effect) = {
            let client = self.people[who].client.as_mut();
            client.and_then(parley_room_client::RoomClient::poll_effect)
        } {
            self.execute(who, effect);
        }
    }
}
