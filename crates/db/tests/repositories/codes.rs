//! One-time codes.

use crate::{
    accounts::{START, after, binding},
    databases::Fixture,
};
use parley_domain::accounts::{
    CodeBinding, CodeId, CodeOutcome, CodePurpose, CodeRepository, NewCode,
};
use parley_protocol::{Timestamp, limits::CODE_TRIES};
use std::sync::Arc;
use tokio::task::JoinSet;

use CodeOutcome::{Expired, Right, TooMany, Wrong};
use CodePurpose::{ChangeEmail, Register, Reset};

on_every_database!(
    a_code_is_right_once,
    t011_the_sixth_try_fails_with_the_right_code,
    t011_of_fifty_wrong_tries_at_once_five_are_compared,
    t012_one_code_is_used_once_even_by_fifty_at_once,
    t013_a_code_ends_ten_minutes_after_its_mail_and_no_clock_revives_it,
    t013_a_code_whose_mail_waits_is_good_for_a_day,
    t014_a_code_is_right_only_where_it_is_bound_to,
    t015_a_newer_code_ends_the_older_one,
    t015_of_fifty_codes_at_once_one_is_alive,
    a_decoy_answers_as_a_code_does_and_never_opens,
    what_was_made_for_an_address_is_told_for_any_purpose,
    old_codes_are_forgotten,
);

const RIGHT: [u8; 32] = [7; 32];
const OTHER: [u8; 32] = [8; 32];

fn mine() -> CodeBinding {
    binding(Register, "ines@example.org", 1)
}

async fn add(fixture: &Fixture, binding: CodeBinding, hash: Option<[u8; 32]>) -> CodeId {
    let code = NewCode {
        binding,
        hash,
        created_at: START,
    };
    fixture.database.codes().add(code).await.unwrap()
}

async fn attempt(
    fixture: &Fixture,
    binding: &CodeBinding,
    hash: [u8; 32],
    now: Timestamp,
) -> CodeOutcome {
    let codes = fixture.database.codes();
    codes.try_once(binding, hash, now).await.unwrap()
}

/// What fifty at once are answered: right, wrong, expired, too many.
async fn fifty(fixture: &Fixture, hash: [u8; 32]) -> [usize; 4] {
    let codes = Arc::new(fixture.database.codes());
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let codes = Arc::clone(&codes);
        tasks.spawn(async move { codes.try_once(&mine(), hash, after(1)).await.unwrap() });
    }
    let outcomes = tasks.join_all().await;
    [Right, Wrong, Expired, TooMany].map(|kind| {
        let of_kind = outcomes.iter().filter(|outcome| **outcome == kind);
        of_kind.count()
    })
}

async fn a_code_is_right_once(fixture: &Fixture) {
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(1)).await, Expired);
    add(fixture, mine(), Some(RIGHT)).await;
    assert_eq!(attempt(fixture, &mine(), OTHER, after(1)).await, Wrong);
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(1)).await, Right);
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(1)).await, Expired);
    assert_eq!(attempt(fixture, &mine(), OTHER, after(1)).await, Expired);
}

async fn t011_the_sixth_try_fails_with_the_right_code(fixture: &Fixture) {
    add(fixture, mine(), Some(RIGHT)).await;
    for _ in 0..CODE_TRIES {
        assert_eq!(attempt(fixture, &mine(), OTHER, after(1)).await, Wrong);
    }
    for _ in 0..3 {
        assert_eq!(attempt(fixture, &mine(), RIGHT, after(1)).await, TooMany);
    }
}

async fn t011_of_fifty_wrong_tries_at_once_five_are_compared(fixture: &Fixture) {
    add(fixture, mine(), Some(RIGHT)).await;
    assert_eq!(fifty(fixture, OTHER).await, [0, 5, 0, 45]);
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(1)).await, TooMany);
}

async fn t012_one_code_is_used_once_even_by_fifty_at_once(fixture: &Fixture) {
    add(fixture, mine(), Some(RIGHT)).await;
    let [right, wrong, expired, too_many] = fifty(fixture, RIGHT).await;
    assert_eq!(right, 1);
    assert!(wrong < 5, "{wrong} were compared beside the right one");
    assert_eq!(wrong + expired + too_many, 49);
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(1)).await, Expired);
}

async fn t013_a_code_ends_ten_minutes_after_its_mail_and_no_clock_revives_it(fixture: &Fixture) {
    let codes = fixture.database.codes();
    let id = add(fixture, mine(), Some(RIGHT)).await;
    codes.set_sent(id, after(3600)).await.unwrap();
    codes.set_sent(id, after(7200)).await.unwrap();
    assert_eq!(attempt(fixture, &mine(), OTHER, after(4200)).await, Wrong);
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(601)).await, Expired);
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(4201)).await, Expired);
    for set_back in [4200, 3700, 3600, 601, 0] {
        let outcome = attempt(fixture, &mine(), RIGHT, after(set_back)).await;
        assert_eq!(outcome, Expired, "{set_back}");
    }

    let id = add(fixture, mine(), Some(RIGHT)).await;
    codes.set_sent(id, after(3600)).await.unwrap();
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(4200)).await, Right);
}

async fn t013_a_code_whose_mail_waits_is_good_for_a_day(fixture: &Fixture) {
    const DAY: u64 = 24 * 60 * 60;
    add(fixture, mine(), Some(RIGHT)).await;
    assert_eq!(attempt(fixture, &mine(), OTHER, after(DAY)).await, Wrong);
    let late = attempt(fixture, &mine(), RIGHT, after(DAY + 1)).await;
    assert_eq!(late, Expired);
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(DAY)).await, Expired);
    let hour_ago = Timestamp(START.0 - 3_600_000);
    add(fixture, mine(), Some(RIGHT)).await;
    assert_eq!(attempt(fixture, &mine(), RIGHT, hour_ago).await, Expired);
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(1)).await, Right);
}

async fn t014_a_code_is_right_only_where_it_is_bound_to(fixture: &Fixture) {
    let mut everywhere = Vec::new();
    for purpose in [Register, Reset, ChangeEmail] {
        for address in ["ines@example.org", "wei@example.org"] {
            for flow in [1, 2] {
                everywhere.push(binding(purpose, address, flow));
            }
        }
    }
    let codes = fixture.database.codes();
    for made in &everywhere {
        assert!(!codes.is_made(made).await.unwrap(), "{made:?}");
    }
    for made in &everywhere {
        add(fixture, made.clone(), Some(RIGHT)).await;
        for tried in &everywhere {
            if tried != made {
                let outcome = attempt(fixture, tried, RIGHT, after(1)).await;
                assert_eq!(outcome, Expired, "made for {made:?}, tried as {tried:?}");
            }
        }
        assert_eq!(attempt(fixture, made, RIGHT, after(1)).await, Right);
        assert!(codes.is_made(made).await.unwrap(), "also when it is over");
    }
    let other_flow = binding(Register, "ines@example.org", 3);
    assert!(!codes.is_made(&other_flow).await.unwrap());
}

async fn t015_a_newer_code_ends_the_older_one(fixture: &Fixture) {
    add(fixture, mine(), Some(OTHER)).await;
    let other_purpose = binding(Reset, "ines@example.org", 1);
    add(fixture, other_purpose.clone(), Some(RIGHT)).await;
    let other_address = binding(Register, "wei@example.org", 1);
    add(fixture, other_address.clone(), Some(RIGHT)).await;
    add(fixture, mine(), Some(RIGHT)).await;
    assert_eq!(attempt(fixture, &mine(), OTHER, after(1)).await, Wrong);

    let newer = binding(Register, "ines@example.org", 2);
    add(fixture, newer.clone(), Some(OTHER)).await;
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(1)).await, Expired);
    assert_eq!(attempt(fixture, &newer, OTHER, after(1)).await, Right);
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(1)).await, Expired);

    for untouched in [other_purpose, other_address] {
        assert_eq!(attempt(fixture, &untouched, RIGHT, after(1)).await, Right);
    }
}

async fn t015_of_fifty_codes_at_once_one_is_alive(fixture: &Fixture) {
    let codes = Arc::new(fixture.database.codes());
    let mut tasks = JoinSet::new();
    for flow in 0..50 {
        let codes = Arc::clone(&codes);
        let code = NewCode {
            binding: binding(Register, "ines@example.org", flow),
            hash: Some(RIGHT),
            created_at: START,
        };
        tasks.spawn(async move { codes.add(code).await.unwrap() });
    }
    tasks.join_all().await;
    let mut right = 0;
    for flow in 0..50 {
        let tried = binding(Register, "ines@example.org", flow);
        let outcome = attempt(fixture, &tried, RIGHT, after(1)).await;
        assert!(matches!(outcome, Right | Expired), "{outcome:?}");
        right += u32::from(outcome == Right);
    }
    assert_eq!(right, 1);
}

async fn a_decoy_answers_as_a_code_does_and_never_opens(fixture: &Fixture) {
    add(fixture, mine(), None).await;
    for hash in [RIGHT, OTHER, [0; 32], RIGHT, OTHER] {
        assert_eq!(attempt(fixture, &mine(), hash, after(1)).await, Wrong);
    }
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(1)).await, TooMany);
    let id = add(fixture, mine(), None).await;
    let codes = fixture.database.codes();
    codes.set_sent(id, after(1)).await.unwrap();
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(602)).await, Expired);
}

async fn what_was_made_for_an_address_is_told_for_any_purpose(fixture: &Fixture) {
    let codes = fixture.database.codes();
    for (purpose, address, seconds) in [
        (Reset, "ines@example.org", 30),
        (Register, "ines@example.org", 10),
        (Register, "ines@example.org", 20),
        (Register, "wei@example.org", 25),
    ] {
        let code = NewCode {
            binding: binding(purpose, address, 1),
            hash: None,
            created_at: after(seconds),
        };
        codes.add(code).await.unwrap();
    }
    let made = codes.made_since("ines@example.org", after(20)).await;
    assert_eq!(made.unwrap(), vec![after(20), after(30)]);
    let none = codes.made_since("nobody@example.org", START).await;
    assert_eq!(none.unwrap(), Vec::new());
}

async fn old_codes_are_forgotten(fixture: &Fixture) {
    let codes = fixture.database.codes();
    add(fixture, mine(), Some(RIGHT)).await;
    assert_eq!(codes.prune(START).await.unwrap(), 0);
    assert_eq!(codes.prune(after(1)).await.unwrap(), 1);
    assert_eq!(attempt(fixture, &mine(), RIGHT, after(1)).await, Expired);
}
