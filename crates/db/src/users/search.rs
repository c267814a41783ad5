//! From what somebody types to a pattern of SQL.

use sea_orm::sea_query::LikeExpr;

/// Not a backslash: databases differ in what that means in a text.
const ESCAPE: char = '!';

/// What contains `search`, whatever its case.
pub(super) fn pattern(search: &str) -> LikeExpr {
    LikeExpr::new(contains(search)).escape(ESCAPE)
}

fn contains(search: &str) -> String {
    let mut pattern = String::from('%');
    for character in search.trim().to_lowercase().chars() {
        if matches!(character, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn wildcards_are_only_text_and_case_does_not_matter() {
        assert_eq!(contains(" Inês "), "%inês%");
        assert_eq!(contains("100%_a!"), "%100!%!_a!!%");
        assert_eq!(contains(""), "%%");
    }
}
