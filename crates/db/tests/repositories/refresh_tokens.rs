//! Refresh tokens.

use crate::{
    accounts::{after, ines, secret},
    databases::Fixture,
    sessions,
};
use parley_db::StoredRefreshTokens;
use parley_domain::{
    RepositoryError,
    accounts::{RefreshTokenRepository, Session, SessionRepository, Taken},
};
use tokio::task::JoinSet;

on_every_database!(
    t075_a_token_is_fresh_once_and_known_for_ever_after,
    t075_a_token_is_taken_with_the_next_one_stored_or_not_at_all,
    t075_of_many_at_once_one_gets_it,
    tokens_go_with_their_session_and_none_is_added_afterwards,
    a_session_ends_while_its_tokens_are_taken,
);

const AT_ONCE: u8 = 20;

/// A session with the token 1.
async fn begin(fixture: &Fixture) -> (StoredRefreshTokens, Session) {
    let user = ines(fixture).await;
    let session = sessions::add(fixture, &user, 1).await;
    let tokens = fixture.database.refresh_tokens();
    let added = tokens.add(secret(1), session.id, after(1)).await;
    added.unwrap();
    (tokens, session)
}

async fn t075_a_token_is_fresh_once_and_known_for_ever_after(fixture: &Fixture) {
    let (tokens, session) = begin(fixture).await;
    let find = async |number| tokens.find(secret(number)).await.unwrap();
    let rotate = async |old, new| {
        let taken = tokens.rotate(secret(old), secret(new), after(5)).await;
        taken.unwrap()
    };
    assert_eq!(find(1).await, Taken::Fresh(session.id));
    assert_eq!(rotate(1, 2).await, Taken::Fresh(session.id));
    assert_eq!(find(1).await, Taken::Reused(session.id));
    assert_eq!(rotate(1, 3).await, Taken::Reused(session.id));
    assert_eq!(find(3).await, Taken::Unknown);
    assert_eq!(rotate(2, 4).await, Taken::Fresh(session.id));
    assert_eq!(find(4).await, Taken::Fresh(session.id));
    assert_eq!(rotate(1, 5).await, Taken::Reused(session.id));
    assert_eq!(rotate(9, 6).await, Taken::Unknown);
    assert_eq!(find(6).await, Taken::Unknown);
}

async fn t075_a_token_is_taken_with_the_next_one_stored_or_not_at_all(fixture: &Fixture) {
    let (tokens, session) = begin(fixture).await;
    let added = tokens.add(secret(2), session.id, after(2)).await;
    added.unwrap();
    let failed = tokens.rotate(secret(1), secret(2), after(5)).await;
    assert!(matches!(failed, Err(RepositoryError::Conflict)));
    let found = tokens.find(secret(1)).await.unwrap();
    assert_eq!(found, Taken::Fresh(session.id));
    let again = tokens.rotate(secret(1), secret(3), after(6)).await;
    assert_eq!(again.unwrap(), Taken::Fresh(session.id));
}

async fn t075_of_many_at_once_one_gets_it(fixture: &Fixture) {
    let (tokens, session) = begin(fixture).await;
    let mut tasks = JoinSet::new();
    for number in 0..AT_ONCE {
        let tokens = tokens.clone();
        tasks.spawn(async move {
            let new = secret(100 + number);
            tokens.rotate(secret(1), new, after(5)).await.unwrap()
        });
    }
    let taken = tasks.join_all().await;
    let count = |wanted: Taken| taken.iter().filter(|taken| **taken == wanted).count();
    assert_eq!(count(Taken::Fresh(session.id)), 1);
    assert_eq!(count(Taken::Reused(session.id)), taken.len() - 1);
    let mut stored = 0;
    for number in 0..AT_ONCE {
        let found = tokens.find(secret(100 + number)).await.unwrap();
        stored += usize::from(found == Taken::Fresh(session.id));
    }
    assert_eq!(stored, 1);
}

async fn tokens_go_with_their_session_and_none_is_added_afterwards(fixture: &Fixture) {
    let (tokens, session) = begin(fixture).await;
    let sessions = fixture.database.sessions();
    assert!(sessions.remove(session.user, session.id).await.unwrap());
    assert_eq!(tokens.find(secret(1)).await.unwrap(), Taken::Unknown);
    let taken = tokens.rotate(secret(1), secret(2), after(5)).await;
    assert_eq!(taken.unwrap(), Taken::Unknown);
    let added = tokens.add(secret(2), session.id, after(5)).await;
    assert!(matches!(added, Err(RepositoryError::Conflict)));
}

async fn a_session_ends_while_its_tokens_are_taken(fixture: &Fixture) {
    let (tokens, session) = begin(fixture).await;
    let sessions = fixture.database.sessions();
    let (user, id) = (session.user, session.id);
    let taking = async {
        let mut number = 1;
        while number < 50
            && tokens
                .rotate(secret(number), secret(number + 1), after(5))
                .await
                .unwrap()
                == Taken::Fresh(id)
        {
            number += 1;
        }
        number
    };
    let (ended, taken) = tokio::join!(sessions.remove(user, id), taking);
    assert!(ended.unwrap());
    for number in 1..=taken {
        let found = tokens.find(secret(number)).await.unwrap();
        assert_eq!(found, Taken::Unknown, "{number}");
    }
}
