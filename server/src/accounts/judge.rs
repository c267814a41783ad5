//! How easy a password is to guess, by zxcvbn.

use parley_domain::accounts::{Guess, PasswordJudge};
use parley_protocol::Password;
use zxcvbn::{Score, matching::patterns::MatchPattern, zxcvbn};

/// What is looked at: the estimate takes longer the longer the password is, and nobody guesses so many characters.
const CHARACTERS: usize = 100;
/// Words that everybody tries on this server.
const OURS: [&str; 3] = ["parley", "meeting", "video"];

/// The judge.
#[derive(Clone, Copy, Debug)]
pub struct Zxcvbn;

impl PasswordJudge for Zxcvbn {
    fn judge(&self, password: &Password, words: &[&str]) -> Guess {
        let looked_at: String = password.expose().chars().take(CHARACTERS).collect();
        let words: Vec<&str> = words.iter().chain(&OURS).copied().collect();
        let estimate = zxcvbn(&looked_at, &words);
        let lower = looked_at.to_lowercase();
        let own = |word: &&str| word.chars().count() > 3 && lower.contains(&word.to_lowercase());
        let one_word = match estimate.sequence() {
            [only] => matches!(only.pattern, MatchPattern::Dictionary(_)),
            _ => false,
        };
        if one_word && !words.iter().any(own) {
            Guess::Known
        } else if estimate.score() <= Score::One {
            Guess::Easy
        } else {
            Guess::Fine
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t024_what_everybody_tries_is_refused_with_its_reason() {
        let words = ["Ines Moreau", "inesmoreau", "ines.moreau"];
        let judge = |text| Zxcvbn.judge(&Password::new(text).unwrap(), &words);
        for known in ["1234567890", "Q1W2E3R4T5", "basketball", "PASSWORD123"] {
            assert_ne!(judge(known), Guess::Fine, "{known}");
        }
        assert_eq!(judge("basketball"), Guess::Known);
        for easy in [
            "aaaaaaaaaa",
            "inesmoreau1",
            "ines.moreau",
            "parleyparley",
            "abcdefghij",
            "2001-01-01",
        ] {
            assert_ne!(judge(easy), Guess::Fine, "{easy}");
        }
        for fine in ["quiet marble river", "seven blue lanterns", "vR7#kq0!zLw2"] {
            assert_eq!(judge(fine), Guess::Fine, "{fine}");
        }
    }

    #[test]
    fn t026_the_longest_password_is_judged_as_quickly_as_a_shorter_one() {
        let long = Password::new(&"aB3$".repeat(64)).unwrap();
        Zxcvbn.judge(&long, &[]);
    }
}
