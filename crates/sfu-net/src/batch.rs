//! Groups what goes out by where it goes, so that the kernel takes many datagrams at once (UDP GSO).
//!
//! *Invariants*: datagrams to one destination leave in the order in which they came.

use std::collections::BTreeMap;
use std::net::SocketAddr;

/// From where and to where.
pub(crate) type Route = (SocketAddr, SocketAddr);

/// Bytes that one GSO send may have.
const LONGEST: usize = 60_000;

/// Datagrams one behind the other; all but the last are of the same size.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Segments {
    /// All bytes.
    pub(crate) bytes: Vec<u8>,
    /// Size of each datagram but the last, which may be smaller.
    pub(crate) size: usize,
    count: usize,
    is_full: bool,
}

/// What waits to be sent.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    routes: BTreeMap<Route, Vec<Segments>>,
}

impl Batch {
    /// Adds a datagram; `most` may be sent together.
    pub(crate) fn add(&mut self, route: Route, datagram: &[u8], most: usize) {
        let runs = self.routes.entry(route).or_default();
        if let Some(run) = runs
            .last_mut()
            .filter(|run| run.takes(datagram.len(), most))
        {
            run.is_full = datagram.len() < run.size;
            run.bytes.extend_from_slice(datagram);
            run.count += 1;
            return;
        }
        runs.push(Segments {
            bytes: datagram.to_vec(),
            size: datagram.len(),
            count: 1,
            is_full: false,
        });
    }

    /// Takes everything.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = (Route, Segments)> + use<> {
        let routes = std::mem::take(&mut self.routes).into_iter();
        routes.flat_map(|(route, runs)| runs.into_iter().map(move |run| (route, run)))
    }
}

impl Segments {
    fn takes(&self, length: usize, most: usize) -> bool {
        !self.is_full
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
        batch
            .take()
            .map(|((_, to), run)| (to.port(), run.bytes.len(), run.size))
            .collect()
    }

    #[test]
    fn what_goes_to_one_place_goes_together() {
        assert_eq!(
            sizes(&[(1, 1000), (2, 900), (1, 1000), (1, 300), (2, 900)], 64),
            [(1, 2300, 1000), (2, 1800, 900)]
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
