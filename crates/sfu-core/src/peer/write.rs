//! Puts media on the slots of a subscriber.

use std::sync::Arc;

use str0m::media::Pt;
use str0m::rtp::{ExtensionValues, RtpWrite};

use super::Peer;
use crate::outbox::Outbox;
use crate::packet::{Packet, Sound};
use crate::rewriter::Outgoing;

impl Peer {
    /// Puts a packet on a slot. It goes out at the next tick, which is due at once, together with whatever else comes
    /// until then: polling an `Rtc` costs more than a packet does.
    pub(crate) fn write(
        &mut self,
        slot: usize,
        packet: &Packet,
        outgoing: &Outgoing,
        out: &mut Outbox,
    ) {
        let Some((pt, payload)) = self.payload(packet) else {
            return;
        };
        let mut write = RtpWrite::new(
            pt,
            outgoing.seq.into(),
            outgoing.timestamp,
            packet.arrival(),
            payload,
        )
        .marker(packet.marker || (outgoing.is_switch && packet.sound.is_some()))
        .nackable(packet.sound.is_none())
        .ext_vals(ExtensionValues {
            audio_level: packet.audio_level,
            voice_activity: packet.voice_activity,
            video_orientation: packet.orientation,
            ..ExtensionValues::default()
        });
        if let Some(descriptor) = &packet.descriptor {
            let mut patch = descriptor.patch();
            if let Some(id) = outgoing.picture_id {
                patch = patch.picture_id(id);
            }
            if let Some(id) = outgoing.tl0_pic_idx {
                patch = patch.tl0_pic_idx(id);
            }
            let Ok(patch) = patch.build() else {
                return;
            };
            write = write.vp8_patch(patch);
        }
        let Some(ssrc) = self.begin(slot, packet.sound.is_some()) else {
            return;
        };
        if let Some(stream) = self.rtc.direct_api().stream_tx(&ssrc) {
            stream.write_rtp(write);
            self.has_written = true;
            out.stats.forwarded += 1;
            self.timeout = self.timeout.min(packet.arrival());
        }
    }

    /// The payload type and payload that this subscriber takes.
    fn payload(&self, packet: &Packet) -> Option<(Pt, Arc<[u8]>)> {
        match &packet.sound {
            None => Some((self.types.vp8?, packet.payload.clone())),
            Some(Sound::Opus) => Some((self.types.opus?, packet.payload.clone())),
            Some(Sound::Red { opus, primary }) => {
                let own = self.types.opus?;
                match self.types.red {
                    // Inside stands the publisher's number for Opus; only who has the same can read it.
                    Some(red) if *own == *opus => Some((red, packet.payload.clone())),
                    _ => Some((own, primary.clone())),
                }
            }
        }
    }
}
