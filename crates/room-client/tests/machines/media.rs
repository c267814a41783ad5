//! Microphone and camera: wanted and actual, late answers, failures, unplugging.

use crate::support::*;
use parley_protocol::*;
use parley_room_client::*;

fn with_devices() -> Client {
    Client::new(RoomClientConfig {
        microphone_wanted: true,
        camera_wanted: true,
        ..RoomClientConfig::default()
    })
}
fn acquires(client: &mut Client) -> Vec<(AcquireId, Option<String>)> {
    let effects = client.take().into_iter().filter_map(|e| match e {
        Effect::AcquireMicrophone { acquire, device }
        | Effect::AcquireCamera { acquire, device } => Some((acquire, device)),
        _ => None,
    });
    effects.collect()
}
fn got(client: &mut Client, acquire: AcquireId, device: &str) {
    client.input(Input::DeviceAcquired {
        acquire,
        device: Some(device.to_owned()),
    });
}
fn told(client: &mut Client) -> Vec<MediaState> {
    let sent = client.sent().into_iter().filter_map(|m| match m {
        ClientMessage::SetMedia { media, .. } => Some(media),
        _ => None,
    });
    sent.collect()
}
fn device(id: &str) -> MediaDevice {
    MediaDevice {
        id: id.to_owned(),
        label: id.to_owned(),
    }
}
/// In the meeting with a running microphone and camera.
fn in_call() -> (Client, AcquireId, AcquireId) {
    let mut client = with_devices();
    client.command(Command::StartPreview);
    let asked = acquires(&mut client);
    got(&mut client, asked[0].0, "mic");
    got(&mut client, asked[1].0, "cam");
    client.join();
    client.greet(1, 1, vec![person(2, 2)]);
    (client, asked[0].0, asked[1].0)
}

#[test]
fn the_preview_asks_once_and_the_call_keeps_it() {
    let (mut client, ..) = in_call();
    client.command(Command::StartPreview);
    assert_eq!(acquires(&mut client).len(), 0);
    let local = client.room.view().local;
    assert!(local.microphone.on && local.camera.on);
}

#[test]
fn muting_keeps_the_microphone_and_the_camera_is_let_go() {
    let (mut client, ..) = in_call();
    client.take();
    client.command(Command::SetMicrophone { on: false });
    let effects = client.take();
    assert!(effects.contains(&Effect::EnableMicrophone { on: false }));
    assert!(!effects.contains(&Effect::ReleaseMicrophone));
    client.command(Command::SetCamera { on: false });
    let effects = client.take();
    assert!(effects.contains(&Effect::ReleaseCamera));
    client.command(Command::SetMicrophone { on: true });
    assert_eq!(
        told(&mut client),
        [MediaState {
            microphone: true,
            camera: false,
            screen: false,
        }]
    );
    client.command(Command::SetCamera { on: true });
    assert_eq!(acquires(&mut client).len(), 1);
    assert!(client.room.view().local.camera.asking);
}

#[test]
fn the_server_is_told_what_is_actually_sent() {
    let mut client = Client::joined(1, vec![]);
    client.take();
    client.command(Command::SetMicrophone { on: true });
    let effects = client.take();
    assert!(!effects.iter().any(|e| matches!(
        e,
        Effect::Send {
            message: ClientMessage::SetMedia { .. },
            ..
        }
    )));
    let acquire = effects.iter().find_map(|e| match e {
        Effect::AcquireMicrophone { acquire, .. } => Some(*acquire),
        _ => None,
    });
    got(&mut client, acquire.unwrap(), "mic");
    assert_eq!(
        told(&mut client),
        [MediaState {
            microphone: true,
            camera: false,
            screen: false,
        }]
    );
}

#[test]
fn a_late_answer_is_taken_back() {
    let mut client = Client::quiet();
    client.command(Command::SetCamera { on: true });
    let late = acquires(&mut client)[0].0;
    client.command(Command::SetCamera { on: false });
    client.take();
    got(&mut client, late, "cam");
    assert!(client.take().contains(&Effect::ReleaseCamera));
    assert!(!client.room.view().local.camera.on);
}

#[test]
fn of_two_requests_only_the_newest_counts() {
    let mut client = Client::quiet();
    client.command(Command::SetCamera { on: true });
    client.command(Command::ChooseCamera {
        device: "b".to_owned(),
    });
    let asked = acquires(&mut client);
    client.input(Input::DeviceFailed {
        acquire: asked[0].0,
        error: DeviceError::InUse,
    });
    assert_eq!(client.room.view().local.camera.error, None);
    got(&mut client, asked[1].0, "b");
    assert_eq!(client.room.view().local.camera.device.as_deref(), Some("b"));
}

#[test]
fn an_unplugged_device_is_replaced_by_the_default_one_or_is_an_error() {
    let (mut client, microphone, _) = in_call();
    client.run(2_000);
    client.take();
    client.input(Input::DeviceEnded {
        acquire: microphone,
    });
    let effects = client.take();
    let off = MediaState {
        microphone: false,
        camera: true,
        screen: false,
    };
    assert!(effects.iter().any(|e| matches!(e, Effect::Send { message: ClientMessage::SetMedia { media, .. }, .. } if *media == off)));
    let again = effects
        .iter()
        .find_map(|e| match e {
            Effect::AcquireMicrophone {
                acquire,
                device: None,
            } => Some(*acquire),
            _ => None,
        })
        .unwrap();
    client.input(Input::DeviceFailed {
        acquire: again,
        error: DeviceError::NotFound,
    });
    assert_eq!(
        client.room.view().local.microphone.error,
        Some(DeviceError::NotFound)
    );
    client.take();
    client.input(Input::DevicesListed {
        microphones: vec![device("new")],
        cameras: vec![device("cam")],
        speakers: vec![],
    });
    let asked = acquires(&mut client);
    got(&mut client, asked[0].0, "new");
    assert!(client.room.view().local.microphone.on);
}

#[test]
fn a_camera_that_ends_while_another_one_is_asked_for_does_not_stop_the_asking() {
    for later in [0, 2_000] {
        let (mut client, _, camera) = in_call();
        client.run(later);
        client.command(Command::ChooseCamera {
            device: "other".to_owned(),
        });
        client.take();
        client.input(Input::DeviceEnded { acquire: camera });
        let effects = client.take();
        let released = effects.iter().position(|e| *e == Effect::ReleaseCamera);
        let asked = effects.iter().position(
            |e| matches!(e, Effect::AcquireCamera { device: Some(id), .. } if id == "other"),
        );
        assert!(released.unwrap() < asked.unwrap(), "after {later} ms");
        let Effect::AcquireCamera { acquire, .. } = effects[asked.unwrap()] else {
            unreachable!()
        };
        got(&mut client, acquire, "other");
        let view = client.room.view().local.camera;
        assert!(view.on && !view.asking);
    }
}

#[test]
fn the_same_list_again_is_no_reason_to_ask_again() {
    let mut client = Client::joined(1, vec![]);
    let list = || Input::DevicesListed {
        microphones: vec![],
        cameras: vec![device("cam")],
        speakers: vec![],
    };
    client.input(list());
    client.command(Command::SetCamera { on: true });
    let asked = acquires(&mut client);
    client.input(Input::DeviceFailed {
        acquire: asked[0].0,
        error: DeviceError::NotFound,
    });
    client.input(list());
    assert_eq!(acquires(&mut client), []);
}

#[test]
fn a_device_that_vanishes_from_the_list_is_replaced() {
    let (mut client, ..) = in_call();
    let list = |cameras: &[&str]| Input::DevicesListed {
        microphones: vec![device("mic")],
        cameras: cameras.iter().map(|c| device(c)).collect(),
        speakers: vec![],
    };
    client.input(list(&["cam", "other"]));
    assert_eq!(acquires(&mut client), []);
    client.input(list(&["other"]));
    assert_eq!(acquires(&mut client).len(), 1);
}

#[test]
fn a_chosen_device_that_is_gone_falls_back_once() {
    let mut client = Client::new(RoomClientConfig {
        camera_wanted: true,
        preferred_camera: Some("old".to_owned()),
        ..RoomClientConfig::default()
    });
    client.command(Command::StartPreview);
    let asked = acquires(&mut client);
    assert_eq!(asked[0].1.as_deref(), Some("old"));
    client.input(Input::DeviceFailed {
        acquire: asked[0].0,
        error: DeviceError::Unusable,
    });
    let again = acquires(&mut client);
    assert_eq!(again[0].1, None);
    client.input(Input::DeviceFailed {
        acquire: again[0].0,
        error: DeviceError::NotFound,
    });
    assert_eq!(acquires(&mut client), []);
}

#[test]
fn without_permission_one_joins_all_the_same_and_may_try_again() {
    let mut client = with_devices();
    client.command(Command::StartPreview);
    for (acquire, _) in acquires(&mut client) {
        client.input(Input::DeviceFailed {
            acquire,
            error: DeviceError::BlockedByBrowser,
        });
    }
    client.join();
    client.greet(1, 1, vec![]);
    assert_eq!(
        acquires(&mut client),
        [],
        "nobody is asked twice without wanting it"
    );
    let view = client.room.view();
    assert_eq!(view.phase, Phase::InMeeting);
    assert_eq!(view.local.camera.error, Some(DeviceError::BlockedByBrowser));
    client.command(Command::RetryDevices);
    assert_eq!(acquires(&mut client).len(), 2);
}

#[test]
fn a_refused_announcement_is_made_again() {
    let (mut client, ..) = in_call();
    client.take();
    client.command(Command::SetCamera { on: false });
    let request = client.sent().into_iter().find_map(|m| match m {
        ClientMessage::SetMedia { request, .. } => Some(request),
        _ => None,
    });
    client.message(ServerMessage::Refused {
        request,
        code: ErrorCode::TooManyRequests,
    });
    assert_eq!(told(&mut client), []);
    client.run(1_000);
    assert_eq!(told(&mut client).len(), 1);
}

#[test]
fn an_interrupted_device_is_not_on_until_it_gives_something_again() {
    let (mut client, microphone, camera) = in_call();
    client.take();
    for (acquire, during) in [(microphone, (false, true)), (camera, (true, false))] {
        for (interrupted, (microphone, camera)) in [(true, during), (false, (true, true))] {
            client.input(Input::DeviceInterrupted {
                acquire,
                interrupted,
            });
            client.run(5_000);
            let local = client.room.view().local;
            assert_eq!((local.microphone.on, local.camera.on), (microphone, camera));
            assert!(local.microphone.wanted && local.camera.wanted);
            assert_eq!((local.microphone.error, local.camera.error), (None, None));
            let effects = client.take();
            assert!(!effects.iter().any(|e| matches!(
                e,
                Effect::AcquireMicrophone { .. }
                    | Effect::AcquireCamera { .. }
                    | Effect::ReleaseMicrophone
                    | Effect::ReleaseCamera
            )));
            let media = MediaState {
                microphone,
                camera,
                screen: false,
            };
            let told = |e: &Effect| matches!(e, Effect::Send { message: ClientMessage::SetMedia { media: m, .. }, .. } if *m == media);
            assert_eq!(effects.iter().filter(|e| told(e)).count(), 1);
        }
    }
}

#[test]
fn an_interruption_ends_with_the_track_it_was_of() {
    let (mut client, _, old) = in_call();
    let interrupted = true;
    client.input(Input::DeviceInterrupted {
        acquire: old,
        interrupted,
    });
    client.take();
    client.command(Command::ChooseCamera {
        device: "other".to_owned(),
    });
    let new = acquires(&mut client)[0].0;
    got(&mut client, new, "other");
    assert!(client.room.view().local.camera.on);
    client.input(Input::DeviceInterrupted {
        acquire: old,
        interrupted,
    });
    assert!(client.room.view().local.camera.on);
}
