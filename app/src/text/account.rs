//! The sentences of the forms around accounts.

use crate::error::{AccountField, AccountProblem, FieldProblem};

const PICTURE_KIND: &str = "Choose a JPEG, PNG or WebP picture.";
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// What is said under a field, or above the form.
pub fn field_problem(problem: &FieldProblem) -> String {
    let field = problem.field;
    let words = match &problem.problem {
        AccountProblem::Empty => empty(field),
        AccountProblem::Form => form(field),
        AccountProblem::TooShort => "Use at least 10 characters.",
        AccountProblem::TooLong => too_long(field),
        AccountProblem::Easy => "This password is easy to guess. Add another word.",
        AccountProblem::Known => "This password has appeared in a data leak. Choose another.",
        AccountProblem::Differs => "The passwords do not match.",
        AccountProblem::UsernameTaken(Some(free)) => {
            return format!("This username is taken. Try {free}.");
        }
        AccountProblem::UsernameTaken(None) => "This username is taken. Try another.",
        AccountProblem::EmailTaken => "An account with this email exists. Sign in instead.",
        AccountProblem::Wrong => wrong(field),
        AccountProblem::CodeExpired => "That code has expired. Send a new one.",
        AccountProblem::Refused => {
            "That did not work. The email, username or password is not right. Please try again."
        }
        AccountProblem::Suspended => {
            "This account is suspended. Contact the administrator of this server."
        }
        AccountProblem::NotBegun => "This took too long. Start again.",
        AccountProblem::NeedsScript => "Changing this needs JavaScript. Nothing was saved.",
    };
    words.to_owned()
}

/// How long to wait after too many attempts.
pub fn too_often(seconds: u64) -> String {
    let (count, unit) = if seconds < MINUTE {
        (seconds.max(1), "second")
    } else if seconds <= 2 * HOUR - MINUTE {
        (seconds.div_ceil(MINUTE), "minute")
    } else {
        (seconds.div_ceil(HOUR), "hour")
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("Too many attempts. Try again in {count} {unit}{plural}.")
}

fn empty(field: AccountField) -> &'static str {
    match field {
        AccountField::Identifier => "Enter your email or username.",
        AccountField::FullName => "Enter your full name.",
        AccountField::Username => "Enter a username.",
        AccountField::Email => "Enter your email.",
        AccountField::Phone => "Enter your phone number.",
        AccountField::Password | AccountField::ConfirmPassword => "Enter a password.",
        AccountField::CurrentPassword => "Enter your current password.",
        AccountField::Code => "Enter all 6 digits.",
        AccountField::Picture => PICTURE_KIND,
        AccountField::Whole => super::SERVER_ERROR,
    }
}

fn form(field: AccountField) -> &'static str {
    match field {
        AccountField::Username => {
            "Use 3 to 32 letters, numbers, dots or dashes, starting with a letter."
        }
        AccountField::Email => "This does not look like an email. Check for a missing @ or dot.",
        AccountField::Phone => "Start with + and the country code, for example +44 20 7946 0958.",
        AccountField::Code => "Enter all 6 digits.",
        AccountField::Picture => PICTURE_KIND,
        AccountField::Identifier
        | AccountField::FullName
        | AccountField::Password
        | AccountField::ConfirmPassword
        | AccountField::CurrentPassword
        | AccountField::Whole => super::SERVER_ERROR,
    }
}

fn too_long(field: AccountField) -> &'static str {
    match field {
        AccountField::Password
        | AccountField::ConfirmPassword
        | AccountField::CurrentPassword
        | AccountField::Identifier => "Use 256 characters or fewer.",
        AccountField::Picture => "The picture is larger than 5 MB.",
        AccountField::FullName
        | AccountField::Username
        | AccountField::Email
        | AccountField::Phone
        | AccountField::Code
        | AccountField::Whole => "Use 80 characters or fewer.",
    }
}

fn wrong(field: AccountField) -> &'static str {
    if field == AccountField::CurrentPassword {
        "This is not your current password."
    } else {
        "That code is not right. Check the email and try again."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_contract() {
        let words =
            |field, problem: AccountProblem| field_problem(&FieldProblem::new(field, problem));
        for (field, problem, expected) in [
            (
                AccountField::FullName,
                AccountProblem::TooLong,
                "Use 80 characters or fewer.",
            ),
            (
                AccountField::Password,
                AccountProblem::TooShort,
                "Use at least 10 characters.",
            ),
            (
                AccountField::CurrentPassword,
                AccountProblem::Wrong,
                "This is not your current password.",
            ),
            (
                AccountField::Picture,
                AccountProblem::Form,
                "Choose a JPEG, PNG or WebP picture.",
            ),
            (
                AccountField::Picture,
                AccountProblem::TooLong,
                "The picture is larger than 5 MB.",
            ),
            (
                AccountField::Code,
                AccountProblem::Form,
                "Enter all 6 digits.",
            ),
        ] {
            assert_eq!(words(field, problem), expected);
        }
        let taken = AccountProblem::UsernameTaken(Some("ines2".to_owned()));
        assert_eq!(
            words(AccountField::Username, taken),
            "This username is taken. Try ines2."
        );
    }

    #[test]
    fn a_wait_is_said_in_the_unit_that_is_of_use() {
        assert_eq!(too_often(3), "Too many attempts. Try again in 3 seconds.");
        assert_eq!(too_often(60), "Too many attempts. Try again in 1 minute.");
        assert_eq!(too_often(61), "Too many attempts. Try again in 2 minutes.");
        for (seconds, wait) in [
            (2 * HOUR - 61, "119 minutes"),
            (2 * HOUR - 59, "2 hours"),
            (2 * HOUR, "2 hours"),
            (2 * HOUR + 1, "3 hours"),
            (24 * HOUR, "24 hours"),
        ] {
            let said = format!("Too many attempts. Try again in {wait}.");
            assert_eq!(too_often(seconds), said);
        }
    }
}
