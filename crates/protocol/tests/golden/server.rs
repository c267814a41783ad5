//! What the server says, and how a page reads a newer server.

use crate::server_messages::{
    CLOSE_REASONS, CODES, LEAVE_REASONS, SERVER_KINDS, TOPOLOGIES, cases, close_name, code_name,
    leave_name, server_kind, topology_name,
};
use crate::{all_seen, compare};
use parley_protocol::{ErrorCode, RequestId, ServerMessage};

/// Codes and reasons inside a message.
fn inner(message: &ServerMessage) -> Option<&'static str> {
    if let ServerMessage::Refused { code, .. } = message {
        Some(code_name(code))
    } else if let ServerMessage::ParticipantLeft { reason, .. } = message {
        Some(leave_name(reason))
    } else if let ServerMessage::MeetingChanged { meeting }
    | ServerMessage::Snapshot { meeting, .. } = message
    {
        Some(topology_name(&meeting.topology))
    } else if let ServerMessage::Closing { reason, .. } = message {
        Some(close_name(reason))
    } else {
        None
    }
}

#[test]
fn every_server_message_has_its_golden() {
    let cases = cases();
    compare("server", &cases);
    // What a build does not know is only ever read.
    let unread = std::iter::once("unknown");
    all_seen(
        SERVER_KINDS,
        cases
            .iter()
            .map(|(_, message)| server_kind(message))
            .chain(unread.clone()),
    );
    let inside = || cases.iter().filter_map(|(_, message)| inner(message));
    all_seen(CODES, inside().chain(unread));
    all_seen(LEAVE_REASONS, inside());
    all_seen(CLOSE_REASONS, inside());
    all_seen(TOPOLOGIES, inside());
}

#[test]
fn a_message_of_a_newer_server_is_read_as_unknown() {
    for text in [
        r#"{"type":"raised_hand","participant":2,"deep":{"er":[1,2]}}"#,
        r#"{"participant":2,"type":"raised_hand"}"#,
        r#"{"type":"unknown"}"#,
    ] {
        assert_eq!(
            serde_json::from_str::<ServerMessage>(text).unwrap(),
            ServerMessage::Unknown,
            "{text}"
        );
    }
}

#[test]
fn a_code_of_a_newer_server_is_read_as_unknown() {
    let text = r#"{"type":"refused","request":null,"code":"too_windy"}"#;
    let refused = ServerMessage::Refused {
        request: None,
        code: ErrorCode::Unknown,
    };
    assert_eq!(
        serde_json::from_str::<ServerMessage>(text).unwrap(),
        refused
    );
}

#[test]
fn a_field_of_a_newer_server_is_skipped() {
    let text = r#"{"type":"pong","request":7,"load":0.5}"#;
    let pong = ServerMessage::Pong {
        request: RequestId(7),
    };
    assert_eq!(serde_json::from_str::<ServerMessage>(text).unwrap(), pong);
}
