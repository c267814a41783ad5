//! The name of a profile picture.

use serde::{Deserialize, Serialize};
use std::{fmt, fmt::Write as _};

/// The name of a picture: made by the server at random, so that nobody guesses one, and made of nothing that means
/// anything in a path (T-104). Another picture has another name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
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

/// A text that is no name of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 32 hexadecimal digits")]
pub struct PictureIdError;

impl TryFrom<String> for PictureId {
    type Error = PictureIdError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or(PictureIdError)
    }
}

impl From<PictureId> for String {
    fn from(id: PictureId) -> Self {
        id.0
    }
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
    fn t104_a_page_takes_nothing_else_from_the_wire() {
        let id = PictureId::from_random([0xa7; 16]);
        let wire = serde_json::to_string(&id).unwrap();
        assert_eq!(wire, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<PictureId>(&wire).unwrap(), id);
        assert!(serde_json::from_str::<PictureId>("\"//example.org/a.png\"").is_err());
    }
}
