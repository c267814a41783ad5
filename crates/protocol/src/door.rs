//! What opens a meeting: its password, and the address that stands in its link.

use crate::{CodeError, MeetingCode, limits};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Why a meeting's password or link breaks a rule. The sentence for it lives in the UI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum DoorRuleError {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// Too short, too long, or with characters that are not allowed.
    #[error("form")]
    Form,
    /// A link that begins or ends with a dash.
    #[error("dash at an end")]
    Dash,
    /// A word that the product needs itself.
    #[error("reserved")]
    Reserved,
    /// A link that would pass for a code.
    #[error("like a code")]
    Code,
}

/// The password of a meeting as it was typed: 4 to 64 characters, white space around it dropped. It never prints itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MeetingPassword(String);

/// The custom link of a meeting, what stands after `/m/`: 3 to 64 of `a-z 0-9 -`, with a letter or digit at both ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MeetingLink(String);

/// What stands after `/m/`: a code or a custom link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum MeetingAddress {
    /// A code.
    Code(MeetingCode),
    /// A custom link.
    Link(MeetingLink),
}

/// Words that must not pass for somebody's meeting.
const RESERVED: [&str; 30] = [
    "about",
    "account",
    "accounts",
    "admin",
    "administrator",
    "api",
    "calendar",
    "dashboard",
    "forgot",
    "health",
    "help",
    "host",
    "login",
    "logout",
    "meeting",
    "meetings",
    "new",
    "parley",
    "pkg",
    "privacy",
    "profile",
    "recordings",
    "register",
    "root",
    "security",
    "settings",
    "socket",
    "support",
    "system",
    "terms",
];

impl MeetingPassword {
    /// Checks a password.
    ///
    /// # Errors
    /// [`DoorRuleError::Empty`] or [`DoorRuleError::Form`].
    pub fn new(typed: &str) -> Result<Self, DoorRuleError> {
        let text = typed.trim();
        if text.is_empty() {
            return Err(DoorRuleError::Empty);
        }
        let (shortest, longest) = limits::MEETING_PASSWORD_CHARACTERS;
        let fits = (shortest..=longest).contains(&text.chars().count())
            && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned()))
            .ok_or(DoorRuleError::Form)
    }

    /// The password itself, for hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MeetingPassword {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MeetingPassword(…)")
    }
}

impl MeetingLink {
    /// Checks a link; capitals become small letters.
    ///
    /// # Errors
    /// [`DoorRuleError`] in each of its kinds.
    pub fn new(typed: &str) -> Result<Self, DoorRuleError> {
        let text = typed.trim().to_ascii_lowercase();
        if text.is_empty() {
            return Err(DoorRuleError::Empty);
        }
        let (shortest, longest) = limits::MEETING_LINK_CHARACTERS;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (shortest..=longest).contains(&text.len()) && text.bytes().all(plain);
        if !fits {
            Err(DoorRuleError::Form)
        } else if text.starts_with('-') || text.ends_with('-') {
            Err(DoorRuleError::Dash)
        } else if RESERVED.contains(&text.as_str()) {
            Err(DoorRuleError::Reserved)
        } else if is_like_a_code(&text) {
            Err(DoorRuleError::Code)
        } else {
            Ok(Self(text))
        }
    }

    /// The link as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether people could take it for a code: with the dashes of one, or with none at all.
fn is_like_a_code(link: &str) -> bool {
    link.parse::<MeetingCode>().is_ok()
        || (!link.contains('-') && MeetingCode::from_typed(link).is_ok())
}

impl MeetingAddress {
    /// Reads what a person typed or pasted: a code as [`MeetingCode::from_typed`], a custom link, or a whole link with
    /// either.
    ///
    /// # Errors
    /// [`CodeError`] for anything else.
    pub fn from_typed(text: &str) -> Result<Self, CodeError> {
        let path = text.trim().split(['?', '#']).next().unwrap_or_default();
        let path = path.trim_end_matches('/');
        let link = match path.rsplit_once("/m/") {
            Some((_, link)) => link,
            None => path,
        };
        match MeetingLink::new(link) {
            Ok(link) => Ok(Self::Link(link)),
            Err(_) => MeetingCode::from_typed(text).map(Self::Code),
        }
    }

    /// The address as it stands in a path.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Code(code) => code.as_str(),
            Self::Link(link) => link.as_str(),
        }
    }
}

impl FromStr for MeetingAddress {
    type Err = CodeError;
    /// Reads the canonical form only; [`Self::from_typed`] is for people.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let address = Self::from_typed(text)?;
        if address.as_str() == text {
            Ok(address)
        } else {
            Err(CodeError::Form)
        }
    }
}

impl fmt::Display for MeetingAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Display for MeetingLink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for MeetingPassword {
    type Error = DoorRuleError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<MeetingPassword> for String {
    fn from(password: MeetingPassword) -> Self {
        password.0
    }
}

impl TryFrom<String> for MeetingLink {
    type Error = DoorRuleError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<MeetingLink> for String {
    fn from(link: MeetingLink) -> Self {
        link.0
    }
}

impl TryFrom<String> for MeetingAddress {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<MeetingAddress> for String {
    fn from(address: MeetingAddress) -> Self {
        address.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_a_bounded_plain_form() {
        assert_eq!(
            MeetingLink::new(" Weekly-Standup ").unwrap().as_str(),
            "weekly-standup"
        );
        for form in ["ab", "-a", "a b c", "käse", "a/b/c", "a.b", &"a".repeat(65)] {
            assert_eq!(MeetingLink::new(form), Err(DoorRuleError::Form), "{form}");
        }
        for dash in ["-abc", "abc-", "---"] {
            assert_eq!(MeetingLink::new(dash), Err(DoorRuleError::Dash), "{dash}");
        }
        assert!(MeetingLink::new(&"a".repeat(64)).is_ok());
        assert_eq!(MeetingLink::new("  "), Err(DoorRuleError::Empty));
    }

    #[test]
    fn a_link_never_passes_for_a_code_or_a_page() {
        for (typed, error) in [
            ("admin", DoorRuleError::Reserved),
            ("API", DoorRuleError::Reserved),
            ("mkd-vqtr-hba", DoorRuleError::Code),
            ("mkdvqtrhba", DoorRuleError::Code),
            ("standuping", DoorRuleError::Code),
        ] {
            assert_eq!(MeetingLink::new(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn an_address_is_a_code_or_a_link() {
        let code = MeetingAddress::from_typed("MKD VQTR HBA").unwrap();
        assert!(matches!(code, MeetingAddress::Code(_)));
        let link =
            MeetingAddress::from_typed("https://meet.example.org/m/weekly-standup?x#y").unwrap();
        assert_eq!(link.as_str(), "weekly-standup");
        assert_eq!(
            MeetingAddress::from_typed("garden-club").unwrap().as_str(),
            "garden-club",
            "ten letters, but not with the dashes of a code"
        );
        assert_eq!(
            MeetingAddress::from_typed("mkdvqtrhba").unwrap().as_str(),
            "mkd-vqtr-hba"
        );
        assert_eq!(MeetingAddress::from_typed(" "), Err(CodeError::Empty));
        assert_eq!(
            MeetingAddress::from_typed("https://example.org/x"),
            Err(CodeError::Form)
        );
        assert_eq!(
            "Weekly-Standup".parse::<MeetingAddress>(),
            Err(CodeError::Form)
        );
    }

    #[test]
    fn a_password_never_prints_itself() {
        let password = MeetingPassword::new(" s3cret ").unwrap();
        assert_eq!(format!("{password:?}"), "MeetingPassword(…)");
        assert_eq!(password.expose(), "s3cret");
        assert!(MeetingPassword::new("abc").is_err());
        assert!(MeetingPassword::new(&"ü".repeat(64)).is_ok());
        assert!(MeetingPassword::new(&"ü".repeat(65)).is_err());
    }
}
