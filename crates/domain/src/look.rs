//! How names look: whether people would take one for the other.
//!
//! *Invariants*: a name looks like itself in any case and under any normalization; what nobody sees makes no difference;
//! accents, other scripts and numbers do where people see it.

use parley_protocol::DisplayName;
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::confusable_detection::skeleton;

/// What a name looks like, by the confusable characters of Unicode (UTS 39, 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameLook {
    /// The name in lower case: "INES" is "ines" in every script.
    folded: String,
    /// What is seen as it is written: the capital I of "Ines" is the l of "lnes", and a Cyrillic capital М is the M of
    /// "Mia", although their small letters look like nothing of the kind.
    seen: String,
}

impl NameLook {
    /// What this name looks like.
    pub fn of(name: &DisplayName) -> Self {
        let text: String = name.as_str().nfkc().collect();
        let folded = skeleton(&text.to_lowercase()).collect();
        let capitals: String = skeleton(&text).collect();
        let small: String = skeleton(&capitals.to_lowercase()).collect();
        // I looks like l and i is the same letter as I.
        let seen = small.replace('i', "l");
        Self { folded, seen }
    }

    /// Whether people would take one for the other.
    pub fn is_like(&self, other: &Self) -> bool {
        self.folded == other.folded || self.seen == other.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        let look = |text| NameLook::of(&DisplayName::new(text).unwrap());
        let (one, other) = (look(one), look(other));
        assert_eq!(one.is_like(&other), other.is_like(&one));
        one.is_like(&other)
    }

    #[test]
    fn t087_names_that_look_the_same_are_alike() {
        for (one, other) in [
            ("Ines Moreau", "\u{406}nes Moreau"),
            ("Ines Moreau", "INES MOREAU"),
            ("Ines Moreau", "lnes Moreau"),
            ("Ines Moreau", "\u{406}N\u{395}S M\u{41E}R\u{395}\u{410}U"),
            ("ines moreau", "ines m\u{43E}reau"),
            ("Ines Moreau", "\u{FF29}\u{FF4E}\u{FF45}\u{FF53} Moreau"),
            ("Ines Moreau", "\u{1D408}\u{1D427}\u{1D41E}\u{1D42C} Moreau"),
            ("Ines Moreau", "In\u{200D}es\u{FE0F} Moreau"),
            ("Mia", "\u{41C}I\u{410}"),
            (
                "\u{41C}\u{430}\u{440}\u{438}\u{44F}",
                "\u{43C}\u{430}\u{440}\u{438}\u{44F}",
            ),
            ("Jos\u{E9}", "Jose\u{301}"),
            ("\u{C4}da", "a\u{308}da"),
            ("Admin", "Adrnin"),
            ("Room 0", "Room O"),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
    }

    #[test]
    fn t087_names_that_differ_are_not_alike() {
        for (one, other) in [
            ("Ines Moreau", "Ines Morel"),
            ("Jos\u{E9}", "Jose"),
            ("Wei Chen", "Wei Chen (2)"),
            ("Wei Chen (2)", "Wei Chen (3)"),
            ("Wei Chen (10)", "Wei Chen (11)"),
            ("\u{738B}\u{4F1F}", "\u{738B}\u{82B3}"),
            ("\u{BC15}\u{C900}\u{D638}", "\u{BC15}\u{C900}\u{D6C4}"),
            ("Mia", "Mira"),
        ] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }
}
