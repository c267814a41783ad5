//! What browsers say, and what they may not say.

use crate::client_messages::{
    CLIENT_KINDS, SIGNAL_KINDS, cases, client_kind, hello, signal_kind, signals,
};
use crate::{all_seen, compare};
use parley_protocol::{ClientMessage, Signal};
use serde_json::{Value, json};

/// May be left out, which says the same as `null`.
const OPTIONAL: [&str; 3] = ["resume", "arrival", "password"];
/// Messages in which the participant, or who waits, may be left out as well.
const FOR_ALL: [&str; 3] = ["lower_hand", "spotlight", "admit"];

fn is_refused(message: &Value) -> bool {
    serde_json::from_value::<ClientMessage>(message.clone()).is_err()
        && serde_json::from_str::<ClientMessage>(&message.to_string()).is_err()
}

#[test]
fn every_client_message_has_its_golden() {
    let cases = cases();
    compare("client", &cases);
    all_seen(
        CLIENT_KINDS,
        cases.iter().map(|(_, message)| client_kind(message)),
    );
    let signals = signals();
    all_seen(
        SIGNAL_KINDS,
        signals.iter().map(|(_, signal)| signal_kind(signal)),
    );
}

#[test]
fn t056_no_client_message_takes_a_field_it_does_not_have() {
    for (name, message) in cases() {
        for field in [
            "from",
            "from_arrival",
            "participant",
            "recipient",
            "role",
            "to",
        ] {
            let mut forged = serde_json::to_value(&message).unwrap();
            if forged.get(field).is_some() {
                continue;
            }
            forged[field] = json!(1);
            assert!(is_refused(&forged), "{name} with {field}");
        }
    }
}

#[test]
fn t056_no_signal_takes_a_field_it_does_not_have() {
    for (name, signal) in signals() {
        let mut forged = serde_json::to_value(&signal).unwrap();
        forged["from"] = json!(1);
        assert!(
            serde_json::from_value::<Signal>(forged.clone()).is_err(),
            "{name}"
        );
        let message =
            json!({"type": "signal", "request": 1, "to": 2, "to_arrival": 3, "signal": forged});
        assert!(is_refused(&message), "{name} inside a message");
    }
    let media = json!({"microphone": true, "camera": true, "screen": true, "from": 1});
    assert!(is_refused(
        &json!({"type": "set_media", "request": 1, "media": media})
    ));
    let wish = json!({"participant": 2, "source": "screen", "max_height": 720, "from": 1});
    assert!(is_refused(
        &json!({"type": "set_wishes", "request": 1, "audio": true, "video": [wish]})
    ));
}

#[test]
fn t064_a_message_with_a_key_twice_is_refused() {
    for text in [
        r#"{"type":"leave","type":"ping","request":1}"#,
        r#"{"type":"ping","request":1,"request":2}"#,
        r#"{"type":"ping","request":1,"type":"leave"}"#,
    ] {
        assert!(
            serde_json::from_str::<ClientMessage>(text).is_err(),
            "{text}"
        );
    }
}

#[test]
fn an_unknown_client_message_is_refused() {
    for message in [
        json!({"type": "dance"}),
        json!({"type": "unknown"}),
        json!({"type": "Leave"}),
        json!({}),
        json!("leave"),
        json!(null),
        json!({"type": "signal", "request": 1, "to": 2, "to_arrival": 3, "signal": {"kind": "dance"}}),
    ] {
        assert!(is_refused(&message), "{message}");
    }
}

#[test]
fn a_client_message_without_one_of_its_fields_is_refused() {
    for (name, message) in cases() {
        let whole = serde_json::to_value(&message).unwrap();
        let fields = whole.as_object().unwrap().keys();
        for field in fields
            .filter(|field| whole[*field] != json!(null) && !OPTIONAL.contains(&field.as_str()))
            .filter(|field| {
                !(FOR_ALL.contains(&name) && matches!(field.as_str(), "participant" | "knock"))
            })
        {
            let mut part = whole.clone();
            part.as_object_mut().unwrap().remove(field);
            assert!(is_refused(&part), "{name} without {field}");
        }
    }
}

#[test]
fn a_hello_with_an_absurd_name_is_refused() {
    let whole = serde_json::to_value(hello(None, None)).unwrap();
    let long = "a".repeat(81);
    for name in [
        json!(""),
        json!(" \t\n"),
        json!("\u{202E}\u{200B}"),
        json!("\u{0}\u{7}"),
        json!(long),
        json!(null),
        json!(7),
        json!(["Ann"]),
    ] {
        let mut absurd = whole.clone();
        absurd["display_name"] = name.clone();
        assert!(is_refused(&absurd), "{name}");
    }
}

#[test]
fn a_number_that_does_not_fit_is_refused() {
    for request in [
        json!(-1),
        json!(1.5),
        json!(4_294_967_296_u64),
        json!("1"),
        json!(null),
    ] {
        assert!(
            is_refused(&json!({"type": "ping", "request": request})),
            "{request}"
        );
    }
}
