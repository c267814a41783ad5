//! The server's media router as far as it matters here: it answers offers, fills slots, and says what is wanted.
//!
//! *Invariants*: one session of its own for each session of a page, so that a page notices when the router is another one;
//! the media sections are named `0` to `2` for what is sent, then the audio slots, then the video slots.

use crate::peers::Description;
use parley_protocol::{
    MediaState, ParticipantId, SlotView, VideoLayer, VideoSource, VideoWish, limits,
};
use parley_room_server::{MediaCommand, MediaEvent, Wanted};
use std::collections::BTreeMap;

/// How many media sections are for what is sent.
const SENT: usize = 3;

/// What comes on a media section.
type Comes = (ParticipantId, Option<VideoSource>);

#[derive(Debug, Default)]
struct Peer {
    /// The page's session and the router's.
    sessions: Option<(u32, u32)>,
    sends: MediaState,
    audio: bool,
    video: Vec<VideoWish>,
    told: Option<(Vec<SlotView>, Wanted)>,
}

/// The router of one room.
#[derive(Debug, Default)]
pub(crate) struct Router {
    last_session: u32,
    peers: BTreeMap<ParticipantId, Peer>,
}

impl Router {
    /// Sessions are counted on from those of a router that was there before.
    pub(crate) fn after(before: &Self) -> Self {
        Self {
            last_session: before.last_session,
            peers: BTreeMap::new(),
        }
    }

    pub(crate) fn handle(&mut self, command: MediaCommand) -> Vec<MediaEvent> {
        let mut events = Vec::new();
        match command {
            MediaCommand::Offer {
                participant,
                negotiation,
                sdp,
            } => {
                let sdp = self.answer(participant, Description::read(&sdp)).write();
                events.push(MediaEvent::Answer {
                    participant,
                    negotiation,
                    sdp,
                });
            }
            MediaCommand::Wishes {
                participant,
                audio,
                video,
            } => {
                let peer = self.peers.entry(participant).or_default();
                (peer.audio, peer.video) = (audio, video);
            }
            MediaCommand::Sends { participant, media } => {
                self.peers.entry(participant).or_default().sends = media;
            }
            MediaCommand::Leave { participant } => {
                self.peers.remove(&participant);
            }
        }
        self.tell(&mut events);
        events
    }

    fn answer(&mut self, participant: ParticipantId, offer: Description) -> Description {
        let peer = self.peers.entry(participant).or_default();
        let known = peer.sessions.filter(|(theirs, _)| *theirs == offer.session);
        let session = known.map_or_else(
            || {
                self.last_session += 1;
                peer.told = None;
                // Far from the numbers that pages have.
                self.last_session + 1_000_000
            },
            |(_, ours)| ours,
        );
        peer.sessions = Some((offer.session, session));
        Description {
            session,
            generation: offer.generation,
            answers: offer.generation,
        }
    }

    /// Says what is new to whom.
    fn tell(&mut self, events: &mut Vec<MediaEvent>) {
        let connected = self.peers.iter();
        let connected = connected.filter(|(_, peer)| peer.sessions.is_some());
        let connected: Vec<_> = connected.map(|(participant, _)| *participant).collect();
        for participant in connected {
            let (slots, wanted) = (self.slots(participant), self.wanted(participant));
            let Some(peer) = self.peers.get_mut(&participant) else {
                continue;
            };
            let before = peer.told.replace((slots.clone(), wanted.clone()));
            let (old_slots, old_wanted) = before.unzip();
            if old_slots.as_ref() != Some(&slots) {
                events.push(MediaEvent::Slots { participant, slots });
            }
            if old_wanted.as_ref() != Some(&wanted) {
                events.push(MediaEvent::Wanted {
                    participant,
                    wanted,
                });
            }
        }
    }

    fn sends(&self, participant: ParticipantId) -> MediaState {
        let peer = self.peers.get(&participant);
        let peer = peer.filter(|peer| peer.sessions.is_some());
        peer.map_or_else(MediaState::default, |peer| peer.sends)
    }

    fn is_sent(&self, wish: VideoWish) -> bool {
        let sends = self.sends(wish.participant);
        match wish.source {
            VideoSource::Camera => sends.camera,
            VideoSource::Screen => sends.screen,
        }
    }

    fn slots(&self, of: ParticipantId) -> Vec<SlotView> {
        let peer = &self.peers[&of];
        let others = self.peers.keys().filter(|other| **other != of);
        let heard = others.filter(|other| peer.audio && self.sends(**other).microphone);
        let heard = heard.map(|other| (*other, None));
        let seen = peer.video.iter().filter(|wish| self.is_sent(**wish));
        let seen = seen.map(|wish| (wish.participant, Some(wish.source)));
        let audio = fill(heard, limits::AUDIO_SLOTS);
        let slots = audio.into_iter().chain(fill(seen, limits::VIDEO_SLOTS));
        let slot = |(place, comes): (usize, Option<Comes>)| SlotView {
            mid: (place + SENT).to_string(),
            participant: comes.map(|(participant, _)| participant),
            source: comes.and_then(|(_, source)| source),
        };
        slots.enumerate().map(slot).collect()
    }

    fn wanted(&self, of: ParticipantId) -> Wanted {
        let others = || {
            let others = self.peers.iter().filter(|(other, _)| **other != of);
            others.filter(|(_, peer)| peer.sessions.is_some())
        };
        let audio = others().any(|(_, peer)| peer.audio);
        let layers = |source: VideoSource| {
            let wishes = others().flat_map(|(_, peer)| &peer.video);
            let wishes = wishes.filter(|wish| (wish.participant, wish.source) == (of, source));
            let mut layers: Vec<_> = wishes.map(|wish| layer(wish.max_height)).collect();
            layers.sort_unstable();
            layers.dedup();
            layers
        };
        Wanted {
            audio,
            video: layers(VideoSource::Camera),
            screen: layers(VideoSource::Screen),
        }
    }
}

fn fill(comes: impl Iterator<Item = Comes>, slots: usize) -> Vec<Option<Comes>> {
    let mut filled: Vec<_> = comes.take(slots).map(Some).collect();
    filled.resize(slots, None);
    filled
}

fn layer(height: u16) -> VideoLayer {
    match height {
        0..=180 => VideoLayer::Q,
        181..=360 => VideoLayer::H,
        _ => VideoLayer::F,
    }
}
