//! Files that people send as pictures: good ones, and what an attacker would send.

use image::{DynamicImage, ImageEncoder as _, ImageFormat, Rgb, RgbImage, codecs::jpeg};
use std::io::Cursor;

/// What must not be in a picture that is kept: stands in the GPS part of [`with_gps`].
pub const SECRET_PLACE: &[u8] = b"51.5007N,0.1246W";

/// A picture whose upper left quarter is red and the rest of it blue.
///
/// # Panics
/// When it cannot be encoded.
pub fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let written = DynamicImage::ImageRgb8(quartered(width, height)).write_to(&mut bytes, format);
    written.expect("a picture can be encoded");
    bytes.into_inner()
}

fn quartered(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let is_corner = x < width / 2 && y < height / 2;
        Rgb(if is_corner {
            [220, 20, 20]
        } else {
            [20, 20, 220]
        })
    })
}

/// A JPEG that says where it was taken, and that it must be turned by a quarter clockwise (orientation 6).
///
/// # Panics
/// When it cannot be encoded.
pub fn with_gps() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg::JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder
        .set_exif_metadata(exif(6))
        .expect("JPEG has a place for it");
    let written = encoder.write_image(&quartered(64, 64), 64, 64, image::ExtendedColorType::Rgb8);
    written.expect("a picture can be encoded");
    bytes
}

/// TIFF: an orientation, and a GPS folder with one text.
fn exif(orientation: u16) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let mut entry = Vec::from(tag.to_le_bytes());
        entry.extend(kind.to_le_bytes());
        entry.extend(count.to_le_bytes());
        entry.extend(value.to_le_bytes());
        entry
    };
    let folder = |entries: &[Vec<u8>]| {
        let count = u16::try_from(entries.len()).expect("a few entries");
        let mut folder = Vec::from(count.to_le_bytes());
        folder.extend(entries.concat());
        folder.extend(0_u32.to_le_bytes());
        folder
    };
    let (gps_at, text_at) = (38_u32, 56_u32);
    let length = u32::try_from(SECRET_PLACE.len()).expect("a short text");
    let mut tiff = Vec::from(&b"II*\0\x08\0\0\0"[..]);
    tiff.extend(folder(&[
        entry(0x0112, 3, 1, u32::from(orientation)),
        entry(0x8825, 4, 1, gps_at),
    ]));
    tiff.extend(folder(&[entry(0x001b, 7, length, text_at)]));
    tiff.extend(SECRET_PLACE);
    tiff
}

/// A PNG of a few bytes that claims to have so many pixels.
///
/// # Panics
/// Never: its parts are short.
pub fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut header = Vec::from(&b"IHDR"[..]);
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    // Eight bits, three channels.
    header.extend([8, 2, 0, 0, 0]);
    let mut png = Vec::from(&b"\x89PNG\r\n\x1a\n"[..]);
    for part in [&header[..], b"IDAT\x78\x9c\x03\0\0\0\0\x01", b"IEND"] {
        let length = u32::try_from(part.len() - 4).expect("a short part");
        png.extend(length.to_be_bytes());
        png.extend(part);
        png.extend(crc(part).to_be_bytes());
    }
    png
}

/// A WebP of a few bytes that claims to have so many pixels (at most 16,384 a side).
///
/// # Panics
/// Never: it is short.
pub fn webp_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut frame = vec![0x2f];
    frame.extend(((width - 1) | ((height - 1) << 14)).to_le_bytes());
    frame.extend([0; 5]);
    let length = u32::try_from(frame.len()).expect("a few bytes");
    let mut webp = Vec::from(&b"RIFF"[..]);
    webp.extend((length + 12).to_le_bytes());
    webp.extend(b"WEBPVP8L");
    webp.extend(length.to_le_bytes());
    webp.extend(frame);
    webp
}

/// CRC-32 as PNG has it.
fn crc(bytes: &[u8]) -> u32 {
    let rest = bytes.iter().fold(u32::MAX, |rest, byte| {
        (0..8).fold(rest ^ u32::from(*byte), |rest, _| {
            let carry = if rest & 1 == 1 { 0xedb8_8320 } else { 0 };
            (rest >> 1) ^ carry
        })
    });
    !rest
}

/// Files that are no pictures that are taken, by what they are.
pub fn no_pictures() -> Vec<(&'static str, Vec<u8>)> {
    let mut cut = picture(ImageFormat::Png, 64, 64);
    cut.truncate(60);
    let mut cut_webp = picture(ImageFormat::WebP, 64, 64);
    cut_webp.truncate(40);
    let plain = [
        ("nothing", &b""[..]),
        (
            "svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        ),
        ("html", b"<!doctype html><script>alert(1)</script>"),
        ("xml", b"<?xml version=\"1.0\"?><x/>"),
        ("pdf", b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>"),
        (
            "gif",
            b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;",
        ),
        ("zip", b"PK\x03\x04\x14\0\0\0"),
        ("bmp", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0"),
        ("tiff", b"II*\0\x08\0\0\0"),
        ("avif", b"\0\0\0\x1cftypavif\0\0\0\0"),
        ("icon", b"\0\0\x01\0\x01\0"),
        ("script", b"#!/bin/sh\n"),
        ("start of a jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
        ("start of a png", b"\x89PNG\r\n\x1a\n"),
        ("start of a webp", b"RIFF\x10\0\0\0WEBPVP8L"),
    ];
    let plain = plain
        .into_iter()
        .map(|(name, bytes)| (name, bytes.to_vec()));
    plain
        .chain([
            ("a png that is cut", cut),
            ("a webp that is cut", cut_webp),
            ("a png of 50,000 by 50,000", png_claiming(50_000, 50_000)),
            ("a png of 11,000 by 11,000", png_claiming(11_000, 11_000)),
            ("a png of 1 by 13,000", png_claiming(1, 13_000)),
            (
                "a png of the largest numbers",
                png_claiming(0x7fff_ffff, 0x7fff_ffff),
            ),
            ("a png without pixels", png_claiming(0, 0)),
            ("a webp of 16,384 by 16,384", webp_claiming(16_384, 16_384)),
        ])
        .collect()
}
