//! Mails that wait, and the audit log.

use crate::{
    accounts::{after, ines, origin, wei},
    databases::Fixture,
};
use parley_domain::accounts::{
    AuditEvent, AuditKind, AuditRepository, MailQueue, OutboxRepository,
};

on_every_database!(
    mails_come_oldest_first_when_they_are_due,
    a_mail_is_kept_byte_by_byte,
    the_log_of_an_account_comes_newest_first,
    the_queue_says_how_many_mails_wait_and_since_when,
    admins_read_the_log_page_by_page_and_by_person,
    what_happened_long_ago_is_forgotten,
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
        by: None,
        origin: origin("192.0.2.1"),
        at: after(seconds),
    };
    let first = event(ines.id, AuditKind::Registered, 1);
    let second = event(ines.id, AuditKind::SignInFailed, 2);
    let third = event(ines.id, AuditKind::RoleChanged, 2);
    let other = event(wei.id, AuditKind::MeetingEnded, 3);
    for event in [&first, &second, &third, &other] {
        audit.add(event.clone()).await.unwrap();
    }
    let listed = audit.list(ines.id, 10).await.unwrap();
    assert_eq!(listed, vec![third.clone(), second, first]);
    assert_eq!(audit.list(ines.id, 1).await.unwrap(), vec![third]);
    assert_eq!(audit.list(wei.id, 9).await.unwrap(), vec![other]);
}

async fn the_queue_says_how_many_mails_wait_and_since_when(fixture: &Fixture) {
    let outbox = fixture.database.outbox();
    assert_eq!(outbox.queue().await.unwrap(), MailQueue::default());
    outbox.add(vec![1], after(3)).await.unwrap();
    outbox.add(vec![2], after(5)).await.unwrap();
    let first = outbox.due(after(9), 1).await.unwrap().remove(0);
    outbox.put_off(first.id, after(100)).await.unwrap();
    let queue = outbox.queue().await.unwrap();
    assert_eq!((queue.waiting, queue.oldest), (2, Some(after(3))));
    outbox.remove(first.id).await.unwrap();
    let queue = outbox.queue().await.unwrap();
    assert_eq!((queue.waiting, queue.oldest), (1, Some(after(5))));
}

async fn admins_read_the_log_page_by_page_and_by_person(fixture: &Fixture) {
    let audit = fixture.database.audit();
    let (ines, wei) = (ines(fixture).await, wei(fixture).await);
    let event = |user, kind, by, seconds| AuditEvent {
        user,
        kind,
        by,
        origin: origin("192.0.2.1"),
        at: after(seconds),
    };
    let signed_in = event(wei.id, AuditKind::SignedIn, None, 1);
    let ended = event(wei.id, AuditKind::SessionsEnded, Some(ines.id), 2);
    let other = event(ines.id, AuditKind::SignedOut, None, 3);
    for event in [&signed_in, &ended, &other] {
        audit.add(event.clone()).await.unwrap();
    }
    let (entries, total) = audit.search("", 0, 2).await.unwrap();
    assert_eq!((entries.len(), total), (2, 3));
    assert_eq!((&entries[0].event, &entries[1].event), (&other, &ended));
    assert_eq!((&entries[0].about, &entries[0].by), (&ines.username, &None));
    assert_eq!(entries[1].about, wei.username);
    assert_eq!(entries[1].by.as_ref(), Some(&ines.username));
    let (rest, total) = audit.search("", 2, 2).await.unwrap();
    assert_eq!((rest.len(), total), (1, 3));
    assert_eq!(rest[0].event, signed_in);
    let (of_wei, total) = audit.search("WEI", 0, 9).await.unwrap();
    assert_eq!((of_wei.len(), total), (2, 2));
    // What she did as an admin is found by her name too.
    let (of_ines, _) = audit.search("inês", 0, 9).await.unwrap();
    let of_ines: Vec<_> = of_ines.into_iter().map(|entry| entry.event).collect();
    assert_eq!(of_ines, vec![other, ended]);
    assert_eq!(audit.search("100%", 0, 9).await.unwrap(), (Vec::new(), 0));
}

async fn what_happened_long_ago_is_forgotten(fixture: &Fixture) {
    let audit = fixture.database.audit();
    let ines = ines(fixture).await;
    for seconds in [1, 2, 3] {
        let event = AuditEvent {
            user: ines.id,
            kind: AuditKind::SignedIn,
            by: None,
            origin: origin("192.0.2.1"),
            at: after(seconds),
        };
        audit.add(event).await.unwrap();
    }
    assert_eq!(audit.prune(after(3)).await.unwrap(), 2);
    let kept = audit.list(ines.id, 9).await.unwrap();
    let kept: Vec<_> = kept.into_iter().map(|event| event.at).collect();
    assert_eq!(kept, [after(3)]);
    assert_eq!(audit.prune(after(3)).await.unwrap(), 0);
}
