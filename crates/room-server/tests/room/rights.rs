//! Every action × role × rules over the room: what the table allows is done, and what it refuses changes nothing.

use crate::people::{OPEN, OWNER, REQUEST, WAITING_ROOM, account, forbidden, guest, meeting_heard};
use crate::support::{Bench, chat_id};
use parley_domain::Seat;
use parley_protocol::{
    BanId, ChatText, ClientMessage, KnockId, MediaState, MeetingRules, ParticipantId,
    ParticipantView, Role, ServerMessage,
    permissions::{Action, Target, is_allowed, is_allowed_on},
};
use parley_room_server::{ConnectionId, HowDisconnected};
use std::collections::BTreeMap;

/// Who is in the meeting, by id.
const ROLES: [Role; 5] = [
    Role::Host,
    Role::CoHost,
    Role::CoHost,
    Role::Participant,
    Role::Guest,
];
const WAITING: KnockId = KnockId(5);

struct Meeting {
    bench: Bench,
    people: Vec<ConnectionId>,
    waiting: ConnectionId,
}

/// What must not change.
type State = (
    Vec<ParticipantView>,
    BTreeMap<ParticipantId, Seat>,
    [usize; 4],
);

impl Meeting {
    /// Everybody sends nothing and has the hand up, one waits, one is kept out, and these are the rules.
    fn new(rules: MeetingRules) -> Self {
        let mut bench = Bench::owned(WAITING_ROOM);
        let mut people = vec![bench.come(OWNER, "Ines")];
        for visitor in [account(2), account(3), account(4), guest(5, 5)] {
            people.push(bench.come(visitor, "Ann"));
            bench.admit(people[0], None);
        }
        for (participant, connection) in (1..).zip(&people) {
            if ROLES[participant - 1] == Role::CoHost {
                let participant = u32::try_from(participant).expect("small");
                bench.set_co_host(people[0], participant, true);
            }
            bench.say(*connection, media(false, false, false));
            bench.say(*connection, hand(true));
        }
        let waiting = bench.come(guest(9, 9), "Waiting");
        bench.come(guest(8, 8), "Rhea");
        bench.deny(people[0], WAITING.0 + 1, true);
        bench.set_rules(people[0], rules);
        bench.forget();
        bench.rules.clear();
        Self {
            bench,
            people,
            waiting,
        }
    }

    fn state(&self) -> State {
        let bench = &self.bench;
        let counts = [
            bench.rules.len(),
            bench.bans.len(),
            bench.stores.len(),
            bench.closed.len(),
        ];
        (bench.room.list_participants(), bench.seats.clone(), counts)
    }

    /// Says it and checks it against the table; whether it was refused, so that nothing changed.
    fn is_refused(
        &mut self,
        rules: MeetingRules,
        from: usize,
        action: Action,
        order: &Order,
    ) -> bool {
        let role = ROLES[from - 1];
        let allowed = match order.target {
            Some(target) => {
                let may_be_self = action == Action::Spotlight;
                (may_be_self || target != from) && is_allowed_on(action, role, upon(target), &rules)
            }
            None => is_allowed(action, role, &rules),
        };
        let cell = format!("{action:?} {role:?} {order:?} {rules:?}");
        let before = (!allowed).then(|| self.state());
        let connection = self.people[from - 1];
        self.bench.say(connection, order.message.clone());
        let heard = self.bench.heard(connection);
        let Some(before) = before else {
            assert!(!heard.contains(&forbidden()), "{cell}");
            return false;
        };
        assert_eq!(heard, [forbidden()], "{cell}");
        assert!(self.bench.sent.is_empty(), "{cell}: somebody heard of it");
        assert!(self.state() == before, "{cell}: something changed");
        true
    }

    /// Also what only a host and a newcomer see is as before.
    fn check_hidden(mut self, rules: MeetingRules, cell: &str) {
        self.bench.forget();
        let is_in = self.bench.room.participants() == ROLES.len() + 1;
        if !is_in {
            self.bench.admit(self.people[0], Some(WAITING.0));
        }
        self.bench
            .disconnect(self.people[0], HowDisconnected::Broken);
        let seat = self.bench.seat(1);
        let host = self.bench.come_back(OWNER, seat);
        let heard = self.bench.heard(host);
        let meeting = meeting_heard(&heard);
        assert_eq!((meeting.rules, meeting.spotlight), (rules, None), "{cell}");
        let is_kept_out = |message: &ServerMessage| matches!(message, ServerMessage::Snapshot { kept_out, .. } if kept_out.len() == 1);
        assert!(heard.iter().any(is_kept_out), "{cell}: nobody is kept out");
        let others = self.bench.heard(self.waiting);
        assert!(is_in || !others.is_empty(), "{cell}: nobody waits any more");
    }
}

/// The first is whose meeting it is.
fn upon(target: usize) -> Target {
    let role = ROLES[target - 1];
    Target {
        role,
        owner: target == 1,
    }
}

/// Something that is said, and to whom it is done.
#[derive(Debug)]
struct Order {
    target: Option<usize>,
    message: ClientMessage,
}

fn media(microphone: bool, camera: bool, screen: bool) -> ClientMessage {
    ClientMessage::SetMedia {
        request: REQUEST,
        media: MediaState {
            microphone,
            camera,
            screen,
        },
    }
}

fn hand(raised: bool) -> ClientMessage {
    ClientMessage::SetHand {
        request: REQUEST,
        raised,
    }
}

/// Every message that takes an action, to everybody it can be done to.
fn orders(action: Action) -> Vec<Order> {
    let request = REQUEST;
    let all = |message| {
        vec![Order {
            target: None,
            message,
        }]
    };
    let each = |message: &dyn Fn(ParticipantId) -> ClientMessage| {
        let order = |target: usize| Order {
            target: Some(target),
            message: message(ParticipantId(u32::try_from(target).expect("small"))),
        };
        (1..=ROLES.len()).map(order).collect::<Vec<_>>()
    };
    #[rustfmt::skip]
    let orders = match action {
        Action::Unmute => all(media(true, false, false)),
        Action::StartVideo => all(media(false, true, false)),
        Action::ShareScreen => all(media(false, false, true)),
        Action::Chat => all(ClientMessage::SendChat { request, id: chat_id(1), text: ChatText::new("line").expect("a text") }),
        Action::RaiseHand => all(hand(false)),
        Action::Mute => each(&|participant| ClientMessage::Mute { request, participant }),
        Action::MuteAll => [true, false].into_iter().flat_map(|may_unmute| all(ClientMessage::MuteAll { request, may_unmute })).collect(),
        Action::Ask => [
            each(&|participant| ClientMessage::AskToUnmute { request, participant }),
            each(&|participant| ClientMessage::AskToStartVideo { request, participant }),
        ].into_iter().flatten().collect(),
        Action::StopVideo => each(&|participant| ClientMessage::StopVideo { request, participant }),
        Action::StopSharing => each(&|participant| ClientMessage::StopSharing { request, participant }),
        Action::LowerHand => [
            each(&|participant| ClientMessage::LowerHand { request, participant: Some(participant) }),
            all(ClientMessage::LowerHand { request, participant: None }),
        ].into_iter().flatten().collect(),
        Action::Spotlight => [
            each(&|participant| ClientMessage::Spotlight { request, participant: Some(participant) }),
            all(ClientMessage::Spotlight { request, participant: None }),
        ].into_iter().flatten().collect(),
        Action::Admit => [
            all(ClientMessage::Admit { request, knock: None }),
            all(ClientMessage::Admit { request, knock: Some(WAITING) }),
            all(ClientMessage::Deny { request, knock: WAITING, block: false }),
            all(ClientMessage::Deny { request, knock: WAITING, block: true }),
        ].into_iter().flatten().collect(),
        Action::Readmit => all(ClientMessage::Readmit { request, ban: BanId(1) }),
        Action::SetRules => [OPEN, WAITING_ROOM].into_iter().flat_map(|rules| all(ClientMessage::SetRules { request, change: rules.into() })).collect(),
        Action::Remove => [false, true].into_iter()
            .flat_map(|block| each(&|participant| ClientMessage::Remove { request, participant, block })).collect(),
        Action::SetCoHost => [false, true].into_iter()
            .flat_map(|co_host| each(&|participant| ClientMessage::SetCoHost { request, participant, co_host })).collect(),
        Action::HandOver => each(&|participant| ClientMessage::HandOver { request, participant }),
        Action::End => all(ClientMessage::End { request }),
    };
    orders
}

/// Every combination of the switches.
fn every_rules() -> Vec<MeetingRules> {
    let with = |bits: u8| {
        let on = |bit: u8| bits & (1 << bit) != 0;
        MeetingRules {
            waiting_room: on(0),
            host_first: on(1),
            locked: on(2),
            may_unmute: on(3),
            may_start_video: on(4),
            may_chat: on(5),
            may_share: on(6),
        }
    };
    (0..128).map(with).collect()
}

#[test]
fn t061_every_action_by_every_role_under_all_rules_is_as_the_table_says() {
    let mut allowed = 0;
    for rules in every_rules() {
        for role in Role::ALL {
            let from = 1 + ROLES.iter().position(|one| *one == role).expect("is there");
            let mut meeting = Meeting::new(rules);
            for action in Action::ALL {
                for order in orders(action) {
                    if !meeting.is_refused(rules, from, action, &order) {
                        meeting = Meeting::new(rules);
                        allowed += 1;
                    }
                }
            }
            meeting.check_hidden(rules, &format!("{role:?} {rules:?}"));
        }
    }
    assert!(allowed > 128 * 18, "{allowed}");
}

#[test]
fn t061_who_waits_may_do_nothing_of_it() {
    for action in Action::ALL {
        for order in orders(action) {
            let mut meeting = Meeting::new(WAITING_ROOM);
            let before = meeting.state();
            meeting.bench.say(meeting.waiting, order.message.clone());
            let heard = meeting.bench.heard(meeting.waiting);
            assert_eq!(heard, [forbidden()], "{order:?}");
            assert!(meeting.bench.sent.is_empty(), "{order:?}");
            assert!(meeting.state() == before, "{order:?}");
            meeting.check_hidden(WAITING_ROOM, "who waits");
        }
    }
}

#[test]
fn t061_who_is_not_in_the_meeting_is_not_heard() {
    for action in Action::ALL {
        for order in orders(action) {
            let mut meeting = Meeting::new(OPEN);
            let before = meeting.state();
            meeting.bench.say(ConnectionId(999), order.message);
            assert!(meeting.bench.sent.is_empty() && meeting.state() == before);
        }
    }
}

#[test]
fn t061_what_is_allowed_is_really_done() {
    let is_done = |order: Order| {
        let mut meeting = Meeting::new(WAITING_ROOM);
        let before = meeting.state();
        meeting.bench.say(meeting.people[0], order.message);
        !meeting.bench.sent.is_empty() || meeting.state() != before
    };
    for action in Action::ALL {
        let orders = orders(action).into_iter();
        let mut orders = orders.filter(|order| order.target.is_none_or(|target| target == 5));
        assert!(orders.any(is_done), "{action:?}");
    }
}
