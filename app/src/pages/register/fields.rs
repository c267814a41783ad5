//! What is typed to make an account, and its rules: the same in the browser and on the server.

use super::phone::phone_number;
use crate::error::{AccountField, AccountProblem, FieldProblem};
use parley_protocol::{DisplayName, EmailAddress, Password, PhoneNumber, Username};

/// The fields that are checked, in the order of the form.
pub(super) const FIELDS: [AccountField; 6] = [
    AccountField::FullName,
    AccountField::Username,
    AccountField::Email,
    AccountField::Phone,
    AccountField::Password,
    AccountField::ConfirmPassword,
];

/// What is typed.
#[derive(Clone, Default)]
pub(super) struct Typed {
    pub(super) full_name: String,
    pub(super) username: String,
    pub(super) email: String,
    pub(super) country: String,
    pub(super) phone: String,
    pub(super) password: String,
    pub(super) confirm_password: String,
}

impl Typed {
    /// What is wrong with a field.
    pub(super) fn problem(&self, field: AccountField) -> Option<AccountProblem> {
        match field {
            AccountField::FullName => why(DisplayName::new(&self.full_name)),
            AccountField::Username => why(Username::new(&self.username)),
            AccountField::Email => why(EmailAddress::new(&self.email)),
            AccountField::Phone => why(PhoneNumber::new(&self.full_phone())),
            AccountField::Password => why(Password::new(&self.password)),
            AccountField::ConfirmPassword => {
                confirm_problem(&self.password, &self.confirm_password)
            }
            AccountField::Whole
            | AccountField::Identifier
            | AccountField::CurrentPassword
            | AccountField::Code
            | AccountField::Picture => None,
        }
    }

    /// All that is wrong, in the order of the form.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let found = FIELDS.into_iter().filter_map(|field| {
            let problem = self.problem(field)?;
            Some(FieldProblem::new(field, problem))
        });
        found.collect()
    }

    fn full_phone(&self) -> String {
        phone_number(&self.country, &self.phone)
    }

    /// The password, where it has the form of one, and what everybody knows of whose it is to be.
    #[cfg(feature = "ssr")]
    pub(super) fn password_to_judge(&self) -> Option<(Password, Vec<String>)> {
        let password = Password::new(&self.password).ok()?;
        let mut words = vec![self.full_name.clone(), self.username.clone()];
        if let Ok(email) = EmailAddress::new(&self.email) {
            words.push(email.local_part().to_owned());
        }
        Some((password, words))
    }

    /// The form for the server.
    #[cfg(feature = "ssr")]
    pub(super) fn checked(
        &self,
    ) -> Result<parley_domain::accounts::Registration, Vec<FieldProblem>> {
        let registration = || {
            Some(parley_domain::accounts::Registration {
                full_name: DisplayName::new(&self.full_name).ok()?,
                username: Username::new(&self.username).ok()?,
                email: EmailAddress::new(&self.email).ok()?,
                phone: PhoneNumber::new(&self.full_phone()).ok()?,
                password: Password::new(&self.password).ok()?,
            })
        };
        let problems = self.problems();
        registration()
            .filter(|_| problems.is_empty())
            .ok_or(problems)
    }
}

/// What is wrong with the second password.
pub(in crate::pages) fn confirm_problem(password: &str, confirm: &str) -> Option<AccountProblem> {
    if confirm.is_empty() {
        Some(AccountProblem::Empty)
    } else {
        (confirm != password).then_some(AccountProblem::Differs)
    }
}

fn why<T, E: Into<AccountProblem>>(outcome: Result<T, E>) -> Option<AccountProblem> {
    outcome.err().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ines() -> Typed {
        Typed {
            full_name: "Ines Moreau".to_owned(),
            username: "ines".to_owned(),
            email: "ines@example.org".to_owned(),
            country: "GB".to_owned(),
            phone: "020 7946 0958".to_owned(),
            password: "kettle-harbour-9".to_owned(),
            confirm_password: "kettle-harbour-9".to_owned(),
        }
    }

    #[test]
    fn an_empty_form_says_so_of_each_field() {
        let problems = Typed::default().problems();
        let fields: Vec<AccountField> = problems.iter().map(|found| found.field).collect();
        assert_eq!(fields, FIELDS);
        assert!(
            problems
                .iter()
                .all(|found| found.problem == AccountProblem::Empty)
        );
    }

    #[test]
    fn a_number_is_completed_by_the_country() {
        assert_eq!(ines().problems(), []);
        let without = Typed {
            country: String::new(),
            ..ines()
        };
        assert_eq!(
            without.problem(AccountField::Phone),
            Some(AccountProblem::Form)
        );
    }

    #[test]
    fn two_passwords_must_be_the_same() {
        let typed = Typed {
            confirm_password: "kettle-harbour".to_owned(),
            ..ines()
        };
        let differs = FieldProblem::new(AccountField::ConfirmPassword, AccountProblem::Differs);
        assert_eq!(typed.problems(), [differs]);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn the_server_gets_what_passed_the_rules() {
        let registration = ines().checked().unwrap();
        assert_eq!(registration.phone.as_str(), "+442079460958");
        assert!(Typed::default().checked().is_err());
    }
}
