//! Registrations that wait for their code.

use crate::{
    accounts::{after, email, secret, username},
    databases::Fixture,
};
use parley_domain::accounts::{PasswordHash, PendingRegistration, PendingRepository};
use parley_protocol::{DisplayName, PhoneNumber};

on_every_database!(
    a_browser_has_one_registration_and_the_last_counts,
    old_registrations_are_forgotten,
);

fn registration(flow: u8, seconds: u64) -> PendingRegistration {
    PendingRegistration {
        flow: secret(flow),
        full_name: DisplayName::new("Inês Moreau 李").unwrap(),
        username: username("Ines"),
        email: email("Ines@example.org"),
        phone: PhoneNumber::new("+442079460958").unwrap(),
        password: PasswordHash("$argon2id$x".to_owned()),
        proved: false,
        created_at: after(seconds),
    }
}

async fn a_browser_has_one_registration_and_the_last_counts(fixture: &Fixture) {
    let pending = fixture.database.pending();
    assert_eq!(pending.find(secret(1)).await.unwrap(), None);
    let mut mine = registration(1, 0);
    let other = registration(2, 0);
    pending.save(&mine).await.unwrap();
    pending.save(&other).await.unwrap();
    mine.username = username("ines2");
    mine.proved = true;
    mine.created_at = after(3);
    pending.save(&mine).await.unwrap();
    pending.save(&mine).await.unwrap();
    assert_eq!(pending.find(secret(1)).await.unwrap(), Some(mine));
    pending.remove(secret(1)).await.unwrap();
    assert_eq!(pending.find(secret(1)).await.unwrap(), None);
    assert_eq!(pending.find(secret(2)).await.unwrap(), Some(other));
}

async fn old_registrations_are_forgotten(fixture: &Fixture) {
    let pending = fixture.database.pending();
    pending.save(&registration(1, 0)).await.unwrap();
    pending.save(&registration(2, 10)).await.unwrap();
    assert_eq!(pending.prune(after(10)).await.unwrap(), 1);
    assert_eq!(pending.find(secret(1)).await.unwrap(), None);
    assert!(pending.find(secret(2)).await.unwrap().is_some());
}
