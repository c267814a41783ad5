//! Many seeds; `PARLEY_SIM_SEED=n cargo test -p parley-sim` runs one again.

use std::{collections::BTreeSet, panic::catch_unwind};

const SEEDS: std::ops::Range<u64> = 0..1_000;

#[test]
fn a_thousand_bad_networks_end_in_one_meeting_for_all() {
    if let Ok(seed) = std::env::var("PARLEY_SIM_SEED") {
        parley_sim::run(seed.parse().expect("PARLEY_SIM_SEED is a number"));
        return;
    }
    let fails = |seed: &u64| {
        let seed = *seed;
        catch_unwind(move || parley_sim::run(seed)).is_err()
    };
    let failed: Vec<u64> = SEEDS.filter(fails).collect();
    assert!(
        failed.is_empty(),
        "run again with PARLEY_SIM_SEED=n: {failed:?}"
    );
}

#[test]
fn hosts_who_drop_hand_over_lock_and_admit_in_every_order_end_in_one_meeting() {
    if let Ok(seed) = std::env::var("PARLEY_SIM_HOSTED_SEED") {
        parley_sim::run_hosted(seed.parse().expect("PARLEY_SIM_HOSTED_SEED is a number"));
        return;
    }
    let mut heard = BTreeSet::new();
    let mut failed = Vec::new();
    for seed in SEEDS {
        match catch_unwind(move || parley_sim::run_hosted(seed)) {
            Ok(canaries) => heard.extend(canaries),
            Err(_) => failed.push(seed),
        }
    }
    assert!(
        failed.is_empty(),
        "run again with PARLEY_SIM_HOSTED_SEED=n: {failed:?}"
    );
    let planted = BTreeSet::from(parley_sim::CANARIES);
    assert_eq!(heard, planted, "who was in heard of each");
}

#[test]
fn meetings_with_a_media_router_end_with_everybody_heard_and_seen() {
    if let Ok(seed) = std::env::var("PARLEY_SIM_ROUTED_SEED") {
        parley_sim::run_routed(seed.parse().expect("PARLEY_SIM_ROUTED_SEED is a number"));
        return;
    }
    let fails = |seed: &u64| {
        let seed = *seed;
        catch_unwind(move || parley_sim::run_routed(seed)).is_err()
    };
    let failed: Vec<u64> = SEEDS.filter(fails).collect();
    assert!(
        failed.is_empty(),
        "run again with PARLEY_SIM_ROUTED_SEED=n: {failed:?}"
    );
}

#[test]
fn a_seed_decides_everything() {
    for seed in 0..20 {
        assert_eq!(parley_sim::run(seed), parley_sim::run(seed), "seed {seed}");
    }
}
