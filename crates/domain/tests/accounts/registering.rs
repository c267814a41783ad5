//! From the form to the account.

use crate::support::*;
use parley_domain::{MeetingRepository as _, accounts::*};
use parley_protocol::{OneTimeCode, Username};

#[tokio::test]
async fn a_person_registers_with_the_code_from_their_mail() {
    let house = House::new();
    let user = house.member("ines").await;
    assert_eq!((user.username.as_str(), user.role), ("ines", Role::Member));
    assert_eq!(house.mails().len(), 1);
    let personal = house
        .memory
        .find_by_code(&user.personal_code)
        .await
        .unwrap();
    assert!(personal.is_some(), "the personal link leads to a meeting");
    assert_eq!(
        house.memory.events.lock().unwrap()[0].kind,
        AuditKind::Registered
    );
}

#[tokio::test]
async fn t003_an_address_with_an_account_gets_another_mail_and_the_same_answer() {
    let house = House::new();
    house.member("ines").await;
    house.pass(2 * MINUTE);
    let form = Registration {
        username: Username::new("other").unwrap(),
        ..form("ines")
    };
    let secret = house.accounts.begin_registration(form).await.unwrap();
    let mail = house.mails().pop().unwrap();
    assert!(matches!(
        mail.content,
        MailContent::AlreadyRegistered { .. }
    ));
    let guess = OneTimeCode::new("424242").unwrap();
    let tried = house
        .accounts
        .complete_registration(&secret, &guess, None, &here())
        .await;
    assert!(
        matches!(tried, Err(AccountsError::CodeWrong)),
        "as with any wrong code"
    );
}

#[tokio::test]
async fn t011_the_sixth_try_fails_even_with_the_right_code() {
    let house = House::new();
    let secret = house
        .accounts
        .begin_registration(form("ines"))
        .await
        .unwrap();
    let code = house.code();
    let complete = async |code| {
        house
            .accounts
            .complete_registration(&secret, &code, None, &here())
            .await
    };
    for _ in 0..5 {
        assert!(matches!(
            complete(not(&code)).await,
            Err(AccountsError::CodeWrong)
        ));
    }
    assert!(matches!(complete(code).await, Err(AccountsError::CodeDead)));
}

#[tokio::test]
async fn t013_a_code_is_too_old_after_ten_minutes() {
    let house = House::new();
    let secret = house
        .accounts
        .begin_registration(form("ines"))
        .await
        .unwrap();
    house.pass(10 * MINUTE + 1000);
    let late = house
        .accounts
        .complete_registration(&secret, &house.code(), None, &here())
        .await;
    assert!(matches!(late, Err(AccountsError::CodeExpired)));
}

#[tokio::test]
async fn t015_a_new_code_kills_the_old_one() {
    let house = House::new();
    let secret = house
        .accounts
        .begin_registration(form("ines"))
        .await
        .unwrap();
    let old = house.code();
    let at_once = house.accounts.resend_registration(&secret).await;
    assert!(matches!(at_once, Err(AccountsError::TooOften(wait)) if wait.0 == MINUTE));
    house.pass(MINUTE);
    house.accounts.resend_registration(&secret).await.unwrap();
    let new = house.code();
    assert_ne!(old, new);
    let complete = async |code| {
        house
            .accounts
            .complete_registration(&secret, &code, None, &here())
            .await
    };
    assert!(matches!(complete(old).await, Err(AccountsError::CodeWrong)));
    complete(new).await.unwrap();
}

#[tokio::test]
async fn a_browser_knows_how_long_it_waits_for_another_code_also_after_a_while() {
    let house = House::new();
    let accounts = &house.accounts;
    let secret = accounts.begin_registration(form("ines")).await.unwrap();
    let wait = async || accounts.registration_wait(&secret).await.unwrap().0;
    assert_eq!(wait().await, MINUTE);
    house.pass(MINUTE / 4);
    assert_eq!(wait().await, MINUTE * 3 / 4);
    house.pass(MINUTE);
    assert_eq!(wait().await, 0);
    for _ in 0..4 {
        accounts.resend_registration(&secret).await.unwrap();
        house.pass(MINUTE);
    }
    let refused = accounts.resend_registration(&secret).await;
    let left = wait().await;
    assert!(left > 50 * MINUTE, "after five mails an hour has to pass");
    assert!(matches!(refused, Err(AccountsError::TooOften(wait)) if wait.0 == left));
    let (other, _) = accounts.fresh_secret();
    let stranger = accounts.registration_wait(&other).await;
    assert!(matches!(stranger, Err(AccountsError::NotBegun)));
}

#[tokio::test]
async fn t019_fifty_at_once_send_one_mail() {
    let house = House::new();
    house.member("ines").await;
    house.pass(2 * MINUTE);
    let before = house.mails().len();
    let asked = (0..50).map(|_| house.accounts.begin_reset("ines"));
    let answers = futures_util::future::join_all(asked).await;
    let sent = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!((sent, house.mails().len() - before), (1, 1));
}

#[tokio::test]
async fn t019_of_fifty_at_once_at_two_servers_one_sends_a_mail() {
    let house = House::new();
    house.member("ines").await;
    house.pass(2 * MINUTE);
    let (before, second) = (house.mails().len(), house.second_server());
    let asked = (0..50).map(|number| {
        let accounts = [&house.accounts, &second][number % 2];
        accounts.begin_reset("ines")
    });
    let answers = futures_util::future::join_all(asked).await;
    let sent = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!((sent, house.mails().len() - before), (1, 1));
    let wait = answers.into_iter().find_map(Result::err);
    let Some(AccountsError::TooOften(wait)) = wait else {
        panic!("the others wait: {wait:?}");
    };
    assert_eq!(wait.0, MINUTE);
}

#[tokio::test]
async fn t019_an_address_gets_five_mails_an_hour_and_ten_a_day() {
    let house = House::new();
    let mut sent = 0;
    for _ in 0..100 {
        sent += usize::from(
            house
                .accounts
                .begin_registration(form("ines"))
                .await
                .is_ok(),
        );
    }
    assert_eq!(sent, 1, "one at once");
    for _ in 0..59 {
        house.pass(MINUTE);
        sent += usize::from(
            house
                .accounts
                .begin_registration(form("ines"))
                .await
                .is_ok(),
        );
    }
    assert_eq!(sent, 5, "in an hour");
    for _ in 0..22 {
        house.pass(HOUR);
        sent += usize::from(
            house
                .accounts
                .begin_registration(form("ines"))
                .await
                .is_ok(),
        );
    }
    assert_eq!((sent, house.mails().len()), (10, 10), "in a day");
    let other = house.accounts.begin_registration(form("wei")).await;
    assert!(other.is_ok(), "other addresses are not touched");
}

#[tokio::test]
async fn t024_a_password_that_is_easy_to_guess_is_refused_before_anything_is_kept() {
    let house = House::new();
    let with = |text| Registration {
        password: password(text),
        ..form("ines")
    };
    let known = house.accounts.begin_registration(with("1234567890")).await;
    assert!(matches!(known, Err(AccountsError::PasswordKnown)));
    let own = house
        .accounts
        .begin_registration(with("ines-ines-ines"))
        .await;
    assert!(matches!(own, Err(AccountsError::PasswordEasy)));
    assert!(house.mails().is_empty());
}

#[tokio::test]
async fn t030_nobody_completes_what_their_browser_did_not_begin() {
    let house = House::new();
    house
        .accounts
        .begin_registration(form("ines"))
        .await
        .unwrap();
    let code = house.code();
    let (forged, _) = house.accounts.fresh_secret();
    let outcome = house
        .accounts
        .complete_registration(&forged, &code, None, &here())
        .await;
    assert!(matches!(outcome, Err(AccountsError::NotBegun)));
}

#[tokio::test]
async fn a_taken_username_is_told_after_the_proof_only_and_costs_no_new_code() {
    let house = House::new();
    house.member("ines").await;
    let taken = Registration {
        email: address("second@example.org"),
        ..form("ines")
    };
    let secret = house.accounts.begin_registration(taken).await.unwrap();
    let code = house.code();
    let complete = async |code, name| {
        house
            .accounts
            .complete_registration(&secret, &code, name, &here())
            .await
    };
    assert!(matches!(
        complete(not(&code), None).await,
        Err(AccountsError::CodeWrong)
    ));
    let Err(AccountsError::UsernameTaken(Some(free))) = complete(code.clone(), None).await else {
        panic!("the username was taken");
    };
    assert_eq!(free.as_str(), "ines2");
    let user = complete(code, Some(free)).await.unwrap();
    assert_eq!(user.email.as_str(), "second@example.org");
}

#[tokio::test]
async fn t016_every_digit_of_a_code_is_as_likely_as_any_other() {
    let house = House::new();
    let mut counts = [0_u32; 10];
    for number in 0..2_000 {
        house
            .accounts
            .begin_registration(form(&format!("p{number:04}")))
            .await
            .unwrap();
        for digit in house.code().expose().bytes() {
            counts[usize::from(digit - b'0')] += 1;
        }
    }
    let expected = 1_200.0;
    let chi: f64 = counts
        .iter()
        .map(|count| (f64::from(*count) - expected).powi(2) / expected)
        .sum();
    assert!(
        chi < 27.9,
        "chi² of 9 degrees, p = 0.001: {chi} for {counts:?}"
    );
}
