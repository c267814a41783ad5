//! What the kernel did not take: all of it is counted, and the first for each reason is told.

use std::collections::BTreeSet;
use std::io;

use nix::libc::{EAGAIN, ENOBUFS};

/// Sends that failed on one socket.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    count: u64,
    /// By the number of the error; `None` for those that the system has no number for.
    told: BTreeSet<Option<i32>>,
}

impl Failures {
    /// Counts a failure of the socket on that port. Where somebody is stays out of the log.
    pub(crate) fn add(&mut self, error: &io::Error, port: u16) {
        self.count += 1;
        let reason = reason(error);
        if !self.told.insert(reason) {
            return;
        }
        if matches!(reason, Some(EAGAIN | ENOBUFS)) {
            tracing::warn!(
                port,
                %error,
                "more media are to be sent than the system takes: what is too much is dropped, and only counted from now on"
            );
        } else {
            tracing::warn!(
                port,
                %error,
                "a datagram cannot be sent; further ones for this reason are only counted"
            );
        }
    }

    /// How many there were.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}

/// The runtime does not ask the system again while it knows that nothing is taken, and has no number for that.
fn reason(error: &io::Error) -> Option<i32> {
    if error.kind() == io::ErrorKind::WouldBlock {
        Some(EAGAIN)
    } else {
        error.raw_os_error()
    }
}

#[cfg(test)]
mod tests {
    use nix::libc::{EACCES, EINVAL};

    use super::*;

    #[test]
    fn all_are_counted_and_each_reason_is_told_once() {
        let mut failures = Failures::default();
        for number in [EINVAL, EACCES, EINVAL, EAGAIN, ENOBUFS, ENOBUFS] {
            failures.add(&io::Error::from_raw_os_error(number), 7000);
        }
        failures.add(&io::ErrorKind::WouldBlock.into(), 7000);
        assert_eq!(failures.count(), 7);
        let told = [EINVAL, EACCES, EAGAIN, ENOBUFS].map(Some);
        assert_eq!(failures.told, BTreeSet::from(told));
    }
}
