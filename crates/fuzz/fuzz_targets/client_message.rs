//! What a browser says on the socket, as the server reads it.
#![no_main]

#[path = "../../signaling/src/wire.rs"]
#[expect(dead_code, reason = "only what reads is tried")]
mod wire;

use libfuzzer_sys::fuzz_target;
use parley_protocol::{ClientMessage, PROTOCOL_VERSION, limits};
use wire::Parsed;

/// Fields that may be left out are written.
const LEFT_OUT: usize = 100;

fuzz_target!(|text: &str| {
    if text.len() > limits::SOCKET_MESSAGE_BYTES {
        return; // the socket is closed before anybody reads it
    }
    let Parsed::Message(message) = wire::parse(text) else {
        return;
    };
    if let ClientMessage::Hello { protocol, .. } = &message {
        assert_eq!(*protocol, PROTOCOL_VERSION);
    }
    let written = serde_json::to_string(&message).expect("a message has text keys only");
    assert!(written.len() <= text.len() + LEFT_OUT, "{written}");
    assert_eq!(wire::parse(&written), Parsed::Message(message));
});
