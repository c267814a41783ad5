//! A profile picture: its name, its two sizes, and who makes and keeps it.

use async_trait::async_trait;
use parley_protocol::{PictureRuleError, limits};
use std::{error::Error, fmt, fmt::Write as _};

/// The name of a picture: made by the server at random, so that nobody guesses one, and made of nothing that means
/// anything in a path (T-104). Another picture has another name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PictureId(String);

impl PictureId {
    const DIGITS: usize = 32;

    /// From random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let digits = bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes every write");
            text
        });
        Self(digits)
    }

    /// From a text; `None` when it is no such name.
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let fits = text.len() == Self::DIGITS && text.bytes().all(is_digit);
        fits.then(|| Self(text.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PictureId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

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
    fn a_name_is_what_the_server_made() {
        let id = PictureId::from_random([0xa7; 16]);
        assert_eq!(id.as_str(), "a7".repeat(16));
        assert_eq!(PictureId::parse(id.as_str()), Some(id));
    }

    #[test]
    fn t104_nothing_that_means_anything_in_a_path_is_a_name() {
        let digits = "a7".repeat(16);
        for payload in [
            "",
            ".",
            "..",
            "../../etc/passwd",
            "..%2f..%2fetc%2fpasswd",
            "/etc/passwd",
            "C:\\windows\\win.ini",
            "\\\\server\\share",
            "a7a7",
            &digits.to_uppercase(),
            &digits.replacen('a', "/", 1),
            &digits.replacen('a', ".", 1),
            &digits.replacen('a', "\0", 1),
            &digits.replacen('a', "g", 1),
            &format!("{digits}0"),
            &format!("{digits}\n"),
            &format!(" {digits}"),
            &digits.replacen("a7", "é", 1),
        ] {
            assert_eq!(PictureId::parse(payload), None, "{payload:?}");
        }
    }

    #[test]
    fn a_size_is_named_by_its_side() {
        assert_eq!(PictureSize::of_side("96"), Some(PictureSize::Small));
        assert_eq!(PictureSize::of_side("512"), Some(PictureSize::Large));
        for other in ["", "0", "097", "096", "96.webp", "1024", "../96"] {
            assert_eq!(PictureSize::of_side(other), None, "{other}");
        }
    }
}
