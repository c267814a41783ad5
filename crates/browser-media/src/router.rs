//! The peer connection with the media router.
//!
//! *Invariants*: its media sections stand in the order that the server expects, and never change; only what the server
//! wants is sent; a section that is nobody's is not played.

use crate::{
    delivery::{Awaited, Delivery},
    encodings::{Encoding, encodings},
    inputs::Inputs,
    listener::Listener,
    people::{People, Tracks},
    received::let_through,
    rtc_ext,
};
use js_sys::{Array, Object, Reflect};
use parley_protocol::{MediaState, ParticipantId, VideoLayer, limits};
use parley_room_client::{Input, MediaSource, PeerId, ReceivedSlot};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MediaStream, MediaStreamTrack, RtcPeerConnection, RtcRtpSender, RtcRtpTransceiver,
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
    microphone: RtcRtpSender,
    camera: RtcRtpSender,
    slots: Vec<RtcRtpTransceiver>,
    playing: RefCell<Vec<ReceivedSlot>>,
    wanted: RefCell<(bool, Vec<VideoLayer>)>,
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
        let layers = encodings(None, &VideoLayer::ALL);
        let layers: Array = layers.iter().map(to_js).collect();
        let camera = add(&connection, PICTURE, own_stream, &layers);
        let sounds = (0..limits::AUDIO_SLOTS).map(|_| SOUND);
        let pictures = (0..limits::VIDEO_SLOTS).map(|_| PICTURE);
        let slots = sounds.chain(pictures).map(|kind| slot(&connection, kind));
        Self {
            id,
            slots: slots.collect(),
            connection,
            microphone,
            camera,
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
    pub(crate) fn set_wanted(&self, audio: bool, layers: Vec<VideoLayer>) {
        *self.wanted.borrow_mut() = (audio, layers);
    }

    /// The router has answered; the tracks are to be set.
    pub(crate) fn handle_answered(&self) {
        self.answered.set(true);
    }

    pub(crate) fn set_microphone(&self, track: Option<&MediaStreamTrack>) {
        let wanted = self.wanted.borrow().0 && self.answered.get();
        let track = track.filter(|_| wanted);
        if self.microphone.track().as_ref() != track {
            replace_track(&self.microphone, track);
        }
    }

    pub(crate) fn set_camera(&self, track: Option<&MediaStreamTrack>) {
        if !self.answered.get() {
            return;
        }
        if self.camera.track().as_ref() != track {
            replace_track(&self.camera, track);
        }
        let width = track.and_then(|track| track.get_settings().get_width());
        let width = width.and_then(|width| u32::try_from(width).ok());
        let layers = encodings(width, &self.wanted.borrow().1);
        set_layers(&self.camera, &layers);
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
                let_through(&track, MediaState::default());
                continue;
            };
            let_through(&track, slot.media);
            let picture = track.kind() == PICTURE;
            let tracks = people.entry(slot.participant).or_default();
            if picture {
                tracks.picture = Some(track);
            } else {
                tracks.sound = Some(track);
            }
            if slot.awaited {
                let delivered = Input::SlotDelivers {
                    peer: self.id,
                    mid: slot.mid.clone(),
                    picture,
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
}

/// Adds what sends an own track.
fn add(
    connection: &RtcPeerConnection,
    kind: &str,
    own_stream: Option<&MediaStream>,
    layers: &JsValue,
) -> RtcRtpSender {
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
    transceiver.sender()
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

fn to_js(encoding: &Encoding) -> JsValue {
    let object = Object::new();
    let _ = Reflect::set(&object, &"rid".into(), &encoding.rid.into());
    write(&object, encoding);
    object.into()
}

fn write(object: &JsValue, encoding: &Encoding) {
    for (name, value) in [
        ("active", JsValue::from(encoding.active)),
        ("scaleResolutionDownBy", encoding.scale.into()),
        ("maxBitrate", encoding.bitrate.into()),
    ] {
        // It fails only for what is no object.
        let _ = Reflect::set(object, &name.into(), &value);
    }
}

/// Changes the layers there are; the browser has forgotten those that the router does not take.
fn set_layers(sender: &RtcRtpSender, layers: &[Encoding]) {
    change_parameters(sender, |parameters, encodings| {
        for present in encodings.iter() {
            let rid = Reflect::get(&present, &"rid".into()).ok();
            let rid = rid.and_then(|rid| rid.as_string());
            if let Some(layer) = layers
                .iter()
                .find(|layer| Some(layer.rid) == rid.as_deref())
            {
                write(&present, layer);
            }
        }
        let _ = Reflect::set(
            parameters,
            &"degradationPreference".into(),
            &"balanced".into(),
        );
    });
}

/// Has the browser encode what a sender has, or nothing: Firefox sends the last picture of a track that was taken away
/// again every second.
pub(crate) fn set_active(sender: &RtcRtpSender, active: bool) {
    change_parameters(sender, |_, encodings| {
        for encoding in encodings.iter() {
            let _ = Reflect::set(&encoding, &"active".into(), &active.into());
        }
    });
}

/// Changes how a sender sends: its parameters and, of these, the encodings. One whose connection is closed refuses.
fn change_parameters(sender: &RtcRtpSender, change: impl FnOnce(&JsValue, &Array)) {
    let parameters: JsValue = sender.get_parameters().into();
    let Ok(encodings) = Reflect::get(&parameters, &"encodings".into()) else {
        return;
    };
    change(&parameters, encodings.unchecked_ref());
    let set = sender.set_parameters_with_parameters(parameters.unchecked_ref());
    spawn_local(async move {
        let _ = JsFuture::from(set).await;
    });
}

/// The browser keeps replacements in order by itself; one that fails leaves a connection that is being closed.
pub(crate) fn replace_track(sender: &RtcRtpSender, track: Option<&MediaStreamTrack>) {
    let replaced = JsFuture::from(sender.replace_track(track));
    spawn_local(async move {
        let _ = replaced.await;
    });
}
