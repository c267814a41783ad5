//! The own tile of a pair, which floats in a corner of the stage: it is moved to another corner with the pointer or
//! the arrow keys.
//!
//! *Invariant*: when it is let go it stands in a corner; `--drag-x` and `--drag-y` are there only while it is dragged.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;

/// One of the four corners.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Corner {
    top: bool,
    start: bool,
}

impl Corner {
    fn as_str(self) -> &'static str {
        match (self.top, self.start) {
            (true, true) => "top-start",
            (true, false) => "top-end",
            (false, true) => "bottom-start",
            (false, false) => "bottom-end",
        }
    }

    /// The corner that an arrow key leads to; `None` for other keys.
    fn moved(self, key: &str) -> Option<Self> {
        match key {
            "ArrowUp" => Some(Self { top: true, ..self }),
            "ArrowDown" => Some(Self { top: false, ..self }),
            "ArrowLeft" => Some(Self {
                start: true,
                ..self
            }),
            "ArrowRight" => Some(Self {
                start: false,
                ..self
            }),
            _ => None,
        }
    }

    /// The corner next to a place on a stage of this size.
    fn nearest((x, y): (f64, f64), (width, height): (f64, f64)) -> Self {
        Self {
            top: y < height / 2.0,
            start: x < width / 2.0,
        }
    }
}

/// Where the tile floats, if it does, and the drag that is under way.
#[derive(Clone, Copy)]
pub(super) struct Floating {
    on: Memo<bool>,
    corner: RwSignal<Corner>,
    tile: NodeRef<Div>,
    /// Where the pointer went down.
    grip: StoredValue<Option<(i32, i32)>>,
}

impl Floating {
    pub(super) fn new(on: Memo<bool>, tile: NodeRef<Div>) -> Self {
        Self {
            on,
            corner: RwSignal::new(Corner::default()),
            tile,
            grip: StoredValue::new(None),
        }
    }

    /// The value of `data-float`.
    pub(super) fn corner(self) -> Option<&'static str> {
        self.on.get().then(|| self.corner.get().as_str())
    }

    /// In the order of focus while there is something to move.
    pub(super) fn tab_index(self) -> Option<&'static str> {
        self.on.get().then_some("0")
    }

    /// How to move it, for those who do not see the grabbing hand.
    pub(super) fn description(self) -> Option<&'static str> {
        self.on
            .get()
            .then_some("Arrow keys move it to another corner")
    }

    pub(super) fn press_key(self, event: &KeyboardEvent) {
        let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key());
        if !plain || !self.on.get_untracked() {
            return;
        }
        if let Some(corner) = self.corner.get_untracked().moved(&event.key()) {
            event.prevent_default();
            self.corner.set(corner);
        }
    }

    pub(super) fn press(self, event: &PointerEvent) {
        if !self.on.get_untracked() || event.button() != 0 || !event.is_primary() {
            return;
        }
        if let Some(tile) = self.tile.get_untracked() {
            // Without capture the drag ends at the edge of the tile, which is no harm.
            drop(tile.set_pointer_capture(event.pointer_id()));
            self.grip
                .set_value(Some((event.client_x(), event.client_y())));
        }
    }

    pub(super) fn drag(self, event: &PointerEvent) {
        if let (Some((x, y)), Some(tile)) = (self.grip.get_value(), self.tile.get_untracked()) {
            shift(&tile, Some((event.client_x() - x, event.client_y() - y)));
        }
    }

    /// Lets it go: it snaps to the corner that is nearest.
    pub(super) fn let_go(self) {
        let held = self.grip.try_update_value(Option::take).flatten().is_some();
        if let Some(tile) = self.tile.get_untracked().filter(|_| held) {
            if let Some(corner) = corner_under(&tile) {
                self.corner.set(corner);
            }
            shift(&tile, None);
        }
    }
}

/// The corner of the stage that the middle of the tile is in.
fn corner_under(tile: &HtmlElement) -> Option<Corner> {
    let stage = tile.closest("main").ok().flatten()?;
    let (tile, stage) = (
        tile.get_bounding_client_rect(),
        stage.get_bounding_client_rect(),
    );
    let x = tile.left() + tile.width() / 2.0 - stage.left();
    let y = tile.top() + tile.height() / 2.0 - stage.top();
    Some(Corner::nearest((x, y), (stage.width(), stage.height())))
}

fn shift(tile: &HtmlElement, by: Option<(i32, i32)>) {
    let style = tile.style();
    let (x, y) = by.map_or_else(Default::default, |(x, y)| {
        (format!("{x}px"), format!("{y}px"))
    });
    // Lengths are always accepted; an empty text takes the property away.
    drop(style.set_property("--drag-x", &x));
    drop(style.set_property("--drag-y", &y));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_below_at_the_end_and_the_arrow_keys_lead_to_every_corner() {
        let mut corner = Corner::default();
        let mut places = vec![corner.as_str()];
        for key in ["ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight"] {
            corner = corner.moved(key).unwrap();
            places.push(corner.as_str());
        }
        let round = [
            "bottom-end",
            "top-end",
            "top-start",
            "bottom-start",
            "bottom-end",
        ];
        assert_eq!(places, round);
    }

    #[test]
    fn an_arrow_key_towards_the_edge_and_other_keys_change_nothing() {
        let corner = Corner::default();
        assert_eq!(corner.moved("ArrowDown"), Some(corner));
        assert_eq!(corner.moved("Enter"), None);
    }

    #[test]
    fn let_go_it_goes_to_the_nearest_corner() {
        let at = |x, y| Corner::nearest((x, y), (800.0, 600.0)).as_str();
        assert_eq!(at(100.0, 100.0), "top-start");
        assert_eq!(at(500.0, 299.0), "top-end");
        assert_eq!(at(-20.0, 700.0), "bottom-start");
        assert_eq!(at(400.0, 300.0), "bottom-end");
    }
}
