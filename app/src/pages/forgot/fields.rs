//! What is typed to reset a password, and its rules.

use crate::{
    error::{AccountField, AccountProblem, FieldProblem},
    pages::register::fields::confirm_problem,
};
use parley_protocol::{OneTimeCode, Password};

/// What is wrong with the name.
pub(super) fn identifier(typed: &str) -> Option<AccountProblem> {
    typed.trim().is_empty().then_some(AccountProblem::Empty)
}

/// What is wrong with the first form.
pub(super) fn request(typed: &str) -> Vec<FieldProblem> {
    let problem = identifier(typed);
    let found = problem.map(|problem| FieldProblem::new(AccountField::Identifier, problem));
    found.into_iter().collect()
}

/// The second form, checked.
pub(super) fn checked(
    code: &str,
    password: &str,
    confirm: &str,
) -> Result<(OneTimeCode, Password), Vec<FieldProblem>> {
    let (code, new) = (OneTimeCode::new(code), Password::new(password));
    let confirm = confirm_problem(password, confirm);
    match (code, new, confirm) {
        (Ok(code), Ok(password), None) => Ok((code, password)),
        (code, password, confirm) => Err([
            (AccountField::Code, code.err().map(Into::into)),
            (AccountField::Password, password.err().map(Into::into)),
            (AccountField::ConfirmPassword, confirm),
        ]
        .into_iter()
        .filter_map(|(field, problem)| Some(FieldProblem::new(field, problem?)))
        .collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_must_be_typed() {
        assert_eq!(request("ines"), []);
        let empty = FieldProblem::new(AccountField::Identifier, AccountProblem::Empty);
        assert_eq!(request("  "), [empty]);
    }

    #[test]
    fn each_field_is_judged() {
        assert!(checked("123456", "kettle-harbour-9", "kettle-harbour-9").is_ok());
        let problems = checked("123", "short", "other").unwrap_err();
        assert_eq!(
            problems,
            [
                FieldProblem::new(AccountField::Code, AccountProblem::Form),
                FieldProblem::new(AccountField::Password, AccountProblem::TooShort),
                FieldProblem::new(AccountField::ConfirmPassword, AccountProblem::Differs),
            ]
        );
    }
}
