//! The tile layout, beside values of the design's reference version.

use crate::support::*;
use parley_protocol::{MeetingRules, ParticipantId, ServerMessage};
use parley_room_client::{focus_of, layout_tiles, strip_on_top, tiles_per_page};

#[test]
fn tiles_are_as_large_as_the_stage_allows() {
    for (width, height, gap, table) in TABLES {
        for (count, columns, rows, tile_width, tile_height) in *table {
            let layout = layout_tiles(*width, *height, *count, *gap);
            let got = (
                layout.columns,
                layout.rows,
                layout.tile_width,
                layout.tile_height,
            );
            assert_eq!(
                got,
                (*columns, *rows, *tile_width, *tile_height),
                "{count} on {width} x {height}"
            );
        }
    }
}

#[test]
fn a_stage_without_room_has_no_tiles() {
    assert_eq!(layout_tiles(0.0, 0.0, 3, 12.0).columns, 0);
    assert_eq!(layout_tiles(800.0, 600.0, 0, 12.0).columns, 0);
}

#[test]
fn a_page_holds_what_can_still_be_seen() {
    assert_eq!(tiles_per_page(1280.0, 700.0, 8, 12.0), 8);
    assert_eq!(tiles_per_page(1280.0, 700.0, 100, 12.0), 25);
    assert_eq!(tiles_per_page(390.0, 700.0, 100, 8.0), 12);
    assert_eq!(tiles_per_page(640.0, 300.0, 9, 8.0), 6);
    assert_eq!(tiles_per_page(10.0, 10.0, 9, 8.0), 1);
}

#[test]
fn the_large_tile_is_the_pinned_one_else_that_in_the_spotlight() {
    let mut client = Client::joined(1, vec![person(2, 2), person(3, 3)]);
    let focus = |client: &Client, pinned: Option<u32>| {
        let view = client.room.view();
        focus_of(&view.tiles, pinned.map(ParticipantId)).map(|of| of.0)
    };
    assert_eq!(focus(&client, None), None);
    assert_eq!(focus(&client, Some(3)), Some(3));
    client.message(ServerMessage::MeetingChanged {
        meeting: meeting(MeetingRules::default(), Some(2)),
    });
    assert_eq!(focus(&client, None), Some(2));
    assert_eq!(focus(&client, Some(3)), Some(3));
    assert_eq!(
        focus(&client, Some(9)),
        Some(2),
        "nobody is there to be pinned"
    );
    let alone = Client::joined(1, vec![]);
    assert_eq!(focus(&alone, Some(1)), None);
}

#[test]
fn the_strip_stands_at_the_side_where_there_is_width_to_spare() {
    assert!(!strip_on_top(1600.0, 800.0));
    assert!(strip_on_top(1600.0, 900.0));
    assert!(strip_on_top(390.0, 700.0));
}

type Row = (usize, u32, u32, f64, f64);
/// Width, height, gap; count, columns, rows, width and height of a tile.
const TABLES: &[(f64, f64, f64, &[Row])] = &[
    (
        1280.0,
        700.0,
        12.0,
        &[
            (1, 1, 1, 1244.0, 699.0),
            (2, 2, 1, 634.0, 475.0),
            (3, 2, 2, 611.0, 343.0),
            (4, 2, 2, 611.0, 343.0),
            (5, 3, 2, 418.0, 313.0),
            (6, 3, 2, 418.0, 313.0),
            (7, 3, 3, 400.0, 225.0),
            (8, 3, 3, 400.0, 225.0),
            (9, 3, 3, 400.0, 225.0),
            (12, 4, 3, 311.0, 225.0),
        ],
    ),
    (
        390.0,
        700.0,
        8.0,
        &[
            (1, 1, 1, 390.0, 520.0),
            (2, 1, 2, 390.0, 346.0),
            (3, 1, 3, 390.0, 228.0),
            (4, 1, 4, 300.0, 168.0),
            (5, 2, 3, 191.0, 228.0),
            (6, 2, 3, 191.0, 228.0),
            (7, 2, 4, 191.0, 169.0),
            (8, 2, 4, 191.0, 169.0),
            (9, 2, 5, 191.0, 133.0),
            (12, 2, 6, 191.0, 110.0),
        ],
    ),
];
