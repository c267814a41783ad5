//! Signing in without a browser (T-075).

use crate::support::*;
use parley_domain::accounts::*;
use std::sync::atomic::Ordering::SeqCst;

impl House {
    async fn tokens(&self, name: &str) -> Issued {
        let issued = self.accounts.issue_tokens(name, &good(), api()).await;
        issued.unwrap()
    }

    async fn refreshed(&self, token: &RefreshToken) -> Result<Issued, AccountsError> {
        self.accounts.refresh(token.expose(), &api()).await
    }

    async fn lives(&self, issued: &Issued) -> bool {
        let found = self.accounts.signed_in_by(issued.who.session.id).await;
        found.unwrap().is_some()
    }
}

fn api() -> Origin {
    Origin {
        device: "API client".to_owned(),
        address: "198.51.100.7".to_owned(),
    }
}

fn is_refused(outcome: &Result<Issued, AccountsError>) -> bool {
    matches!(outcome, Err(AccountsError::Refused))
}

#[tokio::test]
async fn a_client_signs_in_and_is_a_session_among_the_others() {
    let house = House::new();
    let user = house.member("ines").await;
    let (browser, _) = house.enter("ines").await;
    let issued = house.tokens("INES@example.org").await;
    let found = house.accounts.signed_in_by(issued.who.session.id).await;
    assert_eq!(found.unwrap().unwrap().user.id, user.id);
    let sessions = house.accounts.sessions(&browser).await.unwrap();
    let devices: Vec<_> = sessions.iter().map(|s| s.origin.device.as_str()).collect();
    assert_eq!(devices, ["API client", "Firefox on Linux"]);
}

#[tokio::test]
async fn t001_a_client_is_refused_as_a_browser_is() {
    let house = House::new();
    house.member("ines").await;
    for name in ["ines", "nobody"] {
        for _ in 0..3 {
            let wrong = password("wrong password");
            let tried = house.accounts.issue_tokens(name, &wrong, api()).await;
            assert!(is_refused(&tried), "{name}");
        }
        let tried = house.accounts.issue_tokens(name, &good(), api()).await;
        assert!(matches!(tried, Err(AccountsError::TooOften(_))), "t007");
    }
}

#[tokio::test]
async fn t075_every_refresh_gives_another_token_of_the_same_session() {
    let house = House::new();
    house.member("ines").await;
    let first = house.tokens("ines").await;
    let mut last = first.clone();
    for _ in 0..5 {
        house.pass(10 * MINUTE);
        let next = house.refreshed(&last.refresh_token).await.unwrap();
        assert_eq!(next.who.session.id, first.who.session.id);
        assert_ne!(next.refresh_token, last.refresh_token);
        last = next;
    }
    assert_eq!(last.refresh_token.expose().len(), 64);
}

#[tokio::test]
async fn t075_a_refresh_token_that_comes_twice_ends_the_whole_family_and_nothing_else() {
    let house = House::new();
    house.member("ines").await;
    let (stolen, other) = (house.tokens("ines").await, house.tokens("ines").await);
    let thief = house.refreshed(&stolen.refresh_token).await.unwrap();
    let later = house.refreshed(&thief.refresh_token).await.unwrap();
    // Now the owner comes with the copy that the thief was faster with.
    assert!(is_refused(&house.refreshed(&stolen.refresh_token).await));
    assert!(is_refused(&house.refreshed(&later.refresh_token).await));
    assert!(!house.lives(&stolen).await);
    assert!(house.lives(&other).await);
    let ended = house.outside.ended.lock().unwrap().clone();
    assert_eq!(ended, [stolen.who.session.id], "its sockets close");
    house.refreshed(&other.refresh_token).await.unwrap();
    let events = house.memory.events.lock().unwrap();
    let reused = events
        .iter()
        .filter(|event| event.kind == AuditKind::TokenReused);
    assert_eq!(reused.count(), 1);
}

#[tokio::test]
async fn t075_a_token_works_again_when_the_next_one_could_not_be_stored() {
    let house = House::new();
    house.member("ines").await;
    let first = house.tokens("ines").await;
    house.refresh_tokens.fails_once.store(true, SeqCst);
    let failed = house.refreshed(&first.refresh_token).await;
    assert!(matches!(failed, Err(AccountsError::Repository(_))));
    let next = house.refreshed(&first.refresh_token).await.unwrap();
    assert!(house.lives(&first).await);
    house.refreshed(&next.refresh_token).await.unwrap();
    assert!(is_refused(&house.refreshed(&first.refresh_token).await));
    assert!(!house.lives(&first).await);
}

#[tokio::test]
async fn t075_who_is_a_moment_later_with_the_same_token_ends_the_session() {
    let house = House::new();
    house.member("ines").await;
    let issued = house.tokens("ines").await;
    house.refresh_tokens.races_once.store(true, SeqCst);
    assert!(is_refused(&house.refreshed(&issued.refresh_token).await));
    assert!(!house.lives(&issued).await);
}

#[tokio::test]
async fn t075_a_token_that_was_never_given_ends_nothing() {
    let house = House::new();
    house.member("ines").await;
    let issued = house.tokens("ines").await;
    for made_up in ["", "0", &"0".repeat(64), &"ä".repeat(10_000)] {
        assert!(is_refused(&house.accounts.refresh(made_up, &api()).await));
    }
    assert!(house.lives(&issued).await);
}

#[tokio::test]
async fn t032_a_cookie_of_a_session_is_no_refresh_token_and_a_refresh_token_no_cookie() {
    let house = House::new();
    house.member("ines").await;
    let (_, cookie) = house.enter("ines").await;
    assert!(is_refused(&house.accounts.refresh(&cookie, &api()).await));
    let issued = house.tokens("ines").await;
    let token = issued.refresh_token.expose();
    let found = house.accounts.signed_in(token, &api()).await;
    assert!(found.unwrap().is_none());
}

#[tokio::test]
async fn t035_tokens_end_with_their_session() {
    let house = House::new();
    house.member("ines").await;
    let (browser, _) = house.enter("ines").await;
    let issued = house.tokens("ines").await;
    let id = issued.who.session.id;
    assert!(house.accounts.end_session(&browser, id).await.unwrap());
    assert!(!house.lives(&issued).await);
    assert!(is_refused(&house.refreshed(&issued.refresh_token).await));

    let unused = house.tokens("ines").await;
    house.pass(14 * DAY);
    assert!(!house.lives(&unused).await);
    assert!(is_refused(&house.refreshed(&unused.refresh_token).await));
}

#[tokio::test]
async fn t035_refreshing_keeps_a_session_for_30_days_and_no_longer() {
    let house = House::new();
    house.member("ines").await;
    let mut last = house.tokens("ines").await;
    for _ in 0..29 {
        house.pass(DAY);
        last = house.refreshed(&last.refresh_token).await.unwrap();
    }
    house.pass(DAY);
    assert!(is_refused(&house.refreshed(&last.refresh_token).await));
}

#[tokio::test]
async fn t036_a_suspended_account_has_no_tokens() {
    let house = House::new();
    let user = house.member("ines").await;
    let issued = house.tokens("ines").await;
    let suspended = house.accounts.set_suspended(None, user.id, true).await;
    suspended.unwrap();
    assert!(!house.lives(&issued).await);
    assert!(is_refused(&house.refreshed(&issued.refresh_token).await));
    let again = house.accounts.issue_tokens("ines", &good(), api()).await;
    assert!(matches!(again, Err(AccountsError::Suspended)));
}

#[test]
fn a_refresh_token_never_prints_itself() {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let issued = runtime.unwrap().block_on(async {
        let house = House::new();
        house.member("ines").await;
        house.tokens("ines").await
    });
    let printed = format!("{issued:?}");
    assert!(!printed.contains(issued.refresh_token.expose()));
}
