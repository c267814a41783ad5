//! The peer connection with the media router.
//!
//! *Invariants*: its media sections stand in the order that the server expects, and never change; only what the server
//! wants is sent; a section that is nobody's is not played.

use crate::{
    delivery::{Awaited, Delivery},
    device_access::Kind,
    encodings::{encodings, screen_encodings},
    inputs::Inputs,
    listener::Listener,
    people::{People, Tracks},
    rtc_ext,
    senders::{set_layers, set_track, to_js},
};
use js_sys::Array;
use parley_protocol::{ParticipantId, VideoLayer, VideoSource, limits};
use parley_room_client::{Input, MediaSource, PeerId, ReceivedSlot, Sending};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};
use wasm_bindgen::JsValue;
use web_sys::{
    MediaStream, MediaStreamTrack, RtcPeerConnection, RtcRtpTransceiver,
    RtcRtpTransceiverDirection, RtcRtpTransceiverInit,
};

const SOUND: &str = "audio";
const PICTURE: &str = "video";
/// RED first: what comes first is what is sent (RFC 2198).
const SOUND_CODECS: [&str; 2] = ["audio/red", "audio/opus"];
const PICTURE_CODECS: [&str; 2] = ["video/VP8", "video/rtx"];

/// The connection.
pub(crate) struct Router {
    pub(crate) id: PeerId,
    pub(crate) connection: RtcPeerConnection,
    microphone: RtcRtpTransceiver,
    camera: RtcRtpTransceiver,
    screen: RtcRtpTransceiver,
    slots: Vec<RtcRtpTransceiver>,
    playing: RefCell<Vec<ReceivedSlot>>,
    wanted: RefCell<Sending>,
    /// Whether the router has answered; before, nothing can be sent.
    answered: Cell<bool>,
    people: Rc<People>,
    delivery: Rc<Delivery>,
    _listener: Listener,
}

impl Router {
    pub(crate) fn new(
        id: PeerId,
        connection: RtcPeerConnection,
        own_stream: Option<&MediaStream>,
        people: Rc<People>,
        inputs: &Inputs,
        listener: Listener,
    ) -> Self {
        let microphone = add(&connection, SOUND, own_stream, &JsValue::UNDEFINED);
        // All of them: an offer would say of others that they are paused, and so would the answer.
        let all = VideoLayer::ALL;
        let layers: Array = encodings(None, &all).iter().map(to_js).collect();
        let camera = add(&connection, PICTURE, own_stream, &layers);
        let layers: Array = screen_encodings(&all).iter().map(to_js).collect();
        let whole_only = JsValue::UNDEFINED;
        let layers = if rtc_ext::sends_screen_layers() {
            &layers
        } else {
            &whole_only
        };
        let screen = add(&connection, PICTURE, own_stream, layers);
        let sounds = (0..limits::AUDIO_SLOTS).map(|_| SOUND);
        let pictures = (0..limits::VIDEO_SLOTS).map(|_| PICTURE);
        let slots = sounds.chain(pictures).map(|kind| slot(&connection, kind));
        Self {
            id,
            slots: slots.collect(),
            connection,
            microphone,
            camera,
            screen,
            playing: RefCell::default(),
            wanted: RefCell::default(),
            answered: Cell::new(false),
            people,
            delivery: Delivery::new(inputs.clone()),
            _listener: listener,
        }
    }

    pub(crate) fn close(&self) {
        self.connection.close();
        self.delivery.stop();
        self.set_slots(Vec::new());
    }

    /// What is to be sent from now on; it is sent when the tracks are set.
    pub(crate) fn set_wanted(&self, wanted: Sending) {
        *self.wanted.borrow_mut() = wanted;
    }

    /// The router has answered; the tracks are to be set.
    pub(crate) fn handle_answered(&self) {
        self.answered.set(true);
    }

    /// Sends this track as far as it is wanted.
    pub(crate) fn set_track(&self, kind: Kind, track: Option<&MediaStreamTrack>) {
        if !self.answered.get() {
            return;
        }
        let wanted = self.wanted.borrow();
        match kind {
            Kind::Microphone => {
                set_track(&self.microphone.sender(), track.filter(|_| wanted.audio));
            }
            Kind::Camera => {
                let width = track.and_then(|track| track.get_settings().get_width());
                let width = width.and_then(|width| u32::try_from(width).ok());
                let layers = encodings(width, &wanted.camera);
                set_track(&self.camera.sender(), track);
                set_layers(&self.camera.sender(), &layers, "balanced");
            }
            Kind::Screen => {
                let layers = screen_encodings(&wanted.screen);
                set_track(&self.screen.sender(), track);
                set_layers(&self.screen.sender(), &layers, "maintain-resolution");
            }
        }
    }

    /// What comes where from now on.
    pub(crate) fn set_slots(&self, slots: Vec<ReceivedSlot>) {
        let mut people: BTreeMap<ParticipantId, Tracks> = BTreeMap::new();
        for before in &*self.playing.borrow() {
            people.entry(before.participant).or_default();
        }
        let mut awaited = Vec::new();
        for transceiver in &self.slots {
            let receiver = transceiver.receiver();
            let track = receiver.track();
            let mid = transceiver.mid();
            let slot = slots.iter().find(|slot| Some(&slot.mid) == mid.as_ref());
            let Some(slot) = slot else {
                track.set_enabled(false);
                continue;
            };
            let tracks = people.entry(slot.participant).or_default();
            let (place, on) = match slot.source {
                None => (&mut tracks.sound, slot.media.microphone),
                Some(VideoSource::Camera) => (&mut tracks.picture, slot.media.camera),
                Some(VideoSource::Screen) => (&mut tracks.screen, slot.media.screen),
            };
            track.set_enabled(on);
            *place = Some(track);
            if slot.awaited {
                let delivered = Input::SlotDelivers {
                    peer: self.id,
                    mid: slot.mid.clone(),
                    source: slot.source,
                };
                awaited.push(Awaited::new(receiver, delivered));
            }
        }
        self.delivery.watch(awaited);
        self.playing.replace(slots);
        for (participant, tracks) in people {
            self.people
                .set_tracks(participant, MediaSource::Router, tracks);
        }
    }

    /// Whose sound or picture comes on a media section.
    pub(crate) fn occupant(&self, mid: &str) -> Option<ParticipantId> {
        let playing = self.playing.borrow();
        let slot = playing.iter().find(|slot| slot.mid == mid);
        slot.map(|slot| slot.participant)
    }

    /// Whether a media section carries a screen.
    pub(crate) fn is_screen(&self, mid: &str) -> bool {
        let playing = self.playing.borrow();
        let slot = playing.iter().find(|slot| slot.mid == mid);
        slot.is_some_and(|slot| slot.source == Some(VideoSource::Screen))
            || self.screen.mid().as_deref() == Some(mid)
    }
}

/// Adds what sends an own track.
fn add(
    connection: &RtcPeerConnection,
    kind: &str,
    own_stream: Option<&MediaStream>,
    layers: &JsValue,
) -> RtcRtpTransceiver {
    let init = RtcRtpTransceiverInit::new();
    init.set_direction(RtcRtpTransceiverDirection::Sendonly);
    if let Some(stream) = own_stream {
        init.set_streams(&Array::of1(stream));
    }
    if !layers.is_undefined() {
        init.set_send_encodings(layers);
    }
    let transceiver = connection.add_transceiver_with_str_and_init(kind, &init);
    prefer_codecs(&transceiver, kind);
    transceiver
}

/// Adds what receives a track of somebody.
fn slot(connection: &RtcPeerConnection, kind: &str) -> RtcRtpTransceiver {
    let init = RtcRtpTransceiverInit::new();
    init.set_direction(RtcRtpTransceiverDirection::Recvonly);
    let transceiver = connection.add_transceiver_with_str_and_init(kind, &init);
    prefer_codecs(&transceiver, kind);
    transceiver
}

fn prefer_codecs(transceiver: &RtcRtpTransceiver, kind: &str) {
    let codecs = if kind == SOUND {
        &SOUND_CODECS
    } else {
        &PICTURE_CODECS
    };
    rtc_ext::prefer_codecs(transceiver, kind, codecs);
}
