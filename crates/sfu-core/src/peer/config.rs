//! How connections are set up.

use std::net::SocketAddr;
use std::time::Duration;

use str0m::bwe::Bitrate;
use str0m::config::DtlsCert;
use str0m::net::TcpType;
use str0m::{Candidate, RtcConfig};

use crate::api::Transport;
use crate::meter::Allowance;

/// What a line is taken to carry before it was measured, in bits per second.
pub(crate) const FIRST_ESTIMATE: u64 = 800_000;
/// Video packets kept for those who ask again: two seconds of the highest layer.
pub(super) const RESEND_PACKETS: usize = 384;

/// What a router is told once.
#[derive(Clone, Debug)]
pub struct RouterConfig {
    /// Where clients reach this router; all of them stand in every answer.
    pub candidates: Vec<(Transport, SocketAddr)>,
    /// What one participant may send.
    pub participant_allowance: Allowance,
    /// What all of a room may send together.
    pub room_allowance: Allowance,
    /// Connections that may be in the making at once.
    pub handshakes: usize,
    /// Connections that one room may have.
    pub participants: usize,
}

impl RouterConfig {
    /// The usual limits: three layers of 720p, a screen and sound with room to spare, for as many as a meeting may have.
    pub fn new(candidates: Vec<(Transport, SocketAddr)>) -> Self {
        Self {
            candidates,
            participant_allowance: Allowance {
                packets: 2000,
                bits: 10_000_000,
            },
            room_allowance: Allowance {
                packets: 40_000,
                bits: 250_000_000,
            },
            handshakes: 200,
            participants: parley_protocol::limits::SFU_PARTICIPANTS,
        }
    }
}

/// What all connections of a router share.
#[derive(Debug)]
pub(crate) struct PeerConfig {
    candidates: Vec<Candidate>,
    certificate: Option<DtlsCert>,
}

impl PeerConfig {
    /// Addresses that cannot be candidates are left out.
    pub(crate) fn new(config: &RouterConfig) -> Self {
        let certificate = str0m::crypto::from_feature_flags()
            .dtls_provider
            .generate_certificate();
        Self {
            candidates: config.candidates.iter().filter_map(candidate).collect(),
            certificate,
        }
    }

    pub(super) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    pub(super) fn rtc_config(&self) -> RtcConfig {
        let config = RtcConfig::new()
            .set_rtp_mode(true)
            .set_ice_lite(true)
            .clear_codecs()
            .enable_opus(true, true)
            .enable_vp8(true)
            .enable_bwe(Some(Bitrate::from(FIRST_ESTIMATE)))
            .set_send_buffer_video(RESEND_PACKETS)
            .set_stats_interval(Some(Duration::from_secs(1)));
        match &self.certificate {
            Some(certificate) => config.set_dtls_cert(certificate.clone()),
            None => config,
        }
    }
}

fn candidate(address: &(Transport, SocketAddr)) -> Option<Candidate> {
    let (transport, address) = *address;
    match transport {
        Transport::Udp => Candidate::builder().udp().host(address).build().ok(),
        Transport::Tcp => Candidate::builder()
            .tcp()
            .host(address)
            .tcptype(TcpType::Passive)
            .build()
            .ok(),
    }
}
