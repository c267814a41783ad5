//! The stage: the tiles, and what is there while one is alone.

use super::dom;
use super::invite::InviteTile;
use super::screen_tile::ScreenTile;
use super::spotlight::spotlight_layouts;
use super::store::{Room, use_room};
use super::tile::Tile;
use super::view_parts::{large_tile, screens};
use leptos::html::{Div, Main};
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;
use parley_room_client::layout_tiles;

/// Kept free on every side, so that the ring of whoever speaks is never clipped.
const RING: f64 = 6.0;
/// Below this width tiles stand closer.
const NARROW: f64 = 768.0;

/// Everybody's video.
#[component]
pub(super) fn Stage() -> impl IntoView {
    let room = use_room();
    let stage = NodeRef::<Main>::new();
    let tiles = NodeRef::<Div>::new();
    let order = room.tiles();
    let alone = Memo::new(move |_| order.read().len() < 2);
    let lit = room.part(|view| large_tile(&view.tiles).is_some());
    let shared = room.part(|view| screens(&view.tiles));
    let sharing = Memo::new(move |_| !shared.read().is_empty());
    keep_layout(stage, tiles, room, lit);
    view! {
        <main
            node_ref=stage
            class="stage"
            id="stage"
            aria-label="Meeting stage"
            tabindex="-1"
            data-layout=move || (lit.get() || sharing.get()).then_some("focus")
            data-strip=move || sharing.get().then_some("top")
        >
            <div node_ref=tiles class="tiles" role="region" aria-label="Videos">
                <div
                    class="strip"
                    role=move || sharing.get().then_some("region")
                    aria-label=move || sharing.get().then_some("People")
                >
                    <For each=move || order.get() key=|id| *id let:participant>
                        <Tile participant />
                    </For>
                    <Show when=move || alone.get() && !sharing.get()>
                        <InviteTile />
                    </Show>
                </div>
                <Show when=move || sharing.get()>
                    <div class="screens">
                        <For each=move || shared.get() key=|id| *id let:participant>
                            <ScreenTile participant />
                        </For>
                    </div>
                </Show>
            </div>
        </main>
    }
}

/// How many tiles share the stage: in a pair the own tile floats over the other; alone, the invitation has a place.
fn tiles_on_stage(people: usize) -> usize {
    match people {
        0 | 1 => 2,
        2 => 1,
        more => more,
    }
}

/// Lays the tiles out anew when the stage or the number of people changes.
fn keep_layout(stage: NodeRef<Main>, tiles: NodeRef<Div>, room: Room, lit: Memo<bool>) {
    let size = RwSignal::new((0.0, 0.0));
    let people = room.part(|view| view.tiles.len());
    Effect::new(move |_| {
        if let Some(stage) = stage.get() {
            dom::observe_size(&stage, move |width, height| {
                _ = size.try_set((width, height));
            });
        }
    });
    Effect::new(move |_| {
        let (width, height) = size.get();
        let (people, lit) = (people.get(), lit.get());
        if let (Some(stage), Some(tiles)) = (stage.get(), tiles.get())
            && width > 0.0
        {
            lay_out(&stage, &tiles, (width, height), people, lit);
        }
    });
}

fn lay_out(
    stage: &HtmlElement,
    tiles: &HtmlElement,
    (width, height): (f64, f64),
    people: usize,
    lit: bool,
) {
    let gap = if window_width() < NARROW { 8.0 } else { 12.0 };
    let (width, height) = (width - 2.0 * RING, height - 2.0 * RING);
    let layout = if lit {
        let (large, strip) = spotlight_layouts(width, height, people - 1, gap);
        set_pixels(stage, "--spot-w", large.tile_width);
        set_pixels(stage, "--spot-h", large.tile_height);
        strip
    } else {
        layout_tiles(width, height, tiles_on_stage(people), gap)
    };
    set_pixels(tiles, "--tile-w", layout.tile_width);
    set_pixels(tiles, "--tile-h", layout.tile_height);
    let (columns, rows) = (f64::from(layout.columns), f64::from(layout.rows));
    let used_width = layout.tile_width * columns + gap * (columns - 1.0);
    let used_height = layout.tile_height * rows + gap * (rows - 1.0);
    let (stage_width, stage_height) = (stage.client_width(), stage.client_height());
    let (free_width, free_height) = (
        f64::from(stage_width) - used_width,
        f64::from(stage_height) - used_height,
    );
    set_pixels(stage, "--float-inline", free_width / 2.0);
    set_pixels(stage, "--float-block", free_height / 2.0);
    show_changes_slowly(tiles);
}

fn set_pixels(element: &HtmlElement, name: &str, value: f64) {
    // A length in pixels is always accepted.
    _ = element
        .style()
        .set_property(name, &format!("{:.0}px", value.max(0.0)));
}

/// From the second layout on tiles glide to their place.
fn show_changes_slowly(tiles: &HtmlElement) {
    if !tiles.has_attribute("data-ready") {
        let tiles = tiles.clone();
        request_animation_frame(move || {
            request_animation_frame(move || _ = tiles.set_attribute("data-ready", ""));
        });
    }
}

fn window_width() -> f64 {
    window()
        .inner_width()
        .ok()
        .and_then(|width| width.as_f64())
        .unwrap_or(NARROW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_pair_the_other_has_the_stage() {
        assert_eq!(tiles_on_stage(2), 1);
        assert_eq!(tiles_on_stage(3), 3);
    }

    #[test]
    fn alone_there_is_room_for_the_invitation() {
        assert_eq!(tiles_on_stage(1), 2);
    }
}
