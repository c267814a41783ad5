//! The rules for what people type, used by the form while typing and by the server again.

use crate::limits;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text breaks a rule. The sentence for it lives in the UI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Nothing but white space.
    #[error("empty")]
    Empty,
    /// More than the allowed number of characters.
    #[error("too long")]
    TooLong,
}

/// The name that others see: 1 to 80 characters, white space folded, no control or invisible formatting characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

/// The title of a meeting: 1 to 120 characters, cleaned as a [`DisplayName`] is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MeetingTitle(String);

/// The text of a chat message: 1 to 4000 characters, ends trimmed, control characters but newline and tab removed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChatText(String);

/// Characters that change the direction of the text around them or are not seen at all: with them a name could
/// pass for another.
fn is_deceptive(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Characters that only shape their neighbours, in Persian, in Indic scripts, in Japanese names and in emoji: they stay,
/// but alone they are no name.
fn is_shaping(character: char) -> bool {
    matches!(character,
        '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Whether anything of a text is seen.
fn is_seen(text: &str) -> bool {
    !text.chars().all(|c| c.is_whitespace() || is_shaping(c))
}

impl DisplayName {
    /// Cleans and checks a name.
    ///
    /// # Errors
    /// [`RuleError::Empty`] when nothing visible is left, [`RuleError::TooLong`] over
    /// [`limits::DISPLAY_NAME_CHARACTERS`].
    pub fn new(text: &str) -> Result<Self, RuleError> {
        one_line(text, limits::DISPLAY_NAME_CHARACTERS).map(Self)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as its owner typed it, where the server gave it a number because somebody else had it already:
    /// "Wei Chen (2)" → "Wei Chen". A number that alone can be seen of a name stays.
    #[must_use]
    pub fn without_number(&self) -> Self {
        let base = self
            .0
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once(" ("))
            .filter(|(base, number)| {
                is_seen(base) && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
            });
        Self(base.map_or(&*self.0, |(base, _)| base).to_owned())
    }
}

impl MeetingTitle {
    /// Cleans and checks a title.
    ///
    /// # Errors
    /// [`RuleError::Empty`] when nothing visible is left, [`RuleError::TooLong`] over [`limits::TITLE_CHARACTERS`].
    pub fn new(text: &str) -> Result<Self, RuleError> {
        one_line(text, limits::TITLE_CHARACTERS).map(Self)
    }

    /// The title as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ChatText {
    /// Cleans and checks a message.
    ///
    /// # Errors
    /// [`RuleError::Empty`] when nothing is left, [`RuleError::TooLong`] over
    /// [`limits::CHAT_CHARACTERS`].
    pub fn new(text: &str) -> Result<Self, RuleError> {
        let clean: String = text
            .chars()
            .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
            .collect();
        checked(clean.trim().to_owned(), limits::CHAT_CHARACTERS).map(Self)
    }

    /// The message as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// White space folded, so that it is one line, without control and deceptive characters.
fn one_line(text: &str, most: usize) -> Result<String, RuleError> {
    let clean: String = text
        .chars()
        .filter(|c| c.is_whitespace() || !(c.is_control() || is_deceptive(*c)))
        .collect();
    if !is_seen(&clean) {
        return Err(RuleError::Empty);
    }
    checked(clean.split_whitespace().collect::<Vec<_>>().join(" "), most)
}

fn checked(text: String, most: usize) -> Result<String, RuleError> {
    if text.is_empty() {
        Err(RuleError::Empty)
    } else if text.chars().count() > most {
        Err(RuleError::TooLong)
    } else {
        Ok(text)
    }
}

macro_rules! text_type {
    ($type:ty) => {
        impl TryFrom<String> for $type {
            type Error = RuleError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(&text)
            }
        }
        impl From<$type> for String {
            fn from(text: $type) -> Self {
                text.0
            }
        }
        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}
text_type!(DisplayName);
text_type!(MeetingTitle);
text_type!(ChatText);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_folded_and_bounded() {
        assert_eq!(
            DisplayName::new("  Wei \t Chen\n").unwrap().as_str(),
            "Wei Chen"
        );
        assert_eq!(
            DisplayName::new(" \u{200B}\u{202E} "),
            Err(RuleError::Empty)
        );
        for invisible in ["\u{3164}", "\u{200D}", "\u{2800}\u{FE0F}", "\u{E0041}"] {
            assert_eq!(DisplayName::new(invisible), Err(RuleError::Empty));
        }
        assert!(
            DisplayName::new(&"ü".repeat(80)).is_ok(),
            "characters count, not bytes"
        );
        assert_eq!(DisplayName::new(&"a".repeat(81)), Err(RuleError::TooLong));
    }

    #[test]
    fn a_name_keeps_every_script_and_drops_what_deceives() {
        assert_eq!(DisplayName::new("박준호").unwrap().as_str(), "박준호");
        assert_eq!(
            DisplayName::new("Host\u{202E}tseuG").unwrap().as_str(),
            "HosttseuG"
        );
        assert_eq!(DisplayName::new("Wei\u{E0020}").unwrap().as_str(), "Wei");
        let shaped = "👩\u{200D}🚀 \u{0645}\u{06CC}\u{200C}\u{0631}";
        assert_eq!(DisplayName::new(shaped).unwrap().as_str(), shaped);
    }

    #[test]
    fn a_name_is_known_without_the_number_that_the_server_gave_it() {
        let typed = |text| DisplayName::new(text).unwrap().without_number();
        assert_eq!(typed("Wei Chen (2)").as_str(), "Wei Chen");
        for own in ["Wei Chen", "Ann (b)", "(2)", "Ann ()", "Room (2) b"] {
            assert_eq!(typed(own).as_str(), own);
        }
    }

    #[test]
    fn a_name_that_only_its_number_shows_keeps_it() {
        for text in [
            "\u{FE0F} (2)",
            "\u{200D}\u{200C} (17)",
            "\u{200D} \u{FE0F} (2)",
        ] {
            let name = DisplayName::new(text).unwrap();
            assert_eq!(name.without_number(), name);
        }
        let seen = DisplayName::new("\u{FE0F}A (2)").unwrap().without_number();
        assert_eq!(seen.as_str(), "\u{FE0F}A");
    }

    #[test]
    fn t089_a_title_is_one_line_whatever_was_typed() {
        let title = MeetingTitle::new(" Budget\r\nEND:VEVENT\u{2028}\u{7} 2026 ").unwrap();
        assert_eq!(title.as_str(), "Budget END:VEVENT 2026");
        assert_eq!(MeetingTitle::new("\n"), Err(RuleError::Empty));
        assert!(MeetingTitle::new(&"ü".repeat(120)).is_ok());
        assert_eq!(MeetingTitle::new(&"a".repeat(121)), Err(RuleError::TooLong));
    }

    #[test]
    fn a_message_keeps_its_lines() {
        assert_eq!(
            ChatText::new(" one\n\ttwo \u{7}").unwrap().as_str(),
            "one\n\ttwo"
        );
        assert_eq!(ChatText::new(" \n "), Err(RuleError::Empty));
        assert_eq!(ChatText::new(&"x".repeat(4001)), Err(RuleError::TooLong));
    }
}
