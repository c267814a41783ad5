//! The own tracks, and the transceivers of a direct peer connection: one for sound, then one for the camera, then one for
//! the screen.

use crate::{device_access::Kind, rtc_ext, senders::replace_track};
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{
    MediaStream, MediaStreamTrack, RtcPeerConnection, RtcRtpTransceiver,
    RtcRtpTransceiverDirection, RtcRtpTransceiverInit,
};

/// Own tracks, as every peer connection sends them.
#[derive(Default)]
pub(crate) struct LocalTracks {
    microphone: Option<MediaStreamTrack>,
    camera: Option<MediaStreamTrack>,
    screen: Option<MediaStreamTrack>,
}

impl LocalTracks {
    pub(crate) fn get(&self, kind: Kind) -> Option<&MediaStreamTrack> {
        match kind {
            Kind::Microphone => self.microphone.as_ref(),
            Kind::Camera => self.camera.as_ref(),
            Kind::Screen => self.screen.as_ref(),
        }
    }

    pub(crate) fn set(&mut self, kind: Kind, track: Option<&MediaStreamTrack>) {
        let place = match kind {
            Kind::Microphone => &mut self.microphone,
            Kind::Camera => &mut self.camera,
            Kind::Screen => &mut self.screen,
        };
        *place = track.cloned();
    }

    /// Adds transceivers with the own tracks, for an offer. `stream` is the name that they share.
    pub(crate) fn add_to(&self, connection: &RtcPeerConnection, stream: Option<&MediaStream>) {
        let init = RtcRtpTransceiverInit::new();
        init.set_direction(RtcRtpTransceiverDirection::Sendrecv);
        if let Some(stream) = stream {
            init.set_streams(&Array::of1(stream));
        }
        for (kind, name) in [
            (Kind::Microphone, "audio"),
            (Kind::Camera, "video"),
            (Kind::Screen, "video"),
        ] {
            let transceiver = connection.add_transceiver_with_str_and_init(name, &init);
            replace_track(&transceiver.sender(), self.get(kind));
        }
    }

    /// Puts the own tracks into the transceivers that came with an offer, however many somebody offers.
    pub(crate) fn fill(&self, connection: &RtcPeerConnection, stream: Option<&MediaStream>) {
        for (kind, transceiver) in transceivers(connection) {
            transceiver.set_direction(RtcRtpTransceiverDirection::Sendrecv);
            let sender = transceiver.sender();
            if let Some(stream) = stream {
                rtc_ext::set_stream(&sender, stream);
            }
            replace_track(&sender, self.get(kind));
        }
    }
}

/// The transceivers with what they carry; those beyond the three carry nothing.
pub(crate) fn transceivers(
    connection: &RtcPeerConnection,
) -> impl Iterator<Item = (Kind, RtcRtpTransceiver)> {
    let all = connection.get_transceivers();
    let mut sounds = [Kind::Microphone].into_iter();
    let mut pictures = [Kind::Camera, Kind::Screen].into_iter();
    (0..all.length()).filter_map(move |index| {
        let transceiver: RtcRtpTransceiver = all.get(index).unchecked_into();
        let kind = if transceiver.receiver().track().kind() == "audio" {
            sounds.next()
        } else {
            pictures.next()
        };
        kind.map(|kind| (kind, transceiver))
    })
}
