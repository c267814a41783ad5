//! Many seeds; `PARLEY_SIM_SEED=n cargo test -p parley-sim` runs one again.

use std::panic::{AssertUnwindSafe, catch_unwind};

#[test]
fn a_thousand_bad_networks_end_in_one_meeting_for_all() {
    if let Ok(seed) = std::env::var("PARLEY_SIM_SEED") {
        return parley_sim::run(seed.parse().expect("PARLEY_SIM_SEED is a number"));
    }
    let failed: Vec<u64> = (0..1000)
        .filter(|seed| catch_unwind(AssertUnwindSafe(|| parley_sim::run(*seed))).is_err())
        .collect();
    assert!(
        failed.is_empty(),
        "run again with PARLEY_SIM_SEED=n: {failed:?}"
    );
}
