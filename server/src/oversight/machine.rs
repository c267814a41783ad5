//! The machine: processor, memory, disk.

use parley_app::services::ProcessorView;
use rustix::time::{ClockId, clock_gettime};
use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// Asked more often, the processor's time says the same as before.
const SHORTEST: Duration = Duration::from_secs(1);
/// A disk that does not answer (it may be another machine's) keeps nobody waiting.
const LONGEST_WAIT: Duration = Duration::from_millis(500);

/// How much of the processor this program uses.
pub(super) struct Processor(Mutex<Sample>);

#[derive(Clone, Copy)]
struct Sample {
    wall: Duration,
    used: Duration,
    percent: Option<u8>,
}

impl Processor {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Sample {
            wall: read(ClockId::Monotonic),
            used: read(ClockId::ProcessCPUTime),
            percent: None,
        }))
    }

    /// Since the last question; `None` in the first second.
    pub(super) fn used(&self) -> Option<ProcessorView> {
        let (wall, used) = (read(ClockId::Monotonic), read(ClockId::ProcessCPUTime));
        let cores = std::thread::available_parallelism().ok()?.get();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = wall.saturating_sub(last.wall);
        if passed >= SHORTEST {
            *last = Sample {
                wall,
                used,
                percent: Some(percent(used.saturating_sub(last.used), passed, cores)),
            };
        }
        Some(ProcessorView {
            percent: last.percent?,
            cores: super::count(cores),
        })
    }
}

fn read(clock: ClockId) -> Duration {
    Duration::try_from(clock_gettime(clock)).unwrap_or_default()
}

fn percent(used: Duration, passed: Duration, cores: usize) -> u8 {
    let all = passed.as_micros() * cores as u128;
    let percent = (used.as_micros() * 100)
        .checked_div(all)
        .unwrap_or_default();
    u8::try_from(percent).map_or(100, |percent| percent.min(100))
}

/// Bytes of memory that this program has; known on Linux.
pub(super) fn memory() -> Option<u64> {
    resident(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// From the lines of `/proc/self/status`.
fn resident(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

/// Free and all bytes of the disk with the data, as far as this program may use them.
pub(super) async fn disk(folder: PathBuf) -> Option<(u64, u64)> {
    let asked = tokio::task::spawn_blocking(move || rustix::fs::statvfs(folder));
    let answer = tokio::time::timeout(LONGEST_WAIT, asked).await;
    let disk = answer.ok()?.ok()?.ok()?;
    let bytes = |blocks: u64| blocks.checked_mul(disk.f_frsize);
    Some((bytes(disk.f_bavail)?, bytes(disk.f_blocks)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_is_measured_over_all_cores() {
        let seconds = Duration::from_secs;
        assert_eq!(percent(seconds(2), seconds(4), 1), 50);
        assert_eq!(percent(seconds(2), seconds(4), 4), 12);
        assert_eq!(percent(seconds(9), seconds(4), 2), 100);
        assert_eq!(percent(seconds(1), seconds(0), 2), 0);
    }

    #[test]
    fn memory_is_what_is_resident() {
        let status = "Name:\tparley\nVmPeak:\t  99 kB\nVmRSS:\t   84500 kB\nThreads:\t4\n";
        assert_eq!(resident(status), Some(84_500 * 1024));
        assert_eq!(resident("Name:\tparley\n"), None);
        assert_eq!(resident("VmRSS:\tmany kB\n"), None);
    }

    #[tokio::test]
    async fn a_folder_lies_on_a_disk_and_a_missing_one_on_none() {
        let (free, total) = disk(std::env::temp_dir()).await.unwrap();
        assert!(free <= total && total > 0);
        assert_eq!(disk(PathBuf::from("/nonexistent/folder")).await, None);
    }
}
