//! The peer connection with the media router.
//!
//! *Invariants*: its media sections stand in the order that the server expects, and never change; only what the server
//! wants is sent; a section that is nobody's is not played.

use crate::{
    delivery::{Awaited, Delivery},
    device_access::Kind,
    encodings::{Encoding, encodings, screen_encodings},
    inputs::Inputs,
    listener::Listener,
    people::{People, Tracks},
    rtc_ext,
};
use js_sys::{Array, Object, Reflect};
use parley_protocol::{ParticipantId, VideoLayer, VideoSource, limits};
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

/// What is wanted of the own tracks.
#[derive(Default)]
pub(crate) struct Sending {
    pub(crate) audio: bool,
    pub(crate) camera: Vec<VideoLayer>,
    pub(crate) screen: Vec<VideoLayer>,
}

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
        let screen = add(&connection, PICTURE, own_stream, &layers);
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
            let picture = slot.source.is_some();
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
    if let Some(frames) = encoding.frames {
        let _ = Reflect::set(object, &"maxFramerate".into(), &frames.into());
    }
}

/// Changes the layers there are; the browser has forgotten those that the router does not take.
fn set_layers(sender: &RtcRtpSender, layers: &[Encoding], preference: &str) {
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
            &preference.into(),
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

/// Has a sender send this track, if it sends another one.
fn set_track(sender: &RtcRtpSender, track: Option<&MediaStreamTrack>) {
    if sender.track().as_ref() != track {
        replace_track(sender, track);
    }
}

/// The browser keeps replacements in order by itself; one that fails leaves a connection that is being closed.
pub(crate) fn replace_track(sender: &RtcRtpSender, track: Option<&MediaStreamTrack>) {
    let replaced = JsFuture::from(sender.replace_track(track));
    spawn_local(async move {
        let _ = replaced.await;
    });
}
