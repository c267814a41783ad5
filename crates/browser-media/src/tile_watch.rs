//! How large the tiles of the others are, and which of them can be seen.

use crate::{inputs::Inputs, measuring::whole, timers::window};
use js_sys::Array;
use parley_protocol::{ParticipantId, VideoSource};
use parley_room_client::{Input, ShownTile};
use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Element, HtmlVideoElement, IntersectionObserver, IntersectionObserverEntry, ResizeObserver,
};

struct Tile {
    participant: ParticipantId,
    source: VideoSource,
    video: HtmlVideoElement,
    /// What holds the video: it is there while there is no picture, too.
    frame: Element,
    shown: bool,
}

struct Observers {
    sizes: ResizeObserver,
    views: IntersectionObserver,
    _on_size: Closure<dyn FnMut()>,
    _on_view: Closure<dyn FnMut(Array)>,
}

/// The tiles there are.
pub(crate) struct TileWatch {
    inputs: Inputs,
    tiles: RefCell<Vec<Tile>>,
    told: RefCell<Vec<ShownTile>>,
    /// `None` in a browser without them: it shows every tile large.
    observers: Option<Observers>,
}

impl TileWatch {
    pub(crate) fn new(inputs: Inputs) -> Rc<Self> {
        Rc::new_cyclic(|weak| Self {
            inputs,
            tiles: RefCell::default(),
            told: RefCell::default(),
            observers: Observers::new(weak),
        })
    }

    pub(crate) fn watch(
        &self,
        participant: ParticipantId,
        source: VideoSource,
        video: &HtmlVideoElement,
    ) {
        self.unwatch(video);
        let frame = video.parent_element();
        let frame = frame.unwrap_or_else(|| video.clone().into());
        if let Some(observers) = &self.observers {
            observers.sizes.observe(&frame);
            observers.views.observe(&frame);
        }
        self.tiles.borrow_mut().push(Tile {
            participant,
            source,
            video: video.clone(),
            frame,
            shown: self.observers.is_none(),
        });
        self.tell();
    }

    pub(crate) fn unwatch(&self, video: &HtmlVideoElement) {
        let mut tiles = self.tiles.borrow_mut();
        let place = tiles.iter().position(|tile| tile.video == *video);
        let gone = place.map(|place| tiles.remove(place));
        drop(tiles);
        if let Some(gone) = gone {
            if let Some(observers) = &self.observers {
                observers.sizes.unobserve(&gone.frame);
                observers.views.unobserve(&gone.frame);
            }
            self.tell();
        }
    }

    pub(crate) fn stop(&self) {
        self.tiles.take();
        if let Some(observers) = &self.observers {
            observers.sizes.disconnect();
            observers.views.disconnect();
        }
    }

    fn see(&self, entries: &Array) {
        for entry in entries.iter() {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            let target = entry.target();
            for tile in &mut *self.tiles.borrow_mut() {
                if tile.frame == target {
                    tile.shown = entry.is_intersecting();
                }
            }
        }
        self.tell();
    }

    fn tell(&self) {
        let ratio = window().device_pixel_ratio();
        let tiles = self.tiles.borrow();
        let mut shown: Vec<(f64, f64, ShownTile)> = Vec::new();
        for tile in tiles.iter().filter(|tile| tile.shown) {
            let place = tile.frame.get_bounding_client_rect();
            let height = whole(place.height() * ratio);
            shown.push((
                place.top(),
                place.left(),
                ShownTile {
                    participant: tile.participant,
                    source: tile.source,
                    height: u16::try_from(height).unwrap_or(u16::MAX),
                },
            ));
        }
        drop(tiles);
        shown.retain(|(_, _, tile)| tile.height > 0);
        shown.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let shown: Vec<ShownTile> = shown.into_iter().map(|(_, _, tile)| tile).collect();
        if *self.told.borrow() != shown {
            self.told.borrow_mut().clone_from(&shown);
            self.inputs.send(Input::TilesShown { tiles: shown });
        }
    }
}

impl Observers {
    fn new(watch: &Weak<TileWatch>) -> Option<Self> {
        let (sized, seen) = (watch.clone(), watch.clone());
        let on_size = Closure::<dyn FnMut()>::new(move || {
            if let Some(watch) = sized.upgrade() {
                watch.tell();
            }
        });
        let on_view = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if let Some(watch) = seen.upgrade() {
                watch.see(&entries);
            }
        });
        Some(Self {
            sizes: ResizeObserver::new(on_size.as_ref().unchecked_ref()).ok()?,
            views: IntersectionObserver::new(on_view.as_ref().unchecked_ref()).ok()?,
            _on_size: on_size,
            _on_view: on_view,
        })
    }
}
