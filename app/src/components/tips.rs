//! Keeps tips where they can be read: one that would leave the window, or what clips it, is moved back, or stands on
//! the other side of its button.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use web_sys::{CssStyleDeclaration, DomRect, Element, EventTarget, HtmlElement};

/// Kept free between a tip and the edge of its frame.
const EDGE: f64 = 4.0;
/// Between a tip and its button, as the style has it.
const GAP: f64 = 8.0;
const SHIFT: &str = "--tip-shift";
const FLIP: &str = "data-tip-flip";

/// Looks at every tip as it comes to be shown. To be called once, by the app.
pub fn keep_tips_in_sight() {
    Effect::new(move |_| {
        let hovered = window_event_listener(ev::pointerover, |event| fit_at(event.target()));
        let focused = window_event_listener(ev::focusin, |event| fit_at(event.target()));
        on_cleanup(move || {
            hovered.remove();
            focused.remove();
        });
    });
}

fn fit_at(target: Option<EventTarget>) {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    let button = element.and_then(|element| element.closest("[data-tip]").ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        fit(&button);
    }
}

fn fit(button: &HtmlElement) {
    let tip = window().get_computed_style_with_pseudo_elt(button, "::after");
    let Some(tip) = tip.ok().flatten() else {
        return;
    };
    let (Some(width), Some(height)) = (pixels(&tip, "width"), pixels(&tip, "height")) else {
        return;
    };
    let frame = Frame::of(button);
    let anchor = button.get_bounding_client_rect();
    let align = button.get_attribute("data-tip-align");
    let left = left_edge(align.as_deref(), anchor.left(), anchor.right(), width);
    let shift = format!("{:.0}px", frame.shift(left, left + width));
    // What has a plain name can always be set.
    drop(button.style().set_property(SHIFT, &shift));
    let is_below = button.get_attribute("data-tip-side").as_deref() == Some("bottom");
    let needed = height + GAP;
    let (above, below) = (anchor.top() - needed, anchor.bottom() + needed);
    drop(button.toggle_attribute_with_force(FLIP, frame.flips(is_below, above, below)));
}

/// `None` for a tip that is not shown.
fn pixels(style: &CssStyleDeclaration, property: &str) -> Option<f64> {
    let value = style.get_property_value(property).ok()?;
    value.strip_suffix("px")?.parse().ok()
}

/// Where a tip begins when nothing moves it.
fn left_edge(align: Option<&str>, left: f64, right: f64, width: f64) -> f64 {
    match align {
        Some("start") => left,
        Some("end") => right - width,
        _ => f64::midpoint(left, right) - width / 2.0,
    }
}

/// What a tip has to stand in.
#[derive(Clone, Copy, Debug)]
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    /// The window, less what clips the element.
    fn of(element: &Element) -> Self {
        let root = document().document_element();
        let (width, height) =
            root.map_or((0, 0), |root| (root.client_width(), root.client_height()));
        let mut frame = Self {
            left: 0.0,
            right: width.into(),
            top: 0.0,
            bottom: height.into(),
        };
        let mut parent = element.parent_element();
        while let Some(outer) = parent {
            if clips(&outer) {
                frame = frame.within(&outer.get_bounding_client_rect());
            }
            parent = outer
                .parent_element()
                .filter(|outer| outer.tag_name() != "HTML");
        }
        frame
    }

    fn within(self, other: &DomRect) -> Self {
        Self {
            left: self.left.max(other.left()),
            right: self.right.min(other.right()),
            top: self.top.max(other.top()),
            bottom: self.bottom.min(other.bottom()),
        }
    }

    /// How far a tip has to go to the right. One that is wider than the frame begins where the frame does.
    fn shift(self, left: f64, right: f64) -> f64 {
        let back = (self.right - EDGE - right).min(0.0);
        let least = self.left + EDGE - left;
        back.max(least)
    }

    /// Whether a tip leaves the frame on its own side and fits on the other.
    fn flips(self, is_below: bool, above: f64, below: f64) -> bool {
        let (fits_above, fits_below) = (above >= self.top, below <= self.bottom);
        if is_below {
            !fits_below && fits_above
        } else {
            !fits_above && fits_below
        }
    }
}

fn clips(element: &Element) -> bool {
    let style = window().get_computed_style(element).ok().flatten();
    let overflow = style.and_then(|style| style.get_property_value("overflow-x").ok());
    overflow.is_some_and(|overflow| overflow != "visible")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame {
        left: 100.0,
        right: 400.0,
        top: 50.0,
        bottom: 800.0,
    };

    #[test]
    fn a_tip_is_moved_as_far_as_it_sticks_out_and_no_further() {
        for (left, right, shift) in [
            (200.0, 300.0, 0.0),
            (330.0, 430.0, -34.0),
            (396.0, 400.0, -4.0),
            (90.0, 190.0, 14.0),
            (50.0, 450.0, 54.0),
        ] {
            let found = FRAME.shift(left, right);
            assert!((found - shift).abs() < 0.5, "{left} to {right}: {found}");
        }
    }

    #[test]
    fn a_tip_changes_sides_only_for_one_where_it_fits() {
        assert!(!FRAME.flips(false, 60.0, 200.0));
        assert!(FRAME.flips(false, 40.0, 200.0));
        assert!(!FRAME.flips(false, 40.0, 900.0), "it fits nowhere");
        assert!(FRAME.flips(true, 60.0, 900.0));
        assert!(!FRAME.flips(true, 40.0, 700.0));
    }

    #[test]
    fn a_tip_begins_where_it_is_aligned() {
        for (align, left) in [(None, 60.0), (Some("start"), 100.0), (Some("end"), 20.0)] {
            let found = left_edge(align, 100.0, 140.0, 120.0);
            assert!((found - left).abs() < 0.5, "{align:?}: {found}");
        }
    }
}
