//! How strong a password looks while it is typed: a hint, by length and variety. The server judges it when the form is
//! sent, and its judgement counts.

use leptos::prelude::*;
use std::collections::BTreeSet;

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
) -> impl IntoView {
    let strength = Memo::new(move |_| password.with(|typed| Strength::of(typed)));
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
