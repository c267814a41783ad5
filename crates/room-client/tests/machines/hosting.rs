//! What hosts do to somebody: mutes, requests, hands, the spotlight, and whom they let in or remove.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

fn acquires(effects: &[Effect]) -> Vec<AcquireId> {
    let acquires = effects.iter().filter_map(|e| match e {
        Effect::AcquireMicrophone { acquire, .. } | Effect::AcquireCamera { acquire, .. } => {
            Some(*acquire)
        }
        _ => None,
    });
    acquires.collect()
}
fn got(client: &mut Client, acquire: AcquireId) {
    client.input(Input::DeviceAcquired {
        acquire,
        device: None,
    });
}
/// In the meeting beside seat 2, with microphone and camera on.
fn sending() -> Client {
    let mut client = Client::joined_as(Role::Participant);
    client.command(Command::SetMicrophone { on: true });
    client.command(Command::SetCamera { on: true });
    for acquire in acquires(&client.take()) {
        got(&mut client, acquire);
    }
    client.take();
    client
}
fn on(client: &Client) -> (bool, bool) {
    let local = client.room.view().local;
    (local.microphone.on, local.camera.on)
}
fn wanted(client: &Client) -> (bool, bool) {
    let local = client.room.view().local;
    (local.microphone.wanted, local.camera.wanted)
}
fn announced(client: &mut Client) -> Vec<(bool, bool)> {
    let sent = client.sent().into_iter().filter_map(|m| match m {
        ClientMessage::SetMedia { media, .. } => Some((media.microphone, media.camera)),
        _ => None,
    });
    sent.collect()
}

#[test]
fn a_mute_switches_the_microphone_off_until_its_owner_switches_it_on() {
    for (all, counts) in [(false, (1, 0)), (true, (0, 1))] {
        let mut client = sending();
        client.message(ServerMessage::Muted { all });
        let view = client.room.view();
        assert_eq!((view.told.muted, view.told.everyone_muted), counts);
        assert_eq!(
            (on(&client), wanted(&client)),
            ((false, true), (false, true))
        );
        let effects = client.take();
        assert!(effects.contains(&Effect::EnableMicrophone { on: false }));
        assert!(
            effects
                .iter()
                .any(|e| matches!(e, Effect::StoreSeat { seat } if !seat.microphone)),
            "a reload does not switch it on either"
        );
        client.command(Command::SetMicrophone { on: true });
        assert_eq!(on(&client), (true, true));
        assert_eq!(announced(&mut client), [(true, true)]);
    }
}

#[test]
fn a_stopped_camera_goes_dark() {
    let mut client = sending();
    client.message(ServerMessage::VideoStopped {});
    assert_eq!(client.room.view().told.video_stopped, 1);
    assert_eq!(on(&client), (true, false));
    assert!(client.take().contains(&Effect::ReleaseCamera));
}

#[test]
fn a_mute_holds_while_the_device_is_being_acquired() {
    let mut client = Client::joined_as(Role::Participant);
    client.command(Command::SetMicrophone { on: true });
    client.command(Command::SetCamera { on: true });
    let asked = acquires(&client.take());
    client.message(ServerMessage::Muted { all: true });
    client.message(ServerMessage::VideoStopped {});
    client.take();
    for acquire in asked {
        got(&mut client, acquire);
    }
    let effects = client.take();
    assert!(effects.contains(&Effect::EnableMicrophone { on: false }));
    assert!(!effects.contains(&Effect::EnableMicrophone { on: true }));
    assert!(effects.contains(&Effect::ReleaseCamera));
    assert_eq!(
        (on(&client), wanted(&client)),
        ((false, false), (false, false))
    );
    assert_eq!(announced(&mut client), []);
}

#[test]
fn a_mute_that_was_lost_with_the_socket_holds_by_the_snapshot() {
    let mut client = sending();
    client.lose();
    client.open();
    let own = ParticipantView {
        media: MediaState {
            microphone: false,
            camera: true,
            screen: false,
        },
        ..person(1, 2)
    };
    client.take();
    client.let_in(own, vec![], vec![]);
    assert_eq!(wanted(&client), (false, true));
    assert_eq!(announced(&mut client), []);
}

#[test]
fn what_came_on_after_hello_is_no_mute() {
    let mut client = sending();
    client.command(Command::SetMicrophone { on: false });
    client.lose();
    client.open();
    client.command(Command::SetMicrophone { on: true });
    client.take();
    let own = ParticipantView {
        media: client.said,
        ..person(1, 2)
    };
    client.let_in(own, vec![], vec![]);
    assert_eq!(on(&client), (true, true));
    assert_eq!(announced(&mut client), [(true, true)]);
}

#[test]
fn a_request_stands_until_it_is_answered() {
    let mut client = Client::joined_as(Role::Participant);
    client.message(ServerMessage::AskedToUnmute {});
    client.message(ServerMessage::AskedToStartVideo {});
    let both = Asked {
        to_unmute: true,
        to_start_video: true,
    };
    assert_eq!(client.room.view().asked, both);
    assert_eq!(wanted(&client), (false, false));
    client.command(Command::SetMicrophone { on: true });
    assert!(!client.room.view().asked.to_unmute);
    client.command(Command::DismissAsk);
    assert_eq!(client.room.view().asked, Asked::default());
    client.message(ServerMessage::AskedToUnmute {});
    assert_eq!(
        client.room.view().asked,
        Asked::default(),
        "it is on already"
    );
    client.message(ServerMessage::AskedToStartVideo {});
    client.message(ServerMessage::VideoStopped {});
    assert_eq!(client.room.view().asked, Asked::default());
}

#[test]
fn a_raised_hand_shows_at_once_and_in_its_place() {
    let mut client = Client::joined_as(Role::Guest);
    let mut other = person(2, 1);
    other.hand_raised_at = Some(client.now + Milliseconds(9_000));
    client.message(ServerMessage::ParticipantChanged { participant: other });
    client.command(Command::SetHand { raised: true });
    client.command(Command::SetHand { raised: true });
    let sent = client.sent();
    let [
        ClientMessage::SetHand {
            request,
            raised: true,
        },
    ] = sent[..]
    else {
        panic!("{sent:?}");
    };
    let view = client.room.view();
    assert_eq!(view.hand, Some(2), "behind the one that was up before");
    assert_eq!(
        view.tiles.iter().map(|t| t.hand).collect::<Vec<_>>(),
        [Some(2), Some(1)]
    );
    client.message(ServerMessage::ParticipantChanged {
        participant: person(2, 1),
    });
    assert_eq!(client.room.view().hand, Some(1));
    client.refuse(Some(request), ErrorCode::TooManyRequests);
    assert_eq!(client.room.view().hand, None);
    client.command(Command::SetHand { raised: true });
    client.message(ServerMessage::ParticipantChanged {
        participant: person(1, 2),
    });
    assert_eq!(client.room.view().hand, None, "a host lowered it");
    client.lose();
    client.lose();
    client.command(Command::SetHand { raised: true });
    assert_eq!(client.room.view().hand, None, "nobody would hear of it");
}

#[test]
fn who_waits_is_known_to_who_may_let_them_in() {
    let mut client = Client::joined_as(Role::CoHost);
    client.message(ServerMessage::Waiting {
        waiting: vec![knock(1), knock(2)],
    });
    assert_eq!(client.room.view().waiting.len(), 2);
    client.command(Command::Host(HostCommand::Admit {
        knock: Some(KnockId(1)),
    }));
    assert!(matches!(
        client.sent()[..],
        [ClientMessage::Admit {
            knock: Some(KnockId(1)),
            ..
        }]
    ));
    client.message(ServerMessage::ParticipantChanged {
        participant: person(1, 2),
    });
    let view = client.room.view();
    assert_eq!(
        (view.role, view.waiting),
        (Some(Role::Participant), Vec::new())
    );
}

#[test]
fn who_is_kept_out_is_known_to_who_may_let_them_back_in() {
    let mut client = Client::joined_as(Role::CoHost);
    let mallory = KeptOutView {
        id: BanId(4),
        display_name: name("Mallory"),
        since: Timestamp(9),
    };
    let kept_out = vec![mallory];
    let told = ServerMessage::KeptOut {
        kept_out: kept_out.clone(),
    };
    client.message(told.clone());
    assert_eq!(client.room.view().kept_out, kept_out);
    client.command(Command::Host(HostCommand::Readmit { ban: BanId(4) }));
    let sent = client.sent();
    let asked = |m: &ClientMessage| matches!(m, ClientMessage::Readmit { ban: BanId(4), .. });
    assert!(matches!(&sent[..], [message] if asked(message)), "{sent:?}");
    assert_eq!(
        client.room.view().kept_out,
        kept_out,
        "until the server says so"
    );
    client.message(ServerMessage::KeptOut { kept_out: vec![] });
    assert!(client.room.view().kept_out.is_empty());
    client.message(told);
    client.message(ServerMessage::ParticipantChanged {
        participant: person(1, 2),
    });
    assert!(client.room.view().kept_out.is_empty(), "a co-host no more");
}

#[test]
fn every_host_command_is_one_message() {
    let mut client = Client::joined_as(Role::Host);
    let two = ParticipantId(2);
    for command in [
        HostCommand::Mute { participant: two },
        HostCommand::MuteAll { may_unmute: false },
        HostCommand::AskToUnmute { participant: two },
        HostCommand::StopVideo { participant: two },
        HostCommand::AskToStartVideo { participant: two },
        HostCommand::LowerHand { participant: None },
        HostCommand::Spotlight {
            participant: Some(two),
        },
        HostCommand::Admit { knock: None },
        HostCommand::Deny {
            knock: KnockId(3),
            block: true,
        },
        HostCommand::Readmit { ban: BanId(3) },
        HostCommand::SetRules {
            change: MeetingRulesChange::default(),
        },
        HostCommand::Remove {
            participant: two,
            block: true,
        },
        HostCommand::SetCoHost {
            participant: two,
            co_host: true,
        },
        HostCommand::HandOver { participant: two },
        HostCommand::End,
    ] {
        client.command(Command::Host(command));
        assert_eq!(client.sent().len(), 1, "{command:?}");
        assert_eq!(client.room.view().phase, Phase::InMeeting);
    }
    client.lose();
    client.take();
    client.command(Command::Host(HostCommand::End));
    assert_eq!(client.sent(), [], "nobody would hear of it");
}

#[test]
fn an_order_that_the_server_refuses_is_told_each_time_and_nothing_else_is() {
    let mut client = Client::joined_as(Role::Host);
    let request = |client: &mut Client| match client.sent()[..] {
        [ClientMessage::Admit { request, .. }] => request,
        ref sent => panic!("{sent:?}"),
    };
    let told = |client: &Client| {
        let told = client.room.view().told;
        (told.orders_refused, told.order_refusal)
    };
    let admit = Command::Host(HostCommand::Admit { knock: None });
    client.command(admit.clone());
    let first = request(&mut client);
    client.command(admit);
    let second = request(&mut client);
    client.refuse(Some(second), ErrorCode::TooManyRequests);
    let busy = OrderRefusal::Server(ErrorCode::TooManyRequests);
    assert_eq!(told(&client), (1, Some(busy)));
    client.refuse(Some(first), ErrorCode::MeetingFull);
    let full = (2, Some(OrderRefusal::Server(ErrorCode::MeetingFull)));
    assert_eq!(told(&client), full);
    // Neither the same once more, nor what was no order.
    client.refuse(Some(first), ErrorCode::Forbidden);
    client.command(Command::SetHand { raised: true });
    let [ClientMessage::SetHand { request, .. }] = client.sent()[..] else {
        panic!("a hand was raised");
    };
    client.refuse(Some(request), ErrorCode::Forbidden);
    assert_eq!(told(&client), full);
    assert_eq!(client.room.view().phase, Phase::InMeeting);
}

#[test]
fn the_spotlight_is_on_somebody_who_is_there() {
    let mut client = Client::joined_as(Role::Participant);
    let shine = |client: &mut Client, on| {
        let meeting = meeting(MeetingRules::default(), on);
        client.message(ServerMessage::MeetingChanged { meeting });
    };
    shine(&mut client, Some(2));
    let view = client.room.view();
    assert_eq!(view.spotlight, Some(ParticipantId(2)));
    let lit: Vec<_> = view.tiles.iter().map(|t| t.in_spotlight).collect();
    assert_eq!(lit, [false, true]);
    client.message(ServerMessage::ParticipantLeft {
        participant: ParticipantId(2),
        reason: LeaveReason::Left,
    });
    assert_eq!(client.room.view().spotlight, None);
    shine(&mut client, None);
    assert_eq!(client.room.view().spotlight, None);
}

#[test]
fn t060_nothing_more_goes_to_or_comes_from_somebody_who_is_removed() {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    let (peer, operation, _) = client.offers()[0];
    client.message(ServerMessage::ParticipantLeft {
        participant: ParticipantId(2),
        reason: LeaveReason::Removed,
    });
    assert_eq!(client.take(), [Effect::ClosePeer { peer }]);
    client.input(Input::OfferCreated {
        peer,
        operation,
        sdp: sdp(1),
    });
    client.signal(
        (2, 1),
        Signal::Answer {
            negotiation: NegotiationId(1),
            sdp: sdp(9),
        },
    );
    client.state(peer, PeerState::Connected);
    client.run(9_000);
    assert_eq!(client.take(), []);
    assert_eq!(client.room.view().tiles.len(), 1);
}

#[test]
fn a_mute_holds_in_a_mesh_even_when_the_other_page_goes_on_sending() {
    let sends = |microphone, camera| ParticipantView {
        media: MediaState {
            microphone,
            camera,
            screen: false,
        },
        ..person(2, 1)
    };
    let mut client = Client::joined(2, vec![sends(true, true)]);
    let played = |client: &mut Client| {
        let effects = client.take().into_iter().filter_map(|e| match e {
            Effect::SetPlayback { peer, media } => Some((peer, media.microphone, media.camera)),
            _ => None,
        });
        effects.collect::<Vec<_>>()
    };
    assert_eq!(played(&mut client), [(PeerId(1), true, true)]);
    for (microphone, camera) in [(false, true), (false, false), (true, false)] {
        client.message(ServerMessage::ParticipantChanged {
            participant: sends(microphone, camera),
        });
        assert_eq!(played(&mut client), [(PeerId(1), microphone, camera)]);
    }
    client.message(ServerMessage::ParticipantChanged {
        participant: sends(true, false),
    });
    assert_eq!(played(&mut client), []);
    client.message(ServerMessage::ParticipantChanged {
        participant: ParticipantView {
            arrival: Arrival(3),
            ..sends(false, false)
        },
    });
    assert_eq!(
        played(&mut client),
        [(PeerId(2), false, false)],
        "a new peer connection begins so"
    );
}
