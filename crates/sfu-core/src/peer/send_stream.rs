//! The streams on which a subscriber receives.
//!
//! *Invariants*: an SSRC that stood in an answer stays that of its media section for as long as the connection lives, and a
//! stream that has begun is never made again, as its repeats would use the same numbers with the same key. Until something is
//! sent on a slot the connection has no stream for it: each costs time whenever the connection is polled, and few people
//! look at all slots.

use std::time::Duration;

use str0m::media::Mid;
use str0m::rtp::Ssrc;

use super::Peer;
use super::config::RESEND_PACKETS;
use crate::offer::Offer;

/// Of what a stream sends in a second so much may be repeats (a fraction), and what is asked for beyond it is forgotten: as
/// much as is new. One lost packet of ten is asked for again and again where packets overtake each other as well, and in
/// the small layer's few packets of one second that is a third.
const RESEND_SHARE: f32 = 0.5;
/// Packets are kept so long for those who ask again.
const RESEND_AGE: Duration = Duration::from_secs(2);

/// What an answer said of a slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct SendStream {
    ssrc: Ssrc,
    /// Repeats go out on it (RFC 4588).
    rtx: Option<Ssrc>,
    is_sound: bool,
    has_begun: bool,
}

impl Peer {
    /// The SSRC of a slot, on which a packet can be sent from now on.
    pub(super) fn begin(&mut self, slot: usize, is_sound: bool) -> Option<Ssrc> {
        let slots = if is_sound { &self.audio } else { &self.video };
        let mid = *slots.get(slot)?;
        let stream = self.streams.get_mut(&mid)?;
        let is_new = !std::mem::replace(&mut stream.has_begun, true);
        let stream = *stream;
        if is_new {
            self.declare(mid, stream);
        }
        Some(stream.ssrc)
    }

    /// Makes all streams, for an answer to name them as the one before did.
    pub(super) fn announce_streams(&mut self) {
        for (mid, stream) in self.waiting_streams() {
            self.declare(mid, stream);
        }
    }

    /// Takes the streams away again on which nothing was sent so far.
    pub(super) fn withdraw_streams(&mut self) {
        for (_, stream) in self.waiting_streams() {
            self.rtc.direct_api().remove_stream_tx(stream.ssrc);
        }
    }

    /// Takes over the slots of an offer that was answered.
    pub(super) fn set_slots(&mut self, offer: &Offer) {
        self.audio = self.slots(&offer.audio_slots, true);
        self.video = self.slots(&offer.video_slots, false);
    }

    fn slots(&mut self, mids: &[String], is_sound: bool) -> Vec<Mid> {
        let mids: Vec<_> = mids.iter().map(|mid| Mid::from(mid.as_str())).collect();
        for mid in &mids {
            self.take_answered(*mid, is_sound);
        }
        mids
    }

    fn take_answered(&mut self, mid: Mid, is_sound: bool) {
        let mut direct = self.rtc.direct_api();
        let Some(stream) = direct.stream_tx_by_mid(mid, None) else {
            return;
        };
        let (ssrc, rtx) = (stream.ssrc(), stream.rtx());
        let before = self.streams.get(&mid);
        let has_begun = before.is_some_and(|before| before.ssrc == ssrc && before.has_begun);
        let stream = SendStream {
            ssrc,
            rtx,
            is_sound,
            has_begun,
        };
        self.streams.insert(mid, stream);
    }

    fn waiting_streams(&self) -> Vec<(Mid, SendStream)> {
        let streams = self.streams.iter().map(|(mid, stream)| (*mid, *stream));
        streams.filter(|(_, stream)| !stream.has_begun).collect()
    }

    /// What was offered may be gone again: an offer that fails in the middle has changed the connection.
    fn declare(&mut self, mid: Mid, stream: SendStream) {
        if self.rtc.media(mid).is_none() {
            return;
        }
        let mut direct = self.rtc.direct_api();
        let declared = direct.declare_stream_tx(stream.ssrc, stream.rtx, mid, None);
        if !stream.is_sound {
            declared.set_rtx_cache(RESEND_PACKETS, RESEND_AGE, Some(RESEND_SHARE));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{OfferError, Transport};
    use crate::checks;
    use crate::outbox::Outbox;
    use crate::peer::{PeerConfig, RouterConfig};
    use std::net::SocketAddr;
    use std::time::Instant;

    /// What an answer says of SSRCs.
    fn named(answer: &str) -> Vec<&str> {
        let lines = answer.lines();
        lines.filter(|line| line.starts_with("a=ssrc")).collect()
    }

    fn has_stream(peer: &mut Peer, ssrc: Ssrc) -> bool {
        peer.rtc.direct_api().stream_tx(&ssrc).is_some()
    }

    /// A connection of somebody who speaks, hears and sees, made from a changed offer.
    fn connection(change: impl Fn(String) -> String) -> (Peer, Offer, String, Instant, Outbox) {
        let now = crate::start_of_test();
        let own = SocketAddr::from(([192, 0, 2, 1], 7000));
        let config = PeerConfig::new(&RouterConfig::new(vec![(Transport::Udp, own)]));
        let offer = Offer::read(&change(checks::offer(now))).unwrap();
        let mut out = Outbox::default();
        let (peer, answer) = Peer::new(&config, &offer, 0, now, &mut out).unwrap();
        (peer, offer, answer, now, out)
    }

    #[test]
    fn a_slot_has_a_stream_once_something_is_sent_and_keeps_its_ssrc() {
        let (mut peer, offer, first, now, mut out) = connection(|offer| offer);
        let sound = peer.streams[&peer.audio[0]].ssrc;
        let picture = peer.streams[&peer.video[0]];
        let (ssrc, rtx) = (picture.ssrc, picture.rtx.unwrap());
        for part in [sound, ssrc, rtx].map(|ssrc| ssrc.to_string()) {
            assert!(named(&first).iter().any(|line| line.contains(&part)));
        }
        assert!(!has_stream(&mut peer, sound) && !has_stream(&mut peer, ssrc));

        let second = peer.accept(&offer, now, &mut out).unwrap();
        assert_eq!(named(&second), named(&first), "before anything was sent");
        assert!(!has_stream(&mut peer, ssrc));
        assert_eq!(peer.begin(0, false), Some(ssrc));
        assert!(has_stream(&mut peer, ssrc) && !has_stream(&mut peer, sound));

        let third = peer.accept(&offer, now, &mut out).unwrap();
        assert_eq!(named(&third), named(&first), "while something is sent");
        assert!(has_stream(&mut peer, ssrc) && !has_stream(&mut peer, sound));
        assert_eq!(peer.begin(1, false), None, "there is no such slot");
    }

    #[test]
    fn a_slot_that_is_left_out_for_a_while_goes_on_with_its_stream() {
        let (mut peer, offer, _, now, mut out) = connection(|offer| offer);
        let ssrc = peer.begin(0, false).unwrap();
        let without = Offer {
            video_slots: Vec::new(),
            ..offer.clone()
        };
        peer.accept(&without, now, &mut out).unwrap();
        assert_eq!(peer.begin(0, false), None);
        peer.accept(&offer, now, &mut out).unwrap();
        assert!(has_stream(&mut peer, ssrc));
        assert_eq!(peer.begin(0, false), Some(ssrc));
    }

    #[test]
    fn t119_an_offer_that_fails_in_the_middle_ends_its_connection_without_a_panic() {
        // The section of the pictures has no codec of ours, so that another one may take its place; the one behind it may not
        // change its name.
        let (mut peer, first, _, now, mut out) =
            connection(|offer| offer.replace("VP8/90000", "AV1/90000"));
        let renamed: String = first
            .sdp
            .lines()
            .map(|line| {
                let mids = peer.video.iter().chain(&peer.audio);
                let names = line.starts_with("a=mid:") || line.starts_with("a=group:");
                let line = mids.filter(|_| names).fold(line.to_owned(), |line, mid| {
                    line.replace(&mid.to_string(), &format!("x{mid}"))
                });
                line + "\r\n"
            })
            .collect();
        let second = Offer::read(&renamed).unwrap();
        assert_eq!(
            peer.accept(&second, now, &mut out),
            Err(OfferError::Malformed)
        );
        assert!(
            peer.rtc.media(peer.video[0]).is_none(),
            "half of it was taken"
        );
        assert!(peer.is_gone(now));
        peer.announce_streams();
        let _ = peer.begin(0, false);
        let _ = peer.begin(0, true);
    }
}
