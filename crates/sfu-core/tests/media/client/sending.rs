//! What a client sends: sound, and the layers of its camera and its screen.

use std::time::Instant;

use parley_protocol::{VideoLayer, VideoSource};
use str0m::Input;
use str0m::media::{MediaKind, Pt, Rid};
use str0m::rtp::{ExtensionValues, RtpWrite};

use super::Client;
use crate::camera::{self, Encoder, Mark, SOURCES};

impl Client {
    pub(super) fn send_sound(&mut self, now: Instant) {
        self.sound_seq += 1;
        let mut pt = self.payload_type(MediaKind::Audio);
        let mut payload = camera::sound(self.key.participant.0);
        if self.wraps_red {
            // One block, the primary: one byte in front (RFC 2198, 3).
            payload.insert(0, *pt);
            pt = Pt::new_with_value(63);
        }
        let level = if self.loud { -20 } else { -100 };
        let write = RtpWrite::new(
            pt,
            self.sound_seq.into(),
            self.sound_seq as u32 * 960,
            now,
            payload,
        )
        .ext_vals(ExtensionValues {
            audio_level: Some(level),
            voice_activity: Some(self.loud),
            ..ExtensionValues::default()
        });
        let mid = self.microphone;
        self.rtc
            .direct_api()
            .stream_tx_by_mid(mid, None)
            .unwrap()
            .write_rtp(write);
        self.flush(now);
    }

    pub(super) fn send_frames(&mut self, now: Instant) {
        for source in SOURCES {
            let layers = self.layers_to_send(source);
            for layer in VideoLayer::ALL {
                if layers.contains(&layer) {
                    self.send_frame(source, layer, now);
                } else if let Some(encoder) = self.encoders.get_mut(&(source, layer)) {
                    // An encoder that is turned on again begins with a key frame.
                    encoder.ask_for_keyframe();
                }
            }
        }
    }

    fn layers_to_send(&self, source: VideoSource) -> Vec<VideoLayer> {
        match source {
            VideoSource::Screen if !self.kind.screen => Vec::new(),
            _ if self.ignores_wanted => self.offered(source).to_vec(),
            VideoSource::Camera => self.wanted.1.clone(),
            VideoSource::Screen => self.wanted_screen.clone(),
        }
    }

    fn send_frame(&mut self, source: VideoSource, layer: VideoLayer, now: Instant) {
        let mark = Mark {
            participant: self.key.participant.0,
            source,
            layer,
        };
        let encoder = self
            .encoders
            .entry((source, layer))
            .or_insert_with(|| Encoder::new(mark.participant, source, layer, mark.number()));
        let is_at_rest = source == VideoSource::Screen && self.screen_rests;
        let frame = if is_at_rest {
            encoder.frame_at_rest()
        } else {
            encoder.frame()
        };
        let mid = match source {
            VideoSource::Camera => self.camera,
            VideoSource::Screen => self.screen,
        };
        let rid = self.kind.simulcast.then(|| Rid::from(layer.rid()));
        for packet in frame {
            let pt = self.payload_type(MediaKind::Video);
            let write = RtpWrite::new(pt, packet.seq.into(), packet.timestamp, now, packet.payload)
                .marker(packet.marker)
                .nackable(true);
            self.rtc
                .direct_api()
                .stream_tx_by_mid(mid, rid)
                .unwrap()
                .write_rtp(write);
            self.flush(now);
        }
    }

    fn payload_type(&self, kind: MediaKind) -> Pt {
        let params = self.rtc.codec_config().params().iter();
        let mut of_kind =
            params.filter(|params| params.spec().codec.is_audio() == (kind == MediaKind::Audio));
        of_kind.next().unwrap().pt()
    }

    pub(super) fn flush(&mut self, now: Instant) {
        self.drain(now);
        let _ = self.rtc.handle_input(Input::Timeout(now));
        self.drain(now);
    }
}
