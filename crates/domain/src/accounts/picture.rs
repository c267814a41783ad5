//! A profile picture: its two sizes, and who makes and keeps it.

use async_trait::async_trait;
pub use parley_protocol::PictureId;
use parley_protocol::{PictureRuleError, limits};
use std::error::Error;

/// A size in which a picture is kept. Both are squares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureSize {
    /// For lists and menus.
    Small,
    /// For cards and tiles.
    Large,
}

impl PictureSize {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Small, Self::Large];

    /// Width and height in pixels.
    pub const fn side(self) -> u32 {
        match self {
            Self::Small => limits::PICTURE_SIDE_SMALL,
            Self::Large => limits::PICTURE_SIDE,
        }
    }

    /// The size with this side; `None` when pictures are not kept in it.
    pub fn of_side(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|size| size.side().to_string() == text)
    }
}

/// A picture as it is kept: WebP, with nothing in it but its pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// [`PictureSize::Small`].
    pub small: Vec<u8>,
    /// [`PictureSize::Large`].
    pub large: Vec<u8>,
}

impl Picture {
    /// The bytes of one size.
    pub fn bytes(&self, size: PictureSize) -> &[u8] {
        match size {
            PictureSize::Small => &self.small,
            PictureSize::Large => &self.large,
        }
    }
}

/// Why no picture was made of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureMakerError {
    /// The file is not taken.
    #[error(transparent)]
    Refused(#[from] PictureRuleError),
    /// Too many pictures are being made: try again.
    #[error("too many pictures at once")]
    Busy,
}

/// Judges files and makes pictures of them, a few at a time.
#[async_trait]
pub trait PictureMaker: Send + Sync {
    /// Makes a new picture of the file's pixels; nothing else of the file is kept. Waits for its turn for a few seconds
    /// at most.
    async fn make(&self, file: Vec<u8>) -> Result<Picture, PictureMakerError>;
}

/// Why pictures cannot be kept or read.
#[derive(Debug, thiserror::Error)]
#[error("pictures cannot be kept or read")]
pub struct PictureStoreError(#[source] pub Box<dyn Error + Send + Sync>);

/// Keeps pictures.
#[async_trait]
pub trait PictureStore: Send + Sync {
    /// Keeps a picture; nobody sees half of it, also after a crash (T-111).
    async fn keep(&self, id: &PictureId, picture: Picture) -> Result<(), PictureStoreError>;
    /// One size of a picture.
    async fn read(
        &self,
        id: &PictureId,
        size: PictureSize,
    ) -> Result<Option<Vec<u8>>, PictureStoreError>;
    /// Forgets a picture. What cannot be removed now is forgotten at the next start.
    async fn remove(&self, id: &PictureId);
    /// Forgets all but these, and what a crash left half done. Says how many files that were.
    async fn retain(&self, kept: Vec<PictureId>) -> Result<usize, PictureStoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_named_by_its_side() {
        assert_eq!(PictureSize::of_side("96"), Some(PictureSize::Small));
        assert_eq!(PictureSize::of_side("512"), Some(PictureSize::Large));
        for other in ["", "0", "097", "096", "96.webp", "1024", "../96"] {
            assert_eq!(PictureSize::of_side(other), None, "{other}");
        }
    }
}
