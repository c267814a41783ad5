use super::*;
use parley_domain::accounts::PictureSize::{Large, Small};
use parley_protocol::limits;
use parley_test_support::pictures::{SECRET_PLACE, no_pictures, picture, png_claiming, with_gps};

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
        assert_eq!(refused, Err(PictureRuleError::Kind), "{name}");
    }
}

#[test]
fn t101_too_many_pixels_are_refused_before_they_are_decoded() {
    for (width, height) in [(50_000, 50_000), (5_001, 5_000), (12_001, 1)] {
        let refused = make(PictureKind::Png, &png_claiming(width, height)).unwrap_err();
        let told = matches!(
            refused,
            Refused::Pixels { .. } | Refused::Broken(image::ImageError::Limits(_))
        );
        assert!(told, "{width} by {height}: {refused}");
    }
    // Few enough, and then it turns out that they are not there.
    let refused = make(PictureKind::Png, &png_claiming(5_000, 5_000)).unwrap_err();
    let decoded = matches!(refused, Refused::Broken(image::ImageError::Decoding(_)));
    assert!(
        decoded || matches!(refused, Refused::Broken(image::ImageError::IoError(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn more_than_five_megabytes_are_refused_as_such() {
    let mut file = picture(ImageFormat::Png, 8, 8);
    file.resize(limits::PICTURE_BYTES, 0);
    made(file.clone()).await;
    file.push(0);
    let refused = PictureRoom::default().make(file).await;
    assert_eq!(refused, Err(PictureRuleError::TooLarge));
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
