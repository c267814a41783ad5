//! How strong a password looks while it is typed: a hint. At first by length and variety; when typing rests, by what the
//! server says of it (zxcvbn, whose word lists are too big for a page). The server judges it again when the form is
//! sent, and that judgement counts.

use crate::error::AppError;
use leptos::{leptos_dom::helpers::debounce, prelude::*, task::spawn_local};
use std::{collections::BTreeSet, time::Duration};

/// How long typing rests before the server is asked.
const REST: Duration = Duration::from_millis(400);

/// How much of somebody's own words is looked at.
#[cfg(feature = "ssr")]
const OWN_WORDS_CHARACTERS: usize = 400;

/// How hard a password is to guess, from 0 for what everybody guesses to 4, and nothing while others ask. It is kept
/// nowhere. `words` are the account's own, one a line; those of who is signed in are known.
#[server(prefix = "/api", endpoint = "password_strength")]
pub async fn password_strength(
    password: String,
    #[server(default)] words: String,
) -> Result<Option<u8>, AppError> {
    let accounts = crate::server::services()?.accounts;
    let viewer = crate::server::signed_in().await?;
    let words: String = words.chars().take(OWN_WORDS_CHARACTERS).collect();
    // Of an address what stands before the `@`, as where the form is judged.
    let own = words.lines();
    let own = own.map(|word| word.rsplit_once('@').map_or(word, |(local, _)| local));
    let mut own: Vec<&str> = own.collect();
    if let Some(user) = viewer.as_ref().map(|viewer| &viewer.user) {
        own.push(user.full_name.as_str());
        own.push(user.username.as_str());
        own.push(user.email.local_part());
    }
    Ok(accounts.strength(&password, &own).await)
}

/// From none to strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Strength(usize);

impl Strength {
    /// Different characters tell more than many: a long row of the same ones is weak.
    fn of(password: &str) -> Self {
        let length = password.chars().count();
        let different = password.chars().collect::<BTreeSet<_>>().len();
        let words = password
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| word.chars().count() > 2)
            .count();
        let level = if length == 0 {
            0
        } else if length < parley_protocol::limits::PASSWORD_CHARACTERS.0 || different < 6 {
            1
        } else if length >= 16 && different >= 10 || length >= 13 && words >= 3 {
            4
        } else if length >= 13 && different >= 8 {
            3
        } else {
            2
        };
        Self(level)
    }

    /// What is typed is never shown as empty, however easy it is.
    fn judged(score: u8) -> Self {
        Self(usize::from(score.clamp(1, 4)))
    }

    fn words(self) -> &'static str {
        match self.0 {
            0 => "Empty",
            1 => "Weak",
            2 => "Fair",
            3 => "Good",
            _ => "Strong",
        }
    }
}

/// The meter `Password strength`.
#[component]
pub fn StrengthMeter(
    /// What is typed.
    #[prop(into)]
    password: Signal<String>,
    /// What else is typed that everybody knows about the account, one a line.
    #[prop(optional, into)]
    words: Signal<String>,
) -> impl IntoView {
    let judged = RwSignal::new(None::<(String, u8)>);
    let mut ask = debounce(REST, move |(typed, words): (String, String)| {
        spawn_local(async move {
            // Without an answer the first estimate stays.
            if let Ok(Some(score)) = password_strength(typed.clone(), words).await {
                judged.try_set(Some((typed, score)));
            }
        });
    });
    Effect::new(move |_| match password.get() {
        typed if typed.is_empty() => judged.set(None),
        typed => ask((typed, words.get())),
    });
    let strength = Memo::new(move |_| {
        password.with(|typed| match judged.get() {
            Some((of, score)) if of == *typed => Strength::judged(score),
            _ => Strength::of(typed),
        })
    });
    view! {
        <div class="strength">
            <div
                class="strength__bar"
                role="meter"
                aria-label="Password strength"
                aria-valuemin="0"
                aria-valuemax="4"
                aria-valuenow=move || strength.get().0.to_string()
                aria-valuetext=move || strength.get().words()
            >
                <span></span>
                <span></span>
                <span></span>
                <span></span>
            </div>
            <span aria-hidden="true">{move || strength.get().words()}</span>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_says_is_shown_in_the_same_words() {
        let words = [0, 1, 2, 3, 4, 9].map(|score| Strength::judged(score).words());
        let expected = ["Weak", "Weak", "Fair", "Good", "Strong", "Strong"];
        assert_eq!(words, expected);
    }

    #[test]
    fn more_and_more_different_characters_look_stronger() {
        for (password, words) in [
            ("", "Empty"),
            ("short", "Weak"),
            ("aaaaaaaaaaaaaaaaaaaa", "Weak"),
            ("harbour-19", "Fair"),
            ("harbour-kettl", "Good"),
            ("kettle-harbour-9", "Strong"),
            ("one two three", "Strong"),
        ] {
            assert_eq!(Strength::of(password).words(), words, "{password}");
        }
    }
}
