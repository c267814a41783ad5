//! Chat: order, once and only once, failure.

use crate::support::{Bench, chat_id, name, refused, snapshot, stored};
use parley_domain::NewChatMessage;
use parley_protocol::{
    ChatMessageView, ChatText, ClientMessage, ErrorCode, ParticipantId, ServerMessage, Timestamp,
    limits,
};
use parley_room_server::{ConnectionId, HowDisconnected, Input, RoomHistory, StoreFailed, StoreId};

fn two() -> (Bench, ConnectionId, ConnectionId) {
    let mut bench = Bench::new();
    let ann = bench.join("Ann");
    let ben = bench.join_quietly("Ben");
    (bench, ann, ben)
}

fn sequences(heard: &[ServerMessage]) -> Vec<u64> {
    let sequence = |message: &ServerMessage| {
        if let ServerMessage::ChatPosted { message } = message {
            Some(message.sequence)
        } else if let ServerMessage::ChatAccepted { sequence, .. } = message {
            Some(*sequence)
        } else {
            None
        }
    };
    heard.iter().filter_map(sequence).collect()
}

fn lines(count: u64, length: usize) -> Vec<ChatMessageView> {
    let text = ChatText::new(&"x".repeat(length)).expect("a text");
    let line = |sequence: u64| ChatMessageView {
        sequence,
        id: chat_id(u32::try_from(sequence).expect("a small number")),
        from: ParticipantId(1),
        display_name: name("Ann"),
        text: text.clone(),
        sent_at: Timestamp(1),
    };
    (1..=count).map(line).collect()
}

#[test]
fn a_message_is_told_only_after_it_is_stored() {
    let (mut bench, ann, ben) = two();
    bench.write(ann, 1);
    assert!(bench.sent.is_empty());
    bench.store(Some(1));
    assert!(matches!(
        &bench.heard(ann)[..],
        [ServerMessage::ChatAccepted { sequence: 1, .. }]
    ));
    let heard = bench.heard(ben);
    let [ServerMessage::ChatPosted { message }] = &heard[..] else {
        panic!("one message expected: {heard:?}");
    };
    assert_eq!(
        (message.from, message.display_name.as_str()),
        (ParticipantId(1), "Ann")
    );
}

#[test]
fn one_is_stored_at_a_time_in_the_order_they_came() {
    let (mut bench, ann, ben) = two();
    bench.write(ann, 1);
    bench.write(ben, 2);
    bench.write(ann, 3);
    assert_eq!(bench.stores.len(), 1);
    for sequence in 1..=3 {
        bench.store(Some(sequence));
    }
    let ids: Vec<_> = bench
        .stores
        .iter()
        .map(|(_, message)| message.id.clone())
        .collect();
    assert_eq!(ids, [chat_id(1), chat_id(2), chat_id(3)]);
    assert_eq!(sequences(&bench.heard(ann)), [1, 2, 3]);
    assert_eq!(sequences(&bench.heard(ben)), [1, 2, 3]);
}

#[test]
fn t073_the_same_message_again_is_answered_again_and_stored_once() {
    let (mut bench, ann, ben) = two();
    bench.write(ann, 1);
    bench.write(ann, 1);
    bench.store(Some(1));
    bench.write(ann, 1);
    assert_eq!(bench.stores.len(), 1);
    assert_eq!(sequences(&bench.heard(ann)), [1, 1]);
    assert_eq!(sequences(&bench.heard(ben)), [1]);
}

#[test]
fn the_same_id_from_somebody_else_is_another_message() {
    let (mut bench, ann, ben) = two();
    bench.write(ann, 1);
    bench.store(Some(1));
    bench.write(ben, 1);
    bench.store(Some(2));
    assert_eq!(bench.stores.len(), 2);
    assert_eq!(sequences(&bench.heard(ben)), [1, 2]);
}

#[test]
fn the_answer_finds_the_writer_on_a_new_socket() {
    let (mut bench, ann, ben) = two();
    bench.write(ann, 1);
    bench.disconnect(ann, HowDisconnected::Broken);
    let seat = bench.seats[&ParticipantId(1)].clone();
    let arrival = seat.arrival;
    let back = bench.hello("Ann", Some(seat), Some(arrival));
    bench.write(back, 1);
    bench.store(Some(1));
    assert_eq!(bench.stores.len(), 1);
    assert_eq!(sequences(&bench.heard(back)), [1]);
    assert_eq!(sequences(&bench.heard(ben)), [1]);
}

#[test]
fn a_failed_store_is_refused_to_the_writer_and_the_next_goes_on() {
    let (mut bench, ann, ben) = two();
    bench.write(ann, 1);
    bench.write(ben, 2);
    bench.store(None);
    assert!(bench.heard(ann).is_empty(), "it is tried again first");
    bench.store(None);
    assert_eq!(bench.heard(ann), [refused(Some(1), ErrorCode::Unavailable)]);
    assert!(bench.heard(ben).is_empty());
    bench.store(Some(1));
    bench.write(ann, 1);
    bench.store(Some(2));
    assert_eq!(sequences(&bench.heard(ben)), [1, 2]);
}

#[test]
fn a_message_that_was_stored_although_it_seemed_to_fail_is_told_when_it_comes_again() {
    let (mut bench, ann, ben) = two();
    bench.write(ann, 1);
    bench.store(None);
    bench.store(None);
    bench.write(ben, 2);
    bench.store(Some(2));
    bench.heard(ben);
    bench.write(ann, 1);
    bench.store(Some(1));
    assert_eq!(sequences(&bench.heard(ben)), [1]);
    let cem = bench.join("Cem");
    assert_eq!(
        snapshot(&bench.heard(cem)).3,
        [1, 2],
        "a snapshot is by sequence"
    );
}

#[test]
fn a_message_that_was_stored_although_it_seemed_to_fail_is_told_after_its_writer_left() {
    let (mut bench, ann, ben) = two();
    bench.write(ann, 1);
    bench.say(ann, ClientMessage::Leave {});
    bench.sent.clear();
    bench.store(None);
    let messages: Vec<_> = bench.stores.iter().map(|(_, message)| message).collect();
    assert_eq!(messages[0], messages[1], "the same once more");
    bench.store(Some(1));
    assert_eq!(sequences(&bench.heard(ben)), [1]);
}

#[test]
fn a_message_stored_before_the_room_opened_is_answered_and_not_told_again() {
    let history = RoomHistory {
        chat: lines(3, 5),
        ..RoomHistory::default()
    };
    let mut bench = Bench::open(history);
    let ann = bench.join("Ann");
    let ben = bench.join_quietly("Ben");
    bench.write(ann, 2);
    assert!(bench.stores.is_empty());
    assert_eq!(sequences(&bench.heard(ann)), [2]);
    assert!(bench.heard(ben).is_empty());
}

#[test]
fn an_outcome_of_another_step_is_nothing() {
    let (mut bench, ann, _) = two();
    bench.write(ann, 1);
    let store = StoreId(99);
    bench.feed(Input::ChatStored {
        store,
        outcome: Err(StoreFailed),
    });
    assert!(bench.sent.is_empty());
    bench.store(Some(1));
    bench.heard(ann);
    bench.store(Some(1));
    assert!(bench.heard(ann).is_empty(), "the same outcome twice");
}

#[test]
fn a_message_of_one_who_left_is_still_told() {
    let (mut bench, ann, ben) = two();
    bench.write(ann, 1);
    bench.say(ann, ClientMessage::Leave {});
    bench.sent.clear();
    bench.store(Some(1));
    assert_eq!(sequences(&bench.heard(ben)), [1]);
}

#[test]
fn a_room_is_not_empty_while_a_message_is_being_stored() {
    let mut bench = Bench::new();
    let ann = bench.join("Ann");
    bench.write(ann, 1);
    bench.say(ann, ClientMessage::Leave {});
    assert!(!bench.empty);
    bench.store(Some(1));
    assert!(bench.empty);
}

#[test]
fn too_many_waiting_messages_are_refused_for_now() {
    let mut bench = Bench::new();
    let people: Vec<_> = (0..8).map(|_| bench.join("P")).collect();
    bench.sent.clear();
    for (number, connection) in (0..80).zip(people.iter().cycle()) {
        bench.write(*connection, number);
    }
    assert_eq!(bench.stores.len(), 1);
    let refusals = bench.sent.values().flatten();
    assert_eq!(
        refusals
            .filter(|m| matches!(
                m,
                ServerMessage::Refused {
                    code: ErrorCode::Unavailable,
                    ..
                }
            ))
            .count(),
        15
    );
}

#[test]
fn a_snapshot_has_the_newest_two_hundred() {
    let history = RoomHistory {
        chat: lines(200, 5),
        chat_has_more: false,
        ..RoomHistory::default()
    };
    let mut bench = Bench::open(history);
    let ann = bench.join("Ann");
    bench.write(ann, 1000);
    bench.store(Some(201));
    bench.sent.clear();
    let ben = bench.join("Ben");
    let heard = bench.heard(ben);
    let ServerMessage::Snapshot {
        chat,
        chat_has_more,
        ..
    } = &heard[0]
    else {
        panic!("a snapshot expected");
    };
    assert_eq!(
        (chat.len(), chat[0].sequence, *chat_has_more),
        (200, 2, true)
    );
}

#[test]
fn a_snapshot_of_long_messages_stays_below_the_backlog_of_a_socket() {
    let history = RoomHistory {
        chat: lines(200, 4000),
        ..RoomHistory::default()
    };
    let mut bench = Bench::open(history);
    let ann = bench.join("Ann");
    let heard = bench.heard(ann);
    let text = serde_json::to_string(&heard[0]).unwrap();
    assert!(
        text.len() < limits::SOCKET_BACKLOG_BYTES * 3 / 4,
        "{}",
        text.len()
    );
    let ServerMessage::Snapshot {
        chat,
        chat_has_more,
        ..
    } = &heard[0]
    else {
        panic!("a snapshot expected");
    };
    assert!(*chat_has_more && chat.len() > 20);
    assert_eq!(chat.last().map(|line| line.sequence), Some(200));
}

#[test]
fn a_name_in_chat_is_the_one_that_was_shown() {
    let mut bench = Bench::new();
    bench.join("Ann");
    let second = bench.join("Ann");
    bench.write(second, 1);
    let (_, message): &(StoreId, NewChatMessage) = &bench.stores[0];
    assert_eq!(message.display_name.as_str(), "Ann (2)");
    assert_eq!(stored(message, 1).from, ParticipantId(2));
}
