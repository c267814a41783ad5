//! What browsers and the router say, and what the router is told.

use crate::people::REQUEST;
use parley_protocol::{
    ClientMessage, MediaState, NegotiationId, ParticipantId, SlotView, VideoLayer, VideoSource,
    VideoWish,
};
use parley_room_server::{Input, MediaCommand, MediaEvent, Wanted};

pub(super) fn who(number: u32) -> ParticipantId {
    ParticipantId(number)
}

pub(super) fn offer(negotiation: u32) -> ClientMessage {
    ClientMessage::MediaOffer {
        request: REQUEST,
        negotiation: NegotiationId(negotiation),
        sdp: format!("offer {negotiation}"),
    }
}

pub(super) fn wishes(of: &[u32]) -> ClientMessage {
    ClientMessage::SetWishes {
        request: REQUEST,
        audio: true,
        video: of.iter().map(|number| wish(*number)).collect(),
    }
}

fn wish(participant: u32) -> VideoWish {
    VideoWish {
        participant: who(participant),
        source: VideoSource::Camera,
        max_height: 360,
    }
}

pub(super) fn told_wishes(participant: u32, of: &[u32]) -> MediaCommand {
    MediaCommand::Wishes {
        participant: who(participant),
        audio: true,
        video: of.iter().map(|number| wish(*number)).collect(),
    }
}

pub(super) fn sends(participant: u32, media: MediaState) -> MediaCommand {
    MediaCommand::Sends {
        participant: who(participant),
        media,
    }
}

pub(super) fn leave(participant: u32) -> MediaCommand {
    MediaCommand::Leave {
        participant: who(participant),
    }
}

pub(super) fn slots(of: Option<u32>) -> Vec<SlotView> {
    vec![SlotView {
        mid: "2".to_owned(),
        participant: of.map(ParticipantId),
        source: of.map(|_| VideoSource::Screen),
    }]
}

pub(super) fn slots_event(participant: u32, of: u32) -> Input {
    Input::Media(MediaEvent::Slots {
        participant: who(participant),
        slots: slots(Some(of)),
    })
}

pub(super) fn wanted() -> Wanted {
    Wanted {
        audio: true,
        video: vec![VideoLayer::Q],
        screen: vec![VideoLayer::F],
    }
}

pub(super) fn wanted_event(participant: u32) -> Input {
    Input::Media(MediaEvent::Wanted {
        participant: who(participant),
        wanted: wanted(),
    })
}

pub(super) fn speaking(numbers: &[u32]) -> Input {
    let participants = numbers.iter().copied().map(ParticipantId).collect();
    Input::Media(MediaEvent::Speaking { participants })
}
