//! From a file that somebody sent to the pictures that are kept.
//!
//! *Invariants*: only JPEG, PNG and WebP are decoded, told by their bytes (T-099, T-100); how large a picture claims to
//! be is judged before it is decoded, and decoding may take only so much memory, in one thread at a time, for which a
//! few wait and not for long (T-101); what is kept is encoded from pixels alone, so that nothing else of the file is in it
//! (T-107).

use crate::turns::{Turn, Turns};
use async_trait::async_trait;
use image::{
    DynamicImage, ExtendedColorType, GenericImageView as _, ImageDecoder, ImageFormat, ImageReader,
    ImageResult, Limits, RgbaImage,
    codecs::webp::WebPEncoder,
    imageops::{self, FilterType},
    metadata::Orientation,
};
use parley_domain::accounts::{Picture, PictureMaker, PictureMakerError, PictureSize};
use parley_protocol::{PictureKind, PictureRuleError, judge_picture, limits};
use std::{io::Cursor, time::Duration};
use tokio::time::timeout;

/// Longest side of a picture that is decoded, in pixels.
const SIDE: u32 = 12_000;
/// Most memory that the decoded pixels of one may take. A PNG with 16 bits a channel and alpha comes to 64 MB. What the
/// decoder of JPEG takes beside them, no limit of `image` sees, only [`limits::PICTURE_PIXELS`] does: it holds all
/// coefficients of a progressive one, two bytes each; with four colours that are 64 MB beside 24 MB of pixels.
const MEMORY: u64 = 128 * 1024 * 1024;
/// Files that may wait for their turn. Each holds up to [`limits::PICTURE_BYTES`].
const QUEUE: usize = 8;
/// How long one waits for its turn: well below the time that a request may take.
const LONGEST_WAIT: Duration = Duration::from_secs(3);
/// Pictures are halved down to about this side before they are scaled with care.
const ROUGH_SIDE: u32 = 2 * PictureSize::Large.side();

/// The room in which pictures are made, one at a time.
#[derive(Clone, Debug)]
pub(crate) struct PictureRoom(Turns);

impl Default for PictureRoom {
    fn default() -> Self {
        Self(Turns::new(1, QUEUE))
    }
}

impl PictureRoom {
    /// `None` when too many wait already, or when it took too long.
    async fn turn(&self) -> Option<Turn> {
        timeout(LONGEST_WAIT, self.0.turn()).await.ok()?.ok()
    }
}

#[async_trait]
impl PictureMaker for PictureRoom {
    async fn make(&self, file: Vec<u8>) -> Result<Picture, PictureMakerError> {
        let kind = judge_picture(&file, file.len())?;
        let turn = self.turn().await.ok_or(PictureMakerError::Busy)?;
        let made = tokio::task::spawn_blocking(move || {
            let made = make(kind, &file);
            // Held to the end of the work: whoever waited for it may be gone.
            drop(turn);
            made
        });
        let made = made.await.map_err(|panic| {
            tracing::warn!(%panic, "decoding a picture failed");
            PictureRuleError::Kind
        })?;
        made.map_err(|refused| {
            tracing::debug!(%refused, "a picture was refused");
            PictureRuleError::Kind.into()
        })
    }
}

/// Why a file is no picture.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("{width} by {height} pixels are too many")]
    Pixels { width: u32, height: u32 },
    #[error(transparent)]
    Broken(#[from] image::ImageError),
}

fn make(kind: PictureKind, file: &[u8]) -> Result<Picture, Refused> {
    let (pixels, orientation) = decode(kind, file)?;
    let square = middle_square(&pixels);
    drop(pixels);
    let mut square = DynamicImage::ImageRgba8(square);
    // The middle stays the middle, however it is turned, and turning a small picture costs little.
    square.apply_orientation(orientation);
    Ok(Picture {
        small: encode(&square, PictureSize::Small.side())?,
        large: encode(&square, PictureSize::Large.side())?,
    })
}

fn decode(kind: PictureKind, file: &[u8]) -> Result<(DynamicImage, Orientation), Refused> {
    let mut allowed = Limits::no_limits();
    allowed.max_image_width = Some(SIDE);
    allowed.max_image_height = Some(SIDE);
    allowed.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(file), format(kind));
    reader.limits(allowed.clone());
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > u64::from(limits::PICTURE_PIXELS) || width.max(height) > SIDE {
        return Err(Refused::Pixels { width, height });
    }
    // Decoding into one buffer is what `from_decoder` does without asking the limits.
    allowed.reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

fn format(kind: PictureKind) -> ImageFormat {
    match kind {
        PictureKind::Jpeg => ImageFormat::Jpeg,
        PictureKind::Png => ImageFormat::Png,
        PictureKind::WebP => ImageFormat::WebP,
    }
}

/// The largest square in the middle, not much larger than what is kept.
fn middle_square(pixels: &DynamicImage) -> RgbaImage {
    let (width, height) = pixels.dimensions();
    let side = width.min(height);
    let (left, top) = ((width - side) / 2, (height - side) / 2);
    let square = imageops::crop_imm(pixels, left, top, side, side);
    if side > ROUGH_SIDE {
        imageops::thumbnail(&*square, ROUGH_SIDE, ROUGH_SIDE)
    } else {
        square.to_image()
    }
}

fn encode(square: &DynamicImage, side: u32) -> ImageResult<Vec<u8>> {
    let scaled = square.resize_exact(side, side, FilterType::Lanczos3);
    let mut bytes = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut bytes);
    // What is not there is white, as on paper; three channels are also a quarter less.
    let pixels = on_white(&scaled.into_rgba8());
    encoder.encode(&pixels, side, side, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

fn on_white(picture: &RgbaImage) -> Vec<u8> {
    let blended = picture.pixels().flat_map(|pixel| {
        let [red, green, blue, alpha] = pixel.0.map(u16::from);
        [red, green, blue].map(|channel| {
            let mixed = (channel * alpha + 255 * (255 - alpha) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        })
    });
    blended.collect()
}

#[cfg(test)]
#[path = "maker_tests.rs"]
mod tests;
