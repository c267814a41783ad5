//! Where a menu stands beside its button.

use leptos::prelude::*;
use web_sys::{DomRect, Element, HtmlElement};

/// What a menu must not leave, besides the window.
const FRAMES: &str = ".stage, .panel__body, .dialog__body";
/// Kept free between a menu and the edge of its frame.
const EDGE: f64 = 4.0;

/// Puts an open menu on the side that its page wants. A menu that is to stand below and does not fit there stands above
/// its button, where it does; one that leaves its frame sideways is moved back into it.
pub(super) fn fit(menu: &HtmlElement, anchor: &Element, (side, align): (&str, &str)) {
    // An attribute with a plain name can always be set, and so can a length.
    drop(menu.set_attribute("data-side", side));
    drop(menu.style().remove_property("translate"));
    let frame = Frame::of(menu);
    let (own, button) = (
        menu.get_bounding_client_rect(),
        anchor.get_bounding_client_rect(),
    );
    if side == "bottom" && frame.fits_above_only(own.height(), own.bottom(), button.top()) {
        drop(menu.set_attribute("data-side", "top"));
    }
    let shift = frame.shift(own.left(), own.right());
    if align != "center" && shift != 0.0 {
        let moved = format!("{shift:.0}px 0");
        drop(menu.style().set_property("translate", &moved));
    }
}

/// What the menu has to stand in.
#[derive(Clone, Copy, Debug)]
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    fn of(menu: &Element) -> Self {
        let pixels = |length: Option<f64>| length.unwrap_or(f64::MAX);
        let (width, height) = (window().inner_width(), window().inner_height());
        let whole = Self {
            left: 0.0,
            right: pixels(width.ok().and_then(|width| width.as_f64())),
            top: 0.0,
            bottom: pixels(height.ok().and_then(|height| height.as_f64())),
        };
        match menu.closest(FRAMES) {
            Ok(Some(element)) => whole.within(&element.get_bounding_client_rect()),
            _ => whole,
        }
    }

    fn within(self, other: &DomRect) -> Self {
        Self {
            left: self.left.max(other.left()),
            right: self.right.min(other.right()),
            top: self.top.max(other.top()),
            bottom: self.bottom.min(other.bottom()),
        }
    }

    /// `bottom` is where the menu ends while it stands below its button, whose upper edge is at `button`.
    fn fits_above_only(self, height: f64, bottom: f64, button: f64) -> bool {
        bottom > self.bottom && button - height >= self.top
    }

    /// How far it has to go to the right.
    fn shift(self, left: f64, right: f64) -> f64 {
        let beyond_left = (self.left + EDGE - left).max(0.0);
        let beyond_right = (right + EDGE - self.right).max(0.0);
        if beyond_left > 0.0 {
            beyond_left
        } else {
            -beyond_right
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame {
        left: 0.0,
        right: 320.0,
        top: 50.0,
        bottom: 800.0,
    };

    #[test]
    fn it_turns_only_when_it_does_not_fit_below_and_fits_above() {
        assert!(!FRAME.fits_above_only(300.0, 700.0, 360.0));
        assert!(FRAME.fits_above_only(300.0, 900.0, 560.0));
        assert!(!FRAME.fits_above_only(600.0, 1200.0, 560.0));
    }

    #[test]
    fn it_is_moved_back_into_its_frame() {
        for (left, right, shift) in [
            (10.0, 220.0, 0.0),
            (-58.0, 150.0, 62.0),
            (120.0, 328.0, -12.0),
        ] {
            assert!((FRAME.shift(left, right) - shift).abs() < 0.5);
        }
    }
}
