//! Puts what goes out to one place one behind the other, so that the kernel takes many datagrams at once (UDP GSO).
//!
//! *Invariant*: datagrams to one place stay in the order in which they came.

use std::net::SocketAddr;
use std::ops::Range;

/// From where and to where.
pub(crate) type Route = (SocketAddr, SocketAddr);

/// Bytes that one GSO send may have.
const LONGEST: usize = 60_000;

/// Datagrams one behind the other; all but the last are of the same size.
#[derive(Debug)]
struct Run {
    route: Route,
    bytes: Range<usize>,
    /// Of each datagram but the last, which may be smaller.
    size: usize,
    count: usize,
    is_full: bool,
}

/// What waits to be sent. A router says what goes to one place in one go, so only the last run is looked at.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    bytes: Vec<u8>,
    runs: Vec<Run>,
}

impl Batch {
    /// Adds a datagram; `most` may be sent together.
    pub(crate) fn add(&mut self, route: Route, datagram: &[u8], most: usize) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(datagram);
        let end = self.bytes.len();
        let last = self.runs.last_mut();
        if let Some(run) = last.filter(|run| run.takes(route, datagram.len(), most)) {
            run.is_full = datagram.len() < run.size;
            run.bytes.end = end;
            run.count += 1;
            return;
        }
        self.runs.push(Run {
            route,
            bytes: start..end,
            size: datagram.len(),
            count: 1,
            is_full: false,
        });
    }

    /// Each run: its route, its bytes, and the size of each datagram in it but the last.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (Route, &[u8], usize)> {
        let runs = self.runs.iter();
        runs.map(|run| (run.route, &self.bytes[run.bytes.clone()], run.size))
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.runs.clear();
    }
}

impl Run {
    fn takes(&self, route: Route, length: usize, most: usize) -> bool {
        !self.is_full
            && self.route == route
            && length <= self.size
            && self.count < most
            && self.bytes.len() + length <= LONGEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(port: u16) -> Route {
        let here = SocketAddr::from(([127, 0, 0, 1], 7000));
        (here, SocketAddr::from(([127, 0, 0, 1], port)))
    }

    fn sizes(datagrams: &[(u16, usize)], most: usize) -> Vec<(u16, usize, usize)> {
        let mut batch = Batch::default();
        for (port, length) in datagrams {
            batch.add(route(*port), &vec![0; *length], most);
        }
        let sizes = batch
            .runs()
            .map(|((_, to), bytes, size)| (to.port(), bytes.len(), size))
            .collect();
        batch.clear();
        assert_eq!(batch.runs().count(), 0);
        sizes
    }

    #[test]
    fn what_goes_to_one_place_goes_together() {
        assert_eq!(
            sizes(&[(1, 1000), (1, 1000), (1, 300), (2, 900), (2, 900)], 64),
            [(1, 2300, 1000), (2, 1800, 900)]
        );
    }

    #[test]
    fn what_comes_in_between_is_sent_in_between() {
        assert_eq!(
            sizes(&[(1, 900), (2, 900), (1, 900)], 64),
            [(1, 900, 900), (2, 900, 900), (1, 900, 900)]
        );
    }

    #[test]
    fn only_the_last_may_be_smaller_and_none_larger() {
        assert_eq!(
            sizes(&[(1, 500), (1, 1000)], 64),
            [(1, 500, 500), (1, 1000, 1000)]
        );
        assert_eq!(
            sizes(&[(1, 500), (1, 100), (1, 500)], 64),
            [(1, 600, 500), (1, 500, 500)]
        );
    }

    #[test]
    fn no_more_go_together_than_the_kernel_takes() {
        assert_eq!(
            sizes(&[(1, 10); 5], 2),
            [(1, 20, 10), (1, 20, 10), (1, 10, 10)]
        );
        assert_eq!(sizes(&[(1, 1200); 100], 100).len(), 2);
        assert_eq!(sizes(&[(1, 10); 3], 1).len(), 3);
    }
}
