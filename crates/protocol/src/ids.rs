//! Ids as newtypes, so that no two kinds are mixed up.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A seat in one meeting. The server counts them from 1 in each meeting; a participant who comes back keeps theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParticipantId(pub u32);

impl fmt::Display for ParticipantId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The order in which page loads took a seat, counted in each meeting. A participant keeps it when only the socket
/// came back, and gets a higher one when the page was loaded again, because then the peer connections are gone too.
///
/// Of two participants the one with the higher arrival makes the offers, so that offers never meet (no glare).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Arrival(pub u32);

/// Somebody who waits to be let in. The server counts them from 1 in each meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KnockId(pub u32);

/// Somebody who is kept out. The server counts them from 1 for as long as the room is open; the number says nothing about
/// who they are or where they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BanId(pub u32);

/// One offer and its answer between two participants; counted by the one who offers, from 1 for each pair of arrivals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NegotiationId(pub u32);

/// A request of one socket; counted by the client. The server repeats it in [`crate::ServerMessage::Refused`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub u32);

/// The id that the writer's browser gives a chat message; the same id twice from one participant is one message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChatMessageId(String);

/// The secret by which a browser takes its seat again. Its text never appears in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResumeToken(String);

/// An id or token that is not 16 to 64 characters of `A-Z a-z 0-9 - _`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 16 to 64 letters, digits, dashes or underscores")]
pub struct OpaqueIdError;

fn checked(text: String) -> Result<String, OpaqueIdError> {
    let fits = (16..=64).contains(&text.len());
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if fits && plain {
        Ok(text)
    } else {
        Err(OpaqueIdError)
    }
}

impl TryFrom<String> for ChatMessageId {
    type Error = OpaqueIdError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        checked(text).map(Self)
    }
}

impl From<ChatMessageId> for String {
    fn from(id: ChatMessageId) -> Self {
        id.0
    }
}

impl ChatMessageId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ResumeToken {
    type Error = OpaqueIdError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        checked(text).map(Self)
    }
}

impl From<ResumeToken> for String {
    fn from(token: ResumeToken) -> Self {
        token.0
    }
}

impl ResumeToken {
    /// The secret itself, for hashing and for the wire.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ResumeToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ResumeToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resume_token_never_prints_its_secret() {
        let token = ResumeToken::try_from("s3cret-s3cret-s3cret".to_owned()).unwrap();
        assert_eq!(format!("{token:?}"), "ResumeToken(…)");
    }

    #[test]
    fn opaque_ids_have_a_bounded_plain_form() {
        assert!(ChatMessageId::try_from("a".repeat(16)).is_ok());
        assert!(ChatMessageId::try_from("a".repeat(64)).is_ok());
        assert!(ChatMessageId::try_from("a".repeat(15)).is_err());
        assert!(ChatMessageId::try_from("a".repeat(65)).is_err());
        assert!(ChatMessageId::try_from("<script>alert(1)</script>".to_owned()).is_err());
    }
}
