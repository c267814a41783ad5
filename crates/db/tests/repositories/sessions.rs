//! Sessions.

use crate::{
    accounts::{after, ines, origin, secret, wei},
    databases::Fixture,
};
use parley_domain::{
    RepositoryError,
    accounts::{
        NewSession, Origin, Session, SessionId, SessionRepository, Standing, User, UserRepository,
    },
};

on_every_database!(
    a_session_is_found_by_its_secret_and_by_nothing_else,
    the_last_used_comes_first,
    sessions_end_one_by_one_or_all_but_one_and_only_of_their_account,
    t035_old_sessions_are_forgotten,
    a_very_long_origin_is_cut,
    t054_of_many_sessions_those_that_are_alive_are_found_at_once,
);

fn new(user: &User, number: u8) -> NewSession {
    NewSession {
        user: user.id,
        secret: secret(number),
        origin: origin("192.0.2.1"),
        keep: number % 2 == 1,
        created_at: after(u64::from(number)),
    }
}

pub(crate) async fn add(fixture: &Fixture, user: &User, number: u8) -> Session {
    let sessions = fixture.database.sessions();
    sessions.add(new(user, number)).await.unwrap()
}

async fn a_session_is_found_by_its_secret_and_by_nothing_else(fixture: &Fixture) {
    let sessions = fixture.database.sessions();
    let ines = ines(fixture).await;
    let session = add(fixture, &ines, 1).await;
    assert_eq!(session.last_used_at, session.created_at);
    assert!(session.keep);
    let found = sessions.find(secret(1)).await.unwrap();
    assert_eq!(found, Some(session));
    assert_eq!(sessions.find(secret(2)).await.unwrap(), None);
    let again = sessions.add(new(&ines, 1)).await;
    assert!(matches!(again, Err(RepositoryError::Conflict)));
}

async fn the_last_used_comes_first(fixture: &Fixture) {
    let sessions = fixture.database.sessions();
    let ines = ines(fixture).await;
    let mut first = add(fixture, &ines, 1).await;
    let second = add(fixture, &ines, 2).await;
    let elsewhere = origin("2001:db8::1");
    sessions
        .touch(first.id, &elsewhere, after(9))
        .await
        .unwrap();
    first.origin = elsewhere;
    first.last_used_at = after(9);
    let listed = sessions.list(ines.id).await.unwrap();
    assert_eq!(listed, vec![first, second]);
}

async fn sessions_end_one_by_one_or_all_but_one_and_only_of_their_account(fixture: &Fixture) {
    let sessions = fixture.database.sessions();
    let ines = ines(fixture).await;
    let wei = wei(fixture).await;
    let theirs = add(fixture, &wei, 9).await;
    let mut mine = Vec::new();
    for number in 1..=4 {
        mine.push(add(fixture, &ines, number).await.id);
    }
    assert!(!sessions.remove(ines.id, theirs.id).await.unwrap());
    assert!(sessions.remove(ines.id, mine[0]).await.unwrap());
    assert!(!sessions.remove(ines.id, mine[0]).await.unwrap());
    let ended = sessions.remove_all(ines.id, Some(mine[1])).await.unwrap();
    assert_eq!(ended, vec![mine[2], mine[3]]);
    let left = sessions.list(ines.id).await.unwrap();
    assert_eq!((left.len(), left[0].id), (1, mine[1]));
    let ended = sessions.remove_all(ines.id, None).await.unwrap();
    assert_eq!(ended, vec![mine[1]]);
    let ended = sessions.remove_all(ines.id, None).await.unwrap();
    assert_eq!(ended, Vec::new());
    assert_eq!(sessions.list(wei.id).await.unwrap(), vec![theirs]);
}

async fn t035_old_sessions_are_forgotten(fixture: &Fixture) {
    let sessions = fixture.database.sessions();
    let ines = ines(fixture).await;
    let begun_long_ago = add(fixture, &ines, 1).await;
    add(fixture, &ines, 20).await; // was not used since
    let fresh = add(fixture, &ines, 30).await;
    let here = origin("192.0.2.1");
    for id in [begun_long_ago.id, fresh.id] {
        sessions.touch(id, &here, after(100)).await.unwrap();
    }
    assert_eq!(sessions.prune(after(50), after(10)).await.unwrap(), 2);
    let left = sessions.list(ines.id).await.unwrap();
    assert_eq!((left.len(), left[0].id), (1, fresh.id));
}

async fn a_very_long_origin_is_cut(fixture: &Fixture) {
    let sessions = fixture.database.sessions();
    let mut new = new(&ines(fixture).await, 1);
    new.origin = Origin {
        device: "é".repeat(1000),
        address: "9".repeat(1000),
    };
    let session = sessions.add(new).await.unwrap();
    assert_eq!(session.origin.device, "é".repeat(120));
    assert_eq!(session.origin.address.len(), 64);
}

async fn t054_of_many_sessions_those_that_are_alive_are_found_at_once(fixture: &Fixture) {
    let sessions = fixture.database.sessions();
    let (ines, wei) = (ines(fixture).await, wei(fixture).await);
    let old = add(fixture, &ines, 10).await.id;
    let fresh = add(fixture, &ines, 20).await.id;
    let theirs = add(fixture, &wei, 30).await.id;
    let mut ids = vec![old, fresh, theirs];
    let alive = async |ids: &[SessionId], used, begun| {
        let mut alive = sessions
            .alive(ids, after(used), after(begun))
            .await
            .unwrap();
        alive.sort();
        alive
    };
    assert_eq!(alive(&ids, 10, 10).await, ids);
    assert_eq!(alive(&ids, 11, 0).await, vec![fresh, theirs]);
    assert_eq!(alive(&ids, 0, 21).await, vec![theirs]);
    assert_eq!(alive(&ids[1..2], 0, 0).await, vec![fresh]);
    assert_eq!(alive(&[], 0, 0).await, Vec::new());
    let users = fixture.database.users();
    let away = users.set_standing(wei.id, Standing::Suspended(true), None);
    assert!(away.await.unwrap());
    assert!(sessions.remove(ines.id, old).await.unwrap());
    // As many as a busy server has.
    ids.extend((1_000_000..1_005_000).map(SessionId));
    assert_eq!(alive(&ids, 0, 0).await, vec![fresh]);
}
