//! A router and its clients in virtual time.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use parley_protocol::{MediaState, ParticipantId, VideoSource, VideoWish};
use parley_sfu_core::{Command, Event, Output, Router, RouterConfig, Transport};

use crate::client::{Client, Kind};
use crate::wire::{Datagram, Line};

pub(crate) const SERVER: [u8; 4] = [198, 51, 100, 1];
pub(crate) const PORT: u16 = 7000;
/// Fine enough for pacing and probing to work as they do on a clock.
const STEP: Duration = Duration::from_millis(2);
/// Where nothing but time passing counts. A probe lasts 15 ms, and sound comes every 20.
const LONG_STEP: Duration = Duration::from_millis(5);

pub(crate) struct World {
    pub(crate) router: Router,
    pub(crate) clients: BTreeMap<u32, Client>,
    pub(crate) up: BTreeMap<u32, Line>,
    pub(crate) down: BTreeMap<u32, Line>,
    pub(crate) now: Instant,
    /// Where the router sent anything to.
    pub(crate) destinations: Vec<SocketAddr>,
    /// The most datagrams that went to one place at one moment.
    pub(crate) together: usize,
    pub(crate) speaking: Vec<ParticipantId>,
}

/// The time at which a test begins; from there it counts itself.
#[expect(clippy::disallowed_methods, reason = "an `Instant` cannot be made up")]
pub(crate) fn start() -> Instant {
    Instant::now()
}

pub(crate) fn server() -> SocketAddr {
    SocketAddr::from((SERVER, PORT))
}

impl World {
    pub(crate) fn new() -> Self {
        let candidates = vec![(Transport::Udp, server()), (Transport::Tcp, server())];
        Self::with_config(RouterConfig::new(candidates))
    }

    pub(crate) fn with_config(config: RouterConfig) -> Self {
        Self {
            router: Router::new(config),
            clients: BTreeMap::new(),
            up: BTreeMap::new(),
            down: BTreeMap::new(),
            now: crate::world::start(),
            destinations: Vec::new(),
            together: 0,
            speaking: Vec::new(),
        }
    }

    /// Somebody comes, with everything on, and hears everybody.
    pub(crate) fn join(&mut self, participant: u32, kind: Kind) {
        self.join_room(1, participant, kind);
    }

    pub(crate) fn join_room(&mut self, room: u64, participant: u32, kind: Kind) {
        let client = Client::new(room, participant, kind, self.now);
        self.take_in(participant, client);
    }

    /// Somebody comes into a room with another page than the one of before, which has another address.
    pub(crate) fn join_elsewhere(&mut self, room: u64, participant: u32) {
        let address = SocketAddr::from(([203, 0, 113, participant as u8], 6000));
        let client = Client::at(room, participant, Kind::default(), address, self.now);
        self.take_in(participant, client);
    }

    fn take_in(&mut self, participant: u32, mut client: Client) {
        let peer = client.key;
        let (negotiation, sdp) = client.offer(self.now);
        self.clients.insert(participant, client);
        self.up
            .insert(participant, Line::new(u64::from(participant)));
        self.down
            .insert(participant, Line::new(u64::from(participant) + 1000));
        self.sends(participant, true, true);
        self.wishes(participant, true, &[]);
        self.command(Command::Offer {
            peer,
            negotiation,
            sdp,
        });
    }

    /// Three people of whom each sees the others in large tiles, for long enough that media flow.
    pub(crate) fn three() -> Self {
        let mut world = Self::new();
        for participant in 1..=3 {
            world.join(participant, Kind::default());
        }
        world.all_see_all(720);
        world.run(3000);
        world
    }

    pub(crate) fn all_see_all(&mut self, height: u16) {
        let all: Vec<u32> = self.clients.keys().copied().collect();
        for participant in &all {
            let others: Vec<_> = all
                .iter()
                .filter(|other| *other != participant)
                .map(|other| (*other, height))
                .collect();
            self.wishes(*participant, true, &others);
        }
    }

    pub(crate) fn sends(&mut self, participant: u32, microphone: bool, camera: bool) {
        let peer = self.clients[&participant].key;
        let media = MediaState {
            microphone,
            camera,
            screen: false,
        };
        self.command(Command::Sends { peer, media });
    }

    /// Somebody shares their screen beside everything else.
    pub(crate) fn shares(&mut self, participant: u32) {
        let peer = self.clients[&participant].key;
        let media = MediaState {
            microphone: true,
            camera: true,
            screen: true,
        };
        self.command(Command::Sends { peer, media });
    }

    /// Somebody wants to see these cameras.
    pub(crate) fn wishes(&mut self, participant: u32, audio: bool, video: &[(u32, u16)]) {
        let cameras = video
            .iter()
            .map(|(whose, height)| (*whose, VideoSource::Camera, *height));
        let cameras: Vec<_> = cameras.collect();
        self.wishes_pictures(participant, audio, &cameras);
    }

    pub(crate) fn wishes_pictures(
        &mut self,
        participant: u32,
        audio: bool,
        video: &[(u32, VideoSource, u16)],
    ) {
        let peer = self.clients[&participant].key;
        let video = video
            .iter()
            .map(|(participant, source, max_height)| VideoWish {
                participant: ParticipantId(*participant),
                source: *source,
                max_height: *max_height,
            })
            .collect();
        self.command(Command::Wishes { peer, audio, video });
    }

    pub(crate) fn leave(&mut self, participant: u32) {
        let peer = self.clients[&participant].key;
        self.command(Command::Leave { peer });
    }

    pub(crate) fn command(&mut self, command: Command) {
        self.router.handle_command(command, self.now);
        self.carry_out();
    }

    /// Something that nobody of ours sent reaches the router.
    pub(crate) fn inject(&mut self, source: SocketAddr, contents: &[u8]) {
        self.router
            .handle_datagram(Transport::Udp, source, server(), contents, self.now);
        self.carry_out();
    }

    pub(crate) fn run(&mut self, milliseconds: u64) {
        self.run_in_steps(milliseconds, STEP);
    }

    /// Lets much time pass.
    pub(crate) fn wait(&mut self, milliseconds: u64) {
        self.run_in_steps(milliseconds, LONG_STEP);
    }

    fn run_in_steps(&mut self, milliseconds: u64, step: Duration) {
        let end = self.now + Duration::from_millis(milliseconds);
        while self.now < end {
            self.now += step;
            self.step();
        }
    }

    /// Runs until something is so; fails after a time.
    pub(crate) fn run_until(&mut self, what: &str, at_most: u64, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..at_most / 5 {
            if is_so(self) {
                return;
            }
            self.run(5);
        }
        panic!("not within {at_most} ms: {what}");
    }

    fn step(&mut self) {
        let now = self.now;
        let participants: Vec<u32> = self.clients.keys().copied().collect();
        for participant in participants {
            while let Some(datagram) = self
                .up
                .get_mut(&participant)
                .and_then(|line| line.arrived(now))
            {
                let Datagram {
                    proto,
                    source,
                    destination,
                    contents,
                } = datagram;
                self.router
                    .handle_datagram(proto, source, destination, &contents, now);
                self.carry_out();
            }
            let client = self.clients.get_mut(&participant).unwrap();
            while let Some(datagram) = self
                .down
                .get_mut(&participant)
                .and_then(|line| line.arrived(now))
            {
                client.receive(&datagram, now);
            }
            client.tick(now);
            for datagram in client.out.drain(..) {
                if datagram.destination == server() {
                    self.up.get_mut(&participant).unwrap().send(datagram, now);
                }
            }
        }
        let mut rounds = 0;
        while self
            .router
            .poll_timeout()
            .is_some_and(|timeout| timeout <= now)
        {
            rounds += 1;
            assert!(rounds < 1000, "the router wants to be ticked for ever");
            self.router.tick(now);
            self.carry_out();
        }
    }

    fn carry_out(&mut self) {
        let mut together: BTreeMap<SocketAddr, usize> = BTreeMap::new();
        while let Some(output) = self.router.poll_output() {
            match output {
                Output::Transmit {
                    proto,
                    source,
                    destination,
                    contents,
                } => {
                    *together.entry(destination).or_default() += 1;
                    self.transmit(Datagram {
                        proto,
                        source,
                        destination,
                        contents,
                    });
                }
                Output::Event(event) => self.tell(event),
            }
        }
        let most = together.into_values().max();
        self.together = self.together.max(most.unwrap_or_default());
    }

    fn transmit(&mut self, datagram: Datagram) {
        if !self.destinations.contains(&datagram.destination) {
            self.destinations.push(datagram.destination);
        }
        let whose = self
            .clients
            .iter()
            .find(|(_, client)| client.seen_at == datagram.destination);
        if let Some((participant, _)) = whose {
            self.down
                .get_mut(participant)
                .unwrap()
                .send(datagram, self.now);
        }
    }

    fn tell(&mut self, event: Event) {
        let peer = match &event {
            Event::Answer { peer, .. }
            | Event::Refused { peer, .. }
            | Event::Slots { peer, .. }
            | Event::Wanted { peer, .. }
            | Event::Connected { peer }
            | Event::Disconnected { peer } => *peer,
            Event::Speaking { participants, .. } => {
                self.speaking.clone_from(participants);
                return;
            }
        };
        let now = self.now;
        if let Some(client) = self.clients.get_mut(&peer.participant.0) {
            client.hear(event, now);
        }
    }

    /// So many milliseconds before now.
    pub(crate) fn ago(&self, milliseconds: u64) -> Instant {
        self.now
            .checked_sub(Duration::from_millis(milliseconds))
            .unwrap()
    }

    pub(crate) fn client(&self, participant: u32) -> &Client {
        &self.clients[&participant]
    }

    /// Everything that anybody received was in order.
    pub(crate) fn check(&self) {
        for client in self.clients.values() {
            client.check();
        }
    }
}
