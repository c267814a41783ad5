//! What admins do and see beyond single accounts, and sessions that end elsewhere.

use crate::support::*;
use parley_domain::accounts::*;

async fn admin(house: &House, name: &str) -> User {
    let user = house.member(name).await;
    let made = house.accounts.set_role(None, user.id, Role::Admin).await;
    made.unwrap();
    user
}

#[tokio::test]
async fn an_admin_ends_the_sessions_of_an_account_that_stays_as_it_is() {
    let house = House::new();
    let ines = house.member("ines").await;
    let boss = admin(&house, "boss").await;
    let (first, secret) = house.enter("ines").await;
    let (second, _) = house.enter("ines").await;
    let (who, _) = house.enter("boss").await;
    let ended = house.accounts.end_sessions(Some(&who), ines.id).await;
    assert_eq!(ended.unwrap(), 2);
    let told = house.outside.ended.lock().unwrap().clone();
    assert_eq!(told, vec![first.session.id, second.session.id]);
    let now = house.accounts.signed_in(&secret, &here()).await.unwrap();
    assert_eq!(now, None);
    let (back, _) = house.enter("ines").await;
    assert_eq!(back.user.role, Role::Member);
    let log = house.accounts.own_audit(&back, 10).await.unwrap();
    let event = log
        .iter()
        .find(|event| event.kind == AuditKind::SessionsEnded);
    assert_eq!(event.unwrap().by, Some(boss.id));
}

#[tokio::test]
async fn t083_only_an_admin_ends_the_sessions_of_others_and_reads_the_log() {
    let house = House::new();
    house.member("ines").await;
    let boss = admin(&house, "boss").await;
    let (member, _) = house.enter("ines").await;
    let (who, _) = house.enter("boss").await;
    let denied = house.accounts.end_sessions(Some(&member), boss.id).await;
    assert!(matches!(denied, Err(AccountsError::NotAllowed)));
    let own = house.accounts.end_sessions(Some(&who), boss.id).await;
    assert!(matches!(own, Err(AccountsError::NotAllowed)));
    assert!(house.outside.ended.lock().unwrap().is_empty());
    let denied = house.accounts.audit(&member, "", 0, 10).await;
    assert!(matches!(denied, Err(AccountsError::NotAllowed)));
    let (entries, total) = house.accounts.audit(&who, "", 0, 10).await.unwrap();
    assert_eq!(entries.len() as u64, total);
    assert_eq!(entries[0].event.kind, AuditKind::SignedIn);
    assert_eq!(entries[0].about.as_str(), "boss");
    let nobody = house.accounts.end_sessions(Some(&who), UserId(999)).await;
    assert_eq!(nobody.unwrap(), 0, "there is no such account");
}

#[tokio::test]
async fn t083_a_meeting_that_an_admin_ended_is_noted_with_its_owner() {
    let house = House::new();
    let ines = house.member("ines").await;
    let boss = admin(&house, "boss").await;
    let (member, _) = house.enter("ines").await;
    let (who, _) = house.enter("boss").await;
    let accounts = &house.accounts;
    let denied = accounts.note_meeting_ended(&member, Some(ines.id)).await;
    assert!(matches!(denied, Err(AccountsError::NotAllowed)));
    accounts
        .note_meeting_ended(&who, Some(ines.id))
        .await
        .unwrap();
    accounts.note_meeting_ended(&who, None).await.unwrap();
    let ended = async |who: &SignedIn| -> Vec<Option<UserId>> {
        let log = accounts.own_audit(who, 20).await.unwrap().into_iter();
        log.filter(|event| event.kind == AuditKind::MeetingEnded)
            .map(|event| event.by)
            .collect()
    };
    assert_eq!(ended(&member).await, [Some(boss.id)]);
    assert_eq!(ended(&who).await, [None]);
}

#[tokio::test]
async fn who_is_no_admin_any_more_changes_nobody_also_in_a_request_that_is_on_its_way() {
    let house = House::new();
    for name in ["boss", "chief"] {
        admin(&house, name).await;
    }
    let (boss, _) = house.enter("boss").await;
    let (chief, _) = house.enter("chief").await;
    let accounts = &house.accounts;
    let demoted = accounts.set_role(Some(&boss), chief.user.id, Role::Member);
    demoted.await.unwrap();
    // As it was looked up before.
    assert_eq!(chief.user.role, Role::Admin);
    let denied = |outcome| matches!(outcome, Err(AccountsError::NotAllowed));
    let (by, id) = (Some(&chief), boss.user.id);
    assert!(denied(accounts.set_role(by, id, Role::Member).await));
    assert!(denied(accounts.set_suspended(by, id, true).await));
    let stays = accounts.find_user("boss").await.unwrap().unwrap();
    assert_eq!((stays.role, stays.suspended), (Role::Admin, false));
    let log = accounts.own_audit(&boss, 9).await.unwrap();
    assert!(log.iter().all(|event| event.by.is_none()), "{log:?}");
    // The command line may do everything, also when nobody is left.
    accounts.set_suspended(None, id, true).await.unwrap();
}

#[tokio::test]
async fn t054_sessions_that_ended_elsewhere_are_over() {
    let house = House::new();
    let ines = house.member("ines").await;
    let wei = house.member("wei").await;
    let (kept, _) = house.enter("ines").await;
    let (removed, _) = house.enter("ines").await;
    let (suspended, _) = house.enter("wei").await;
    let ids = [kept.session.id, removed.session.id, suspended.session.id];
    assert_eq!(house.accounts.over(&ids).await.unwrap(), Vec::new());
    // As another process does it, which tells this one nothing.
    let sessions: &dyn SessionRepository = &*house.memory;
    sessions.remove(ines.id, removed.session.id).await.unwrap();
    let users: &dyn UserRepository = &*house.memory;
    let away = users.set_standing(wei.id, Standing::Suspended(true), None);
    assert!(away.await.unwrap());
    let over = house.accounts.over(&ids).await.unwrap();
    assert_eq!(over, vec![removed.session.id, suspended.session.id]);
}

#[tokio::test]
async fn t035_t054_a_session_is_over_by_its_age_in_the_same_moment_for_pages_and_sockets() {
    let house = House::new();
    house.member("ines").await;
    let (idle, _) = house.enter("ines").await;
    let ids = [idle.session.id];
    house.pass(SESSION_IDLE - 1);
    assert_eq!(house.accounts.over(&ids).await.unwrap(), Vec::new());
    house.pass(1);
    assert_eq!(house.accounts.over(&ids).await.unwrap(), ids);
    let (used, secret) = house.enter("ines").await;
    let ids = [used.session.id];
    for _ in 0..3 {
        house.pass(SESSION_LONGEST / 3 - 1);
        let there = house.accounts.signed_in(&secret, &here()).await;
        assert!(there.unwrap().is_some());
    }
    house.pass(2);
    assert_eq!(house.accounts.over(&ids).await.unwrap(), Vec::new());
    house.pass(1);
    assert_eq!(house.accounts.over(&ids).await.unwrap(), ids);
    let there = house.accounts.signed_in(&secret, &here()).await;
    assert_eq!(there.unwrap(), None);
}

#[tokio::test]
async fn the_log_is_kept_for_a_year() {
    let house = House::new();
    house.member("ines").await;
    let kinds = || {
        let events = house.memory.events.lock().unwrap();
        events.iter().map(|event| event.kind).collect::<Vec<_>>()
    };
    house.pass(AUDIT_KEPT);
    house.accounts.prune().await.unwrap();
    assert_eq!(kinds(), [AuditKind::Registered]);
    house.enter("ines").await;
    house.pass(1);
    house.accounts.prune().await.unwrap();
    assert_eq!(kinds(), [AuditKind::SignedIn]);
}
