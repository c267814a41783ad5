//! What hosts order, and what becomes of it when the server refuses or the connection breaks.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

const LOCKED: MeetingRules = MeetingRules {
    locked: true,
    waiting_room: false,
    host_first: false,
    may_unmute: true,
    may_start_video: true,
    may_share: true,
    may_chat: true,
};

fn lock(on: bool) -> MeetingRulesChange {
    MeetingRulesChange {
        locked: Some(on),
        ..MeetingRulesChange::default()
    }
}
fn press(client: &mut Client, change: MeetingRulesChange) {
    client.command(Command::Host(HostCommand::SetRules { change }));
}
fn spotlight(client: &mut Client) {
    let participant = Some(ParticipantId(2));
    client.command(Command::Host(HostCommand::Spotlight { participant }));
}
fn told(client: &Client) -> (u32, Option<OrderRefusal>) {
    let told = client.room.view().told;
    (told.orders_refused, told.order_refusal)
}
fn is_locked(client: &Client) -> bool {
    client.room.view().wanted_rules.locked
}
/// Back in the same seat, with the rules of a new meeting.
fn come_back(client: &mut Client) {
    client.run(1_000);
    client.open();
    let own = ParticipantView {
        role: Role::Host,
        ..person(1, 2)
    };
    client.let_in(own, vec![person(2, 1)], Vec::new());
    assert_eq!(client.room.view().connection, ConnectionView::Connected);
}
/// The request of the last ping, after letting time run.
fn ping(client: &mut Client) -> RequestId {
    client.take();
    client.run(limits::PING_INTERVAL.0);
    let mut pings = client
        .sent()
        .into_iter()
        .filter_map(|message| match message {
            ClientMessage::Ping { request } => Some(request),
            _ => None,
        });
    pings.next_back().expect("a ping went out")
}

#[test]
fn an_order_without_a_connection_is_told_and_the_switch_stays_where_it_was() {
    let mut client = Client::joined_as(Role::Host);
    client.lose();
    assert_eq!(told(&client), (0, None), "nothing was ordered");
    client.lose();
    press(&mut client, lock(true));
    assert_eq!(told(&client), (1, Some(OrderRefusal::NotConnected)));
    assert!(!is_locked(&client));
    come_back(&mut client);
    assert!(!is_locked(&client));
    assert_eq!(told(&client), (1, Some(OrderRefusal::NotConnected)));
}

#[test]
fn an_order_that_is_lost_with_the_socket_is_told_and_the_switch_goes_back() {
    let mut client = Client::joined_as(Role::Host);
    press(&mut client, lock(true));
    spotlight(&mut client);
    assert!(is_locked(&client));
    client.lose();
    assert_eq!(told(&client), (2, Some(OrderRefusal::ConnectionLost)));
    assert!(!is_locked(&client));
    come_back(&mut client);
    assert!(!is_locked(&client), "the server has not heard of it");
    assert_eq!(told(&client).0, 2, "it is told once");
}

#[test]
fn an_order_on_a_socket_that_does_not_answer_is_told_when_it_is_given_up() {
    let mut client = Client::joined_as(Role::Host);
    press(&mut client, lock(true));
    client.run(limits::PING_INTERVAL.0 + limits::PONG_TIMEOUT.0);
    assert_eq!(told(&client), (1, Some(OrderRefusal::ConnectionLost)));
    assert!(!is_locked(&client));
}

#[test]
fn an_order_that_a_restarting_server_did_not_answer_is_told() {
    let mut client = Client::joined_as(Role::Host);
    spotlight(&mut client);
    closing(&mut client, CloseReason::Restart);
    assert_eq!(told(&client), (1, Some(OrderRefusal::ConnectionLost)));
}

#[test]
fn a_switch_goes_back_when_the_server_refuses() {
    let mut client = Client::joined_as(Role::Host);
    press(&mut client, lock(true));
    let [ClientMessage::SetRules { request, change }] = client.sent()[..] else {
        panic!("one message");
    };
    assert_eq!(change, lock(true), "nothing but what was pressed");
    assert!(is_locked(&client));
    assert!(
        !client.room.view().rules.locked,
        "the rules are the server's"
    );
    client.refuse(Some(request), ErrorCode::TooManyRequests);
    assert!(!is_locked(&client));
    let busy = OrderRefusal::Server(ErrorCode::TooManyRequests);
    assert_eq!(told(&client), (1, Some(busy)));
}

#[test]
fn what_the_server_has_answered_is_not_lost_with_the_socket() {
    let mut client = Client::joined_as(Role::Host);
    spotlight(&mut client);
    let request = ping(&mut client);
    spotlight(&mut client);
    client.message(ServerMessage::Pong { request });
    client.lose();
    assert_eq!(told(&client).0, 1, "only what came after the ping");

    let mut client = Client::joined_as(Role::Host);
    press(&mut client, lock(true));
    client.change_rules(LOCKED);
    client.lose();
    assert_eq!(told(&client), (0, None), "it shows in the rules");
}

#[test]
fn what_another_host_changes_meanwhile_shows_together_with_what_is_pressed() {
    let mut client = Client::joined_as(Role::Host);
    press(&mut client, lock(true));
    let waiting_room = MeetingRules {
        waiting_room: true,
        ..MeetingRules::default()
    };
    client.change_rules(waiting_room);
    let both = MeetingRules {
        locked: true,
        ..waiting_room
    };
    assert_eq!(client.room.view().wanted_rules, both);
    client.change_rules(both);
    client.change_rules(waiting_room);
    assert_eq!(
        client.room.view().wanted_rules,
        waiting_room,
        "another host unlocked it"
    );
}

#[test]
fn presses_that_follow_quickly_show_the_last_one_until_all_are_done() {
    let mut client = Client::joined_as(Role::Host);
    press(&mut client, lock(true));
    press(&mut client, lock(false));
    assert!(!is_locked(&client));
    client.change_rules(MeetingRules::default());
    client.change_rules(LOCKED);
    assert!(!is_locked(&client), "the second press is on its way");
    client.change_rules(MeetingRules::default());
    client.change_rules(LOCKED);
    assert!(is_locked(&client), "another host locked it");
}

#[test]
fn a_meeting_that_ends_takes_its_orders_along_without_a_word() {
    let mut client = Client::joined_as(Role::Host);
    client.command(Command::Host(HostCommand::End));
    closing(&mut client, CloseReason::Ended);
    assert_eq!(told(&client), (0, None));
    assert_over(&mut client, LeftReason::Ended);
}
