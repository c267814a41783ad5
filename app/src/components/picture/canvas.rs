//! Drawing a picture on canvases, and taking the square out.

use super::frame::{Frame, Placement};
use leptos::{prelude::*, wasm_bindgen::JsCast};
use parley_protocol::limits;
use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, HtmlVideoElement};

/// Every browser writes JPEG; not every one writes WebP.
const KIND: &str = "image/jpeg";
const QUALITY: f64 = 0.92;

/// Draws the picture on a square canvas. A browser that cannot leaves it empty.
pub(super) fn draw(canvas: &HtmlCanvasElement, picture: &HtmlImageElement, placement: Placement) {
    if let Some(context) = context(canvas) {
        drop(put(&context, f64::from(canvas.width()), picture, placement));
    }
}

/// Leaves nothing on a canvas.
pub(super) fn clear(canvas: &HtmlCanvasElement) {
    let side = f64::from(canvas.width());
    if let Some(context) = context(canvas) {
        context.clear_rect(0.0, 0.0, side, side);
    }
}

/// The square as the text of a `data:` URL; `None` where the browser cannot.
pub(super) fn cut_out(picture: &HtmlImageElement, frame: Frame) -> Option<String> {
    let canvas = sized(limits::PICTURE_SIDE, limits::PICTURE_SIDE)?;
    let side = f64::from(limits::PICTURE_SIDE);
    let context = context(&canvas)?;
    // JPEG has no way to say that there is nothing.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, side, side);
    place(&context, side, picture, frame.cut_out(side)).ok()?;
    written(&canvas)
}

/// What a camera sees now, as the text of a `data:` URL; `None` while it sees nothing, or where the browser cannot.
pub(super) fn photo(video: &HtmlVideoElement) -> Option<String> {
    let (width, height) = (video.video_width(), video.video_height());
    if width == 0 || height == 0 {
        return None;
    }
    let canvas = sized(width, height)?;
    let context = context(&canvas)?;
    let drawn = context.draw_image_with_html_video_element(video, 0.0, 0.0);
    drawn.ok()?;
    written(&canvas)
}

fn sized(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas = document().create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}

fn written(canvas: &HtmlCanvasElement) -> Option<String> {
    let quality = JsValue::from_f64(QUALITY);
    let text = canvas.to_data_url_with_type_and_encoder_options(KIND, &quality);
    text.ok()
        .filter(|text| text.starts_with("data:image/jpeg;"))
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    let context = canvas.get_context("2d").ok()??;
    context.dyn_into().ok()
}

fn put(
    context: &CanvasRenderingContext2d,
    side: f64,
    picture: &HtmlImageElement,
    placement: Placement,
) -> Result<(), JsValue> {
    context.clear_rect(0.0, 0.0, side, side);
    place(context, side, picture, placement)
}

fn place(
    context: &CanvasRenderingContext2d,
    side: f64,
    picture: &HtmlImageElement,
    placement: Placement,
) -> Result<(), JsValue> {
    // A large photo made small without it looks like sand.
    let (name, high) = ("imageSmoothingQuality".into(), "high".into());
    js_sys::Reflect::set(context, &name, &high)?;
    context.save();
    context.translate(side / 2.0, side / 2.0)?;
    context.scale(placement.scale, placement.scale)?;
    context.translate(placement.shift.0, placement.shift.1)?;
    context.rotate(placement.angle)?;
    let (width, height) = (picture.natural_width(), picture.natural_height());
    let (left, top) = (-f64::from(width) / 2.0, -f64::from(height) / 2.0);
    let drawn = context.draw_image_with_html_image_element(picture, left, top);
    context.restore();
    drawn
}
