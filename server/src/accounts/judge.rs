//! How easy a password is to guess, by zxcvbn.

use crate::turns::{Full, Turns};
use async_trait::async_trait;
use parley_domain::accounts::{Guess, HasherBusy, PasswordJudge};
use parley_protocol::Password;
use zxcvbn::{Score, matching::patterns::MatchPattern, zxcvbn};

/// What is looked at: the estimate takes longer the longer the password is, and nobody guesses so many characters.
const CHARACTERS: usize = 40;
/// Words that everybody tries on this server.
const OURS: [&str; 3] = ["parley", "meeting", "video"];
/// A shorter word is in many passwords by chance.
const SHORTEST_WORD: usize = 3;

/// Passwords that may wait for their turn.
const QUEUE: usize = 32;

/// The judge. It looks at one password at a time: what is made for it keeps a core busy for a while.
#[derive(Clone, Debug)]
pub struct Zxcvbn(Turns);

impl Default for Zxcvbn {
    fn default() -> Self {
        Self(Turns::new(1, QUEUE))
    }
}

#[async_trait]
impl PasswordJudge for Zxcvbn {
    async fn judge(&self, password: &Password, words: &[&str]) -> Result<Guess, HasherBusy> {
        let (looked_at, words) = (looked_at(password.expose()), pieces(words));
        let work = self.0.work(move || guess(&looked_at, &words));
        work.await.map_err(|Full| HasherBusy)
    }

    async fn strength(&self, typed: &str, words: &[&str]) -> Option<u8> {
        let (looked_at, words) = (looked_at(typed), pieces(words));
        let work = self.0.try_work(move || strength(&looked_at, &words));
        work.await.ok()
    }
}

fn guess(looked_at: &str, words: &[String]) -> Guess {
    if is_one_word(looked_at) {
        Guess::Known
    } else if is_mostly_own(looked_at, words) || score(looked_at, words) <= Score::One {
        Guess::Easy
    } else {
        Guess::Fine
    }
}

/// What would be refused never looks better than weak.
fn strength(looked_at: &str, words: &[String]) -> u8 {
    let score = match guess(looked_at, words) {
        Guess::Fine => score(looked_at, words),
        Guess::Known | Guess::Easy => score(looked_at, words).min(Score::One),
    };
    score.into()
}

fn score(looked_at: &str, words: &[String]) -> Score {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    zxcvbn(looked_at, &words).score()
}

fn looked_at(password: &str) -> String {
    password
        .chars()
        .take(CHARACTERS)
        .collect::<String>()
        .to_lowercase()
}

/// The words, their parts, and their parts in one: of `Ines Moreau` also `ines`, `moreau` and `inesmoreau`. The
/// longest first.
fn pieces(words: &[&str]) -> Vec<String> {
    let mut pieces: Vec<String> = words
        .iter()
        .chain(&OURS)
        .map(|word| word.to_lowercase())
        .flat_map(|word| {
            let parts = word.split(|c: char| !c.is_alphanumeric());
            let mut pieces: Vec<String> = parts.map(str::to_owned).collect();
            pieces.extend([pieces.concat(), word]);
            pieces
        })
        .filter(|piece| piece.chars().count() >= SHORTEST_WORD)
        .collect();
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.chars().count()));
    pieces.dedup();
    pieces
}

/// Whether the whole of it is in a list that everybody who guesses begins with.
fn is_one_word(looked_at: &str) -> bool {
    let estimate = zxcvbn(looked_at, &[]);
    match estimate.sequence() {
        [only] => matches!(only.pattern, MatchPattern::Dictionary(_)),
        _ => false,
    }
}

/// Whether at most half is left without the account's own words.
fn is_mostly_own(looked_at: &str, words: &[String]) -> bool {
    let rest = words
        .iter()
        .fold(looked_at.to_owned(), |rest, word| rest.replace(word, ""));
    rest.chars().count() * 2 <= looked_at.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 3] = ["Ines Moreau", "inesmoreau", "i.moreau"];

    fn judge(text: &str) -> Guess {
        guess(&looked_at(text), &pieces(&WORDS))
    }

    #[test]
    fn t024_what_everybody_tries_is_known() {
        for known in [
            "basketball",
            "BasketBall",
            "1234567890",
            "qwertyuiop",
            "1q2w3e4r5t",
        ] {
            assert_eq!(judge(known), Guess::Known, "{known}");
        }
    }

    #[test]
    fn t024_what_is_made_of_little_is_easy() {
        for easy in [
            "aaaaaaaaaa",
            "abcdefghij",
            "abcabcabcabc",
            "2001-01-01",
            "password12",
            "passwordpassword",
        ] {
            assert_ne!(judge(easy), Guess::Fine, "{easy}");
        }
    }

    #[test]
    fn t024_what_is_mostly_the_account_or_this_server_is_easy() {
        for own in [
            "inesmoreau1",
            "Ines.Moreau",
            "ines moreau 24",
            "MoreauInes#9x",
            "i.moreau2026",
            "parleyparley",
            "Parley-Meeting1",
            "uaeromseni",
        ] {
            assert_eq!(judge(own), Guess::Easy, "{own}");
        }
        let stranger = |text| guess(&looked_at(text), &pieces(&[]));
        assert_eq!(stranger("MoreauInes#9x"), Guess::Fine);
    }

    #[test]
    fn t024_what_nobody_guesses_is_fine() {
        for fine in [
            "quiet marble river",
            "seven blue lanterns",
            "vR7#kq0!zLw2",
            "ines likes a quiet marble river",
            "правильная лошадь",
        ] {
            assert_eq!(judge(fine), Guess::Fine, "{fine}");
        }
    }

    #[test]
    fn the_meter_rises_with_what_is_typed() {
        let strength = |typed| strength(typed, &pieces(&[]));
        let typed = ["", "password", "quietmarble", "quiet marble river 7"];
        let strengths = typed.map(strength);
        assert!(strengths.is_sorted(), "{strengths:?}");
        assert_eq!((strengths[0], strengths[3]), (0, 4));
        assert!(strength("parley") < 2);
    }

    #[test]
    fn t024_what_the_form_refuses_looks_weak_while_it_is_typed() {
        for refused in ["Ines Moreau 2026", "MoreauInes#9x", "basketball"] {
            let strength = strength(&looked_at(refused), &pieces(&WORDS));
            assert!(strength <= 1, "{refused}: {strength}");
        }
        let fine = strength(&looked_at("quiet marble river 7"), &pieces(&WORDS));
        assert_eq!(fine, 4);
    }

    #[test]
    fn t026_of_the_longest_password_only_the_beginning_is_looked_at() {
        let long = "aB3$".repeat(64);
        assert_eq!(looked_at(&long).chars().count(), CHARACTERS);
        let strength = |typed: &str| strength(typed, &pieces(&[]));
        assert_eq!(strength(&looked_at(&long)), strength(&long[..CHARACTERS]));
    }
}
