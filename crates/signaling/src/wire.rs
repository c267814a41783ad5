//! Reading and writing messages.

use parley_protocol::{ClientMessage, PROTOCOL_VERSION, RequestId, ServerMessage};
use serde_json::Value;

/// What a text from a browser is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Parsed {
    /// A message.
    Message(ClientMessage),
    /// A hello of another version, whatever else is in it.
    OtherVersion,
    /// No message, or one with a field that breaks a rule; the request it names, so that its refusal finds it.
    Bad(Option<RequestId>),
}

/// Reads a text from a browser.
pub(crate) fn parse(text: &str) -> Parsed {
    match serde_json::from_str(text) {
        Ok(ClientMessage::Hello { protocol, .. }) if protocol != PROTOCOL_VERSION => {
            Parsed::OtherVersion
        }
        Ok(message) => Parsed::Message(message),
        Err(_) => parse_outline(text),
    }
}

/// Writes a message for a browser.
pub(crate) fn write(message: &ServerMessage) -> String {
    serde_json::to_string(message).expect("a message has text keys only")
}

fn parse_outline(text: &str) -> Parsed {
    let outline: Value = serde_json::from_str(text).unwrap_or_default();
    let protocol = outline["protocol"].as_u64();
    let other = protocol.is_some_and(|version| version != u64::from(PROTOCOL_VERSION));
    if outline["type"] == "hello" && other {
        return Parsed::OtherVersion;
    }
    let request = outline["request"].as_u64();
    Parsed::Bad(
        request
            .and_then(|number| u32::try_from(number).ok())
            .map(RequestId),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hello_of_another_version_is_told_apart_whatever_it_looks_like() {
        for text in [
            r#"{"type":"hello","protocol":99,"face":"new","name":{}}"#,
            r#"{"type":"hello","protocol":99,"display_name":"Ann","media":{"microphone":true,"camera":true,"screen":false},"resume":null,"arrival":null}"#,
            r#"{"type":"hello","protocol":3,"display_name":"Ann","media":{"microphone":true,"camera":true},"resume":null,"arrival":null}"#,
            r#"{"type":"hello","protocol":4294967296}"#,
        ] {
            assert_eq!(parse(text), Parsed::OtherVersion, "{text}");
        }
    }

    #[test]
    fn t065_whatever_comes_is_refused_and_nothing_panics() {
        let deep = "[".repeat(60_000);
        for text in [
            "",
            "{",
            "null",
            "[]",
            "7",
            "\u{0}",
            r#""hello""#,
            r#"{"type":"dance"}"#,
            &deep,
        ] {
            assert_eq!(parse(text), Parsed::Bad(None), "{}", text.len());
        }
    }

    #[test]
    fn a_refusal_finds_the_request_of_a_bad_message() {
        let text = r#"{"type":"send_chat","request":7,"id":"short","text":"Hello"}"#;
        assert_eq!(parse(text), Parsed::Bad(Some(RequestId(7))));
        let text = r#"{"type":"ping","request":99999999999}"#;
        assert_eq!(parse(text), Parsed::Bad(None));
    }
}
