//! Names that are unique in a meeting: the second "Wei Chen" is "Wei Chen (2)".

use parley_protocol::{DisplayName, limits};
use std::collections::BTreeSet;

/// `wanted`, or with the lowest number that nobody in `taken` has. Upper and lower case are
/// the same name, and so are names that differ only in what nobody sees.
pub(crate) fn unique<'a>(
    wanted: &DisplayName,
    taken: impl Iterator<Item = &'a DisplayName>,
) -> DisplayName {
    let taken: BTreeSet<String> = taken.map(DisplayName::look).collect();
    if !taken.contains(&wanted.look()) {
        return wanted.clone();
    }
    // So that one who comes back to a taken name is not "Wei Chen (2) (2)".
    let base = wanted.without_number();
    (2..=taken.len() + 2)
        .map(|number| numbered(base.as_str(), number))
        .find(|name| !taken.contains(&name.look()))
        .expect("fewer names are taken than there are numbers")
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
}
