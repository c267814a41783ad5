//! Leave to switch something on once although the rules forbid it: whoever is asked by a host has it.

use crate::people::{OPEN, OWNER, REQUEST, forbidden, guest};
use crate::support::Bench;
use parley_protocol::{ClientMessage, MediaState, MeetingRules, ParticipantId};
use parley_room_server::{ConnectionId, HowDisconnected};

const QUIET: MeetingRules = MeetingRules {
    may_unmute: false,
    may_start_video: false,
    ..OPEN
};
const BOTH: MediaState = MediaState {
    microphone: true,
    camera: true,
    screen: false,
};
const SOUND: MediaState = MediaState {
    microphone: true,
    camera: false,
    screen: false,
};
const NOTHING: MediaState = MediaState {
    microphone: false,
    camera: false,
    screen: false,
};

/// The owner, and two guests who may not switch anything on.
fn quiet() -> (Bench, ConnectionId, ConnectionId, ConnectionId) {
    let mut bench = Bench::owned(QUIET);
    let host = bench.come(OWNER, "Ines");
    let (ben, cleo) = (
        bench.come(guest(2, 2), "Ben"),
        bench.come(guest(3, 3), "Cleo"),
    );
    bench.forget();
    (bench, host, ben, cleo)
}

impl Bench {
    fn ask_to_unmute(&mut self, from: ConnectionId, participant: u32) {
        let (request, participant) = (REQUEST, ParticipantId(participant));
        let message = ClientMessage::AskToUnmute {
            request,
            participant,
        };
        self.say(from, message);
    }

    fn ask_to_start_video(&mut self, from: ConnectionId, participant: u32) {
        let (request, participant) = (REQUEST, ParticipantId(participant));
        let message = ClientMessage::AskToStartVideo {
            request,
            participant,
        };
        self.say(from, message);
    }

    /// Says what is sent, and answers what the server believes.
    fn sends(&mut self, from: ConnectionId, participant: u32, media: MediaState) -> MediaState {
        let request = REQUEST;
        self.say(from, ClientMessage::SetMedia { request, media });
        self.view(participant).media
    }
}

#[test]
fn who_is_asked_may_do_it_once_and_nobody_else_may() {
    let (mut bench, host, ben, cleo) = quiet();
    assert_eq!(bench.sends(ben, 2, SOUND), NOTHING);
    bench.ask_to_unmute(host, 2);
    assert_eq!(bench.sends(cleo, 3, SOUND), NOTHING, "it was not for them");
    bench.forget();
    assert_eq!(bench.sends(ben, 2, BOTH), NOTHING, "it was for the sound");
    assert_eq!(bench.heard(ben), [forbidden()]);
    assert_eq!(bench.sends(ben, 2, SOUND), SOUND);
    assert_eq!(bench.sends(ben, 2, NOTHING), NOTHING);
    assert_eq!(bench.sends(ben, 2, SOUND), NOTHING, "once");
    bench.ask_to_start_video(host, 2);
    let picture = MediaState {
        camera: true,
        ..NOTHING
    };
    assert_eq!(bench.sends(ben, 2, picture), picture);
}

#[test]
fn a_mute_takes_the_leave_back_and_so_does_a_new_rule_for_it() {
    let (mut bench, host, ben, _) = quiet();
    let participant = ParticipantId(2);
    let mute = ClientMessage::Mute {
        request: REQUEST,
        participant,
    };
    bench.ask_to_unmute(host, 2);
    bench.say(host, mute.clone());
    assert_eq!(bench.sends(ben, 2, SOUND), NOTHING, "muted before");
    bench.ask_to_unmute(host, 2);
    assert_eq!(bench.sends(ben, 2, SOUND), SOUND);
    bench.say(host, mute);
    assert_eq!(bench.sends(ben, 2, SOUND), NOTHING, "muted after");
    bench.ask_to_unmute(host, 2);
    bench.set_rules(host, OPEN);
    bench.set_rules(host, QUIET);
    assert_eq!(bench.sends(ben, 2, SOUND), NOTHING, "new rules");
}

#[test]
fn leave_outlasts_other_rules_and_a_broken_socket_but_not_the_seat() {
    let (mut bench, host, ben, _) = quiet();
    bench.ask_to_unmute(host, 2);
    assert_eq!(bench.sends(ben, 2, SOUND), SOUND);
    let silent = MeetingRules {
        may_chat: false,
        ..QUIET
    };
    bench.set_rules(host, silent);
    assert_eq!(bench.view(2).media, SOUND);
    // The page says again what it sends; with more than it may it is cut down.
    bench.disconnect(ben, HowDisconnected::Broken);
    let ben = bench.come_back(guest(2, 2), bench.seat(2));
    assert_eq!(bench.view(2).media, SOUND);
    bench.leave(ben);
    bench.come_back(guest(2, 2), bench.seat(2));
    assert_eq!(bench.view(2).media, NOTHING);
}

#[test]
fn what_the_rules_allow_needs_no_leave_and_goes_off_with_them() {
    let mut bench = Bench::owned(OPEN);
    let host = bench.come(OWNER, "Ines");
    let ben = bench.come(guest(2, 2), "Ben");
    assert_eq!(bench.sends(ben, 2, NOTHING), NOTHING);
    bench.ask_to_unmute(host, 2);
    assert_eq!(bench.sends(ben, 2, SOUND), SOUND);
    bench.set_rules(host, QUIET);
    assert_eq!(bench.view(2).media, NOTHING);
    assert_eq!(bench.sends(ben, 2, SOUND), NOTHING);
}
