//! Tests of the layers of a camera and of a screen.

use super::VideoLayer::{F, H, Q};
use super::VideoSource::{Camera, Screen};
use super::*;

fn send(
    layers: &mut Layers,
    layer: VideoLayer,
    bits_per_second: usize,
    from: Instant,
    seconds: u64,
) {
    for step in 0..seconds * 50 {
        let now = from + Duration::from_millis(step * 20);
        layers.observe(
            layer,
            StreamId(index(layer) as u64),
            bits_per_second / 8 / 50,
            now,
        );
    }
}

#[test]
fn a_layer_that_is_silent_is_not_there() {
    let start = crate::start_of_test();
    let mut layers = Layers::new(Camera, vec![Q, H, F]);
    layers.observe(H, StreamId(5), 1000, start);
    assert_eq!(
        layers.alive(H, start + Duration::from_millis(1400)),
        Some(StreamId(5))
    );
    assert_eq!(layers.alive(H, start + Duration::from_millis(1600)), None);
}

#[test]
fn the_best_layer_is_the_highest_up_to_the_target_else_the_lowest_above() {
    let start = crate::start_of_test();
    let mut layers = Layers::new(Camera, vec![Q, H, F]);
    assert_eq!(layers.best(F, start), None);
    layers.observe(H, StreamId(1), 100, start);
    layers.observe(F, StreamId(2), 100, start);
    assert_eq!(layers.best(F, start), Some((F, StreamId(2))));
    assert_eq!(layers.best(H, start), Some((H, StreamId(1))));
    assert_eq!(layers.best(Q, start), Some((H, StreamId(1))));
    layers.observe(Q, StreamId(3), 100, start);
    assert_eq!(layers.best(Q, start), Some((Q, StreamId(3))));
}

#[test]
fn a_bitrate_is_guessed_then_measured_then_remembered() {
    let start = crate::start_of_test();
    let mut layers = Layers::new(Camera, vec![Q, H, F]);
    assert_eq!(layers.bitrate(H, start), 400_000);
    send(&mut layers, H, 600_000, start, 2);
    let measured = layers.bitrate(H, start + Duration::from_secs(2));
    assert!((580_000..=610_000).contains(&measured), "{measured}");
    let remembered = layers.bitrate(H, start + Duration::from_mins(1));
    assert_eq!(remembered, measured);
}

#[test]
fn a_layer_that_ends_is_remembered_as_it_was_however_often_that_is_asked() {
    let start = crate::start_of_test();
    let mut layers = Layers::new(Camera, vec![Q, H, F]);
    send(&mut layers, H, 600_000, start, 3);
    let end = start + Duration::from_secs(3);
    let before = layers.bitrate(H, end);
    for step in 0..100 {
        let asked = layers.bitrate(H, end + Duration::from_millis(step * 50));
        assert!(asked * 2 > before, "{asked} of {before} in step {step}");
    }
}

#[test]
fn what_a_layer_takes_does_not_depend_on_how_many_look() {
    let start = crate::start_of_test();
    let measured = |lookers: usize| {
        let mut layers = Layers::new(Camera, vec![Q, H, F]);
        let rates = (0..4u64).flat_map(|second| {
            let from = start + Duration::from_secs(second);
            // A key frame in the third.
            let bits = if second == 2 { 900_000 } else { 300_000 };
            send(&mut layers, H, bits, from, 1);
            let looks = (0..lookers).map(|_| layers.bitrate(H, from + Duration::from_secs(1)));
            looks.collect::<Vec<_>>()
        });
        rates.last()
    };
    assert_eq!(measured(1), measured(50));
}

#[test]
fn a_layer_is_not_guessed_to_need_more_than_a_higher_one_does() {
    let start = crate::start_of_test();
    let mut layers = Layers::new(Camera, vec![Q, H, F]);
    assert_eq!(layers.bitrate(Q, start), 120_000);
    send(&mut layers, H, 75_000, start, 2);
    let now = start + Duration::from_secs(2);
    let measured = layers.bitrate(H, now);
    assert!(measured < 80_000, "{measured}");
    assert_eq!(layers.bitrate(Q, now), measured);
    assert_eq!(layers.bitrate(F, now), 1_500_000);
}

#[test]
fn a_tile_has_no_use_for_more_than_fills_it() {
    let mut layers = Layers::new(Camera, vec![Q, H, F]);
    assert_eq!(layers.useful(150), [Q]);
    assert_eq!(layers.useful(360), [Q, H]);
    assert_eq!(layers.useful(2000), [Q, H, F]);

    // A small camera: what the key frame tells counts, and tells of the others too.
    layers.observe(F, StreamId(1), 100, crate::start_of_test());
    layers.observe_keyframe(F, 360, crate::start_of_test());
    assert_eq!(layers.useful(360), [Q, H, F]);
    assert_eq!(layers.useful(180), [Q, H]);
}

#[test]
fn what_one_layer_tells_is_told_of_all_and_smaller_only_after_a_while() {
    let start = crate::start_of_test();
    let after = |seconds| start + Duration::from_secs(seconds);
    let mut layers = Layers::new(Camera, vec![Q, H, F]);
    // The browser begins with smaller pictures than it was asked for.
    layers.observe_keyframe(H, 270, start);
    assert_eq!(layers.useful(360), [Q, H, F]);
    layers.observe_keyframe(F, 720, after(2));
    assert_eq!(layers.useful(360), [Q, H]);
    // It makes the only one that it sends smaller for a while.
    layers.observe_keyframe(H, 180, after(10));
    assert_eq!(layers.useful(360), [Q, H]);
    layers.observe_keyframe(H, 360, after(50));
    layers.observe_keyframe(H, 180, after(109));
    assert_eq!(layers.useful(360), [Q, H]);
    // Another camera.
    layers.observe_keyframe(H, 180, after(110));
    assert_eq!(layers.useful(360), [Q, H, F]);
}

#[test]
fn a_camera_without_simulcast_is_one_layer() {
    assert_eq!(Layers::new(Camera, Vec::new()).offered(), [F]);
    assert_eq!(Layers::new(Camera, Vec::new()).useful(90), [F]);
}

#[test]
fn key_frames_are_asked_for_of_layers_that_came_and_each_by_itself() {
    let start = crate::start_of_test();
    let mut layers = Layers::new(Camera, vec![Q, H, F]);
    assert!(
        !layers.ask_for_keyframe(Q, true, start),
        "nothing came of it"
    );
    for layer in [Q, H] {
        layers.observe(layer, StreamId(index(layer) as u64), 100, start);
        assert!(layers.ask_for_keyframe(layer, true, start));
        assert!(!layers.ask_for_keyframe(layer, true, start + Duration::from_millis(300)));
    }
    layers.forget_asked_keyframes();
    assert!(layers.ask_for_keyframe(H, true, start + Duration::from_millis(300)));
}

#[test]
fn what_is_seen_first_is_the_lowest_layer_that_is_there() {
    let start = crate::start_of_test();
    let mut layers = Layers::new(Camera, vec![Q, H, F]);
    assert_eq!(layers.lowest(start), None);
    for layer in [F, H] {
        layers.observe(layer, StreamId(index(layer) as u64), 100, start);
    }
    assert_eq!(layers.lowest(start), Some((H, StreamId(1))));
}

/// A screen in two layers of which packets came at the start.
fn screen(start: Instant) -> Layers {
    let mut layers = Layers::new(Screen, vec![F, Q]);
    layers.observe(Q, StreamId(0), 1000, start);
    layers.observe(F, StreamId(2), 1000, start);
    layers
}

#[test]
fn a_screen_at_rest_is_there_for_ever() {
    let start = crate::start_of_test();
    let mut layers = screen(start);
    let later = start + Duration::from_hours(1);
    assert_eq!(layers.best(F, later), Some((F, StreamId(2))));
    assert_eq!(layers.best(Q, later), Some((Q, StreamId(0))));
    assert!(layers.ask_for_keyframe(F, true, later));

    // It moves again, and one layer comes before the other.
    for (at, first) in (0..).zip([Q, F, F, Q, Q]) {
        let now = later + Duration::from_secs(10 * at);
        layers.observe(first, StreamId(index(first) as u64), 1000, now);
        for layer in [Q, F] {
            let stream = StreamId(index(layer) as u64);
            assert_eq!(layers.best(layer, now), Some((layer, stream)));
        }
    }
}

#[test]
fn a_layer_of_a_screen_that_the_other_outlasts_is_not_there() {
    let start = crate::start_of_test();
    let mut layers = screen(start);
    send(&mut layers, Q, 100_000, start + Duration::from_secs(1), 4);
    let now = start + Duration::from_secs(5);
    let small = layers.alive(Q, now).unwrap();
    assert_eq!(layers.best(F, now), Some((Q, small)));
    layers.observe(F, StreamId(2), 1000, now);
    assert_eq!(layers.best(F, now), Some((F, StreamId(2))));
}

#[test]
fn a_screen_that_is_shared_anew_is_another_picture() {
    let start = crate::start_of_test();
    let mut layers = screen(start);
    layers.observe_keyframe(F, 400, start);
    layers.forget();
    assert_eq!(layers.best(F, start), None);
    assert_eq!(layers.useful(270), [Q]);
    assert_eq!(layers.offered(), [Q, F]);
}

#[test]
fn a_screen_that_rests_takes_little_and_turning_a_page_changes_that_slowly() {
    let start = crate::start_of_test();
    let mut layers = screen(start);
    assert_eq!(layers.bitrate(F, start), 400_000);
    let rates = |layers: &mut Layers, from: u64, seconds: u64| {
        let times = (from * 10..(from + seconds) * 10).map(|step| step * 100);
        let rates = times.map(|at| layers.bitrate(F, start + Duration::from_millis(at)));
        rates.collect::<Vec<_>>()
    };
    let resting = rates(&mut layers, 0, 60);
    assert_eq!(resting.last(), Some(&100_000));
    // 100 kB in a moment.
    layers.observe(F, StreamId(2), 100_000, start + Duration::from_mins(1));
    let turning = rates(&mut layers, 60, 10);
    assert!(turning.iter().all(|rate| *rate < 300_000), "{turning:?}");
    // Ten seconds of film.
    let from = start + Duration::from_secs(70);
    let film: Vec<_> = (0..10)
        .map(|second| {
            let from = from + Duration::from_secs(second);
            send(&mut layers, F, 2_000_000, from, 1);
            layers.bitrate(F, from + Duration::from_secs(1))
        })
        .collect();
    assert!(film.last() > Some(&1_700_000), "{film:?}");
}

#[test]
fn a_layer_of_a_screen_that_nobody_uses_is_remembered_as_it_was() {
    let start = crate::start_of_test();
    let mut layers = screen(start);
    let mut measured = 0;
    for second in 0..20 {
        let from = start + Duration::from_secs(second);
        send(&mut layers, F, 2_000_000, from, 1);
        measured = layers.bitrate(F, from + Duration::from_secs(1));
    }
    assert!(measured > 1_900_000, "{measured}");
    for second in 20..40 {
        let from = start + Duration::from_secs(second);
        send(&mut layers, Q, 100_000, from, 1);
        let remembered = layers.bitrate(F, from + Duration::from_secs(1));
        assert!(remembered * 2 > measured, "{remembered} in {second}");
    }
}

#[test]
fn the_small_layer_of_a_screen_is_for_small_tiles() {
    let mut layers = Layers::new(Screen, vec![Q, F]);
    assert_eq!(layers.useful(270), [Q]);
    assert_eq!(layers.useful(300), [Q, F]);
    layers.observe(F, StreamId(2), 1000, crate::start_of_test());
    layers.observe_keyframe(F, 1440, crate::start_of_test());
    assert_eq!(layers.useful(360), [Q]);
    assert_eq!(layers.useful(700), [Q, F]);
}
