//! Accounts, secrets and times to test with.

use crate::databases::Fixture;
use parley_domain::accounts::{
    CodeBinding, CodePurpose, NewUser, Origin, PasswordHash, Role, SecretHash, User, UserRepository,
};
use parley_protocol::{DisplayName, EmailAddress, MeetingCode, PhoneNumber, Timestamp, Username};

/// A moment of 2026: large enough for a big integer only.
pub(crate) const START: Timestamp = Timestamp(1_790_000_000_000);

pub(crate) fn after(seconds: u64) -> Timestamp {
    Timestamp(START.0 + seconds * 1000)
}

pub(crate) fn secret(number: u8) -> SecretHash {
    SecretHash([number; 32])
}

pub(crate) fn username(text: &str) -> Username {
    Username::new(text).unwrap()
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::new(text).unwrap()
}

pub(crate) fn origin(address: &str) -> Origin {
    Origin {
        device: "Firefox on Linux".to_owned(),
        address: address.to_owned(),
    }
}

/// A name of letters, distinct for each number.
fn letters(mut number: usize, count: usize) -> String {
    let alphabet: Vec<char> = "abcdefghjkmnpqrstuvwxyz".chars().collect();
    let mut text = String::new();
    for _ in 0..count {
        text.push(alphabet[number % alphabet.len()]);
        number /= alphabet.len();
    }
    text
}

pub(crate) fn code(number: usize) -> MeetingCode {
    MeetingCode::from_typed(&letters(number, 10)).unwrap()
}

pub(crate) fn new_user(number: usize, name: &str, username: &str, email: &str) -> NewUser {
    NewUser {
        full_name: DisplayName::new(name).unwrap(),
        username: Username::new(username).unwrap(),
        email: EmailAddress::new(email).unwrap(),
        phone: Some(PhoneNumber::new("+442079460958").unwrap()),
        password: PasswordHash(format!("$argon2id$v=19$m=19456,t=2,p=1$salt$hash{number}")),
        role: Role::Member,
        personal_code: code(number),
        created_at: START,
    }
}

pub(crate) async fn ines(fixture: &Fixture) -> User {
    let user = new_user(0, "Inês Moreau", "Ines.Moreau", "Ines@Example.org");
    fixture.database.users().add(user).await.unwrap()
}

pub(crate) async fn wei(fixture: &Fixture) -> User {
    let user = new_user(1, "Wei Chen", "wei", "wei@example.org");
    fixture.database.users().add(user).await.unwrap()
}

pub(crate) fn binding(purpose: CodePurpose, address: &str, flow: u8) -> CodeBinding {
    CodeBinding {
        purpose,
        address: address.to_owned(),
        flow: secret(flow),
    }
}
