//! What happens in a random walk.

use super::{Walk, XorShift, routing};
use crate::people::{OPEN, OWNER, account, guest};
use crate::support::{Bench, stored};
use parley_domain::{Seat, Visitor};
use parley_protocol::{
    Arrival, BanId, ClientMessage, ErrorCode, KnockId, MediaState, MeetingRules, Milliseconds,
    NegotiationId, ParticipantId, RequestId, Signal,
};
use parley_room_server::{ConnectionId, HowDisconnected, Input, StoreFailed};

pub(super) fn step(walk: &mut Walk, bench: &mut Bench, random: &mut XorShift, number: u32) {
    let open: Vec<ConnectionId> = walk.clients.keys().copied().collect();
    let any = random.pick(&open).unwrap_or(ConnectionId(0));
    let host = walk.hosting(random).unwrap_or(any);
    match random.below(35) {
        0..=4 => come(walk, bench, random, None),
        5..=7 => {
            let seats: Vec<Seat> = bench.seats.values().cloned().collect();
            let seat = random.pick(&seats);
            come(walk, bench, random, seat);
        }
        8 => walk.disconnect(bench, any, HowDisconnected::Broken),
        9 if random.below(3) == 0 => walk.disconnect(bench, any, HowDisconnected::SessionEnded),
        9 => walk.disconnect(bench, any, HowDisconnected::PageClosed),
        10 => bench.say(any, ClientMessage::Leave {}),
        11 => bench.write(any, random.number(u64::from(number) + 1)),
        12 => answer(walk, bench, random),
        13..=14 => bench.say(any, own(random, RequestId(number))),
        15..=16 => bench.say(any, order(random, RequestId(number))),
        17..=25 => bench.say(host, order(random, RequestId(number))),
        26 => bench.feed(Input::RulesChanged {
            rules: rules(random),
        }),
        28..=30 => {
            if let Some(client) = walk.clients.get(&any) {
                bench.say(any, routing::say(random, RequestId(number), client));
            }
        }
        31..=33 if walk.setting.has_router() => walk.router.act(bench, random),
        27 if random.below(20) == 0 => bench.feed(Input::End),
        _ => bench.wait(Milliseconds(random.below(20_000))),
    }
}

fn visitor(random: &mut XorShift) -> Visitor {
    match random.below(10) {
        0 => OWNER,
        1..=4 => Visitor {
            user: account(i64::from(random.number(12)) + 2).user,
            ..guest(u8::try_from(random.below(40)).expect("small"), 3)
        },
        _ => {
            let claim = u8::try_from(random.below(40)).expect("small");
            guest(claim, claim % 3)
        }
    }
}

/// Somebody comes, mostly as who they were before.
fn come(walk: &mut Walk, bench: &mut Bench, random: &mut XorShift, seat: Option<Seat>) {
    let known = seat.as_ref().filter(|_| random.below(4) > 0);
    bench.visitor = known.map_or_else(|| visitor(random), |seat| seat.visitor);
    bench.door = (random.below(10) == 0).then_some(ErrorCode::WrongPassword);
    let name = ["Ann", "ann", "Ben", "Cem"][random.place(4)];
    let held = seat.as_ref().filter(|_| random.below(2) == 0);
    let arrival = held.map(|seat| seat.arrival);
    let connection = bench.hello(name, seat, arrival);
    walk.welcome(connection, bench.visitor, name);
}

/// What anybody does for themselves.
fn own(random: &mut XorShift, request: RequestId) -> ClientMessage {
    match random.below(4) {
        0 => ClientMessage::SetMedia {
            request,
            media: MediaState {
                microphone: random.below(2) == 0,
                camera: random.below(2) == 0,
                screen: random.below(2) == 0,
            },
        },
        1 => ClientMessage::SetHand {
            request,
            raised: random.below(2) == 0,
        },
        2 => ClientMessage::Ping { request },
        _ => ClientMessage::Signal {
            request,
            to: ParticipantId(random.number(6)),
            to_arrival: Arrival(random.number(9)),
            signal: Signal::Offer {
                negotiation: NegotiationId(1),
                sdp: String::new(),
            },
        },
    }
}

fn rules(random: &mut XorShift) -> MeetingRules {
    let mut often = || random.below(3) > 0;
    MeetingRules {
        waiting_room: often() && often(),
        host_first: !often(),
        locked: !often(),
        may_unmute: often(),
        may_start_video: often(),
        may_share: often(),
        may_chat: often(),
    }
}

/// What hosts do.
fn order(random: &mut XorShift, request: RequestId) -> ClientMessage {
    let participant = ParticipantId(random.number(20) + 1);
    let some = (random.below(2) == 0).then_some(participant);
    let yes = random.below(2) == 0;
    let knock = KnockId(random.number(40) + 1);
    let ban = BanId(random.number(8) + 1);
    #[rustfmt::skip]
    let order = match random.below(20) {
        0 => ClientMessage::Mute { request, participant },
        1 => ClientMessage::MuteAll { request, may_unmute: yes },
        2 => ClientMessage::AskToUnmute { request, participant },
        3 => ClientMessage::StopVideo { request, participant },
        4 => ClientMessage::AskToStartVideo { request, participant },
        5 => ClientMessage::LowerHand { request, participant: some },
        6 => ClientMessage::Spotlight { request, participant: some },
        7 => ClientMessage::Admit { request, knock: None },
        8 => ClientMessage::Admit { request, knock: Some(knock) },
        9 => ClientMessage::Deny { request, knock, block: yes },
        10 => ClientMessage::SetRules { request, change: rules(random).into() },
        11 => ClientMessage::SetRules { request, change: OPEN.into() },
        12 => ClientMessage::Remove { request, participant, block: yes },
        13..=14 => ClientMessage::SetCoHost { request, participant, co_host: yes },
        15..=16 => ClientMessage::HandOver { request, participant },
        17 => ClientMessage::StopSharing { request, participant },
        18 => ClientMessage::Readmit { request, ban },
        _ if random.below(6) == 0 => ClientMessage::End { request },
        _ => ClientMessage::Spotlight { request, participant: some },
    };
    order
}

/// Answers the store in flight as a database would, or fails before or after storing.
pub(super) fn answer(walk: &mut Walk, bench: &mut Bench, random: &mut XorShift) {
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
