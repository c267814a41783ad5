//! Random inputs by seed: whatever comes in whatever order, what must hold holds.

mod acts;
mod beliefs;
mod routing;

use crate::people::{OPEN, owned_meeting};
use crate::support::{Bench, meeting, name};
use acts::{answer, step};
use beliefs::{Belief, Client, Expected, hear_all};
use parley_domain::{Visitor, doors::Ban};
use parley_protocol::{
    ClientMessage, MeetingRules, ParticipantId, ParticipantView, Role, Timestamp, Topology, limits,
};
use parley_room_server::{ConnectionId, HowDisconnected, TopologySetting};
use routing::Router;
use std::collections::{BTreeMap, BTreeSet};

const SEEDS: u64 = 400;
const STEPS: u32 = 200;
const SETTINGS: [TopologySetting; 3] = [
    TopologySetting::Mesh,
    TopologySetting::Auto,
    TopologySetting::Sfu,
];

struct XorShift(u64);

impl XorShift {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn number(&mut self, end: u64) -> u32 {
        u32::try_from(self.below(end)).expect("small")
    }

    fn place(&mut self, length: usize) -> usize {
        let end = u64::try_from(length).expect("small").max(1);
        usize::try_from(self.below(end)).expect("small")
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let index = self.place(from.len());
        from.get(index).cloned()
    }
}

struct Walk {
    clients: BTreeMap<ConnectionId, Client>,
    /// Since when who is away is away.
    away: BTreeMap<ParticipantId, Timestamp>,
    rules: MeetingRules,
    sequence: u64,
    stored: BTreeMap<(ParticipantId, String), u64>,
    answered: usize,
    router: Router,
    setting: TopologySetting,
    is_owned: bool,
}

impl Walk {
    fn new(rules: MeetingRules, setting: TopologySetting, is_owned: bool) -> Self {
        Self {
            clients: BTreeMap::new(),
            away: BTreeMap::new(),
            rules,
            sequence: 0,
            stored: BTreeMap::new(),
            answered: 0,
            router: Router::default(),
            setting,
            is_owned,
        }
    }

    fn welcome(&mut self, connection: ConnectionId, visitor: Visitor, text: &str) {
        let belief = Belief::Out { waits: false };
        let client = Client {
            visitor,
            name: name(text),
            belief,
        };
        self.clients.insert(connection, client);
    }

    fn disconnect(&mut self, bench: &mut Bench, connection: ConnectionId, how: HowDisconnected) {
        self.clients.remove(&connection);
        bench.disconnect(connection, how);
    }

    /// One of those who believe that they run the meeting.
    fn hosting(&self, random: &mut XorShift) -> Option<ConnectionId> {
        let hosting = self.clients.iter();
        let hosting = hosting.filter(|(_, client)| client.knows_waiting().is_some());
        let hosting: Vec<_> = hosting.map(|(connection, _)| *connection).collect();
        random.pick(&hosting)
    }

    /// Hears what was said in this step and checks everything.
    fn check(&mut self, bench: &mut Bench, bans_before: &[Ban]) {
        hear_all(&mut self.clients, bench, bans_before);
        self.rules = bench.rules.last().copied().unwrap_or(self.rules);
        let people = bench.room.list_participants();
        self.router.take(bench);
        self.router.check(&people);
        check_people(&people, bench, self.setting);
        self.check_host(&people, bench.now);
        check_stored(&people, bench);
        assert!(
            bench.stores.len() - self.answered <= 1,
            "one store at a time"
        );
        let waiting = self
            .clients
            .values()
            .filter(|client| client.waits())
            .count();
        let away = people.iter().any(|view| !view.connected);
        let timeout = bench.room.poll_timeout();
        assert_eq!(timeout.is_some(), away || waiting > 0);
        assert!(timeout.is_none_or(|due| due > bench.now), "nothing is late");
        let expected = Expected {
            topology: topology_fits(self.setting, people.len()),
            people,
            rules: self.rules,
            waiting,
            kept_out: kept_out(bench),
            is_owned: self.is_owned,
        };
        for client in self.clients.values() {
            client.check(bench, &expected);
        }
        let agreed: BTreeSet<_> = self
            .clients
            .values()
            .filter_map(Client::spotlight)
            .collect();
        assert!(agreed.len() <= 1, "all see the same spotlight");
        let mut lists = self.clients.values().filter_map(Client::knows_waiting);
        if let Some(first) = lists.next() {
            assert!(lists.all(|list| list == first), "all hosts see who waits");
        }
    }

    /// There is one host at most, and one when somebody is there who can be, unless the host is waited for.
    fn check_host(&mut self, people: &[ParticipantView], now: Timestamp) {
        let is_away = |view: &&ParticipantView| !view.connected;
        let away: BTreeSet<_> = people.iter().filter(is_away).map(|view| view.id).collect();
        self.away
            .retain(|participant, _| away.contains(participant));
        for participant in away {
            self.away.entry(participant).or_insert(now);
        }
        let hosts: Vec<_> = people
            .iter()
            .filter(|view| view.role == Role::Host)
            .collect();
        assert!(hosts.len() <= 1, "two hosts");
        let can_be = |view: &ParticipantView| {
            view.connected && matches!(view.role, Role::CoHost | Role::Participant)
        };
        if people.iter().any(can_be) {
            let host = hosts.first().expect("there is a host");
            let since = self.away.get(&host.id);
            assert!(
                since.is_none_or(|since| *since + limits::HOST_GRACE > now),
                "the host is waited for too long"
            );
        }
    }
}

/// Which topologies can be with so many seats.
fn topology_fits(setting: TopologySetting, seats: usize) -> &'static [Topology] {
    match setting {
        TopologySetting::Mesh => &[Topology::Mesh],
        TopologySetting::Auto if seats == 2 => &[Topology::Direct, Topology::Sfu],
        TopologySetting::Auto if seats < 2 => &[Topology::Direct],
        TopologySetting::Auto | TopologySetting::Sfu => &[Topology::Sfu],
    }
}

fn check_people(people: &[ParticipantView], bench: &Bench, setting: TopologySetting) {
    let names = people
        .iter()
        .map(|view| view.display_name.as_str().to_lowercase());
    let names: BTreeSet<_> = names.collect();
    let arrivals: BTreeSet<_> = people.iter().map(|view| view.arrival).collect();
    assert_eq!((names.len(), arrivals.len()), (people.len(), people.len()));
    // The owner may come into a full meeting.
    assert!(people.len() <= setting.capacity() + 1);
    let connected = people.iter().filter(|view| view.connected).count();
    assert_eq!(connected, bench.room.connections());
}

/// Since when people are kept out, the newest first: each once, however often something of them was stored.
fn kept_out(bench: &Bench) -> Vec<Timestamp> {
    let mut people: Vec<&Ban> = Vec::new();
    for ban in &bench.bans {
        if !people.iter().any(|known| known.is_same(ban)) {
            people.push(ban);
        }
    }
    let newest = people.iter().rev().take(limits::KEPT_OUT);
    newest.map(|ban| ban.at).collect()
}

fn check_stored(people: &[ParticipantView], bench: &Bench) {
    let held: Vec<_> = bench
        .seats
        .values()
        .filter(|seat| seat.left_at.is_none())
        .collect();
    assert_eq!(held.len(), people.len(), "what is stored is what is");
    for (seat, view) in held.iter().zip(people) {
        let is_stored = (
            seat.participant,
            seat.arrival,
            &seat.display_name,
            seat.media,
            seat.role,
        );
        let is_shown = (
            view.id,
            view.arrival,
            &view.display_name,
            view.media,
            view.role,
        );
        assert_eq!(is_stored, is_shown);
    }
}

#[test]
fn whatever_happens_the_room_stays_whole() {
    let mut met = 0;
    for seed in 1..=SEEDS {
        println!("seed {seed}");
        let mut random = XorShift(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let setting = SETTINGS[usize::try_from(seed).expect("small") % SETTINGS.len()];
        let meeting = if seed % 2 == 0 {
            meeting()
        } else {
            owned_meeting(OPEN)
        };
        let is_owned = meeting.owner.is_some();
        let mut bench = Bench::open_with(meeting, setting);
        let mut walk = Walk::new(OPEN, setting, is_owned);
        for number in 0..STEPS {
            let bans = bench.bans.clone();
            step(&mut walk, &mut bench, &mut random, number);
            walk.check(&mut bench, &bans);
            met += bench.room.connections();
        }
        while walk.answered < bench.stores.len() {
            answer(&mut walk, &mut bench, &mut random);
        }
        let connections: Vec<_> = walk.clients.keys().copied().collect();
        for connection in connections {
            bench.say(connection, ClientMessage::Leave {});
        }
        bench.wait(limits::SEAT_KEPT);
        assert!(bench.room.is_empty(), "seed {seed}: nothing is left");
        walk.router.take(&mut bench);
        walk.router.check(&[]);
    }
    let steps = usize::try_from(SEEDS * u64::from(STEPS)).expect("small");
    assert!(met > 2 * steps, "people meet in these walks: {met}");
}
