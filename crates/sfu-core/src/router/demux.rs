//! Whose datagram is it: by the address it comes from, or by the name in an ICE check (RFC 8445, 7.3).
//!
//! *Invariants*: an address belongs to somebody only after an authenticated check came from it; nobody has more than
//! 16 addresses; what is not known is dropped before any of it is decrypted.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;

use str0m::ice::StunMessage;

use crate::api::{PeerKey, Transport};
use crate::meter::{Allowance, Limiter};

/// Addresses of one participant: some interfaces, with UDP and TCP, and a network that changes now and then.
const ADDRESSES: usize = 16;
/// ICE checks from addresses that are not known yet, for one participant: each costs a hash.
const KNOCKS: Allowance = Allowance {
    packets: 50,
    bits: 500_000,
};

type Address = (Transport, SocketAddr);

#[derive(Debug)]
struct Known {
    ufrag: String,
    addresses: VecDeque<Address>,
    limiter: Limiter,
    knocks: Limiter,
}

/// What is to happen with a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is somebody's.
    For(PeerKey),
    /// It is nobody's.
    Unknown,
    /// It is somebody's who sends too much.
    OverLimit,
}

/// The maps of one router.
#[derive(Debug, Default)]
pub(super) struct Demux {
    known: BTreeMap<PeerKey, Known>,
    by_ufrag: BTreeMap<String, PeerKey>,
    by_address: BTreeMap<Address, PeerKey>,
}

impl Demux {
    /// Notes by which name a participant's connection is called from now on; its addresses stay.
    pub(super) fn register(
        &mut self,
        peer: PeerKey,
        ufrag: String,
        allowance: Allowance,
        now: Instant,
    ) {
        let known = self.known.entry(peer).or_insert_with(|| Known {
            ufrag: String::new(),
            addresses: VecDeque::new(),
            limiter: Limiter::new(allowance, now),
            knocks: Limiter::new(KNOCKS, now),
        });
        if known.ufrag != ufrag {
            self.by_ufrag.remove(&known.ufrag);
            self.by_ufrag.insert(ufrag.clone(), peer);
            known.ufrag = ufrag;
        }
    }

    /// Forgets a participant.
    pub(super) fn remove(&mut self, peer: PeerKey) {
        let Some(known) = self.known.remove(&peer) else {
            return;
        };
        self.by_ufrag.remove(&known.ufrag);
        for address in known.addresses {
            self.by_address.remove(&address);
        }
    }

    /// Says whose a datagram is, and counts it.
    pub(super) fn judge(&mut self, address: Address, datagram: &[u8], now: Instant) -> Verdict {
        let is_stun = datagram.first().is_some_and(|byte| *byte < 2);
        let by_address = self.by_address.get(&address).copied();
        let peer = if is_stun {
            self.called(datagram)
        } else {
            by_address
        };
        let Some(peer) = peer else {
            return Verdict::Unknown;
        };
        let Some(known) = self.known.get_mut(&peer) else {
            return Verdict::Unknown;
        };
        let limiter = if by_address == Some(peer) {
            &mut known.limiter
        } else {
            &mut known.knocks
        };
        if limiter.admits(datagram.len(), now) {
            Verdict::For(peer)
        } else {
            Verdict::OverLimit
        }
    }

    /// Notes that an authenticated ICE check of a participant came from an address.
    pub(super) fn bind(&mut self, address: Address, peer: PeerKey) {
        if self.by_address.get(&address) == Some(&peer) {
            return;
        }
        if let Some(before) = self.by_address.insert(address, peer)
            && let Some(known) = self.known.get_mut(&before)
        {
            known.addresses.retain(|held| *held != address);
        }
        if let Some(known) = self.known.get_mut(&peer) {
            known.addresses.push_back(address);
            if known.addresses.len() > ADDRESSES
                && let Some(oldest) = known.addresses.pop_front()
            {
                self.by_address.remove(&oldest);
            }
        }
    }

    /// Addresses that are known.
    #[cfg(test)]
    pub(super) fn addresses(&self) -> usize {
        self.by_address.len()
    }

    /// Nobody is known.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty() && self.by_ufrag.is_empty() && self.by_address.is_empty()
    }

    fn called(&self, datagram: &[u8]) -> Option<PeerKey> {
        let message = StunMessage::parse(datagram).ok()?;
        let (ours, _) = message
            .split_username()
            .filter(|_| message.is_binding_request())?;
        self.by_ufrag.get(ours).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::RoomKey;
    use parley_protocol::ParticipantId;

    const ALLOWANCE: Allowance = Allowance {
        packets: 1000,
        bits: 1_000_000,
    };

    fn peer(participant: u32) -> PeerKey {
        PeerKey {
            room: RoomKey(1),
            participant: ParticipantId(participant),
        }
    }

    fn address(port: u16) -> Address {
        (Transport::Udp, SocketAddr::from(([192, 0, 2, 1], port)))
    }

    #[test]
    fn t118_what_is_no_ice_check_counts_only_from_an_address_that_proved_itself() {
        let now = crate::start_of_test();
        let mut demux = Demux::default();
        demux.register(peer(1), "abcd".to_owned(), ALLOWANCE, now);
        let hello = [22, 254, 253, 0];
        assert_eq!(demux.judge(address(1), &hello, now), Verdict::Unknown);
        demux.bind(address(1), peer(1));
        assert_eq!(demux.judge(address(1), &hello, now), Verdict::For(peer(1)));
        assert_eq!(demux.judge(address(2), &hello, now), Verdict::Unknown);
    }

    #[test]
    fn addresses_are_bounded_and_go_with_their_participant() {
        let now = crate::start_of_test();
        let mut demux = Demux::default();
        demux.register(peer(1), "a".to_owned(), ALLOWANCE, now);
        demux.register(peer(2), "b".to_owned(), ALLOWANCE, now);
        for port in 0..100 {
            demux.bind(address(port), peer(1));
        }
        assert_eq!(demux.addresses(), ADDRESSES);
        demux.bind(address(99), peer(2));
        assert_eq!(
            demux.judge(address(99), &[0x80], now),
            Verdict::For(peer(2))
        );
        demux.remove(peer(1));
        assert_eq!(demux.addresses(), 1);
        demux.remove(peer(2));
        assert_eq!(demux.addresses(), 0);
        assert!(demux.is_empty());
    }

    #[test]
    fn t119_a_flood_from_a_known_address_is_cut() {
        let now = crate::start_of_test();
        let mut demux = Demux::default();
        demux.register(peer(1), "a".to_owned(), ALLOWANCE, now);
        demux.bind(address(1), peer(1));
        let verdicts = (0..5000).map(|_| demux.judge(address(1), &[0x80; 50], now));
        assert_eq!(
            verdicts
                .filter(|verdict| *verdict == Verdict::OverLimit)
                .count(),
            4000
        );
    }
}
