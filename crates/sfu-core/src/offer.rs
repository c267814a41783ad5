//! Looks at a client's session description before anything is built from it.
//!
//! *Invariants*: no candidate of the client is kept, so that nobody can be made to send anywhere; what passes has at
//! most one source of each kind, and no more media sections than a client has.

use parley_protocol::{VideoLayer, limits};

use crate::api::OfferError;
use crate::layers::LAYERS;

/// Lines that one description may have.
const LINES: usize = 3000;
/// Microphone, camera and screen.
const SOURCES: usize = 3;
/// Streams (`a=ssrc` lines tell several times of each) that one media section may announce.
const SSRC_LINES: usize = 64;

/// A description that may be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The text without candidates.
    pub sdp: String,
    /// The hash of the client's certificate, as it stands there.
    pub fingerprint: String,
    /// `a=mid` of the microphone.
    pub microphone: Option<String>,
    /// `a=mid` of the camera: the first section on which pictures are sent.
    pub camera: Option<String>,
    /// Layers that the camera's section announces; none without simulcast.
    pub camera_layers: Vec<VideoLayer>,
    /// `a=mid` of the screen: the second section on which pictures are sent.
    pub screen: Option<String>,
    /// Layers that the screen's section announces; none without simulcast.
    pub screen_layers: Vec<VideoLayer>,
    /// `a=mid` of each section on which sound is received.
    pub audio_slots: Vec<String>,
    /// `a=mid` of each section on which pictures are received.
    pub video_slots: Vec<String>,
}

#[derive(Debug, Default)]
struct Section {
    kind: String,
    mid: String,
    direction: Option<String>,
    rids: Vec<String>,
    ssrc_lines: usize,
}

impl Offer {
    /// Looks at a description.
    ///
    /// # Errors
    /// [`OfferError::TooLarge`], [`OfferError::TooManyStreams`] and [`OfferError::Malformed`], as their names say.
    pub fn read(sdp: &str) -> Result<Self, OfferError> {
        if sdp.len() > limits::SDP_BYTES || sdp.lines().count() > LINES {
            return Err(OfferError::TooLarge);
        }
        let mut offer = Self {
            sdp: String::with_capacity(sdp.len()),
            fingerprint: String::new(),
            microphone: None,
            camera: None,
            camera_layers: Vec::new(),
            screen: None,
            screen_layers: Vec::new(),
            audio_slots: Vec::new(),
            video_slots: Vec::new(),
        };
        for section in offer.sections(sdp)? {
            offer.add(section)?;
        }
        if offer.fingerprint.is_empty() {
            return Err(OfferError::Malformed);
        }
        Ok(offer)
    }

    fn sections(&mut self, sdp: &str) -> Result<Vec<Section>, OfferError> {
        let most = SOURCES + limits::AUDIO_SLOTS + limits::VIDEO_SLOTS;
        let mut sections: Vec<Section> = Vec::new();
        for line in sdp.lines().map(|line| line.trim_end_matches('\r')) {
            if let Some(media) = line.strip_prefix("m=") {
                if sections.len() == most {
                    return Err(OfferError::TooManyStreams);
                }
                let kind = media.split(' ').next().unwrap_or_default().to_owned();
                sections.push(Section {
                    kind,
                    ..Section::default()
                });
            } else if let Some(attribute) = line.strip_prefix("a=") {
                if attribute.starts_with("candidate:") || attribute == "end-of-candidates" {
                    continue;
                }
                if let Some(fingerprint) = attribute.strip_prefix("fingerprint:") {
                    self.fingerprint = fingerprint.to_ascii_lowercase();
                }
                if let Some(section) = sections.last_mut() {
                    section.read(attribute);
                }
            }
            self.sdp.push_str(line);
            self.sdp.push_str("\r\n");
        }
        Ok(sections)
    }

    fn add(&mut self, section: Section) -> Result<(), OfferError> {
        let fits = section.mid.len() <= 16 && !section.mid.is_empty();
        if !fits {
            return Err(OfferError::Malformed);
        }
        if section.ssrc_lines > SSRC_LINES || section.rids.len() > LAYERS.len() {
            return Err(OfferError::TooManyStreams);
        }
        let is_audio = match section.kind.as_str() {
            "audio" => true,
            "video" => false,
            _ => return Err(OfferError::TooManyStreams),
        };
        match section.direction.as_deref() {
            Some("sendonly") => self.add_source(section, is_audio)?,
            // Layers are chosen here; several on one slot are nothing that a client of ours asks for.
            Some("recvonly") if !section.rids.is_empty() => return Err(OfferError::Malformed),
            Some("recvonly") => {
                let (slots, most) = if is_audio {
                    (&mut self.audio_slots, limits::AUDIO_SLOTS)
                } else {
                    (&mut self.video_slots, limits::VIDEO_SLOTS)
                };
                slots.push(section.mid);
                if slots.len() > most {
                    return Err(OfferError::TooManyStreams);
                }
            }
            Some("inactive") => {}
            // Both ways on one section (the default of RFC 8866): not what a client of ours says.
            _ => return Err(OfferError::Malformed),
        }
        Ok(())
    }

    fn add_source(&mut self, section: Section, is_audio: bool) -> Result<(), OfferError> {
        let layers = section.rids.iter().filter_map(|rid| layer(rid)).collect();
        let source = if is_audio {
            &mut self.microphone
        } else if self.camera.is_none() {
            self.camera_layers = layers;
            &mut self.camera
        } else {
            self.screen_layers = layers;
            &mut self.screen
        };
        match source.replace(section.mid) {
            Some(_) => Err(OfferError::TooManyStreams),
            None => Ok(()),
        }
    }
}

impl Section {
    fn read(&mut self, attribute: &str) {
        if let Some(mid) = attribute.strip_prefix("mid:") {
            mid.clone_into(&mut self.mid);
        } else if let Some(rid) = attribute.strip_prefix("rid:") {
            let name = rid.split(' ').next().unwrap_or_default();
            self.rids.push(name.to_owned());
        } else if attribute.starts_with("ssrc:") {
            self.ssrc_lines += 1;
        } else if matches!(attribute, "sendonly" | "recvonly" | "sendrecv" | "inactive") {
            self.direction = Some(attribute.to_owned());
        }
    }
}

/// The layer of a RID.
pub(crate) fn layer(rid: &str) -> Option<VideoLayer> {
    LAYERS.into_iter().find(|layer| layer.rid() == rid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(kind: &str, mid: usize, direction: &str) -> String {
        format!("m={kind} 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:{mid}\r\na={direction}\r\n")
    }

    fn head() -> String {
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=fingerprint:sha-256 AB:CD\r\n"
            .to_owned()
    }

    #[test]
    fn a_clients_sections_are_found() {
        let mut sdp = head() + &section("audio", 0, "sendonly") + &section("video", 1, "sendonly");
        sdp += "a=rid:q send\r\na=rid:h send\r\na=rid:f send\r\na=simulcast:send q;h;f\r\n";
        sdp += &section("video", 4, "sendonly");
        sdp += "a=rid:q send\r\na=rid:f send\r\na=simulcast:send q;f\r\n";
        sdp += &(section("audio", 2, "recvonly") + &section("video", 3, "recvonly"));
        let offer = Offer::read(&sdp).unwrap();
        assert_eq!(offer.fingerprint, "sha-256 ab:cd");
        assert_eq!(offer.microphone.as_deref(), Some("0"));
        assert_eq!(offer.camera.as_deref(), Some("1"));
        assert_eq!(offer.camera_layers, LAYERS);
        assert_eq!(offer.screen.as_deref(), Some("4"));
        assert_eq!(offer.screen_layers, [VideoLayer::Q, VideoLayer::F]);
        assert_eq!(offer.audio_slots, ["2"]);
        assert_eq!(offer.video_slots, ["3"]);
    }

    #[test]
    fn t127_candidates_of_the_client_are_thrown_away() {
        let sdp = head()
            + &section("audio", 0, "sendonly")
            + "a=candidate:1 1 udp 2130706431 10.0.0.1 22 typ host\r\na=end-of-candidates\r\n";
        let offer = Offer::read(&sdp).unwrap();
        assert!(!offer.sdp.contains("candidate"), "{}", offer.sdp);
        assert!(offer.sdp.contains("a=mid:0"));
    }

    #[test]
    fn t068_a_description_has_an_end() {
        let large = head() + &"a=x:y\r\n".repeat(limits::SDP_BYTES / 7);
        assert_eq!(Offer::read(&large), Err(OfferError::TooLarge));
        let lines = head() + &"\n".repeat(LINES);
        assert_eq!(Offer::read(&lines), Err(OfferError::TooLarge));
    }

    #[test]
    fn a_client_without_a_screen_has_a_camera() {
        let offer = Offer::read(&(head() + &section("video", 0, "sendonly"))).unwrap();
        assert_eq!((offer.camera.as_deref(), offer.screen), (Some("0"), None));
        assert!(offer.camera_layers.is_empty());
    }

    #[test]
    fn t120_a_client_has_one_camera_one_microphone_one_screen() {
        let sources = |kind: &str, count: usize| {
            let sections: String = (0..count)
                .map(|mid| section(kind, mid, "sendonly"))
                .collect();
            Offer::read(&(head() + &sections))
        };
        assert!(sources("video", 2).is_ok());
        assert_eq!(sources("video", 3), Err(OfferError::TooManyStreams));
        assert!(sources("audio", 1).is_ok());
        assert_eq!(sources("audio", 2), Err(OfferError::TooManyStreams));
    }

    #[test]
    fn t120_a_client_has_no_more_slots_layers_and_streams_than_agreed() {
        let mut slots = head();
        for mid in 0..=limits::AUDIO_SLOTS {
            slots += &section("audio", mid, "recvonly");
        }
        assert_eq!(Offer::read(&slots), Err(OfferError::TooManyStreams));

        let many: String = (0..100)
            .map(|mid| section("video", mid, "inactive"))
            .collect();
        assert_eq!(
            Offer::read(&(head() + &many)),
            Err(OfferError::TooManyStreams)
        );

        let layers = head() + &section("video", 0, "sendonly") + &"a=rid:q send\r\n".repeat(4);
        assert_eq!(Offer::read(&layers), Err(OfferError::TooManyStreams));

        let streams =
            head() + &section("video", 0, "sendonly") + &"a=ssrc:1 cname:x\r\n".repeat(65);
        assert_eq!(Offer::read(&streams), Err(OfferError::TooManyStreams));
    }

    #[test]
    fn t126_there_are_no_data_channels() {
        let sdp = head()
            + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\na=sendrecv\r\n";
        assert_eq!(Offer::read(&sdp), Err(OfferError::TooManyStreams));
    }

    #[test]
    fn what_is_no_description_is_refused() {
        for text in [
            "",
            "hello",
            "m=audio",
            "v=0\r\nm=audio 9 X 0\r\na=sendonly\r\n",
        ] {
            assert_eq!(Offer::read(text), Err(OfferError::Malformed), "{text}");
        }
        let both_ways = head() + &section("audio", 0, "sendrecv");
        assert_eq!(Offer::read(&both_ways), Err(OfferError::Malformed));
    }
}
