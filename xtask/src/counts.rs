//! How many tests passed and failed, read from what the runners say at their end.

use std::iter::Sum;
use std::ops::Add;

use serde_json::Value;

/// The outcome of one test runner, or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Counts {
    /// Reads the closing lines of nextest, or of `cargo test`. Where nextest ran, the lines of single tests that it
    /// repeats are not counted again.
    pub(crate) fn from_cargo(output: &str) -> Self {
        let lines: Vec<String> = output.lines().map(without_colours).collect();
        let summaries: Vec<Self> = lines.iter().filter_map(|line| from_nextest(line)).collect();
        if summaries.is_empty() {
            lines.iter().filter_map(|line| from_libtest(line)).sum()
        } else {
            summaries.into_iter().sum()
        }
    }

    /// Reads the report of Playwright's JSON reporter. A test that passed only at its second try has failed.
    pub(crate) fn from_playwright(report: &Value) -> Self {
        let number = |name: &str| report["stats"][name].as_u64().unwrap_or(0);
        Self {
            passed: number("expected"),
            failed: number("unexpected") + number("flaky"),
        }
    }

    /// Reads the closing lines of Node's test runner, as its reporters `spec` and `tap` write them. A test that was
    /// broken off, as one that takes too long, has failed.
    pub(crate) fn from_node(output: &str) -> Self {
        let number = |name: &str| {
            let mut lines = output.lines().rev();
            lines.find_map(|line| from_node_line(&without_colours(line), name))
        };
        Self {
            passed: number("pass").unwrap_or(0),
            failed: number("fail").unwrap_or(0) + number("cancelled").unwrap_or(0),
        }
    }

    pub(crate) fn total(self) -> u64 {
        self.passed + self.failed
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

/// `Summary [ 1.2s] 34 tests run: 33 passed (1 slow), 1 failed, 2 skipped`
fn from_nextest(line: &str) -> Option<Counts> {
    let rest = line.trim_start().strip_prefix("Summary [")?;
    let (_, rest) = rest.split_once(']')?;
    let (run, outcomes) = rest.split_once("run:")?;
    let run: u64 = run.trim().split([' ', '/']).next()?.parse().ok()?;
    let passed = number_before(outcomes, "passed");
    Some(Counts {
        passed,
        failed: run.saturating_sub(passed),
    })
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
fn from_libtest(line: &str) -> Option<Counts> {
    let rest = line.trim_start().strip_prefix("test result: ")?;
    Some(Counts {
        passed: number_before(rest, "passed"),
        failed: number_before(rest, "failed"),
    })
}

/// `ℹ pass 4`, or in TAP `# pass 4`
fn from_node_line(line: &str, name: &str) -> Option<u64> {
    let rest = line
        .strip_prefix("ℹ ")
        .or_else(|| line.strip_prefix("# "))?;
    rest.strip_prefix(name)?.strip_prefix(' ')?.parse().ok()
}

fn number_before(text: &str, word: &str) -> u64 {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(2)
        .find(|pair| pair[1] == word)
        .and_then(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

/// A text without the codes that colour it on a terminal.
pub(crate) fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn counts(passed: u64, failed: u64) -> Counts {
        Counts { passed, failed }
    }

    #[test]
    fn the_summary_of_nextest_is_understood() {
        let all_well = "     Summary [   1.234s] 34 tests run: 34 passed (1 slow), 2 skipped";
        assert_eq!(Counts::from_cargo(all_well), counts(34, 0));
        let coloured = "\u{1b}[31;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m9\u{1b}[0m tests run: \u{1b}[1m6\u{1b}[0m passed, 2 failed, 1 timed out, 0 skipped";
        assert_eq!(Counts::from_cargo(coloured), counts(6, 3));
        assert_eq!(
            Counts::from_cargo("Summary [ 0.1s] 1 test run: 1 passed, 0 skipped"),
            counts(1, 0)
        );
    }

    #[test]
    fn the_results_of_cargo_test_are_added_up() {
        let output = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured\n\
                      running 3 tests\n\
                      test result: FAILED. 2 passed; 1 failed; 0 ignored\n";
        assert_eq!(Counts::from_cargo(output), counts(14, 1));
    }

    #[test]
    fn what_nextest_repeats_of_a_failed_test_is_counted_once() {
        let output = "  stdout ───\n\
                          test result: FAILED. 0 passed; 1 failed; 0 ignored\n\
                      Summary [ 0.1s] 3 tests run: 2 passed, 1 failed, 0 skipped\n";
        assert_eq!(Counts::from_cargo(output), counts(2, 1));
    }

    #[test]
    fn a_flaky_browser_test_counts_as_failed() {
        let report =
            json!({ "stats": { "expected": 5, "unexpected": 1, "flaky": 2, "skipped": 3 } });
        assert_eq!(Counts::from_playwright(&report), counts(5, 3));
    }

    #[test]
    fn the_closing_lines_of_node_are_understood() {
        let spec = "✔ one (12.3ms)\n✖ two (4.5ms)\nℹ tests 7\nℹ suites 0\nℹ pass 4\nℹ fail 1\nℹ cancelled 2\n\
                    ℹ skipped 0\nℹ todo 0\nℹ duration_ms 16.8\n\n✖ failing tests:\n\n✖ two (4.5ms)\n";
        assert_eq!(Counts::from_node(spec), counts(4, 3));
        let tap =
            "TAP version 13\nok 1 - one\n1..1\n# tests 1\n# pass 1\n# fail 0\n# cancelled 0\n";
        assert_eq!(Counts::from_node(tap), counts(1, 0));
        assert_eq!(
            Counts::from_node("\u{1b}[34mℹ pass 2\u{1b}[39m\n"),
            counts(2, 0)
        );
        assert_eq!(Counts::from_node("ℹ passing 2\nℹ 9 tests"), counts(0, 0));
    }
}
