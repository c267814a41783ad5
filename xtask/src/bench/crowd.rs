//! Many who ask at the same time, and what they were answered.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use anyhow::Result;

use crate::bench::milliseconds;
use crate::progress::now;

/// What a crowd was answered: status (0 for no answer) and time of each, the fastest first.
pub(super) struct Answers {
    each: Vec<(Duration, u16)>,
    all: Duration,
}

/// `threads` ask `count` times in all.
pub(super) fn crowd(
    threads: usize,
    count: usize,
    ask: impl Fn(usize) -> Result<String> + Sync,
) -> Answers {
    let next = AtomicUsize::new(0);
    let each = Mutex::new(Vec::with_capacity(count));
    let started = now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Relaxed);
                    if number >= count {
                        break;
                    }
                    let asked = now();
                    let status = ask(number).map_or(0, |answer| status(&answer));
                    let answer = (asked.elapsed(), status);
                    each.lock()
                        .expect("nobody panics while holding it")
                        .push(answer);
                }
            });
        }
    });
    let all = started.elapsed();
    let mut each = each.into_inner().expect("nobody panics while holding it");
    each.sort_unstable();
    Answers { each, all }
}

fn status(answer: &str) -> u16 {
    let word = answer.split(' ').nth(1);
    word.and_then(|word| word.parse().ok()).unwrap_or(0)
}

impl Answers {
    /// How many had this status.
    pub(super) fn with_status(&self, status: u16) -> usize {
        self.each.iter().filter(|answer| answer.1 == status).count()
    }

    /// Answers a second.
    pub(super) fn per_second(&self) -> f64 {
        let count = u32::try_from(self.each.len()).unwrap_or(u32::MAX);
        (f64::from(count) / self.all.as_secs_f64() * 10.0).round() / 10.0
    }

    /// The time in milliseconds within which so many of a hundred were answered.
    pub(super) fn percentile(&self, percent: usize) -> f64 {
        let place = (self.each.len() * percent / 100).min(self.each.len().saturating_sub(1));
        self.each
            .get(place)
            .map_or(0.0, |answer| milliseconds(answer.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_asked_once_and_counted_by_status() {
        let answers = crowd(4, 100, |number| {
            anyhow::ensure!(number != 7, "no answer");
            let status = if number < 50 { 200 } else { 503 };
            Ok(format!("HTTP/1.1 {status} x"))
        });
        let counts = [200, 503, 0].map(|status| answers.with_status(status));
        assert_eq!(counts, [49, 50, 1]);
    }

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let each = (1..=100)
            .map(|number| (Duration::from_millis(number), 200))
            .collect();
        let answers = Answers {
            each,
            all: Duration::from_secs(10),
        };
        let shown = format!(
            "{:.0} {:.0} {:.0}",
            answers.percentile(50),
            answers.percentile(99),
            answers.per_second()
        );
        assert_eq!(shown, "51 100 10");
    }
}
