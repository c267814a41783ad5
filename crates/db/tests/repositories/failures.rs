//! Tries and failures.

use crate::{
    accounts::{after, secret},
    databases::Fixture,
};
use parley_domain::accounts::{FailureRepository, Failures};
use std::sync::Arc;
use tokio::{sync::Semaphore, task::JoinSet};

on_every_database!(
    failures_count_in_a_row_until_they_are_cleared,
    fifty_failures_at_once_are_fifty,
    t007_of_two_hundred_tries_at_once_at_two_servers_a_hundred_begin,
    t019_of_fifty_at_once_at_two_servers_one_takes_the_minute,
    a_try_is_counted_up_to_a_limit_and_again_when_the_last_is_long_ago,
);

async fn failures_count_in_a_row_until_they_are_cleared(fixture: &Fixture) {
    let failures = fixture.database.failures();
    let none = failures.failures(secret(1)).await.unwrap();
    assert_eq!(none, Failures::default());
    failures.add(secret(1), after(1)).await.unwrap();
    failures.add(secret(1), after(2)).await.unwrap();
    failures.add(secret(2), after(3)).await.unwrap();
    let two = Failures {
        in_a_row: 2,
        last: Some(after(2)),
    };
    assert_eq!(failures.failures(secret(1)).await.unwrap(), two);
    failures.clear(&[secret(1), secret(9)]).await.unwrap();
    assert_eq!(failures.failures(secret(1)).await.unwrap(), none);
    assert_eq!(failures.failures(secret(2)).await.unwrap().in_a_row, 1);
    assert_eq!(failures.prune(after(3)).await.unwrap(), 0);
    assert_eq!(failures.prune(after(4)).await.unwrap(), 1);
}

async fn fifty_failures_at_once_are_fifty(fixture: &Fixture) {
    let failures = Arc::new(fixture.database.failures());
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let failures = Arc::clone(&failures);
        tasks.spawn(async move { failures.add(secret(1), after(1)).await.unwrap() });
    }
    tasks.join_all().await;
    assert_eq!(failures.failures(secret(1)).await.unwrap().in_a_row, 50);
}

/// More than there are connections, and few enough that none waits too long for one.
const AT_ONCE: usize = 40;

/// How many of so many begin, as many at once as can be, half of them at another server.
async fn begun(fixture: &Fixture, tries: usize, most: u32, seconds: u64) -> usize {
    let servers = [fixture.database.clone(), fixture.again().await];
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for number in 0..tries {
        let (failures, turns) = (servers[number % 2].failures(), Arc::clone(&turns));
        let (since, now) = (after(seconds.saturating_sub(60)), after(seconds));
        tasks.spawn(async move {
            let _turn = turns.acquire().await.unwrap();
            failures.begin(secret(1), most, since, now).await.unwrap()
        });
    }
    let begun = tasks.join_all().await.into_iter().filter(|begun| *begun);
    let begun = begun.count();
    servers[1].close().await.unwrap();
    begun
}

async fn t007_of_two_hundred_tries_at_once_at_two_servers_a_hundred_begin(fixture: &Fixture) {
    assert_eq!(begun(fixture, 200, 100, 100).await, 100);
    let counted = fixture.database.failures().failures(secret(1)).await;
    let hundred = Failures {
        in_a_row: 100,
        last: Some(after(100)),
    };
    assert_eq!(counted.unwrap(), hundred, "and no more are counted");
    assert_eq!(begun(fixture, 200, 100, 160).await, 100, "and later again");
}

async fn t019_of_fifty_at_once_at_two_servers_one_takes_the_minute(fixture: &Fixture) {
    for (seconds, expected) in [(100, 1), (159, 0), (160, 1), (219, 0)] {
        assert_eq!(begun(fixture, 50, 1, seconds).await, expected, "{seconds}");
    }
}

async fn a_try_is_counted_up_to_a_limit_and_again_when_the_last_is_long_ago(fixture: &Fixture) {
    let failures = fixture.database.failures();
    let begin = async |seconds, since| {
        let begun = failures.begin(secret(1), 2, after(since), after(seconds));
        begun.await.unwrap()
    };
    assert!(begin(1, 0).await && begin(2, 0).await);
    assert!(!begin(3, 1).await);
    failures.give_back(secret(1)).await.unwrap();
    assert!(begin(3, 0).await);
    assert!(!begin(4, 2).await);
    assert!(begin(9, 3).await, "the last one is long ago");
    assert!(begin(10, 3).await, "and it is counted from the start");
    assert!(!begin(11, 3).await, "up to the same limit");
    failures.clear(&[secret(2), secret(1)]).await.unwrap();
    assert!(begin(10, 9).await);
    for _ in 0..3 {
        failures.give_back(secret(1)).await.unwrap();
    }
    assert_eq!(failures.failures(secret(1)).await.unwrap().in_a_row, 0);
}
