//! Parts of the browser that `web-sys` lacks. A browser that lacks one too answers with an error, which is no harm.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{HtmlMediaElement, HtmlVideoElement, MediaStream, MediaStreamTrack, RtcRtpSender};

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

/// Tells the encoder what a track carries (W3C `mst-content-hint`).
pub(crate) fn set_content_hint(track: &MediaStreamTrack, hint: &str) {
    track.unchecked_ref::<TrackExt>().set_content_hint(hint);
}
