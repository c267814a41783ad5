//! What is typed about oneself, and its rules: the same in the browser and on the server.

use crate::{
    error::{AccountField, AccountProblem, AppError, FieldProblem},
    session::Viewer,
};
use parley_protocol::{DisplayName, EmailAddress, OneTimeCode, Password, PhoneNumber, Username};

const PROFILE: [AccountField; 4] = [
    AccountField::FullName,
    AccountField::Username,
    AccountField::Email,
    AccountField::Phone,
];
const PASSWORDS: [AccountField; 3] = [
    AccountField::CurrentPassword,
    AccountField::Password,
    AccountField::ConfirmPassword,
];

/// The profile's form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ProfileTyped {
    pub(super) full_name: String,
    pub(super) username: String,
    pub(super) email: String,
    pub(super) phone: String,
    /// An account that never had a number needs none.
    pub(super) phone_optional: bool,
}

impl ProfileTyped {
    /// What stands in the form at first.
    pub(super) fn of(viewer: &Viewer) -> Self {
        Self {
            full_name: viewer.full_name.clone(),
            username: viewer.username.clone(),
            email: viewer.email.clone(),
            phone: viewer.phone.clone().unwrap_or_default(),
            phone_optional: viewer.phone.is_none(),
        }
    }

    /// What is wrong with a field.
    pub(super) fn problem(&self, field: AccountField) -> Option<AccountProblem> {
        match field {
            AccountField::FullName => why(DisplayName::new(&self.full_name)),
            AccountField::Username => why(Username::new(&self.username)),
            AccountField::Email => why(EmailAddress::new(&self.email)),
            AccountField::Phone if self.has_no_phone() => None,
            AccountField::Phone => why(PhoneNumber::new(&self.phone)),
            AccountField::Whole
            | AccountField::Identifier
            | AccountField::Password
            | AccountField::ConfirmPassword
            | AccountField::CurrentPassword
            | AccountField::Code
            | AccountField::Picture => None,
        }
    }

    /// All that is wrong, in the order of the form.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        collect(PROFILE, |field| self.problem(field))
    }

    fn has_no_phone(&self) -> bool {
        self.phone_optional && self.phone.trim().is_empty()
    }

    /// The change for the server, and the address, which changes by a code alone.
    #[cfg(feature = "ssr")]
    pub(super) fn checked(
        &self,
    ) -> Result<(parley_domain::accounts::ProfileChange, EmailAddress), Vec<FieldProblem>> {
        let checked = || {
            let change = parley_domain::accounts::ProfileChange {
                full_name: DisplayName::new(&self.full_name).ok()?,
                username: Username::new(&self.username).ok()?,
                phone: if self.has_no_phone() {
                    None
                } else {
                    Some(PhoneNumber::new(&self.phone).ok()?)
                },
            };
            Some((change, EmailAddress::new(&self.email).ok()?))
        };
        checked().ok_or_else(|| self.problems())
    }
}

/// The password's form.
#[derive(Clone, Default)]
pub(super) struct PasswordsTyped {
    pub(super) current: String,
    pub(super) new: String,
    pub(super) confirm: String,
}

impl PasswordsTyped {
    /// What is wrong with a field. An old password may be shorter than a new one must be.
    pub(super) fn problem(&self, field: AccountField) -> Option<AccountProblem> {
        match field {
            AccountField::CurrentPassword => empty(&self.current),
            AccountField::Password => why(Password::new(&self.new)),
            AccountField::ConfirmPassword => empty(&self.confirm)
                .or_else(|| (self.confirm != self.new).then_some(AccountProblem::Differs)),
            AccountField::Whole
            | AccountField::Identifier
            | AccountField::FullName
            | AccountField::Username
            | AccountField::Email
            | AccountField::Phone
            | AccountField::Code
            | AccountField::Picture => None,
        }
    }

    /// All that is wrong, in the order of the form.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        collect(PASSWORDS, |field| self.problem(field))
    }
}

/// Whether a refusal is about what stands in the profile's form.
pub(super) fn is_about_profile(error: &AppError) -> bool {
    let mut problems = error.field_problems().iter();
    problems.any(|found| PROFILE.contains(&found.field))
}

/// What is wrong with the password that is asked for before the address changes.
pub(super) fn current_password(typed: &str) -> Vec<FieldProblem> {
    collect([AccountField::CurrentPassword], |_| empty(typed))
}

/// What is wrong with a code.
pub(super) fn code(typed: &str) -> Vec<FieldProblem> {
    collect([AccountField::Code], |_| why(OneTimeCode::new(typed)))
}

fn collect<const N: usize>(
    fields: [AccountField; N],
    problem: impl Fn(AccountField) -> Option<AccountProblem>,
) -> Vec<FieldProblem> {
    let found = fields
        .into_iter()
        .filter_map(|field| Some(FieldProblem::new(field, problem(field)?)));
    found.collect()
}

fn empty(typed: &str) -> Option<AccountProblem> {
    typed.is_empty().then_some(AccountProblem::Empty)
}

fn why<T, E: Into<AccountProblem>>(outcome: Result<T, E>) -> Option<AccountProblem> {
    outcome.err().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ines() -> ProfileTyped {
        ProfileTyped {
            full_name: "Ines Moreau".to_owned(),
            username: "ines".to_owned(),
            email: "ines@example.org".to_owned(),
            phone: "+442079460958".to_owned(),
            phone_optional: false,
        }
    }

    #[test]
    fn an_emptied_profile_says_so_of_each_field() {
        let problems = ProfileTyped::default().problems();
        let fields: Vec<AccountField> = problems.iter().map(|found| found.field).collect();
        assert_eq!(fields, PROFILE);
        assert_eq!(ines().problems(), []);
    }

    #[test]
    fn an_account_that_never_had_a_number_needs_none() {
        let without = ProfileTyped {
            phone: " ".to_owned(),
            phone_optional: true,
            ..ines()
        };
        assert_eq!(without.problems(), []);
        let wrong = ProfileTyped {
            phone: "12".to_owned(),
            ..without
        };
        assert_eq!(
            wrong.problem(AccountField::Phone),
            Some(AccountProblem::Form)
        );
    }

    #[test]
    fn a_new_password_is_typed_twice_and_the_old_one_is_not_measured() {
        let typed = PasswordsTyped {
            current: "short".to_owned(),
            new: "lantern-orchard-22".to_owned(),
            confirm: "lantern-orchard".to_owned(),
        };
        let differs = FieldProblem::new(AccountField::ConfirmPassword, AccountProblem::Differs);
        assert_eq!(typed.problems(), [differs]);
        let fields: Vec<AccountField> = PasswordsTyped::default()
            .problems()
            .iter()
            .map(|found| found.field)
            .collect();
        assert_eq!(fields, PASSWORDS);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn the_server_gets_what_passed_the_rules() {
        let (change, email) = ines().checked().unwrap();
        assert_eq!(change.username.as_str(), "ines");
        assert!(change.phone.is_some());
        assert_eq!(email.as_str(), "ines@example.org");
        assert!(ProfileTyped::default().checked().is_err());
        let without = ProfileTyped {
            email: "ines".to_owned(),
            ..ines()
        };
        let problem = FieldProblem::new(AccountField::Email, AccountProblem::Form);
        assert_eq!(without.checked(), Err(vec![problem]));
    }
}
