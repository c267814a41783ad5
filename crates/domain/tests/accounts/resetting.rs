//! A forgotten password: who may set a new one, and what nobody learns by asking.

use crate::support::*;
use parley_domain::accounts::*;

#[tokio::test]
async fn t004_a_reset_answers_the_same_with_and_without_an_account() {
    let house = House::new();
    house.member("ines").await;
    house.pass(2 * MINUTE);
    for name in ["ines", "nobody", "no@example.org"] {
        let mails = house.mails().len();
        let secret = house.accounts.begin_reset(name).await.unwrap();
        let again = house.accounts.begin_reset(name).await;
        assert!(matches!(again, Err(AccountsError::TooOften(_))), "{name}");
        let wait = async |secret: &str| house.accounts.reset_wait(secret, name).await.unwrap();
        assert_eq!(wait(&secret).await.0, MINUTE, "{name}");
        let other = house.accounts.fresh_secret().0;
        assert_eq!(wait(&other).await.0, 0, "{name}, for who asked nothing");
        let queued = house.mails().split_off(mails);
        let is_code = |mail: &Mail| matches!(mail.content, MailContent::Code { .. });
        assert_eq!(queued.len(), 1, "{name}: as much is written");
        assert_eq!(is_code(&queued[0]), name == "ines", "{name}");
        let wrong = if name == "ines" {
            not(&house.code())
        } else {
            house.code()
        };
        let tried = house
            .accounts
            .reset_password(&secret, name, &wrong, &new_password(), &here())
            .await;
        assert!(
            matches!(tried, Err(AccountsError::CodeWrong)),
            "{name}: {tried:?}"
        );
    }
}

#[tokio::test]
async fn t004_nobody_learns_by_waits_which_names_and_addresses_belong_together() {
    let house = House::new();
    house.member("ines").await;
    // The minute of the letter with which the account was made is not over.
    for name in ["ines", "nobody"] {
        house.accounts.begin_reset(name).await.expect(name);
    }
    house.pass(2 * MINUTE);
    for name in ["ines", "ines@example.org", "nobody", "nobody@example.org"] {
        house.accounts.begin_reset(name).await.expect(name);
        let again = house.accounts.begin_reset(name).await;
        assert!(matches!(again, Err(AccountsError::TooOften(_))), "{name}");
    }
}

#[tokio::test]
async fn t019_an_account_gets_one_mail_a_minute_by_whichever_name_it_is_asked_for() {
    let house = House::new();
    house.member("ines").await;
    let codes = || {
        let is_code = |mail: &Mail| matches!(mail.content, MailContent::Code { .. });
        house.mails().into_iter().filter(is_code).count()
    };
    for names in [["ines", "ines@example.org"], ["ines@example.org", "ines"]] {
        house.pass(2 * MINUTE);
        let before = codes();
        for name in names {
            house.accounts.begin_reset(name).await.unwrap();
        }
        assert_eq!(codes(), before + 1, "{names:?}");
    }
    let before = codes();
    for _ in 0..10 {
        house.pass(2 * MINUTE);
        for name in ["ines", "ines@example.org"] {
            let asked = house.accounts.begin_reset(name).await;
            assert!(matches!(asked, Ok(_) | Err(AccountsError::TooOften(_))));
        }
    }
    // Of the hour's five, three went before: with one the account was made.
    let sent = codes() - before;
    assert!((1..=2).contains(&sent), "{sent}");
}

#[tokio::test]
async fn t023_a_reset_ends_every_session_signs_nobody_in_and_is_told_by_mail() {
    let house = House::new();
    house.member("ines").await;
    house.pass(2 * MINUTE);
    let (_, secret) = house.enter("ines").await;
    let flow = house
        .accounts
        .begin_reset("ines@example.org")
        .await
        .unwrap();
    let code = house.code();
    house
        .accounts
        .reset_password(&flow, "ines@example.org", &code, &new_password(), &here())
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
    assert_eq!(house.outside.ended.lock().unwrap().len(), 1);
    assert_eq!(
        house.mails().pop().unwrap().content,
        MailContent::PasswordChanged
    );
    let old = house.accounts.sign_in("ines", &good(), true, here()).await;
    assert!(matches!(old, Err(AccountsError::Refused)));
    house
        .accounts
        .sign_in("ines", &new_password(), true, here())
        .await
        .unwrap();
    let reused = house
        .accounts
        .reset_password(&flow, "ines@example.org", &code, &good(), &here())
        .await;
    assert!(matches!(reused, Err(AccountsError::CodeExpired)));
}

#[tokio::test]
async fn a_weak_new_password_does_not_use_the_code_up() {
    let house = House::new();
    house.member("ines").await;
    house.pass(2 * MINUTE);
    let flow = house.accounts.begin_reset("ines").await.unwrap();
    let code = house.code();
    let weak = house
        .accounts
        .reset_password(&flow, "ines", &code, &password("1234567890"), &here())
        .await;
    assert!(matches!(weak, Err(AccountsError::PasswordKnown)));
    house
        .accounts
        .reset_password(&flow, "ines", &code, &new_password(), &here())
        .await
        .unwrap();
}

#[tokio::test]
async fn t014_a_code_opens_only_what_it_was_made_for() {
    let house = House::new();
    house.member("ines").await;
    house.pass(2 * MINUTE);
    let register = house
        .accounts
        .begin_registration(form("wei"))
        .await
        .unwrap();
    let register_code = house.code();
    let reset = house.accounts.begin_reset("ines").await.unwrap();
    let reset_code = house.code();
    assert_ne!(register_code, reset_code);
    let crossed = house
        .accounts
        .complete_registration(&register, &reset_code, None, &here())
        .await;
    assert!(matches!(crossed, Err(AccountsError::CodeWrong)));
    let other_browser = house
        .accounts
        .reset_password(&register, "ines", &reset_code, &new_password(), &here())
        .await;
    assert!(matches!(other_browser, Err(AccountsError::CodeExpired)));
    house
        .accounts
        .reset_password(&reset, "ines", &reset_code, &new_password(), &here())
        .await
        .unwrap();
}
