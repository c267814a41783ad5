//! A round face: a picture, or in its place the first letters of a name on a colour of its own.

use super::icon::{Icon, IconName};
use leptos::prelude::*;

const HUES: u32 = 6;

/// An avatar. Hidden from assistive technology: the name stands beside it.
#[component]
pub fn Avatar(
    /// Whose.
    #[prop(into)]
    name: Signal<String>,
    /// `avatar`, or `tile__face avatar` on a tile.
    #[prop(default = "avatar")]
    class: &'static str,
    /// `xs`, `sm`, `lg`, `xl`; else medium.
    #[prop(optional)]
    size: Option<&'static str>,
    /// The address of the picture; letters are shown without one, and where it cannot be loaded.
    #[prop(optional, into)]
    picture: Signal<Option<String>>,
) -> impl IntoView {
    let broken = RwSignal::new(None::<String>);
    let shown = Memo::new(move |_| {
        let picture = picture.get();
        picture.filter(|picture| broken.with(|broken| broken.as_ref() != Some(picture)))
    });
    let face = move || match shown.get() {
        Some(address) => {
            let failed = address.clone();
            view! { <img src=address alt="" on:error=move |_| broken.set(Some(failed.clone())) /> }
                .into_any()
        }
        None if name.with(|name| name.trim().is_empty()) => {
            view! { <Icon name=IconName::UserRound /> }.into_any()
        }
        None => name.with(|name| initials(name)).into_any(),
    };
    view! {
        <span
            class=class
            data-size=size
            data-hue=move || name.with(|name| hue(name))
            aria-hidden="true"
        >
            {face}
        </span>
    }
}

/// The first letter of the first and of the last word that have any; a number in brackets at the end does not count.
pub fn initials(name: &str) -> String {
    let mut letters = name
        .split_whitespace()
        .filter(|word| !word.starts_with('('))
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back();
    [first, last]
        .into_iter()
        .flatten()
        .flat_map(char::to_uppercase)
        .collect()
}

/// A colour from 1 to 6, always the same for a name.
pub fn hue(name: &str) -> u32 {
    let sum = name.chars().fold(0_u32, |sum, letter| {
        sum.wrapping_mul(31).wrapping_add(u32::from(letter))
    });
    sum % HUES + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ines Moreau"), "IM");
        assert_eq!(initials("Anna Maria von Berg"), "AB");
        assert_eq!(initials("wei chen (2)"), "WC");
        assert_eq!(initials("박준호"), "박");
        assert_eq!(initials("!!"), "");
        assert_eq!(initials("Ines Nováková 🎉"), "IN");
        assert_eq!(initials("🎉 Ines - Moreau"), "IM");
    }

    #[test]
    fn a_name_keeps_its_hue() {
        assert_eq!(hue("Ines Moreau"), hue("Ines Moreau"));
        for name in ["", "a", "Wei Chen", "박준호"] {
            assert!((1..=HUES).contains(&hue(name)));
        }
    }
}
