//! What a person sees while they wait: numbered steps, and what each of them took.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Counts the steps of one command.
pub(crate) struct Progress {
    total: usize,
    current: usize,
}

impl Progress {
    pub(crate) fn new(total: usize) -> Self {
        Self { total, current: 0 }
    }

    /// Runs one step and says how long it took. `expectation` is said only where somebody will wait.
    pub(crate) fn step<T>(
        &mut self,
        title: &str,
        expectation: Option<&str>,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let expectation = expectation
            .map(|words| format!(" ({words})"))
            .unwrap_or_default();
        self.announce(&format!("{title} …{expectation}"));
        let started = now();
        let outcome = work();
        let ending = if outcome.is_ok() { "done" } else { "failed" };
        say(&format!("      {ending} in {}", spoken(started.elapsed())));
        outcome
    }

    /// Says a step that needs no end.
    pub(crate) fn announce(&mut self, title: &str) {
        self.current += 1;
        say(&format!("[{}/{}] {title}", self.current, self.total));
    }
}

/// One line for the person who waits.
#[expect(clippy::print_stdout, reason = "this is a command-line program")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// The clock on the wall of whoever waits.
#[expect(
    clippy::disallowed_methods,
    reason = "measures how long a person waits"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// `0.4 s`, `12 s`, `3 min 20 s`.
pub(crate) fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        assert_eq!(spoken(Duration::from_millis(420)), "0.4 s");
        assert_eq!(spoken(Duration::from_secs(59)), "59 s");
        assert_eq!(spoken(Duration::from_secs(200)), "3 min 20 s");
    }
}
