//! Offer and answer.

use std::collections::BTreeMap;
use std::time::Instant;

use parley_protocol::VideoSource;
use str0m::change::SdpOffer;
use str0m::media::Mid;

use super::bandwidth::Bandwidth;
use super::repeats::Repeats;
use super::{PayloadTypes, Peer, PeerConfig};
use crate::allocator::Probing;
use crate::api::OfferError;
use crate::offer::Offer;
use crate::outbox::Outbox;

impl Peer {
    /// Makes a connection from its first offer, with the answer to it. `number` is used once in a room.
    pub(crate) fn new(
        config: &PeerConfig,
        offer: &Offer,
        number: u32,
        now: Instant,
        out: &mut Outbox,
    ) -> Result<(Self, String), OfferError> {
        let mut rtc = config.rtc_config().build(now);
        for candidate in config.candidates() {
            rtc.add_local_candidate(candidate.clone());
        }
        let mut peer = Self {
            rtc,
            path: None,
            asked: None,
            number,
            fingerprint: offer.fingerprint.clone(),
            microphone: None,
            camera: None,
            screen: None,
            audio: Vec::new(),
            video: Vec::new(),
            streams: BTreeMap::new(),
            types: PayloadTypes {
                opus: None,
                red: None,
                vp8: None,
                rtx: None,
            },
            sources: BTreeMap::new(),
            reported: BTreeMap::new(),
            timeout: now,
            told: now,
            has_written: false,
            lost_since: Some(now),
            connected: false,
            dead: false,
            bandwidth: Bandwidth::new(),
            repeats: Repeats::default(),
            probing: Probing::default(),
            events: Vec::new(),
        };
        peer.drain(now, out);
        let answer = peer.accept(offer, now, out)?;
        Ok((peer, answer))
    }

    /// Takes an offer of the same peer connection: an ICE restart, or changed directions.
    pub(crate) fn accept(
        &mut self,
        offer: &Offer,
        now: Instant,
        out: &mut Outbox,
    ) -> Result<String, OfferError> {
        let parsed = SdpOffer::from_sdp_string(&offer.sdp).map_err(|_| OfferError::Malformed)?;
        self.announce_streams();
        let accepted = self.rtc.sdp_api().accept_offer(parsed);
        let Ok(answer) = accepted else {
            // Part of it may have been taken.
            self.dead = true;
            return Err(OfferError::Malformed);
        };
        if let Some(path) = &mut self.path {
            path.yields();
        }
        self.drain(now, out);
        self.read_payload_types();
        self.microphone = offer.microphone.as_deref().map(Mid::from);
        self.camera = offer.camera.as_deref().map(Mid::from);
        self.screen = offer.screen.as_deref().map(Mid::from);
        self.sources.clear();
        self.set_slots(offer);
        self.withdraw_streams();
        // Declaring and looking up streams is a change as well.
        self.drain(now, out);
        Ok(self.with_dtx(&answer.to_sdp_string()))
    }

    /// Whether they can send such a picture.
    pub(crate) fn can_show(&self, source: VideoSource) -> bool {
        let mid = match source {
            VideoSource::Camera => self.camera,
            VideoSource::Screen => self.screen,
        };
        mid.is_some() && self.types.vp8.is_some()
    }

    /// Asks for Opus to send nothing in silence (RFC 7587, 6.1), which str0m cannot say together with RED.
    fn with_dtx(&self, sdp: &str) -> String {
        let Some(opus) = self.types.opus else {
            return sdp.to_owned();
        };
        let line = format!("a=fmtp:{} ", *opus);
        let lines = sdp.lines().map(|text| {
            let is_opus = text.starts_with(&line) && !text.contains("usedtx");
            text.to_owned() + if is_opus { ";usedtx=1\r\n" } else { "\r\n" }
        });
        lines.collect()
    }
}
