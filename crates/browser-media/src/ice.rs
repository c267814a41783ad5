//! ICE servers, candidates and connection states between the browser's types and the room client's.

use js_sys::JSON;
use parley_protocol::{IceCandidate, IceServer};
use parley_room_client::PeerState;
use web_sys::{
    RtcConfiguration, RtcIceCandidateInit, RtcPeerConnectionIceEvent, RtcPeerConnectionState,
};

pub(crate) fn candidate_init(candidate: &IceCandidate) -> RtcIceCandidateInit {
    let init = RtcIceCandidateInit::new(&candidate.candidate);
    init.set_sdp_mid(candidate.sdp_mid.as_deref());
    init.set_sdp_m_line_index(candidate.sdp_m_line_index);
    init
}

/// The candidate of an event; `None` for the ends of gathering, which the other side has no use for.
pub(crate) fn read_candidate(event: &RtcPeerConnectionIceEvent) -> Option<IceCandidate> {
    let candidate = event.candidate()?;
    let text = candidate.candidate();
    (!text.is_empty()).then(|| IceCandidate {
        candidate: text,
        sdp_mid: candidate.sdp_mid(),
        sdp_m_line_index: candidate.sdp_m_line_index(),
    })
}

pub(crate) fn configuration(ice_servers: &[IceServer]) -> RtcConfiguration {
    let configuration = RtcConfiguration::new();
    let servers = serde_json::to_string(ice_servers)
        .ok()
        .and_then(|json| JSON::parse(&json).ok());
    if let Some(servers) = servers {
        configuration.set_ice_servers(&servers);
    }
    configuration
}

pub(crate) fn peer_state(state: RtcPeerConnectionState) -> Option<PeerState> {
    match state {
        RtcPeerConnectionState::New | RtcPeerConnectionState::Connecting => {
            Some(PeerState::Connecting)
        }
        RtcPeerConnectionState::Connected => Some(PeerState::Connected),
        RtcPeerConnectionState::Disconnected => Some(PeerState::Disconnected),
        RtcPeerConnectionState::Failed => Some(PeerState::Failed),
        RtcPeerConnectionState::Closed | _ => None,
    }
}
