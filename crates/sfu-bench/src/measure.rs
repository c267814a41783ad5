//! What a process costs, read from the kernel.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// Ticks of a second in `/proc` (`sysconf(_SC_CLK_TCK)`; Linux says 100 to every program).
const TICKS: u64 = 100;

/// Processor time that a process has used, all threads together.
pub(crate) fn processor_time(process: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').context("a strange /proc/PID/stat")?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || -> Result<u64> { Ok(fields.next().context("too short")?.parse()?) };
    let used = ticks()? + ticks()?;
    Ok(Duration::from_millis(used * 1000 / TICKS))
}

/// Resident memory in KiB.
pub(crate) fn memory(process: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.context("no VmRSS")?.parse()?)
}

/// The value below which so many of a hundred lie; 0 of nothing.
pub(crate) fn percentile(values: &mut [u32], percent: usize) -> u32 {
    if values.is_empty() {
        return 0;
    }
    let at = (values.len() - 1) * percent / 100;
    *values.select_nth_unstable(at).1
}
