//! Meeting codes such as `mkd-vqtr-hba`: three groups of letters that one can read out over the telephone.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The letters of a code: no `i`, `l`, `o`, which look like digits or like each other. 23 letters, ten places: 45 bits.
const LETTERS: &[u8; 23] = b"abcdefghjkmnpqrstuvwxyz";
const GROUPS: [usize; 3] = [3, 4, 3];
const LENGTH: usize = 10;

/// The code of a meeting, always in its canonical form with dashes and in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MeetingCode(String);

/// Why a text is not a meeting code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// Something was typed that is no code and no link with a code.
    #[error("not a meeting code")]
    Form,
}

impl MeetingCode {
    /// A code from random bytes. A byte of 253 or more is skipped so that every letter is equally likely; `None`
    /// when too few bytes are left, then call again with fresh ones (64 bytes practically always do).
    pub fn from_random(bytes: &[u8]) -> Option<Self> {
        let fair = LETTERS.len() * (256 / LETTERS.len());
        let letters: String = bytes
            .iter()
            .filter(|byte| usize::from(**byte) < fair)
            .take(LENGTH)
            .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
            .collect();
        (letters.len() == LENGTH).then(|| Self::with_dashes(&letters))
    }

    /// Reads what a person typed or pasted: a code with or without dashes or spaces, in any case, or a whole link
    /// (`https://host/m/mkd-vqtr-hba?x#y`).
    ///
    /// # Errors
    /// [`CodeError::Empty`] for blank text, [`CodeError::Form`] for anything else that is no code.
    pub fn from_typed(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(CodeError::Empty);
        }
        let path = text
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .trim_end_matches('/');
        let code = match path.rsplit_once("/m/") {
            Some((_, code)) => code,
            None if path.contains('/') => return Err(CodeError::Form),
            None => path,
        };
        let letters: String = code
            .chars()
            .filter(|letter| !matches!(letter, '-' | ' ' | '\u{2010}'..='\u{2015}'))
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        let right =
            letters.len() == LENGTH && letters.bytes().all(|letter| letter.is_ascii_lowercase());
        if right {
            Ok(Self::with_dashes(&letters))
        } else {
            Err(CodeError::Form)
        }
    }

    fn with_dashes(letters: &str) -> Self {
        let mut rest = letters;
        let mut groups = Vec::with_capacity(GROUPS.len());
        for length in GROUPS {
            let (group, after) = rest.split_at(length);
            groups.push(group);
            rest = after;
        }
        Self(groups.join("-"))
    }

    /// The code with dashes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MeetingCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for MeetingCode {
    type Err = CodeError;
    /// Reads the canonical form only; [`Self::from_typed`] is for people.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = Self::from_typed(text)?;
        if code.0 == text {
            Ok(code)
        } else {
            Err(CodeError::Form)
        }
    }
}

impl TryFrom<String> for MeetingCode {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<MeetingCode> for String {
    fn from(code: MeetingCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_type_a_code_in_many_ways() {
        let code: MeetingCode = "mkd-vqtr-hba".parse().unwrap();
        for typed in [
            "mkd-vqtr-hba",
            "  MKD-VQTR-HBA ",
            "mkdvqtrhba",
            "mkd vqtr hba",
            "mkd\u{2013}vqtr\u{2013}hba",
            "https://meet.example.org/m/mkd-vqtr-hba",
            "meet.example.org/m/mkd-vqtr-hba/",
            "http://localhost:3000/m/MKD-VQTR-HBA?from=mail#top",
        ] {
            assert_eq!(MeetingCode::from_typed(typed), Ok(code.clone()), "{typed}");
        }
    }

    #[test]
    fn anything_else_is_told_apart_from_nothing() {
        assert_eq!(MeetingCode::from_typed("  "), Err(CodeError::Empty));
        for typed in [
            "mkd",
            "mkd-vqtr-hb4",
            "mkd-vqtr-hbaa",
            "https://example.org/mkd-vqtr-hba",
            "äkd-vqtr-hba",
            "m/",
        ] {
            assert_eq!(
                MeetingCode::from_typed(typed),
                Err(CodeError::Form),
                "{typed}"
            );
        }
    }

    #[test]
    fn the_wire_takes_the_canonical_form_only() {
        assert!("mkdvqtrhba".parse::<MeetingCode>().is_err());
        assert!("MKD-VQTR-HBA".parse::<MeetingCode>().is_err());
    }

    #[test]
    fn random_bytes_make_fair_codes() {
        assert_eq!(
            MeetingCode::from_random(&[0; 10]).unwrap().as_str(),
            "aaa-aaaa-aaa"
        );
        assert_eq!(
            MeetingCode::from_random(&[22; 10]).unwrap().as_str(),
            "zzz-zzzz-zzz"
        );
        assert_eq!(
            MeetingCode::from_random(&[253; 64]),
            None,
            "unfair bytes are skipped"
        );
        assert_eq!(MeetingCode::from_random(&[0; 9]), None);
    }
}
