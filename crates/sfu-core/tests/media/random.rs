//! A small generator of numbers that are the same every time (`SplitMix64`), and the seeds to run.

/// Numbers that depend on the seed alone.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below an end.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Yes, in so many of a thousand cases.
    pub(crate) fn happens(&mut self, of_thousand: u64) -> bool {
        self.below(1000) < of_thousand
    }
}

/// Runs something for every seed; the seed of a failure is printed.
pub(crate) fn for_seeds(count: u64, run: impl Fn(u64)) {
    struct Named(u64);
    impl Drop for Named {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("failed with PARLEY_SEED={}", self.0);
            }
        }
    }
    let only = std::env::var("PARLEY_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seeds = only.map_or(0..count, |seed: u64| seed..seed + 1);
    for seed in seeds {
        let named = Named(seed);
        run(seed);
        drop(named);
    }
}
