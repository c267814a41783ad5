//! Rights: what the own role and the rules let somebody do.

use crate::support::*;
use parley_protocol::*;

const QUIET: MeetingRules = MeetingRules {
    waiting_room: false,
    host_first: false,
    locked: false,
    may_unmute: false,
    may_start_video: false,
    may_share: false,
    may_chat: false,
};
const BOTH: MediaState = MediaState {
    microphone: true,
    camera: true,
    screen: false,
};

fn may(client: &Client) -> (bool, bool, bool) {
    let view = client.room.view();
    (view.may_unmute, view.may_start_video, view.may_chat)
}
/// The last announcement and its request.
fn announced(client: &mut Client) -> Option<(RequestId, MediaState)> {
    client.sent().into_iter().rev().find_map(|m| match m {
        ClientMessage::SetMedia { request, media } => Some((request, media)),
        _ => None,
    })
}

#[test]
fn the_rules_bind_those_who_do_not_run_the_meeting() {
    for (role, free) in [
        (Role::Host, true),
        (Role::CoHost, true),
        (Role::Participant, false),
        (Role::Guest, false),
    ] {
        let mut client = Client::joined_as(role);
        client.switch_on();
        client.take();
        client.change_rules(QUIET);
        assert_eq!(client.room.view().rules, QUIET);
        assert_eq!(may(&client), (free, free, free), "{role:?}");
        assert_eq!(client.wanted(), (free, free), "{role:?}");
        let off = announced(&mut client).map(|(_, media)| media);
        assert_eq!(off, (!free).then(MediaState::default), "{role:?}");
        client.switch(false);
        client.switch(true);
        assert_eq!(client.wanted(), (free, free), "{role:?}");
        let refused = client.room.view().told.refused;
        assert_eq!(refused, if free { 0 } else { 2 }, "{role:?}");
    }
}

#[test]
fn leave_to_unmute_unmutes_nobody() {
    let mut client = Client::joined_as(Role::Guest);
    client.switch_on();
    client.change_rules(QUIET);
    client.change_rules(MeetingRules::default());
    assert_eq!(may(&client), (true, true, true));
    assert_eq!(client.wanted(), (false, false));
    client.message(ServerMessage::AskedToUnmute {});
    client.change_rules(QUIET);
    assert!(!client.room.view().asked.to_unmute, "they may not");
    client.change_rules(MeetingRules::default());
    assert!(client.room.view().asked.to_unmute);
}

#[test]
fn who_is_asked_by_a_host_may_unmute_once_although_the_rules_forbid_it() {
    let mut client = Client::joined_as(Role::Guest);
    client.change_rules(QUIET);
    client.message(ServerMessage::AskedToUnmute {});
    assert_eq!(may(&client), (true, false, false));
    assert!(client.room.view().asked.to_unmute);
    client.switch_on();
    assert_eq!(client.wanted(), (true, false));
    let sound = MediaState {
        microphone: true,
        camera: false,
        screen: false,
    };
    let said = announced(&mut client).map(|(_, media)| media);
    assert_eq!(said, Some(sound));
    // Other rules leave it on; off it is off for good.
    client.change_rules(MeetingRules {
        locked: true,
        ..QUIET
    });
    assert_eq!(client.wanted(), (true, false));
    client.switch(false);
    assert_eq!(may(&client), (false, false, false));
    client.switch(true);
    assert_eq!(client.wanted(), (false, false));
}

#[test]
fn leave_of_a_host_ends_with_not_now_with_a_mute_and_with_a_refusal() {
    let asked = || {
        let mut client = Client::joined_as(Role::Guest);
        client.change_rules(QUIET);
        client.message(ServerMessage::AskedToUnmute {});
        client.take();
        client
    };
    let mut client = asked();
    client.command(parley_room_client::Command::DismissAsk);
    assert_eq!(may(&client), (false, false, false));
    let mut client = asked();
    client.message(ServerMessage::Muted { all: false });
    assert_eq!(may(&client), (false, false, false));
    let mut client = asked();
    client.switch_on();
    let (request, _) = announced(&mut client).unwrap();
    client.refuse(Some(request), ErrorCode::Forbidden);
    assert_eq!(client.wanted(), (false, false));
    assert_eq!(may(&client), (false, false, false));
}

#[test]
fn who_loses_a_role_loses_its_rights() {
    let mut client = Client::joined_as(Role::CoHost);
    client.change_rules(QUIET);
    client.switch_on();
    assert_eq!(client.wanted(), (true, true));
    client.message(ServerMessage::ParticipantChanged {
        participant: person(1, 2),
    });
    assert_eq!(client.room.view().role, Some(Role::Participant));
    assert_eq!(client.wanted(), (false, false));
}

#[test]
fn a_preview_goes_off_where_the_meeting_does_not_allow_it() {
    let mut client = Client::quiet();
    client.switch_on();
    assert_eq!(may(&client), (true, true, true), "nobody has refused yet");
    client.join();
    client.open();
    let mut quiet = meeting(QUIET, None);
    quiet.rules.may_start_video = true;
    client.message(ServerMessage::Snapshot {
        you: ParticipantId(1),
        resume: Some(token("seat")),
        meeting: quiet,
        participants: vec![ParticipantView {
            media: BOTH,
            ..person(1, 1)
        }],
        chat: vec![],
        chat_has_more: false,
        waiting: vec![],
        kept_out: vec![],
        ice_servers: vec![],
        now: client.now,
    });
    assert_eq!(client.wanted(), (false, true));
    let camera_only = MediaState {
        microphone: false,
        camera: true,
        screen: false,
    };
    let announced = announced(&mut client).map(|(_, media)| media);
    assert_eq!(announced, Some(camera_only));
}

#[test]
fn what_the_server_forbids_goes_off_again() {
    let mut client = Client::joined_as(Role::Guest);
    client.switch_on();
    let (request, media) = announced(&mut client).unwrap();
    assert_eq!(media, BOTH);
    client.refuse(Some(request), ErrorCode::Forbidden);
    assert_eq!(client.wanted(), (false, false));
    assert_eq!(client.room.view().told.refused, 1);
    client.run(1_000);
    let (_, media) = announced(&mut client).unwrap();
    assert_eq!(media, MediaState::default());
}

#[test]
fn a_refusal_that_the_rules_explain_counts_once() {
    let mut client = Client::joined_as(Role::Guest);
    client.switch_on();
    let (request, _) = announced(&mut client).unwrap();
    client.change_rules(MeetingRules {
        may_unmute: false,
        ..MeetingRules::default()
    });
    client.refuse(Some(request), ErrorCode::Forbidden);
    assert_eq!(client.wanted(), (false, true), "the camera stays");
    assert_eq!(client.room.view().told.refused, 0, "the rules told it");
}
