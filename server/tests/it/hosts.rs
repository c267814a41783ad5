//! Who has control of a meeting when its host goes, and what is left of a time that is over, over real sockets.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for few messages among all"
)]

use parley_protocol::{
    ClientMessage, ErrorCode, MeetingRulesChange, Milliseconds, ParticipantId, RequestId, Role,
    ServerMessage,
};
use parley_test_support::{TestApp, TestSocket};

const REQUEST: RequestId = RequestId(7);

/// What only hosts may do.
fn orders() -> Vec<ClientMessage> {
    let (request, participant) = (REQUEST, ParticipantId(1));
    let change = MeetingRulesChange {
        locked: Some(true),
        ..MeetingRulesChange::default()
    };
    vec![
        ClientMessage::MuteAll {
            request,
            may_unmute: false,
        },
        ClientMessage::SetRules { request, change },
        ClientMessage::Admit {
            request,
            knock: None,
        },
        ClientMessage::SetCoHost {
            request,
            participant,
            co_host: true,
        },
        ClientMessage::HandOver {
            request,
            participant,
        },
        ClientMessage::End { request },
    ]
}

async fn may_do_nothing(socket: &mut TestSocket, who: &str) {
    for order in orders() {
        socket.send(&order).await;
        let refused = socket.expect("a refusal", |message| {
            matches!(
                message,
                ServerMessage::Refused {
                    request: Some(REQUEST),
                    ..
                }
            )
        });
        let ServerMessage::Refused { code, .. } = refused.await else {
            unreachable!("it was waited for")
        };
        assert_eq!(code, ErrorCode::Forbidden, "{who}: {order:?}");
    }
}

/// Waits until this one has that role.
async fn becomes(socket: &mut TestSocket, who: ParticipantId, role: Role) {
    let fits = |message: &ServerMessage| match message {
        ServerMessage::ParticipantChanged { participant } => {
            participant.id == who && participant.role == role
        }
        _ => false,
    };
    socket.expect("the role", fits).await;
}

/// Who this is, and the role it has.
fn place(snapshot: &ServerMessage) -> (ParticipantId, Role) {
    let ServerMessage::Snapshot {
        you, participants, ..
    } = snapshot
    else {
        panic!("no snapshot: {snapshot:?}");
    };
    let mut all = participants.iter();
    let own = all.find(|one| one.id == *you);
    (*you, own.expect("one is among them").role)
}

async fn leave(mut socket: TestSocket) {
    socket.send(&ClientMessage::Leave {}).await;
    socket.rest().await;
}

#[tokio::test]
async fn t086_when_the_host_goes_an_account_follows_and_no_guest_however_early() {
    let app = TestApp::start().await;
    let (olga, wei) = (app.member("olga").await, app.member("wei").await);
    let code = app.start_meeting(&olga.cookie).await;
    let mut early = app.socket(&code).await;
    let first = early.hello("Gus").await;
    assert_eq!(place(&first).1, Role::Guest, "the first who comes");
    may_do_nothing(&mut early, "the first who comes").await;

    let mut owner = app.socket_with(&code, &olga.cookie).await;
    assert_eq!(place(&owner.hello("Olga").await).1, Role::Host);
    let mut member = app.socket_with(&code, &wei.cookie).await;
    let (member_id, role) = place(&member.hello("Wei").await);
    assert_eq!(role, Role::Participant);
    may_do_nothing(&mut member, "a member beside the host").await;

    leave(owner).await;
    becomes(&mut member, member_id, Role::Host).await;
    may_do_nothing(&mut early, "a guest under another host").await;
    leave(member).await;

    // Nobody with an account is left: the meeting goes on, and nobody has control who was given none.
    early
        .expect("the end of the host", |message| {
            matches!(message, ServerMessage::ParticipantLeft { participant, .. } if *participant == member_id)
        })
        .await;
    may_do_nothing(&mut early, "a guest who is left").await;
    let mut late = app.socket(&code).await;
    assert_eq!(place(&late.hello("Eve").await).1, Role::Guest);
    may_do_nothing(&mut late, "a guest who comes then").await;

    // It is not without control for good: who owns it has it as soon as they are back.
    let mut owner = app.socket_with(&code, &olga.cookie).await;
    assert_eq!(place(&owner.hello("Olga").await).1, Role::Host);
    owner.send(&ClientMessage::End { request: REQUEST }).await;
    assert_eq!(early.close_code().await, late.close_code().await);
}

#[tokio::test]
async fn t084_a_meeting_that_was_ended_leaves_no_role_no_rule_and_no_seat_to_the_next_time() {
    let app = TestApp::start().await;
    let (olga, wei) = (app.member("olga").await, app.member("wei").await);
    let code = app.start_meeting(&olga.cookie).await;
    let mut owner = app.socket_with(&code, &olga.cookie).await;
    owner.hello("Olga").await;
    let mut member = app.socket_with(&code, &wei.cookie).await;
    let snapshot = member.hello("Wei").await;
    let (member_id, _) = place(&snapshot);
    let ServerMessage::Snapshot {
        resume: Some(token),
        ..
    } = snapshot
    else {
        panic!("no token: {snapshot:?}");
    };
    for order in [
        ClientMessage::SetCoHost {
            request: REQUEST,
            participant: member_id,
            co_host: true,
        },
        ClientMessage::SetRules {
            request: REQUEST,
            change: MeetingRulesChange {
                locked: Some(true),
                ..MeetingRulesChange::default()
            },
        },
    ] {
        owner.send(&order).await;
    }
    becomes(&mut member, member_id, Role::CoHost).await;
    owner.send(&ClientMessage::End { request: REQUEST }).await;
    owner.rest().await;
    member.rest().await;

    // The next time, with the secret of the seat: open, and nobody special.
    app.clock().advance(Milliseconds::from_seconds(1));
    let mut guest = app.socket(&code).await;
    let ServerMessage::Snapshot {
        meeting,
        participants,
        ..
    } = guest.hello("Gus").await
    else {
        unreachable!("hello waits for a snapshot")
    };
    assert!(
        !meeting.rules.locked,
        "a lock ends with the time it was for"
    );
    assert_eq!(participants.len(), 1, "{participants:?}");
    let mut owner = app.socket_with(&code, &olga.cookie).await;
    assert_eq!(place(&owner.hello("Olga").await).1, Role::Host);
    let mut member = app.socket_with(&code, &wei.cookie).await;
    let again = member.hello_again("Wei", token, None).await;
    assert_eq!(place(&again).1, Role::Participant);
    may_do_nothing(&mut member, "who helped the last time").await;
}
