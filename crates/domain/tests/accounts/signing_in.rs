//! Signing in and sessions.

use crate::support::*;
use parley_domain::accounts::*;

#[tokio::test]
async fn one_signs_in_with_address_or_username_in_any_case() {
    let house = House::new();
    house.member("ines").await;
    for name in ["ines", "INES", " ines@EXAMPLE.org "] {
        let (who, secret) = house.enter(name).await;
        let found = house
            .accounts
            .signed_in(&secret, &here())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.session.id, who.session.id, "{name}");
    }
}

#[tokio::test]
async fn a_mistyped_password_costs_no_wait() {
    let house = House::new();
    house.member("ines").await;
    let wrong = house
        .accounts
        .sign_in("ines", &password("quiet marble rivet"), true, here())
        .await;
    assert!(matches!(wrong, Err(AccountsError::Refused)));
    house.enter("ines").await;
}

#[tokio::test]
async fn t032_every_sign_in_has_a_secret_of_its_own() {
    let house = House::new();
    house.member("ines").await;
    let (one, two) = (house.enter("ines").await, house.enter("ines").await);
    assert_ne!(one.1, two.1);
    assert_ne!(one.0.session.id, two.0.session.id);
    assert_eq!(one.1.len(), 64);
}

#[tokio::test]
async fn t035_a_session_ends_unused_after_14_days_and_in_any_case_after_30() {
    let house = House::new();
    house.member("ines").await;
    let (_, unused) = house.enter("ines").await;
    house.pass(14 * DAY - 1);
    assert!(
        house
            .accounts
            .signed_in(&unused, &here())
            .await
            .unwrap()
            .is_some()
    );
    house.pass(14 * DAY);
    assert!(
        house
            .accounts
            .signed_in(&unused, &here())
            .await
            .unwrap()
            .is_none()
    );
    let (_, used) = house.enter("ines").await;
    for _ in 0..29 {
        house.pass(DAY);
        assert!(
            house
                .accounts
                .signed_in(&used, &here())
                .await
                .unwrap()
                .is_some()
        );
    }
    house.pass(DAY);
    assert!(
        house
            .accounts
            .signed_in(&used, &here())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn t035_a_session_is_ended_by_its_owner_only_and_its_sockets_are_told() {
    let house = House::new();
    house.member("ines").await;
    house.member("wei").await;
    let (ines, _) = house.enter("ines").await;
    let (phone, secret) = house.enter("ines").await;
    let (wei, _) = house.enter("wei").await;
    assert!(
        !house
            .accounts
            .end_session(&wei, phone.session.id)
            .await
            .unwrap()
    );
    assert!(
        house
            .accounts
            .signed_in(&secret, &here())
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        house
            .accounts
            .end_session(&ines, phone.session.id)
            .await
            .unwrap()
    );
    assert!(
        house
            .accounts
            .signed_in(&secret, &here())
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(*house.outside.ended.lock().unwrap(), [phone.session.id]);
}

#[tokio::test]
async fn signing_out_elsewhere_leaves_this_session() {
    let house = House::new();
    house.member("ines").await;
    let (here_, kept) = house.enter("ines").await;
    house.enter("ines").await;
    house.enter("ines").await;
    assert_eq!(house.accounts.end_other_sessions(&here_).await.unwrap(), 2);
    assert!(
        house
            .accounts
            .signed_in(&kept, &here())
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(house.accounts.sessions(&here_).await.unwrap().len(), 1);
    house.accounts.sign_out(&here_).await.unwrap();
    assert!(
        house
            .accounts
            .signed_in(&kept, &here())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn t036_a_suspended_account_loses_its_sessions_and_hears_why_with_the_right_password_only() {
    let house = House::new();
    let user = house.member("ines").await;
    let (_, secret) = house.enter("ines").await;
    house
        .accounts
        .set_suspended(None, user.id, true)
        .await
        .unwrap();
    assert!(
        house
            .accounts
            .signed_in(&secret, &here())
            .await
            .unwrap()
            .is_none()
    );
    let right = house.accounts.sign_in("ines", &good(), true, here()).await;
    assert!(matches!(right, Err(AccountsError::Suspended)));
    let wrong = house
        .accounts
        .sign_in("ines", &password("wrong password"), true, here())
        .await;
    assert!(matches!(wrong, Err(AccountsError::Refused)));
}

#[tokio::test]
async fn of_very_many_sessions_the_one_unused_for_the_longest_ends() {
    let house = House::new();
    house.member("ines").await;
    let (first, first_secret) = house.enter("ines").await;
    let (_, second_secret) = house.enter("ines").await;
    for _ in 0..49 {
        house.enter("ines").await;
    }
    let signed_in = async |secret: &str| {
        let found = house.accounts.signed_in(secret, &here()).await;
        found.unwrap().is_some()
    };
    assert!(!signed_in(&first_secret).await);
    assert!(signed_in(&second_secret).await);
    assert_eq!(*house.outside.ended.lock().unwrap(), [first.session.id]);
}

#[tokio::test]
async fn a_guess_that_can_be_no_password_is_refused_and_noted_as_every_other() {
    let house = House::new();
    let ines = house.member("ines").await;
    for guess in ["bad".to_owned(), "x".repeat(10_000)] {
        let guess = house.accounts.typed_password(&guess);
        let refused = house.accounts.sign_in("ines", &guess, true, here()).await;
        assert!(matches!(refused, Err(AccountsError::Refused)));
    }
    let (who, _) = house.enter("ines").await;
    let noted = house.accounts.own_audit(&who, 10).await.unwrap();
    let failed = noted
        .iter()
        .filter(|event| event.kind == AuditKind::SignInFailed && event.user == ines.id);
    assert_eq!(failed.count(), 2);
}
