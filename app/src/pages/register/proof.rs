//! What is typed in the second step, and its rules.

use crate::error::{AccountField, FieldProblem};
use parley_protocol::{OneTimeCode, Username};

/// The code, and another username where the first one was taken.
pub(super) fn checked(
    code: &str,
    username: &str,
) -> Result<(OneTimeCode, Option<Username>), Vec<FieldProblem>> {
    let other = (!username.is_empty()).then(|| Username::new(username));
    match (OneTimeCode::new(code), other.transpose()) {
        (Ok(code), Ok(username)) => Ok((code, username)),
        (code, username) => {
            let code = code
                .err()
                .map(|error| FieldProblem::new(AccountField::Code, error));
            let username = username
                .err()
                .map(|error| FieldProblem::new(AccountField::Username, error));
            Err(code.into_iter().chain(username).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_username_is_sent_only_where_one_is_typed() {
        assert!(matches!(checked("123 456", ""), Ok((_, None))));
        let (_, username) = checked("123456", "ines2").unwrap();
        assert_eq!(username.unwrap().as_str(), "ines2");
    }

    #[test]
    fn both_fields_are_judged() {
        let problems = checked("123", "2").unwrap_err();
        let fields: Vec<AccountField> = problems.iter().map(|found| found.field).collect();
        assert_eq!(fields, [AccountField::Code, AccountField::Username]);
    }
}
