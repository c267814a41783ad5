//! A media router that answers early, late or never, and what it must have been told.

use super::{Client, XorShift};
use crate::support::Bench;
use parley_protocol::{
    ClientMessage, MediaState, NegotiationId, ParticipantId, ParticipantView, RequestId, SlotView,
    VideoLayer, VideoSource, VideoWish, limits,
};
use parley_room_server::{Input, MediaCommand, MediaEvent, MediaRefusal, Wanted};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(super) struct Router {
    /// Whom it knows, and what they may send.
    known: BTreeMap<ParticipantId, MediaState>,
    /// Offers that may be answered still, the newest last.
    offers: Vec<(ParticipantId, NegotiationId, String)>,
    steps: BTreeSet<NegotiationId>,
}

impl Router {
    pub(super) fn take(&mut self, bench: &mut Bench) {
        for command in std::mem::take(&mut bench.media) {
            match command {
                MediaCommand::Sends { participant, media } => {
                    self.known.insert(participant, media);
                }
                MediaCommand::Offer {
                    participant,
                    negotiation,
                    sdp,
                } => {
                    assert!(
                        self.known.contains_key(&participant),
                        "an offer of a stranger"
                    );
                    assert!(self.steps.insert(negotiation), "a step comes once");
                    self.offers.push((participant, negotiation, sdp));
                }
                MediaCommand::Wishes {
                    participant, video, ..
                } => {
                    assert!(self.known.contains_key(&participant), "a stranger wishes");
                    assert!(video.len() <= limits::VIDEO_SLOTS);
                    for wish in video {
                        assert_ne!(wish.participant, participant);
                        assert!(bench.has_seat(wish.participant), "{wish:?}");
                    }
                }
                MediaCommand::Leave { participant } => {
                    assert!(self.known.remove(&participant).is_some(), "left once");
                }
            }
        }
    }

    /// It knows nobody who is gone, and of the others what holds now.
    pub(super) fn check(&self, people: &[ParticipantView]) {
        for (participant, media) in &self.known {
            let mut people = people.iter();
            let view = people.find(|view| view.id == *participant);
            assert_eq!(view.map(|view| view.media), Some(*media), "{participant}");
        }
    }

    /// Something happens in the router.
    pub(super) fn act(&mut self, bench: &mut Bench, random: &mut XorShift) {
        let participant = ParticipantId(random.number(20) + 1);
        let offer = random.pick(&self.offers);
        let event = match (random.below(6), offer) {
            (0..=2, Some((participant, negotiation, sdp))) if random.below(4) > 0 => {
                MediaEvent::Answer {
                    participant,
                    negotiation,
                    sdp,
                }
            }
            (0..=2, Some((participant, negotiation, _))) => MediaEvent::Refused {
                participant,
                negotiation,
                refusal: MediaRefusal::BadOffer,
            },
            (3, _) => MediaEvent::Slots {
                participant,
                slots: vec![SlotView {
                    mid: "2".to_owned(),
                    participant: Some(ParticipantId(random.number(20))),
                    source: None,
                }],
            },
            (4, _) => MediaEvent::Wanted {
                participant,
                wanted: Wanted {
                    screen: vec![VideoLayer::Q],
                    ..Wanted::default()
                },
            },
            (5, _) if random.below(3) == 0 => MediaEvent::Disconnected { participant },
            _ => MediaEvent::Speaking {
                participants: vec![participant],
            },
        };
        bench.feed(Input::Media(event));
    }
}

/// What a page says to the router.
pub(super) fn say(random: &mut XorShift, request: RequestId, client: &Client) -> ClientMessage {
    let sources = [VideoSource::Camera, VideoSource::Screen];
    let source = sources[random.place(2)];
    let wish = |participant| VideoWish {
        participant: ParticipantId(participant),
        source,
        max_height: 180,
    };
    match random.below(4) {
        0..=1 => ClientMessage::MediaOffer {
            request,
            negotiation: NegotiationId(random.number(3)),
            sdp: client.description(),
        },
        2 => {
            let first = random.number(9);
            let count = random.number(19);
            let audio = random.below(2) == 0;
            let video = (first..first + count).map(wish).collect();
            ClientMessage::SetWishes {
                request,
                audio,
                video,
            }
        }
        _ => ClientMessage::DirectFailed { request },
    }
}
