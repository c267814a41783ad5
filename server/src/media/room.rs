//! A room's line to the media router: what the room says and hears, in the router's words.

use futures_util::{FutureExt as _, future::BoxFuture};
use parley_protocol::ParticipantId;
use parley_room_server::{MediaCommand, MediaEvent, MediaRefusal, Wanted};
use parley_sfu_net::{Command, Event, OfferError, PeerKey, RoomKey};
use parley_signaling::RoomMedia;

/// One room's line.
pub(super) struct Line {
    key: RoomKey,
    media: parley_sfu_net::RoomMedia,
}

impl Line {
    pub(super) fn new(key: RoomKey, media: parley_sfu_net::RoomMedia) -> Self {
        Self { key, media }
    }
}

impl RoomMedia for Line {
    fn command(&self, command: MediaCommand) {
        self.media.send(for_router(self.key, command));
    }

    fn next(&mut self) -> BoxFuture<'_, Option<MediaEvent>> {
        let next = async {
            loop {
                if let Some(event) = for_room(self.media.next().await?) {
                    return Some(event);
                }
            }
        };
        next.boxed()
    }
}

fn for_router(room: RoomKey, command: MediaCommand) -> Command {
    let peer = |participant: ParticipantId| PeerKey { room, participant };
    match command {
        MediaCommand::Offer {
            participant,
            negotiation,
            sdp,
        } => Command::Offer {
            peer: peer(participant),
            negotiation,
            sdp,
        },
        MediaCommand::Wishes {
            participant,
            audio,
            video,
        } => Command::Wishes {
            peer: peer(participant),
            audio,
            video,
        },
        MediaCommand::Sends { participant, media } => Command::Sends {
            peer: peer(participant),
            media,
        },
        MediaCommand::Leave { participant } => Command::Leave {
            peer: peer(participant),
        },
    }
}

/// `None` for what rooms do not ask about.
fn for_room(event: Event) -> Option<MediaEvent> {
    Some(match event {
        Event::Answer {
            peer,
            negotiation,
            sdp,
        } => MediaEvent::Answer {
            participant: peer.participant,
            negotiation,
            sdp,
        },
        Event::Refused {
            peer,
            negotiation,
            error,
        } => MediaEvent::Refused {
            participant: peer.participant,
            negotiation,
            refusal: refusal(error),
        },
        Event::Slots { peer, slots } => MediaEvent::Slots {
            participant: peer.participant,
            slots,
        },
        Event::Wanted {
            peer,
            audio,
            video,
            screen,
        } => MediaEvent::Wanted {
            participant: peer.participant,
            wanted: Wanted {
                audio,
                video,
                screen,
            },
        },
        Event::Speaking { participants, .. } => MediaEvent::Speaking { participants },
        Event::Disconnected { peer } => MediaEvent::Disconnected {
            participant: peer.participant,
        },
        Event::Connected { .. } => return None,
    })
}

fn refusal(error: OfferError) -> MediaRefusal {
    match error {
        OfferError::Malformed | OfferError::TooLarge | OfferError::TooManyStreams => {
            MediaRefusal::BadOffer
        }
        OfferError::Full => MediaRefusal::Full,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parley_protocol::NegotiationId;

    const PEER: PeerKey = PeerKey {
        room: RoomKey(7),
        participant: ParticipantId(2),
    };

    #[test]
    fn t121_what_a_room_says_is_about_its_own_people_only() {
        let participant = ParticipantId(2);
        let leave = for_router(RoomKey(7), MediaCommand::Leave { participant });
        assert_eq!(leave, Command::Leave { peer: PEER });
    }

    #[test]
    fn only_a_full_router_is_worth_another_try() {
        for (error, expected) in [
            (OfferError::Malformed, MediaRefusal::BadOffer),
            (OfferError::TooLarge, MediaRefusal::BadOffer),
            (OfferError::TooManyStreams, MediaRefusal::BadOffer),
            (OfferError::Full, MediaRefusal::Full),
        ] {
            let refused = for_room(Event::Refused {
                peer: PEER,
                negotiation: NegotiationId(3),
                error,
            });
            let Some(MediaEvent::Refused { refusal, .. }) = refused else {
                panic!("{refused:?}");
            };
            assert_eq!(refusal, expected);
        }
        assert_eq!(for_room(Event::Connected { peer: PEER }), None);
    }
}
