//! Names that are unique in a meeting: the second "Wei Chen" is "Wei Chen (2)".

use parley_domain::NameLook;
use parley_protocol::{DisplayName, limits};

/// `wanted`, or with the lowest number that nobody in `taken` has. Names that look the same are the same name (T-087).
pub(crate) fn unique<'a>(
    wanted: &DisplayName,
    taken: impl Iterator<Item = &'a DisplayName>,
) -> DisplayName {
    let taken: Vec<NameLook> = taken.map(NameLook::of).collect();
    let is_taken = |name: &DisplayName| {
        let look = NameLook::of(name);
        taken.iter().any(|other| other.is_like(&look))
    };
    if !is_taken(wanted) {
        return wanted.clone();
    }
    // So that one who comes back to a taken name is not "Wei Chen (2) (2)".
    let base = wanted.without_number();
    // A name may look like one number by its capitals and like another by its small letters.
    (2..=taken.len() * 2 + 2)
        .map(|number| numbered(base.as_str(), number))
        .find(|name| !is_taken(name))
        .expect("fewer numbers are taken than there are")
}

fn numbered(base: &str, number: usize) -> DisplayName {
    let suffix = format!(" ({number})");
    let room = limits::DISPLAY_NAME_CHARACTERS - suffix.chars().count();
    let start: String = base.chars().take(room).collect();
    DisplayName::new(&(start + &suffix)).expect("it is bounded and not empty")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> DisplayName {
        DisplayName::new(text).expect("a name")
    }

    fn made(wanted: &str, taken: &[&str]) -> String {
        let taken: Vec<_> = taken.iter().map(|text| name(text)).collect();
        unique(&name(wanted), taken.iter()).as_str().to_owned()
    }

    #[test]
    fn the_first_keeps_the_name_and_the_next_get_numbers() {
        assert_eq!(made("Wei Chen", &[]), "Wei Chen");
        assert_eq!(made("Wei Chen", &["Wei Chen"]), "Wei Chen (2)");
        assert_eq!(
            made("wei chen", &["Wei Chen", "Wei Chen (2)"]),
            "wei chen (3)"
        );
        assert_eq!(
            made("Wei Chen", &["Wei Chen", "Wei Chen (3)"]),
            "Wei Chen (2)"
        );
        assert_eq!(
            made("Wei\u{200D} Chen", &["Wei Chen"]),
            "Wei\u{200D} Chen (2)"
        );
    }

    #[test]
    fn t087_a_name_that_looks_like_a_taken_one_gets_a_number() {
        let taken = ["Ines Moreau"];
        let cyrillic = "\u{406}nes Moreau";
        assert_eq!(made(cyrillic, &taken), format!("{cyrillic} (2)"));
        assert_eq!(made("lnes Moreau", &taken), "lnes Moreau (2)");
        assert_eq!(made("Inez Moreau", &taken), "Inez Moreau");
        let both = ["Ines Moreau", "\u{406}nes Moreau (2)"];
        assert_eq!(made("INES MOREAU", &both), "INES MOREAU (3)");
    }

    #[test]
    fn a_numbered_name_that_is_taken_gets_another_number() {
        assert_eq!(
            made("Wei Chen (2)", &["Wei Chen (2)", "Wei Chen"]),
            "Wei Chen (3)"
        );
        assert_eq!(made("Ann (b)", &["Ann (b)"]), "Ann (b) (2)");
        assert_eq!(made("(2)", &["(2)"]), "(2) (2)");
    }

    #[test]
    fn a_long_name_makes_room_for_its_number() {
        let long = "ü".repeat(80);
        let unique = made(&long, &[&long]);
        assert_eq!(unique.chars().count(), 80);
        assert!(unique.ends_with("ü (2)"));
    }

    #[test]
    fn t087_names_that_look_like_two_numbers_leave_one_free() {
        // Its capital looks like 0 and its small letter like 6.
        let two = '\u{118B5}';
        let mut taken = vec!["x".to_owned(), format!("x (1{two})"), format!("x (2{two})")];
        let once = (2..=26).filter(|number| ![10, 16, 20, 26].contains(number));
        taken.extend(once.map(|number| format!("x ({number})")));
        let taken: Vec<_> = taken.iter().map(String::as_str).collect();
        assert_eq!(made("x", &taken), "x (27)");
    }
}
