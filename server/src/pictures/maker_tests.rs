//! Tests of what becomes a picture and what does not.

use super::*;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use parley_domain::accounts::PictureSize::{Large, Small};
use parley_test_support::pictures::{SECRET_PLACE, no_pictures, picture, png_claiming, with_gps};
use std::task::Poll;

const KIND: PictureMakerError = PictureMakerError::Refused(PictureRuleError::Kind);

/// A progressive JPEG of 16 by 16, without subsampling, red in its upper left quarter and blue elsewhere, as libjpeg
/// writes it.
const PROGRESSIVE: &str = concat!(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i",
    "Z2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj",
    "Y2NjY2NjY2P/wgARCAAQABADAREAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAWAQEBAQAAAAAAAAAAAAAAAAAABQT/",
    "2gAMAwEAAhADEAAAAY89eW/EA//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEAAQUCH//EABQRAQAAAAAAAAAAAAAAAAAAACD/",
    "2gAIAQMBAT8BH//EABQRAQAAAAAAAAAAAAAAAAAAACD/2gAIAQIBAT8BH//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEABj8C",
    "H//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEAAT8hH//aAAwDAQACAAMAAAAQO2//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oA",
    "CAEDAQE/EB//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAECAQE/EB//xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAE/EB//",
    "2Q==",
);

async fn made(file: Vec<u8>) -> Picture {
    PictureRoom::default().make(file).await.unwrap()
}

fn decoded(bytes: &[u8]) -> image::RgbImage {
    assert_eq!(PictureKind::of(bytes), Some(PictureKind::WebP));
    image::load_from_memory(bytes).unwrap().into_rgb8()
}

fn is_red(picture: &image::RgbImage, x: u32, y: u32) -> bool {
    let pixel = picture.get_pixel(x, y);
    pixel[0] > 150 && pixel[2] < 100
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn progressive() -> Vec<u8> {
    BASE64_STANDARD.decode(PROGRESSIVE).unwrap()
}

/// The same one, which claims to have so many pixels.
fn progressive_claiming(width: u16, height: u16) -> Vec<u8> {
    let mut file = progressive();
    let frame = file.windows(2).position(|bytes| bytes == [0xff, 0xc2]);
    let sides = frame.unwrap() + 5;
    file[sides..sides + 2].copy_from_slice(&height.to_be_bytes());
    file[sides + 2..sides + 4].copy_from_slice(&width.to_be_bytes());
    file
}

#[tokio::test]
async fn every_kind_becomes_two_squares_of_webp() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        for (width, height) in [(1, 1), (64, 64), (700, 300), (300, 2100), (1500, 1100)] {
            let picture = made(picture(format, width, height)).await;
            for size in PictureSize::ALL {
                let pixels = decoded(picture.bytes(size));
                assert_eq!(pixels.dimensions(), (size.side(), size.side()));
            }
        }
    }
}

#[tokio::test]
async fn the_middle_of_a_picture_is_kept() {
    let pixels = decoded(&made(picture(ImageFormat::Png, 400, 200)).await.large);
    assert!(is_red(&pixels, 10, 10) && is_red(&pixels, 245, 245));
    assert!(!is_red(&pixels, 267, 10) && !is_red(&pixels, 10, 267));
}

#[tokio::test]
async fn t107_where_a_picture_was_taken_is_not_kept_and_it_stands_upright() {
    let file = with_gps();
    assert!(contains(&file, SECRET_PLACE) && contains(&file, b"Exif"));
    let picture = made(file).await;
    for size in [Small, Large] {
        let bytes = picture.bytes(size);
        for part in [SECRET_PLACE, b"Exif", b"EXIF", b"XMP ", b"ICCP", b"II*\0"] {
            assert!(!contains(bytes, part), "{part:?}");
        }
        let side = size.side();
        let pixels = decoded(bytes);
        // The upper left quarter has gone to the upper right.
        assert!(is_red(&pixels, side - 5, 5));
        assert!(!is_red(&pixels, 5, 5) && !is_red(&pixels, side - 5, side - 5));
    }
}

#[tokio::test]
async fn t099_t100_t101_what_is_no_picture_is_refused() {
    for (name, file) in no_pictures() {
        let refused = PictureRoom::default().make(file).await;
        assert_eq!(refused, Err(KIND), "{name}");
    }
}

#[test]
fn t101_too_many_pixels_are_refused_before_they_are_decoded() {
    for (width, height) in [(50_000, 50_000), (4_001, 2_000), (12_001, 1)] {
        let refused = make(PictureKind::Png, &png_claiming(width, height)).unwrap_err();
        let told = matches!(
            refused,
            Refused::Pixels { .. } | Refused::Broken(image::ImageError::Limits(_))
        );
        assert!(told, "{width} by {height}: {refused}");
    }
    // Few enough, and then it turns out that they are not there.
    let refused = make(PictureKind::Png, &png_claiming(4_000, 2_000)).unwrap_err();
    let decoded = matches!(refused, Refused::Broken(image::ImageError::Decoding(_)));
    assert!(
        decoded || matches!(refused, Refused::Broken(image::ImageError::IoError(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_progressive_jpeg_is_a_picture() {
    let pixels = decoded(&made(progressive()).await.large);
    assert!(is_red(&pixels, 10, 10));
    assert!(!is_red(&pixels, 500, 10) && !is_red(&pixels, 10, 500));
}

#[test]
fn t101_a_progressive_jpeg_of_too_many_pixels_is_refused_before_it_is_decoded() {
    for (width, height) in [(4_001, 2_000), (12_000, 667), (12_000, 12_000)] {
        let file = progressive_claiming(width, height);
        let refused = make(PictureKind::Jpeg, &file).unwrap_err();
        assert!(matches!(refused, Refused::Pixels { .. }), "{refused}");
    }
}

#[tokio::test(start_paused = true)]
async fn t101_a_flood_waits_in_a_bounded_queue_and_not_for_long() {
    let room = PictureRoom::default();
    let turn = room.turn().await.unwrap();
    let file = picture(ImageFormat::Png, 8, 8);
    let mut waiting: Vec<_> = (0..QUEUE).map(|_| room.make(file.clone())).collect();
    for one in &mut waiting {
        assert!(futures_util::poll!(one).is_pending());
    }
    let busy: Result<Picture, _> = Err(PictureMakerError::Busy);
    let one_more = room.make(file.clone());
    assert_eq!(futures_util::poll!(one_more), Poll::Ready(busy.clone()));
    // Nobody's turn comes.
    for one in waiting {
        assert_eq!(one.await, busy);
    }
    drop(turn);
    room.make(file).await.unwrap();
}

#[tokio::test]
async fn more_than_five_megabytes_are_refused_as_such() {
    let mut file = picture(ImageFormat::Png, 8, 8);
    file.resize(limits::PICTURE_BYTES, 0);
    made(file.clone()).await;
    file.push(0);
    let refused = PictureRoom::default().make(file).await;
    let too_large = PictureMakerError::Refused(PictureRuleError::TooLarge);
    assert_eq!(refused, Err(too_large));
}

#[tokio::test]
async fn t100_what_hangs_behind_a_picture_is_not_kept() {
    for tail in [
        &b"<script>alert(1)</script>"[..],
        b"PK\x03\x04 a whole archive",
        b"<?php x",
    ] {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let mut file = picture(format, 64, 64);
            file.extend(tail);
            let picture = made(file).await;
            assert!(!contains(&picture.small, tail) && !contains(&picture.large, tail));
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_white() {
    let clear = image::RgbaImage::from_pixel(64, 64, image::Rgba([0, 0, 0, 0]));
    let mut file = Cursor::new(Vec::new());
    clear.write_to(&mut file, ImageFormat::Png).unwrap();
    let pixels = decoded(&made(file.into_inner()).await.large);
    assert!(pixels.pixels().all(|pixel| pixel.0 == [255; 3]));
}
