//! What two browsers tell each other to connect: offers, answers, ICE candidates. The server passes it on unread.

use crate::NegotiationId;
use serde::{Deserialize, Serialize};

/// An ICE candidate (`RTCIceCandidateInit`, W3C WebRTC 4.8.1; RFC 8839).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IceCandidate {
    /// The candidate line; empty marks the end of candidates.
    pub candidate: String,
    /// The media section it belongs to.
    pub sdp_mid: Option<String>,
    /// The index of that section.
    pub sdp_m_line_index: Option<u16>,
}

/// One step of a negotiation between two participants (JSEP, RFC 9429).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Signal {
    /// A session description to be answered. Only the participant with the higher arrival sends it.
    Offer {
        /// Counts the offers of this pair.
        negotiation: NegotiationId,
        /// The session description (RFC 8866).
        sdp: String,
    },
    /// The answer to the offer of the same number.
    Answer {
        /// The offer it answers.
        negotiation: NegotiationId,
        /// The session description (RFC 8866).
        sdp: String,
    },
    /// A candidate gathered for the offer or answer of that number (trickle ICE, RFC 8838).
    Candidate {
        /// The offer it belongs to.
        negotiation: NegotiationId,
        /// The candidate.
        candidate: IceCandidate,
    },
    /// The one who may not offer asks for a new offer, because their side of the connection failed.
    RestartRequest {},
    /// The one who may not offer asks for a new peer connection, because the one there is may not be used any more.
    RenewRequest {},
}
