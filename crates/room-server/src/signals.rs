//! The sizes of what participants pass to each other, which the types do not check.

use parley_protocol::{IceCandidate, Signal, limits};

/// Longest name of a media section, in bytes.
const SDP_MID_BYTES: usize = 64;

/// Whether every part of a signal is within its limit.
pub(crate) fn fits(signal: &Signal) -> bool {
    match signal {
        Signal::Offer { sdp, .. } | Signal::Answer { sdp, .. } => sdp.len() <= limits::SDP_BYTES,
        Signal::Candidate { candidate, .. } => candidate_fits(candidate),
        Signal::RestartRequest {} | Signal::RenewRequest {} => true,
    }
}

/// How many bytes of text are passed on.
pub(crate) fn bytes(signal: &Signal) -> u64 {
    let bytes = match signal {
        Signal::Offer { sdp, .. } | Signal::Answer { sdp, .. } => sdp.len(),
        Signal::Candidate { candidate, .. } => {
            candidate.candidate.len() + candidate.sdp_mid.as_ref().map_or(0, String::len)
        }
        Signal::RestartRequest {} | Signal::RenewRequest {} => 0,
    };
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn candidate_fits(candidate: &IceCandidate) -> bool {
    let mid = candidate.sdp_mid.as_ref().map_or(0, String::len);
    candidate.candidate.len() <= limits::ICE_CANDIDATE_BYTES && mid <= SDP_MID_BYTES
}
