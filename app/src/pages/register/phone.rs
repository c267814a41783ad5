//! A phone number of a country and what was typed after it.

use super::countries::COUNTRIES;

/// Countries whose numbers keep a zero in front.
const KEEP_ZERO: [&str; 3] = ["IT", "SM", "VA"];

/// The number with its country code. A number that is typed with one (`+44…`, `0044…`) needs no country; without
/// either it stays as it is, which no rule lets pass.
pub(super) fn phone_number(country: &str, typed: &str) -> String {
    let typed = typed.trim();
    if typed.is_empty() || typed.starts_with('+') {
        return typed.to_owned();
    }
    if let Some(rest) = typed.strip_prefix("00") {
        return format!("+{rest}");
    }
    let found = COUNTRIES.iter().find(|(code, _, _)| *code == country);
    let Some((code, _, prefix)) = found else {
        return typed.to_owned();
    };
    let number = if KEEP_ZERO.contains(code) {
        typed
    } else {
        typed.strip_prefix('0').unwrap_or(typed)
    };
    format!("+{prefix} {number}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use parley_protocol::PhoneNumber;
    use std::collections::BTreeSet;

    #[test]
    fn a_number_gets_its_country_once() {
        for (country, typed, number) in [
            ("GB", "020 7946 0958", "+442079460958"),
            ("GB", "+49 30 901820", "+4930901820"),
            ("", "0049 30 901820", "+4930901820"),
            ("IT", "06 6982", "+39066982"),
            ("US", "(202) 456-1111", "+12024561111"),
        ] {
            let read = PhoneNumber::new(&phone_number(country, typed)).unwrap();
            assert_eq!(read.as_str(), number, "{typed}");
        }
        assert_eq!(phone_number("GB", "  "), "");
        assert_eq!(phone_number("", "020 7946"), "020 7946");
    }

    #[test]
    fn every_country_is_there_once_and_has_a_code_that_can_be_dialled() {
        let codes: BTreeSet<&str> = COUNTRIES.iter().map(|(code, _, _)| *code).collect();
        assert_eq!(codes.len(), COUNTRIES.len());
        assert!(COUNTRIES.iter().all(|(code, name, prefix)| {
            code.len() == 2
                && !name.is_empty()
                && (1..=4).contains(&prefix.len())
                && !prefix.starts_with('0')
                && prefix.bytes().all(|byte| byte.is_ascii_digit())
        }));
    }

    #[test]
    fn countries_are_found_in_the_order_of_their_names() {
        let names: Vec<&str> = COUNTRIES.iter().map(|(_, name, _)| *name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        assert_eq!(names, sorted);
    }
}
