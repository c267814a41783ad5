//! The chat: order, one in flight, sent again, refused, merged.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

fn write(client: &mut Client, id: u32) {
    client.command(Command::SendChat {
        id: chat_id(id),
        text: text(&format!("text {id}")),
    });
}
fn sent_chat(client: &mut Client) -> Vec<(RequestId, ChatMessageId)> {
    let sent = client.sent().into_iter().filter_map(|m| match m {
        ClientMessage::SendChat { request, id, .. } => Some((request, id)),
        _ => None,
    });
    sent.collect()
}
fn accept(client: &mut Client, id: u32, sequence: u64) {
    client.message(ServerMessage::ChatAccepted {
        id: chat_id(id),
        sequence,
        sent_at: Timestamp(9),
    });
}
fn shown(client: &Client) -> Vec<(ChatMessageId, bool)> {
    let view = client.room.view();
    view.chat
        .into_iter()
        .map(|l| (l.id, l.sent_at.is_some()))
        .collect()
}

#[test]
fn one_message_is_in_flight_at_a_time_and_order_holds() {
    let mut client = Client::joined(1, vec![person(2, 2)]);
    client.take();
    write(&mut client, 1);
    write(&mut client, 2);
    assert_eq!(sent_chat(&mut client).len(), 1);
    client.message(ServerMessage::ChatPosted {
        message: line(1, 50, 2),
    });
    assert_eq!(
        shown(&client),
        [
            (chat_id(50), true),
            (chat_id(1), false),
            (chat_id(2), false)
        ]
    );
    accept(&mut client, 1, 2);
    assert_eq!(sent_chat(&mut client)[0].1, chat_id(2));
    accept(&mut client, 2, 3);
    accept(&mut client, 2, 3);
    assert_eq!(
        shown(&client),
        [(chat_id(50), true), (chat_id(1), true), (chat_id(2), true)]
    );
}

#[test]
fn what_was_not_acknowledged_is_sent_again_and_shown_once() {
    let mut client = Client::joined(1, vec![]);
    client.run(6_000);
    write(&mut client, 1);
    write(&mut client, 2);
    client.take();
    client.lose();
    write(&mut client, 3);
    client.greet_with(1, 1, vec![], vec![line(1, 1, 1)]);
    assert_eq!(
        shown(&client),
        [(chat_id(1), true), (chat_id(2), false), (chat_id(3), false)]
    );
    assert_eq!(sent_chat(&mut client)[0].1, chat_id(2));
}

#[test]
fn a_message_kept_under_a_former_seat_is_not_written_twice() {
    let mut client = Client::joined(1, vec![]);
    client.run(6_000);
    write(&mut client, 1);
    client.lose();
    client.take();
    client.greet_with(7, 9, vec![], vec![line(1, 1, 1)]);
    assert_eq!(sent_chat(&mut client), []);
    assert!(client.room.view().chat[0].is_self);
}

#[test]
fn a_refusal_that_may_pass_is_tried_again_later() {
    let mut client = Client::joined(1, vec![]);
    client.take();
    write(&mut client, 1);
    for pause in [1_000, 2_000, 4_000, 8_000, 8_000] {
        let request = sent_chat(&mut client)[0].0;
        client.message(ServerMessage::Refused {
            request: Some(request),
            code: ErrorCode::Unavailable,
        });
        client.run(pause - 1);
        assert_eq!(sent_chat(&mut client), []);
        if let Some(ping) = client.room.poll_timeout() {
            assert!(ping > client.now);
        }
        client.run(1);
        let (request, sockets) = (client.effects.clone(), client.socket);
        for effect in request {
            if let Effect::Send {
                message: ClientMessage::Ping { request },
                ..
            } = effect
            {
                client.input(Input::SocketMessage {
                    socket: sockets,
                    message: ServerMessage::Pong { request },
                });
            }
        }
    }
    assert_eq!(client.room.view().chat.len(), 1);
}

#[test]
fn a_final_refusal_stays_with_its_line_and_lets_the_next_pass() {
    let mut client = Client::joined(1, vec![]);
    client.take();
    write(&mut client, 1);
    write(&mut client, 2);
    let request = sent_chat(&mut client)[0].0;
    client.message(ServerMessage::Refused {
        request: Some(request),
        code: ErrorCode::BadMessage,
    });
    assert_eq!(sent_chat(&mut client)[0].1, chat_id(2));
    assert_eq!(
        client.room.view().chat[0].refused,
        Some(ErrorCode::BadMessage)
    );
}

#[test]
fn a_snapshot_adds_without_losing_what_is_older() {
    let mut client = Client::quiet();
    client.join();
    client.greet_with(1, 1, vec![], vec![line(3, 3, 2), line(4, 4, 2)]);
    assert!(client.room.view().chat_has_more, "1 and 2 are missing");
    client.run(6_000);
    client.lose();
    client.greet_with(1, 1, vec![], vec![line(4, 4, 2), line(5, 5, 2)]);
    assert_eq!(shown(&client).len(), 3);
}
