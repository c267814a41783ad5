//! Parts of the browser that `web-sys` lacks. A browser that lacks one too answers with an error, which is no harm.

use js_sys::{Array, Function, Map, Promise, Reflect};
use parley_protocol::Milliseconds;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{
    EventTarget, HtmlMediaElement, HtmlVideoElement, MediaStream, MediaStreamTrack, RtcRtpReceiver,
    RtcRtpSender, RtcRtpTransceiver,
};

#[wasm_bindgen]
extern "C" {
    type MediaElementExt;
    #[wasm_bindgen(method, catch, js_name = setSinkId)]
    fn set_sink_id(this: &MediaElementExt, device: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = requestVideoFrameCallback)]
    fn request_video_frame_callback(
        this: &MediaElementExt,
        callback: &Function,
    ) -> Result<u32, JsValue>;

    type SenderExt;
    #[wasm_bindgen(method, catch, js_name = setStreams)]
    fn set_streams(this: &SenderExt, stream: &MediaStream) -> Result<(), JsValue>;

    type TransceiverExt;
    #[wasm_bindgen(method, catch, js_name = setCodecPreferences)]
    fn set_codec_preferences(this: &TransceiverExt, codecs: &Array) -> Result<(), JsValue>;

    #[wasm_bindgen(js_name = RTCRtpReceiver)]
    type ReceiverExt;
    #[wasm_bindgen(static_method_of = ReceiverExt, js_class = "RTCRtpReceiver", catch, js_name = getCapabilities)]
    fn get_capabilities(kind: &str) -> Result<JsValue, JsValue>;

    type TrackExt;
    #[wasm_bindgen(method, setter, js_name = contentHint)]
    fn set_content_hint(this: &TrackExt, hint: &str);
}

/// Whether the page can choose the speaker (`HTMLMediaElement.setSinkId`; not in Safari before 26).
pub(crate) fn can_choose_speaker() -> bool {
    Reflect::get(&js_sys::global(), &"HTMLMediaElement".into())
        .and_then(|class| Reflect::get(&class, &"prototype".into()))
        .and_then(|prototype| Reflect::has(&prototype, &"setSinkId".into()))
        .unwrap_or(false)
}

/// Plays an element through this speaker.
pub(crate) fn set_speaker(element: &HtmlMediaElement, device: &str) -> Result<Promise, JsValue> {
    element
        .unchecked_ref::<MediaElementExt>()
        .set_sink_id(device)
}

/// Calls back when the next frame of the video is there; whether the browser can do so.
pub(crate) fn on_next_frame(element: &HtmlVideoElement, callback: &Function) -> bool {
    element
        .unchecked_ref::<MediaElementExt>()
        .request_video_frame_callback(callback)
        .is_ok()
}

/// Names the stream of a sender, so that the other side plays sound and picture in step.
pub(crate) fn set_stream(sender: &RtcRtpSender, stream: &MediaStream) {
    let _ = sender.unchecked_ref::<SenderExt>().set_streams(stream);
}

/// Keeps what comes in the jitter buffer for so long before it is played (W3C webrtc-extensions); `None` for as long as the
/// browser likes. Where the browser lacks it (Safari), a property that nobody reads is set.
pub(crate) fn set_jitter_buffer_target(receiver: &RtcRtpReceiver, target: Option<Milliseconds>) {
    let value = target.map_or(JsValue::NULL, |target| {
        JsValue::from(u32::try_from(target.0).unwrap_or(u32::MAX))
    });
    let _ = Reflect::set(receiver, &"jitterBufferTarget".into(), &value);
}

/// Tells the encoder what a track carries (W3C `mst-content-hint`).
pub(crate) fn set_content_hint(track: &MediaStreamTrack, hint: &str) {
    track.unchecked_ref::<TrackExt>().set_content_hint(hint);
}

/// Takes these codecs and no others, the first of them before the second, as far as the browser has them.
pub(crate) fn prefer_codecs(transceiver: &RtcRtpTransceiver, kind: &str, codecs: &[&str]) {
    let Ok(all) = ReceiverExt::get_capabilities(kind)
        .and_then(|capabilities| Reflect::get(&capabilities, &"codecs".into()))
    else {
        return;
    };
    let all: Array = all.unchecked_into();
    let preferred = Array::new();
    for wanted in codecs {
        for codec in all.iter() {
            let name = Entry(codec.clone()).text("mimeType").unwrap_or_default();
            if name.eq_ignore_ascii_case(wanted) {
                preferred.push(&codec);
            }
        }
    }
    // A browser that refuses takes what it has; the router's answer chooses then.
    let _ = transceiver
        .unchecked_ref::<TransceiverExt>()
        .set_codec_preferences(&preferred);
}

/// Whether the browser can send a screen in several sizes: Firefox can from version 134 on.
pub(crate) fn sends_screen_layers() -> bool {
    let agent = crate::timers::window().navigator().user_agent();
    agent.map_or(true, |agent| !is_old_firefox(&agent))
}

fn is_old_firefox(agent: &str) -> bool {
    let version = agent.split_once("Firefox/").map(|(_, rest)| rest);
    let major = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
    major.is_some_and(|major| major < 134)
}

/// What the browser knows of its way to the network (`navigator.connection`; not in Firefox and Safari).
pub(crate) fn network() -> Option<EventTarget> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let network = Reflect::get(&navigator, &"connection".into()).ok()?;
    network.dyn_into().ok()
}

/// The kind of the way to the network, such as `wifi` or `cellular`; `None` where the browser does not say.
pub(crate) fn network_kind(network: &EventTarget) -> Option<String> {
    Entry(network.into()).text("type")
}

/// One entry of a statistics report, or any other object with plain members.
pub(crate) struct Entry(JsValue);

impl Entry {
    fn get(&self, name: &str) -> Option<JsValue> {
        Reflect::get(&self.0, &name.into()).ok()
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.as_string()
    }

    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.as_f64()
    }

    /// A counter; 0 where there is none.
    pub(crate) fn count(&self, name: &str) -> u64 {
        crate::measuring::whole(self.number(name).unwrap_or(0.0))
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.is_truthy())
    }
}

/// Goes through a report of `getStats`, which is read like a map.
pub(crate) fn for_each_entry(report: &JsValue, mut take: impl FnMut(Entry)) {
    let report: &Map = report.unchecked_ref();
    report.for_each(&mut |entry, _| take(Entry(entry)));
}

#[cfg(test)]
mod tests {
    use super::is_old_firefox;

    #[test]
    fn firefox_sends_one_screen_before_134() {
        let firefox = |version| {
            is_old_firefox(&format!(
                "Mozilla/5.0 (X11; Linux x86_64; rv:{version}) Gecko/20100101 Firefox/{version}"
            ))
        };
        assert_eq!([firefox("128.0"), firefox("133.0.3")], [true; 2]);
        assert_eq!([firefox("134.0"), firefox("140.5")], [false; 2]);
        assert!(!is_old_firefox(
            "Mozilla/5.0 Chrome/130.0.0.0 Safari/537.36"
        ));
    }
}
