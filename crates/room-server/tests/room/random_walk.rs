//! Random inputs by seed: whatever comes in whatever order, what must hold holds.

use crate::support::{Bench, stored};
use parley_domain::Seat;
use parley_protocol::{
    Arrival, ClientMessage, MediaState, Milliseconds, NegotiationId, ParticipantId, RequestId,
    ServerMessage, Signal, limits,
};
use parley_room_server::{ConnectionId, HowDisconnected, Input, StoreFailed};
use std::collections::{BTreeMap, BTreeSet};

const SEEDS: u64 = 300;
const STEPS: u32 = 200;

struct XorShift(u64);

impl XorShift {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let end = u64::try_from(from.len()).expect("small").max(1);
        let index = usize::try_from(self.below(end)).expect("small");
        from.get(index).cloned()
    }
}

#[derive(Default)]
struct Walk {
    connections: Vec<ConnectionId>,
    sequence: u64,
    stored: BTreeMap<(ParticipantId, String), u64>,
    answered: usize,
}

fn step(walk: &mut Walk, bench: &mut Bench, random: &mut XorShift, number: u32) {
    let any = random.pick(&walk.connections).unwrap_or(ConnectionId(0));
    match random.below(12) {
        0 | 1 => walk.connections.push(
            bench.join(["Ann", "ann", "Ben"][usize::try_from(random.below(3)).expect("small")]),
        ),
        2 | 3 => {
            let seats: Vec<Seat> = bench.seats.values().cloned().collect();
            let seat = random.pick(&seats);
            let arrival = seat
                .as_ref()
                .filter(|_| random.below(2) == 0)
                .map(|seat| seat.arrival);
            walk.connections.push(bench.hello("Cem", seat, arrival));
        }
        4 => bench.disconnect(any, HowDisconnected::Broken),
        5 => bench.disconnect(any, HowDisconnected::PageClosed),
        6 => bench.say(any, ClientMessage::Leave {}),
        7 => {
            let media = MediaState {
                microphone: random.below(2) == 0,
                camera: false,
            };
            bench.say(
                any,
                ClientMessage::SetMedia {
                    request: RequestId(number),
                    media,
                },
            );
        }
        8 => bench.write(
            any,
            u32::try_from(random.below(u64::from(number) + 1)).expect("small"),
        ),
        9 => answer(walk, bench, random),
        10 => {
            let to = ParticipantId(u32::try_from(random.below(6)).expect("small"));
            let to_arrival = Arrival(u32::try_from(random.below(9)).expect("small"));
            let signal = Signal::Offer {
                negotiation: NegotiationId(1),
                sdp: String::new(),
            };
            bench.say(
                any,
                ClientMessage::Signal {
                    request: RequestId(number),
                    to,
                    to_arrival,
                    signal,
                },
            );
        }
        _ => bench.wait(Milliseconds(random.below(20_000))),
    }
}

/// Answers the store in flight as a database would, or fails before or after storing.
fn answer(walk: &mut Walk, bench: &mut Bench, random: &mut XorShift) {
    let Some((store, message)) = bench.stores.get(walk.answered).cloned() else {
        return;
    };
    walk.answered += 1;
    let fate = random.below(4);
    let mut outcome = Err(StoreFailed);
    if fate > 0 {
        let key = (message.from, message.id.as_str().to_owned());
        let sequence = *walk.stored.entry(key).or_insert_with(|| {
            walk.sequence += 1;
            walk.sequence
        });
        if fate > 1 {
            outcome = Ok(stored(&message, sequence));
        }
    }
    bench.feed(Input::ChatStored { store, outcome });
}

fn check(walk: &Walk, bench: &Bench) {
    let people = bench.room.list_participants();
    let names: BTreeSet<_> = people
        .iter()
        .map(|view| view.display_name.as_str().to_lowercase())
        .collect();
    let arrivals: BTreeSet<_> = people.iter().map(|view| view.arrival).collect();
    assert_eq!((names.len(), arrivals.len()), (people.len(), people.len()));
    assert!(people.len() <= limits::MESH_PARTICIPANTS);
    let connected = people.iter().filter(|view| view.connected).count();
    assert_eq!(connected, bench.room.connections());
    assert_eq!(
        bench.room.poll_timeout().is_some(),
        connected < people.len()
    );
    assert!(
        bench.stores.len() - walk.answered <= 1,
        "one store at a time"
    );
    let held: Vec<_> = bench
        .seats
        .values()
        .filter(|seat| seat.left_at.is_none())
        .collect();
    assert_eq!(held.len(), people.len(), "what is stored is what is");
    for (seat, view) in held.iter().zip(&people) {
        assert_eq!(
            (
                seat.participant,
                seat.arrival,
                &seat.display_name,
                seat.media
            ),
            (view.id, view.arrival, &view.display_name, view.media)
        );
    }
}

/// What each connection believes after hearing everything is what the room shows.
fn check_beliefs(walk: &Walk, bench: &mut Bench) {
    for connection in &walk.connections {
        let heard = bench.heard(*connection);
        let mut roster = BTreeMap::new();
        let mut chat = BTreeSet::new();
        for message in heard {
            if let ServerMessage::Snapshot {
                participants,
                chat: lines,
                ..
            } = message
            {
                roster = participants
                    .into_iter()
                    .map(|view| (view.id, view))
                    .collect();
                chat = lines.iter().map(|line| line.sequence).collect();
            } else if let ServerMessage::ParticipantJoined { participant } = message {
                assert_eq!(
                    roster.insert(participant.id, participant),
                    None,
                    "joined once"
                );
            } else if let ServerMessage::ParticipantChanged { participant } = message {
                assert!(
                    roster.insert(participant.id, participant).is_some(),
                    "changed what is there"
                );
            } else if let ServerMessage::ParticipantLeft { participant, .. } = message {
                assert!(roster.remove(&participant).is_some(), "left what was there");
            } else if let ServerMessage::ChatPosted { message } = message {
                assert!(chat.insert(message.sequence), "posted once");
            }
        }
        let is_open = !bench.closed.contains_key(connection) && !is_gone(bench, *connection);
        if is_open {
            let mut believed: Vec<_> = roster.into_values().collect();
            let shown = bench.room.list_participants();
            assert_eq!(believed.len(), shown.len());
            // A participant hears nothing of their own media; the others' must be right.
            for (mine, theirs) in believed.iter_mut().zip(&shown) {
                mine.media = theirs.media;
            }
            assert_eq!(believed, shown);
        }
    }
}

/// Whether the room does not answer a connection any more.
fn is_gone(bench: &mut Bench, connection: ConnectionId) -> bool {
    bench.say(
        connection,
        ClientMessage::Ping {
            request: RequestId(0),
        },
    );
    bench.heard(connection).is_empty()
}

#[test]
fn whatever_happens_the_room_stays_whole() {
    for seed in 1..=SEEDS {
        let mut random = XorShift(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let (mut bench, mut walk) = (Bench::new(), Walk::default());
        for number in 0..STEPS {
            step(&mut walk, &mut bench, &mut random, number);
            check(&walk, &bench);
        }
        check_beliefs(&walk, &mut bench);
        while walk.answered < bench.stores.len() {
            answer(&mut walk, &mut bench, &mut random);
        }
        for connection in walk.connections.clone() {
            bench.say(connection, ClientMessage::Leave {});
        }
        bench.wait(limits::SEAT_KEPT);
        assert!(bench.room.is_empty(), "seed {seed}: nothing is left");
    }
}
