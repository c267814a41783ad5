//! The streams on which a subscriber receives.
//!
//! *Invariant*: an SSRC that stood in an answer stays that of its slot. Until something is sent on a slot the connection
//! has no stream for it: each costs time whenever the connection is polled, and few people look at all slots.

use std::time::Duration;

use str0m::media::Mid;
use str0m::rtp::Ssrc;

use super::config::RESEND_PACKETS;
use super::{Peer, SendSlot};
use crate::offer::Offer;

/// Of what is sent so much may be repeats (a fraction): enough for one packet in five to be lost.
const RESEND_SHARE: f32 = 0.3;
/// Packets are kept so long for those who ask again.
const RESEND_AGE: Duration = Duration::from_secs(2);

/// What an answer said of a slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct SendStream {
    ssrc: Ssrc,
    /// Repeats go out on it (RFC 4588).
    rtx: Option<Ssrc>,
    has_begun: bool,
}

impl Peer {
    /// The SSRC of a slot, on which a packet can be sent from now on.
    pub(super) fn begin(&mut self, slot: usize, is_sound: bool) -> Option<Ssrc> {
        let slots = if is_sound {
            &mut self.audio
        } else {
            &mut self.video
        };
        let SendSlot { mid, stream } = slots.get_mut(slot)?;
        let stream = stream.as_mut()?;
        if !stream.has_begun {
            stream.has_begun = true;
            let (mid, stream) = (*mid, *stream);
            self.declare(mid, stream, is_sound);
            return Some(stream.ssrc);
        }
        Some(stream.ssrc)
    }

    /// Makes the streams of all slots, for an answer to name them as the one before did.
    pub(super) fn announce_streams(&mut self) {
        for is_sound in [true, false] {
            let slots = if is_sound { &self.audio } else { &self.video };
            let streams = slots
                .iter()
                .filter_map(|slot| Some((slot.mid, slot.stream?)));
            let waiting: Vec<_> = streams.filter(|(_, stream)| !stream.has_begun).collect();
            for (mid, stream) in waiting {
                self.declare(mid, stream, is_sound);
            }
        }
    }

    /// Takes over the slots of an offer that was answered.
    pub(super) fn set_slots(&mut self, offer: &Offer) {
        self.audio = self.slots(&offer.audio_slots);
        self.video = self.slots(&offer.video_slots);
    }

    fn slots(&mut self, mids: &[String]) -> Vec<SendSlot> {
        let mids = mids.iter().map(|mid| Mid::from(mid.as_str()));
        mids.map(|mid| SendSlot {
            mid,
            stream: self.answered(mid),
        })
        .collect()
    }

    fn answered(&mut self, mid: Mid) -> Option<SendStream> {
        let mut direct = self.rtc.direct_api();
        let stream = direct.stream_tx_by_mid(mid, None)?;
        let (ssrc, rtx) = (stream.ssrc(), stream.rtx());
        let mut before = self.audio.iter().chain(&self.video);
        let has_begun = before.any(|slot| {
            slot.stream
                .is_some_and(|stream| stream.ssrc == ssrc && stream.has_begun)
        });
        if !has_begun {
            direct.remove_stream_tx(ssrc);
        }
        Some(SendStream {
            ssrc,
            rtx,
            has_begun,
        })
    }

    fn declare(&mut self, mid: Mid, stream: SendStream, is_sound: bool) {
        let mut direct = self.rtc.direct_api();
        let declared = direct.declare_stream_tx(stream.ssrc, stream.rtx, mid, None);
        if !is_sound {
            declared.set_rtx_cache(RESEND_PACKETS, RESEND_AGE, Some(RESEND_SHARE));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Transport;
    use crate::checks;
    use crate::outbox::Outbox;
    use crate::peer::{PeerConfig, RouterConfig};
    use std::net::SocketAddr;

    /// What an answer says of SSRCs.
    fn named(answer: &str) -> Vec<&str> {
        let lines = answer.lines();
        lines.filter(|line| line.starts_with("a=ssrc")).collect()
    }

    fn has_stream(peer: &mut Peer, ssrc: Ssrc) -> bool {
        peer.rtc.direct_api().stream_tx(&ssrc).is_some()
    }

    #[test]
    fn a_slot_has_a_stream_once_something_is_sent_and_keeps_its_ssrc() {
        let now = crate::start_of_test();
        let own = SocketAddr::from(([192, 0, 2, 1], 7000));
        let config = PeerConfig::new(&RouterConfig::new(vec![(Transport::Udp, own)]));
        let offer = Offer::read(&checks::offer(now)).unwrap();
        let mut out = Outbox::default();
        let (mut peer, first) = Peer::new(&config, &offer, 0, now, &mut out).unwrap();
        let ssrc = peer.audio[0].stream.unwrap().ssrc;
        assert!(
            named(&first)
                .iter()
                .any(|line| line.contains(&ssrc.to_string()))
        );
        assert!(!has_stream(&mut peer, ssrc));

        let second = peer.accept(&offer, now, &mut out).unwrap();
        assert_eq!(named(&second), named(&first), "before anything was sent");
        assert!(!has_stream(&mut peer, ssrc));
        assert_eq!(peer.begin(0, true), Some(ssrc));
        assert!(has_stream(&mut peer, ssrc));

        let third = peer.accept(&offer, now, &mut out).unwrap();
        assert_eq!(named(&third), named(&first), "while something is sent");
        assert!(has_stream(&mut peer, ssrc));
        assert_eq!(peer.begin(1, true), None, "there is no such slot");
    }
}
