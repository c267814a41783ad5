//! How many sockets one client may have open at a time (T-069).
//!
//! *Invariants*: a socket counts from before its upgrade until it is dropped, however it ends; a client without one
//! is not remembered.

use super::address::ClientAddress;
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

type Counts = HashMap<ClientAddress, usize>;

/// The sockets of each client.
#[derive(Clone, Debug)]
pub(crate) struct OpenSockets {
    most: usize,
    counts: Arc<Mutex<Counts>>,
}

/// One of them.
#[derive(Debug)]
pub(crate) struct OpenSocket {
    client: ClientAddress,
    counts: Arc<Mutex<Counts>>,
}

impl OpenSockets {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            counts: Arc::default(),
        }
    }

    /// `None` where the client has as many as it may.
    pub(crate) fn open(&self, client: ClientAddress) -> Option<OpenSocket> {
        let mut counts = lock(&self.counts);
        let there = counts.get(&client).copied().unwrap_or_default();
        if there >= self.most {
            return None;
        }
        counts.insert(client, there + 1);
        drop(counts);
        let counts = Arc::clone(&self.counts);
        Some(OpenSocket { client, counts })
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        if let Entry::Occupied(mut count) = lock(&self.counts).entry(self.client) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

fn lock(counts: &Mutex<Counts>) -> MutexGuard<'_, Counts> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderMap;

    fn client(address: &str) -> ClientAddress {
        ClientAddress::new(address.parse().unwrap(), &HeaderMap::new(), 0)
    }

    #[test]
    fn t069_one_client_has_so_many_and_another_does_not_notice() {
        let sockets = OpenSockets::new(2);
        let household = ["2001:db8::1", "2001:db8::2"].map(client);
        let first = sockets.open(household[0]).unwrap();
        let _second = sockets.open(household[1]).unwrap();
        assert!(sockets.open(household[0]).is_none());
        assert!(sockets.open(client("192.0.2.1")).is_some());
        drop(first);
        assert!(sockets.open(household[1]).is_some());
    }

    #[test]
    fn t069_nothing_is_remembered_of_who_has_gone() {
        let sockets = OpenSockets::new(1);
        for number in 0..10_000 {
            let client = client(&std::net::Ipv4Addr::from_bits(number).to_string());
            assert!(sockets.open(client).is_some());
        }
        assert!(lock(&sockets.counts).is_empty());
    }
}
