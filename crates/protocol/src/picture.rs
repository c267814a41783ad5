//! Which files are pictures: told by their first bytes, never by a name or by what a browser says of them.

use crate::limits;

/// The kinds of picture that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

impl PictureKind {
    /// How many bytes [`PictureKind::of`] needs.
    pub const START_BYTES: usize = 12;

    /// The kind of a file, by its start; `None` for everything else.
    pub fn of(start: &[u8]) -> Option<Self> {
        if start.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if start.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else {
            None
        }
    }
}

/// Why a file is not taken as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureRuleError {
    /// It is no JPEG, PNG or WebP picture, a broken one, or one of more than [`limits::PICTURE_PIXELS`].
    #[error("no picture")]
    Kind,
    /// It has more than [`limits::PICTURE_BYTES`].
    #[error("too many bytes")]
    TooLarge,
}

/// Judges a file by its length and its start.
///
/// # Errors
/// [`PictureRuleError`]
pub fn judge_picture(start: &[u8], bytes: usize) -> Result<PictureKind, PictureRuleError> {
    if bytes > limits::PICTURE_BYTES {
        return Err(PictureRuleError::TooLarge);
    }
    PictureKind::of(start).ok_or(PictureRuleError::Kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        assert_eq!(
            PictureKind::of(b"\xff\xd8\xff\xe0 rest"),
            Some(PictureKind::Jpeg)
        );
        assert_eq!(
            PictureKind::of(b"\x89PNG\r\n\x1a\n rest"),
            Some(PictureKind::Png)
        );
        assert_eq!(
            PictureKind::of(b"RIFF\x10\0\0\0WEBPVP8L"),
            Some(PictureKind::WebP)
        );
    }

    #[test]
    fn t099_t100_nothing_else_is_one() {
        for other in [
            &b""[..],
            b"\xff\xd8",
            b"\x89PNG",
            b"RIFF\x10\0\0\0WAVEfmt ",
            b"RIFF\x10\0\0\0WEB",
            b"GIF89a\x01\0\x01\0",
            b"<svg xmlns='http://www.w3.org/2000/svg'>",
            b"<?xml version='1.0'?><svg/>",
            b"<!doctype html><script>",
            b"%PDF-1.7",
            b"PK\x03\x04",
            b"BM\x10\0\0\0\0\0",
            b"II*\0\x08\0\0\0",
            b"\0\0\0\x1cftypavif",
            b"\0\0\x01\0\x01\0",
            b" \x89PNG\r\n\x1a\n",
        ] {
            assert_eq!(PictureKind::of(other), None, "{other:?}");
        }
    }

    #[test]
    fn five_megabytes_are_not_too_many_and_one_byte_more_is() {
        let start = b"\xff\xd8\xff\xe0";
        assert!(judge_picture(start, limits::PICTURE_BYTES).is_ok());
        assert_eq!(
            judge_picture(start, limits::PICTURE_BYTES + 1),
            Err(PictureRuleError::TooLarge)
        );
    }
}
