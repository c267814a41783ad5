//! Mails that wait, and the audit log.

use crate::{
    accounts::{after, ines, origin, wei},
    databases::Fixture,
};
use parley_domain::accounts::{AuditEvent, AuditKind, AuditRepository, OutboxRepository};

on_every_database!(
    mails_come_oldest_first_when_they_are_due,
    a_mail_is_kept_byte_by_byte,
    the_log_of_an_account_comes_newest_first,
);

async fn mails_come_oldest_first_when_they_are_due(fixture: &Fixture) {
    let outbox = fixture.database.outbox();
    outbox.add(vec![1], after(0)).await.unwrap();
    outbox.add(vec![2], after(1)).await.unwrap();
    outbox.add(vec![3], after(100)).await.unwrap();
    let due = outbox.due(after(10), 10).await.unwrap();
    assert_eq!(due.len(), 2);
    assert_eq!((&due[0].sealed, due[0].tries), (&vec![1], 0));
    assert_eq!(outbox.due(after(10), 1).await.unwrap(), due[..1]);
    outbox.put_off(due[0].id, after(20)).await.unwrap();
    assert_eq!(outbox.due(after(10), 10).await.unwrap(), due[1..]);
    let again = outbox.due(after(20), 10).await.unwrap();
    assert_eq!((again[0].id, again[0].tries), (due[0].id, 1));
    outbox.remove(due[0].id).await.unwrap();
    outbox.remove(due[0].id).await.unwrap();
    assert_eq!(outbox.due(after(20), 10).await.unwrap(), due[1..]);
}

async fn a_mail_is_kept_byte_by_byte(fixture: &Fixture) {
    let outbox = fixture.database.outbox();
    let sealed: Vec<u8> = (0..=u8::MAX).cycle().take(20_000).collect();
    outbox.add(sealed.clone(), after(0)).await.unwrap();
    let due = outbox.due(after(0), 1).await.unwrap();
    assert_eq!(due[0].sealed, sealed);
}

async fn the_log_of_an_account_comes_newest_first(fixture: &Fixture) {
    let audit = fixture.database.audit();
    let ines = ines(fixture).await;
    let wei = wei(fixture).await;
    let event = |user, kind, seconds| AuditEvent {
        user,
        kind,
        origin: origin("192.0.2.1"),
        at: after(seconds),
    };
    let first = event(ines.id, AuditKind::Registered, 1);
    let second = event(ines.id, AuditKind::SignInFailed, 2);
    let third = event(ines.id, AuditKind::RoleChanged, 2);
    let other = event(wei.id, AuditKind::SignedIn, 3);
    for event in [&first, &second, &third, &other] {
        audit.add(event.clone()).await.unwrap();
    }
    let listed = audit.list(ines.id, 10).await.unwrap();
    assert_eq!(listed, vec![third.clone(), second, first]);
    assert_eq!(audit.list(ines.id, 1).await.unwrap(), vec![third]);
    assert_eq!(audit.list(wei.id, 9).await.unwrap(), vec![other]);
}
