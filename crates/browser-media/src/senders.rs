//! What senders send: which track, in which encodings.

use crate::encodings::Encoding;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MediaStreamTrack, RtcRtpSender};

pub(crate) fn to_js(encoding: &Encoding) -> JsValue {
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
pub(crate) fn set_layers(sender: &RtcRtpSender, layers: &[Encoding], preference: &str) {
    change_parameters(sender, |parameters, encodings| {
        for present in encodings.iter() {
            let rid = Reflect::get(&present, &"rid".into()).ok();
            let rid = rid.and_then(|rid| rid.as_string());
            let named = layers
                .iter()
                .find(|layer| Some(layer.rid) == rid.as_deref());
            // Who sends one layer only sends the largest, without a name.
            let layer = named.or_else(|| layers.last().filter(|_| rid.is_none()));
            if let Some(layer) = layer {
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
pub(crate) fn set_track(sender: &RtcRtpSender, track: Option<&MediaStreamTrack>) {
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
