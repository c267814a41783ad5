//! Passwords, addresses, profiles, and what an admin may do.

use crate::support::*;
use parley_domain::accounts::*;
use parley_protocol::{DisplayName, PhoneNumber, Username};

fn profile(full_name: &str, username: &str) -> ProfileChange {
    ProfileChange {
        full_name: DisplayName::new(full_name).unwrap(),
        username: Username::new(username).unwrap(),
        phone: Some(PhoneNumber::new("+442079460958").unwrap()),
    }
}

#[tokio::test]
async fn changing_the_password_asks_for_the_current_one_and_ends_the_other_sessions() {
    let house = House::new();
    house.member("ines").await;
    let (who, kept) = house.enter("ines").await;
    let (_, other) = house.enter("ines").await;
    let wrong = house
        .accounts
        .change_password(&who, &password("wrong password"), &new_password())
        .await;
    assert!(matches!(wrong, Err(AccountsError::CurrentPasswordWrong)));
    house
        .accounts
        .change_password(&who, &good(), &new_password())
        .await
        .unwrap();
    assert!(
        house
            .accounts
            .signed_in(&kept, &here())
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        house
            .accounts
            .signed_in(&other, &here())
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        house.mails().pop().unwrap().content,
        MailContent::PasswordChanged
    );
}

#[tokio::test]
async fn t027_an_address_is_changed_by_password_and_code_and_the_old_one_is_told() {
    let house = House::new();
    house.member("ines").await;
    let (who, _) = house.enter("ines").await;
    let new = address("ines@example.net");
    let same = profile("ines", "ines");
    let wrong = house
        .accounts
        .begin_email_change(&who, &password("wrong password"), &new, &same.username)
        .await;
    assert!(matches!(wrong, Err(AccountsError::CurrentPasswordWrong)));
    let flow = house
        .accounts
        .begin_email_change(&who, &good(), &new, &same.username)
        .await
        .unwrap();
    assert_eq!(house.mails().pop().unwrap().to, new);
    house
        .accounts
        .change_email(&who, &flow.secret, &new, &house.code(), &same)
        .await
        .unwrap();
    let told = house.mails().pop().unwrap();
    assert_eq!(
        (told.to, told.content),
        (
            address("ines@example.org"),
            MailContent::EmailChanged { new }
        )
    );
    house.enter("ines@example.net").await;
}

#[tokio::test]
async fn a_taken_username_is_found_before_a_code_is_sent_or_used_up_and_nothing_is_half_saved() {
    let house = House::new();
    let before = house.member("ines").await;
    house.member("wei").await;
    let (who, _) = house.enter("ines").await;
    let new = address("ines@example.net");
    let taken = profile("Ines Moreau", "WEI");
    let is_taken = |outcome: &AccountsError| matches!(outcome, AccountsError::UsernameTaken(Some(free)) if free.as_str() == "WEI2");
    let mails = house.mails().len();
    let begin = async |change: &ProfileChange| {
        let accounts = &house.accounts;
        accounts
            .begin_email_change(&who, &good(), &new, &change.username)
            .await
    };
    assert!(is_taken(&begin(&taken).await.unwrap_err()));
    assert_eq!(
        house.mails().len(),
        mails,
        "no code for what cannot be saved"
    );

    // Somebody may take the name while the code is on its way.
    let flow = begin(&profile("Ines Moreau", "ines2")).await.unwrap();
    let code = house.code();
    let finish = async |change: &ProfileChange| {
        let accounts = &house.accounts;
        accounts
            .change_email(&who, &flow.secret, &new, &code, change)
            .await
    };
    assert!(is_taken(&finish(&taken).await.unwrap_err()));
    let found = house.accounts.find_user("ines").await.unwrap();
    assert_eq!(found.unwrap().email, before.email);
    finish(&profile("Ines Moreau", "ines2")).await.unwrap();
    let found = house.accounts.find_user("ines2").await.unwrap().unwrap();
    assert_eq!(
        (found.id, found.email, found.full_name.as_str()),
        (before.id, new.clone(), "Ines Moreau")
    );
    let kinds = house.accounts.own_audit(&who, 9).await.unwrap();
    let kinds: Vec<_> = kinds.iter().take(2).map(|event| event.kind).collect();
    assert_eq!(kinds, [AuditKind::EmailChanged, AuditKind::ProfileChanged]);
}

#[tokio::test]
async fn an_address_that_somebody_took_meanwhile_leaves_the_whole_profile_as_it_was() {
    let house = House::new();
    let before = house.member("ines").await;
    let (who, _) = house.enter("ines").await;
    let (new, change) = (address("wei@example.org"), profile("Ines Moreau", "ines2"));
    let accounts = &house.accounts;
    let flow = accounts
        .begin_email_change(&who, &good(), &new, &change.username)
        .await
        .unwrap();
    let code = house.code();
    house.pass(2 * MINUTE);
    house.member("wei").await;
    let late = accounts
        .change_email(&who, &flow.secret, &new, &code, &change)
        .await;
    assert!(matches!(late, Err(AccountsError::EmailTaken)), "{late:?}");
    let found = accounts.find_user("ines").await.unwrap().unwrap();
    assert_eq!(
        (found.full_name, found.username, found.email),
        (before.full_name, before.username, before.email)
    );
}

#[tokio::test]
async fn a_profile_keeps_its_username_unique() {
    let house = House::new();
    house.member("ines").await;
    house.member("wei").await;
    let (who, _) = house.enter("ines").await;
    let change = |username: &str| profile("Ines Moreau", username);
    let taken = house.accounts.change_profile(&who, &change("Wei")).await;
    assert!(
        matches!(taken, Err(AccountsError::UsernameTaken(Some(free))) if free.as_str() == "Wei2")
    );
    house
        .accounts
        .change_profile(&who, &change("Ines"))
        .await
        .unwrap();
}

#[tokio::test]
async fn t083_only_an_admin_touches_other_accounts_and_never_their_own() {
    let house = House::new();
    let user = house.member("ines").await;
    let admin = house.member("boss").await;
    house
        .accounts
        .set_role(None, admin.id, Role::Admin)
        .await
        .unwrap();
    let (ines, _) = house.enter("ines").await;
    let (boss, _) = house.enter("boss").await;
    let denied = |outcome| matches!(outcome, Err(AccountsError::NotAllowed));
    assert!(denied(
        house
            .accounts
            .set_suspended(Some(&ines), admin.id, true)
            .await
    ));
    assert!(denied(
        house
            .accounts
            .set_role(Some(&ines), user.id, Role::Admin)
            .await
    ));
    assert!(
        house
            .accounts
            .list_users(Some(&ines), "", 0, 10)
            .await
            .is_err()
    );
    assert!(denied(
        house
            .accounts
            .set_suspended(Some(&boss), admin.id, true)
            .await
    ));
    assert!(denied(
        house
            .accounts
            .set_role(Some(&boss), admin.id, Role::Member)
            .await
    ));
    house
        .accounts
        .set_suspended(Some(&boss), user.id, true)
        .await
        .unwrap();
    house
        .accounts
        .set_suspended(Some(&boss), user.id, false)
        .await
        .unwrap();
    house.enter("ines").await;
}
