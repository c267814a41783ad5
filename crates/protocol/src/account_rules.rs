//! The rules for what people type about their account, used by the form while typing and by the server again.
//!
//! *Invariants*: what passes has one canonical form for comparing, so that no two accounts differ only in case.

use crate::limits;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why something about an account breaks a rule. The sentence for it lives in the UI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum AccountRuleError {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// It does not have the form of such a thing.
    #[error("form")]
    Form,
    /// Too few characters.
    #[error("too short")]
    TooShort,
    /// Too many characters.
    #[error("too long")]
    TooLong,
}

/// A username: 3 to 32 ASCII letters, digits, dots or dashes, starting with a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

/// An e-mail address (RFC 5321): ASCII, one `@`, a domain with a dot, at most 254 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// A phone number (E.164): `+` and 8 to 15 digits. Spaces, dashes, dots and brackets are dropped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// A password as it was typed: 10 to 256 characters, nothing trimmed, folded or cut. It never prints itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Password(String);

/// Six digits that came by e-mail.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OneTimeCode(String);

impl Username {
    /// Checks a username; white space around it is dropped.
    ///
    /// # Errors
    /// [`AccountRuleError::Empty`] or [`AccountRuleError::Form`].
    pub fn new(typed: &str) -> Result<Self, AccountRuleError> {
        let text = filled(typed)?;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
        let fits = (limits::USERNAME_CHARACTERS.0..=limits::USERNAME_CHARACTERS.1)
            .contains(&text.len())
            && text.bytes().all(allowed)
            && text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
        fits.then(|| Self(text.to_owned()))
            .ok_or(AccountRuleError::Form)
    }

    /// What is compared: two usernames with the same key are the same.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl EmailAddress {
    /// Checks an address; white space around it is dropped.
    ///
    /// # Errors
    /// [`AccountRuleError::Empty`] or [`AccountRuleError::Form`].
    pub fn new(typed: &str) -> Result<Self, AccountRuleError> {
        let text = filled(typed)?;
        let (local, domain) = text.rsplit_once('@').ok_or(AccountRuleError::Form)?;
        let fits =
            text.len() <= limits::EMAIL_CHARACTERS && is_local_part(local) && is_domain(domain);
        fits.then(|| Self(text.to_owned()))
            .ok_or(AccountRuleError::Form)
    }

    /// What is compared: case does not tell two addresses apart.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The part before the `@`.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or(&*self.0, |(local, _)| local)
    }
}

/// The dot-atom of RFC 5321; quoted local parts are not accepted.
fn is_local_part(local: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
    (1..=64).contains(&local.len())
        && local.bytes().all(allowed)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

impl PhoneNumber {
    /// Checks a number and drops what only makes it readable.
    ///
    /// # Errors
    /// [`AccountRuleError::Empty`] or [`AccountRuleError::Form`].
    pub fn new(typed: &str) -> Result<Self, AccountRuleError> {
        let text: String = filled(typed)?
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{A0}'))
            .collect();
        let digits = text.strip_prefix('+').ok_or(AccountRuleError::Form)?;
        let fits = (8..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        fits.then_some(Self(text)).ok_or(AccountRuleError::Form)
    }
}

impl Password {
    /// Checks the length only; whether it is easy to guess is for the server to say.
    ///
    /// # Errors
    /// [`AccountRuleError::Empty`], [`AccountRuleError::TooShort`] or [`AccountRuleError::TooLong`].
    pub fn new(typed: &str) -> Result<Self, AccountRuleError> {
        let (shortest, longest) = limits::PASSWORD_CHARACTERS;
        match typed.chars().count() {
            0 => Err(AccountRuleError::Empty),
            count if count < shortest => Err(AccountRuleError::TooShort),
            count if count > longest => Err(AccountRuleError::TooLong),
            _ => Ok(Self(typed.to_owned())),
        }
    }

    /// The password itself, for hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl OneTimeCode {
    /// Checks a code; spaces in it are dropped.
    ///
    /// # Errors
    /// [`AccountRuleError::Empty`] or [`AccountRuleError::Form`].
    pub fn new(typed: &str) -> Result<Self, AccountRuleError> {
        let text: String = filled(typed)?
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        let fits =
            text.len() == limits::CODE_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then_some(Self(text)).ok_or(AccountRuleError::Form)
    }

    /// The digits themselves, for hashing and for the mail.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

fn filled(typed: &str) -> Result<&str, AccountRuleError> {
    let text = typed.trim();
    if text.is_empty() {
        Err(AccountRuleError::Empty)
    } else {
        Ok(text)
    }
}

macro_rules! account_text {
    ($type:ty) => {
        impl TryFrom<String> for $type {
            type Error = AccountRuleError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(&text)
            }
        }
        impl From<$type> for String {
            fn from(text: $type) -> Self {
                text.0
            }
        }
    };
}
account_text!(Username);
account_text!(EmailAddress);
account_text!(PhoneNumber);
account_text!(Password);
account_text!(OneTimeCode);

macro_rules! shown_text {
    ($type:ty) => {
        impl $type {
            /// It as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}
shown_text!(Username);
shown_text!(EmailAddress);
shown_text!(PhoneNumber);

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OneTimeCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AccountRuleError::{Empty, Form, TooLong, TooShort};

    #[test]
    fn a_username_starts_with_a_letter_and_keeps_its_case() {
        assert_eq!(
            Username::new(" Ines.Moreau ").unwrap().as_str(),
            "Ines.Moreau"
        );
        assert_eq!(Username::new("Ines-M2").unwrap().key(), "ines-m2");
        for typed in [
            "in",
            "2ines",
            ".ines",
            "ines moreau",
            "inès",
            "a@b",
            &"a".repeat(33),
        ] {
            assert_eq!(Username::new(typed), Err(Form), "{typed}");
        }
        assert_eq!(Username::new("  "), Err(Empty));
    }

    #[test]
    fn t010_variants_of_an_address_have_one_key_and_deceiving_ones_are_refused() {
        let key = EmailAddress::new("ines@example.org").unwrap().key();
        for same in [
            "INES@example.org",
            "Ines@Example.ORG",
            " ines@example.org\n",
        ] {
            assert_eq!(EmailAddress::new(same).unwrap().key(), key, "{same}");
        }
        assert_ne!(EmailAddress::new("ines+x@example.org").unwrap().key(), key);
        let domain = "d".repeat(250);
        for wrong in [
            "ines",
            "@example.org",
            "ines@",
            "ines@example",
            "ines@@example.org",
            "i nes@example.org",
            "inés@example.org",
            "ines@exämple.org",
            "ines@.org",
            "ines@example..org",
            "ines@-example.org",
            ".ines@example.org",
            "ines.@example.org",
            "in..es@example.org",
            "<ines@example.org>",
            "ines@example.org\r\nBcc: x@example.org",
            "ines@example.org\0",
            "ines@[127.0.0.1]",
            "\"ines\"@example.org",
            "ines@example.org,x@example.org",
            &format!("i@{domain}.org"),
        ] {
            assert_eq!(EmailAddress::new(wrong), Err(Form), "{wrong}");
        }
    }

    #[test]
    fn a_phone_number_is_e164_however_it_is_written() {
        assert_eq!(
            PhoneNumber::new("+44 (20) 7946-0958").unwrap().as_str(),
            "+442079460958"
        );
        for wrong in [
            "020 7946 0958",
            "+0",
            "+44 20",
            "+1234567890123456",
            "+44 20 7946 O958",
            "+0123456789",
        ] {
            assert_eq!(PhoneNumber::new(wrong), Err(Form), "{wrong}");
        }
    }

    #[test]
    fn t025_a_password_is_kept_as_it_was_typed() {
        assert_eq!(
            Password::new(" a b c d e ").unwrap().expose(),
            " a b c d e "
        );
        assert_eq!(Password::new(""), Err(Empty));
        assert_eq!(Password::new("123456789"), Err(TooShort));
        assert!(Password::new(&"é".repeat(256)).is_ok());
        assert_eq!(Password::new(&"a".repeat(257)), Err(TooLong));
    }

    #[test]
    fn t017_secrets_do_not_print_themselves() {
        assert_eq!(
            format!("{:?}", Password::new("correct horse").unwrap()),
            "Password(…)"
        );
        assert_eq!(
            format!("{:?}", OneTimeCode::new("123 456").unwrap()),
            "OneTimeCode(…)"
        );
    }

    #[test]
    fn a_code_has_six_digits() {
        assert_eq!(OneTimeCode::new("123 456").unwrap().expose(), "123456");
        for wrong in ["12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(OneTimeCode::new(wrong), Err(Form), "{wrong}");
        }
    }
}
