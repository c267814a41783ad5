//! Guessing passwords: what is judged, what waits, and that nobody learns of an account by it.

use crate::support::*;
use futures_util::future::join_all;
use parley_domain::accounts::*;
use parley_protocol::Password;
use std::sync::atomic::Ordering::SeqCst;

async fn guess(house: &House, name: &str) -> Result<(SignedIn, String), AccountsError> {
    let wrong = password("wrong password");
    house.accounts.sign_in(name, &wrong, true, here()).await
}

/// How many of so many guesses at once are judged.
async fn judged(house: &House, name: &str, guesses: usize) -> usize {
    let answers = join_all((0..guesses).map(|_| guess(house, name))).await;
    let judged = |answer: &&_| matches!(answer, Err(AccountsError::Refused));
    answers.iter().filter(judged).count()
}

#[tokio::test]
async fn t001_t002_a_missing_account_answers_and_works_like_a_wrong_password() {
    let house = House::new();
    house.member("ines").await;
    let count = || {
        let (memory, counters) = (&house.memory, &house.counters);
        let noted = memory.events.lock().unwrap().len() as u64;
        [
            house.outside.hashed.load(SeqCst),
            memory.read.load(SeqCst) + counters.read.load(SeqCst),
            noted + counters.written.load(SeqCst),
        ]
    };
    let work = async |name: &str| {
        let before = count();
        let refused = guess(&house, name).await;
        assert!(matches!(refused, Err(AccountsError::Refused)), "{name}");
        let after = count();
        [0, 1, 2].map(|kind| after[kind] - before[kind])
    };
    for (known, unknown) in [
        ("ines", "nobody"),
        ("ines@example.org", "nobody@example.org"),
        ("INES", "Nobody"),
    ] {
        let known = work(known).await;
        assert_eq!(known[0], 1, "a password is hashed");
        assert_eq!(known, work(unknown).await);
    }
}

#[tokio::test]
async fn t007_t008_guessing_slows_down_for_known_and_unknown_names_alike_and_locks_nobody_out() {
    for name in ["ines", "nobody"] {
        let house = House::new();
        house.member("ines").await;
        let (_, secret) = house.enter("ines").await;
        let mut judged = 0;
        for _ in 0..DAY / 1_000 / 10 {
            house.pass(10_000);
            let tried = guess(&house, name).await;
            judged += u32::from(matches!(tried, Err(AccountsError::Refused)));
        }
        assert_eq!(judged, 100, "{name}");
        let owner = house.accounts.signed_in(&secret, &here()).await.unwrap();
        assert!(owner.is_some(), "a session of the owner lives on");
        house.pass(DAY);
        house.enter("ines").await;
    }
}

#[tokio::test]
async fn t008_an_owner_whose_name_was_guessed_at_comes_in_by_a_new_password() {
    let house = House::new();
    house.member("ines").await;
    let mut judged = 0;
    for round in 0..200 {
        // By either name it is the same account.
        let name = ["ines", "ines@example.org"][round % 2];
        house.pass(10_000);
        judged += u32::from(matches!(
            guess(&house, name).await,
            Err(AccountsError::Refused)
        ));
    }
    assert_eq!(judged, 100);
    house.pass(2 * MINUTE);
    let flow = house.accounts.begin_reset("ines").await.unwrap();
    let (code, new) = (house.code(), password("seven+blue+lanterns"));
    house
        .accounts
        .reset_password(&flow, "ines", &code, &new, &here())
        .await
        .unwrap();
    let entered = house.accounts.sign_in("ines", &new, true, here()).await;
    assert!(entered.is_ok());
}

#[tokio::test]
async fn t008_every_new_password_ends_the_wait_however_it_was_chosen() {
    let new = password("seven+blue+lanterns");
    for by_operator in [true, false] {
        let house = House::new();
        let user = house.member("ines").await;
        let (who, _) = house.enter("ines").await;
        assert_eq!(judged(&house, "ines", 200).await, 100);
        let change = async |who: &SignedIn, current: &Password| {
            house.accounts.change_password(who, current, &new).await
        };
        if by_operator {
            for _ in 0..100 {
                house.pass(10_000);
                let refused = change(&who, &password("wrong password")).await;
                assert!(matches!(refused, Err(AccountsError::CurrentPasswordWrong)));
            }
            let set = house.accounts.set_password_by_operator(&user, &new);
            set.await.unwrap();
        } else {
            change(&who, &good()).await.unwrap();
        }
        let entered = house.accounts.sign_in("ines", &new, true, here()).await;
        let (who, _) = entered.unwrap_or_else(|error| panic!("{by_operator}: {error}"));
        change(&who, &new).await.unwrap();
    }
}

#[tokio::test]
async fn t007_of_two_hundred_guesses_at_once_a_hundred_are_judged() {
    for name in ["ines", "nobody"] {
        let house = House::new();
        house.member("ines").await;
        let before = house.outside.hashed.load(SeqCst);
        assert_eq!(judged(&house, name, 200).await, 100, "{name}");
        assert_eq!(house.outside.hashed.load(SeqCst) - before, 100, "{name}");
        house.pass(DAY - 1);
        assert_eq!(judged(&house, name, 200).await, 0, "{name}");
        house.pass(1);
        assert_eq!(judged(&house, name, 200).await, 100, "{name}");
    }
}

#[tokio::test]
async fn t010_every_way_to_write_a_name_counts_as_one() {
    let address = [
        "ines@example.org",
        "INES@example.org",
        " ines@EXAMPLE.org ",
        "Ines@Example.Org",
    ];
    let unknown = [
        "nobody@example.org",
        "NOBODY@example.org",
        " nobody@EXAMPLE.org ",
        "Nobody@Example.Org",
    ];
    let names = [
        ["ines", "INES", " ines ", "Ines"],
        ["nobody", "NOBODY", " nobody ", "Nobody"],
    ];
    for variants in [names[0], names[1], address, unknown] {
        let house = House::new();
        house.member("ines").await;
        for (number, name) in variants.into_iter().enumerate() {
            let answer = guess(&house, name).await;
            let waits = matches!(answer, Err(AccountsError::TooOften(_)));
            assert_eq!(waits, number == 3, "{name}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn many_people_of_one_account_sign_in_at_once_and_none_waits() {
    let house = House::new();
    house.member("ines").await;
    let right = good();
    let entered = (0..100).map(|_| house.accounts.sign_in("ines", &right, true, here()));
    let entered = join_all(entered).await;
    assert!(entered.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_try_that_was_not_judged_is_not_counted() {
    let house = House::new();
    house.member("ines").await;
    house.outside.busy.store(true, SeqCst);
    for _ in 0..200 {
        let busy = guess(&house, "ines").await;
        assert!(matches!(busy, Err(AccountsError::Busy(_))));
    }
    house.outside.busy.store(false, SeqCst);
    house.enter("ines").await;
}

#[tokio::test]
async fn t007_t008_who_has_a_session_guesses_no_password_by_it_and_is_kept_out_by_no_stranger() {
    let house = House::new();
    house.member("ines").await;
    let (who, _) = house.enter("ines").await;
    assert_eq!(judged(&house, "ines", 200).await, 100);
    let change = async |current: &str| {
        let (current, new) = (password(current), password("seven+blue+lanterns"));
        house.accounts.change_password(&who, &current, &new).await
    };
    let mut judged = 0;
    for _ in 0..200 {
        house.pass(10_000);
        let tried = change("wrong password").await;
        judged += u32::from(matches!(tried, Err(AccountsError::CurrentPasswordWrong)));
    }
    assert_eq!(judged, 100);
    let right = change("quiet marble river").await;
    assert!(matches!(right, Err(AccountsError::TooOften(_))));
    let (other, _) = {
        house.pass(DAY);
        house.enter("ines").await
    };
    assert_eq!(other.user.id, who.user.id);
    assert!(change("quiet marble river").await.is_ok());
}
