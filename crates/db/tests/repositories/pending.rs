//! Registrations that wait for their code, and failed sign-ins.

use crate::{
    accounts::{after, email, secret, username},
    databases::Fixture,
};
use parley_domain::accounts::{
    FailureRepository, Failures, PasswordHash, PendingRegistration, PendingRepository,
};
use parley_protocol::{DisplayName, PhoneNumber};
use std::sync::Arc;
use tokio::task::JoinSet;

on_every_database!(
    a_browser_has_one_registration_and_the_last_counts,
    old_registrations_are_forgotten,
    failures_count_in_a_row_until_they_are_cleared,
    fifty_failures_at_once_are_fifty,
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

async fn failures_count_in_a_row_until_they_are_cleared(fixture: &Fixture) {
    let failures = fixture.database.failures();
    let none = failures.failures(secret(1)).await.unwrap();
    assert_eq!(none, Failures::default());
    failures.add(secret(1), after(1)).await.unwrap();
    failures.add(secret(1), after(2)).await.unwrap();
    failures.add(secret(2), after(3)).await.unwrap();
    let two = Failures {
        in_a_row: 2,
        last: Some(after(2)),
    };
    assert_eq!(failures.failures(secret(1)).await.unwrap(), two);
    failures.clear(secret(1)).await.unwrap();
    assert_eq!(failures.failures(secret(1)).await.unwrap(), none);
    assert_eq!(failures.failures(secret(2)).await.unwrap().in_a_row, 1);
    assert_eq!(failures.prune(after(3)).await.unwrap(), 0);
    assert_eq!(failures.prune(after(4)).await.unwrap(), 1);
}

async fn fifty_failures_at_once_are_fifty(fixture: &Fixture) {
    let failures = Arc::new(fixture.database.failures());
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let failures = Arc::clone(&failures);
        tasks.spawn(async move { failures.add(secret(1), after(1)).await.unwrap() });
    }
    tasks.join_all().await;
    assert_eq!(failures.failures(secret(1)).await.unwrap().in_a_row, 50);
}
