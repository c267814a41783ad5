//! The picture under the circle: dragged, or moved with the arrow keys.

use super::{canvas, cropper::Cropper, frame::Frame};
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use web_sys::Element;

/// Sharp enough on a dense screen.
const SIDE: u32 = 1024;
/// Sides of the previews, twice their size in the page, and their classes.
const PREVIEWS: [(u32, &str); 3] = [(224, "7"), (112, "3.5"), (64, "2")];

/// By how many hundredths of the area a key moves the picture, to the right and down.
fn step(key: &str, with_shift: bool) -> Option<(f64, f64)> {
    let length = if with_shift { 0.1 } else { 0.01 };
    match key {
        "ArrowLeft" => Some((-length, 0.0)),
        "ArrowRight" => Some((length, 0.0)),
        "ArrowUp" => Some((0.0, -length)),
        "ArrowDown" => Some((0.0, length)),
        _ => None,
    }
}

/// Draws on a canvas whatever the cropper has.
fn follow(
    cropper: Cropper,
    node: NodeRef<html::Canvas>,
    placed: fn(Frame, f64) -> super::frame::Placement,
) {
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let frame = cropper.frame.get();
        cropper.picture.with(|picture| match picture {
            Some(picture) => {
                let placement = placed(frame, f64::from(element.width()));
                canvas::draw(&element, picture, placement);
            }
            None => canvas::clear(&element),
        });
    });
}

/// The application `Crop area`.
#[component]
pub(super) fn CropArea(cropper: Cropper) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    follow(cropper, node, Frame::on_area);
    // Where the pointer was, while it is down.
    let pointer = StoredValue::new(None::<(f64, f64)>);
    let move_by = move |right: f64, down: f64| {
        cropper
            .frame
            .update(|frame| *frame = frame.moved(right, down));
    };
    let press = move |event: ev::KeyboardEvent| {
        if let Some((right, down)) = step(&event.key(), event.shift_key()) {
            event.prevent_default();
            move_by(right, down);
        }
    };
    let drag = move |event: ev::PointerEvent| {
        let Some((x, y)) = pointer.get_value() else {
            return;
        };
        let now = (f64::from(event.client_x()), f64::from(event.client_y()));
        let side = area(&event).map_or(0.0, |area| area.get_bounding_client_rect().width());
        if side > 0.0 {
            pointer.set_value(Some(now));
            move_by((now.0 - x) / side, (now.1 - y) / side);
        }
    };
    view! {
        <div
            class="crop__area"
            role="application"
            aria-label="Crop area"
            aria-describedby="crop-help"
            tabindex="0"
            autofocus
            on:keydown=press
            on:pointerdown=move |event| {
                if let Some(area) = area(&event) {
                    // Without it, a drag only ends at the edge.
                    drop(area.set_pointer_capture(event.pointer_id()));
                }
                pointer.set_value(
                    Some((f64::from(event.client_x()), f64::from(event.client_y()))),
                );
            }
            on:pointermove=drag
            on:pointerup=move |_| pointer.set_value(None)
            on:pointercancel=move |_| pointer.set_value(None)
        >
            <canvas node_ref=node width=SIDE height=SIDE></canvas>
        </div>
    }
    .into_any()
}

fn area(event: &ev::PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

/// The square as it will be seen, in three sizes.
#[component]
pub(super) fn Previews(cropper: Cropper) -> impl IntoView {
    let previews = PREVIEWS.map(|(side, class)| {
        let node = NodeRef::<html::Canvas>::new();
        follow(cropper, node, Frame::cut_out);
        view! {
            <span class="avatar" data-preview=class>
                <canvas node_ref=node width=side height=side></canvas>
            </span>
        }
    });
    view! {
        <div class="crop__previews" aria-hidden="true">
            "Preview" <div>{previews.collect_view()}</div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrow_keys_move_by_a_hundredth_and_with_shift_by_a_tenth() {
        assert_eq!(step("ArrowLeft", false), Some((-0.01, 0.0)));
        assert_eq!(step("ArrowDown", true), Some((0.0, 0.1)));
        for other in ["Tab", "Enter", "a", "Escape"] {
            assert_eq!(step(other, false), None, "{other}");
        }
    }
}
