//! Where the router listens, and where clients are told to find it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use nix::ifaddrs::getifaddrs;
use parley_sfu_core::Transport;

/// Addresses that are told to clients at most: each is tried by each of them.
const MOST: usize = 8;

/// How the router is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SfuConfig {
    /// Address and first port to listen on, UDP and TCP: one port for each shard from there. With port 0 the system
    /// chooses.
    pub listen: SocketAddr,
    /// Where clients find it, if that is not where it listens (behind NAT); else the machine's own addresses.
    pub public_addresses: Vec<IpAddr>,
    /// Threads that route; at least one.
    pub shards: usize,
}

impl SfuConfig {
    /// Where the shard that has this port is found.
    pub(crate) fn candidates(&self, port: u16) -> Vec<(Transport, SocketAddr)> {
        let addresses = if self.public_addresses.is_empty() {
            own_addresses(self.listen.ip(), &interface_addresses())
        } else {
            self.public_addresses.clone()
        };
        let on_port = |transport| {
            addresses
                .iter()
                .map(move |ip| (transport, SocketAddr::new(*ip, port)))
        };
        on_port(Transport::Udp)
            .chain(on_port(Transport::Tcp))
            .collect()
    }

    /// Whether the addresses told to clients are the machine's own, so that answers can be sent from them.
    pub(crate) fn are_own(&self) -> bool {
        self.public_addresses.is_empty()
    }
}

fn interface_addresses() -> Vec<IpAddr> {
    let Ok(interfaces) = getifaddrs() else {
        return Vec::new();
    };
    interfaces
        .filter_map(|interface| {
            let storage = interface.address?;
            let v4 = storage
                .as_sockaddr_in()
                .map(|address| IpAddr::V4(address.ip()));
            v4.or_else(|| {
                storage
                    .as_sockaddr_in6()
                    .map(|address| IpAddr::V6(address.ip()))
            })
        })
        .collect()
}

/// The addresses of this machine on which something that listens on `listen` is reached.
fn own_addresses(listen: IpAddr, interfaces: &[IpAddr]) -> Vec<IpAddr> {
    if !listen.is_unspecified() {
        return vec![listen];
    }
    let mut addresses: Vec<_> = interfaces
        .iter()
        .copied()
        .filter(|address| listen.is_ipv6() || address.is_ipv4())
        .filter(|address| is_reachable(*address))
        .take(MOST)
        .collect();
    if addresses.is_empty() {
        addresses.push(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    addresses
}

/// Not loopback, and not link-local: browsers cannot use those without an interface's name.
fn is_reachable(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            !address.is_loopback() && !address.is_link_local() && !address.is_unspecified()
        }
        IpAddr::V6(address) => {
            !address.is_loopback() && !address.is_unicast_link_local() && !address.is_unspecified()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ips(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn the_machines_own_addresses_are_told() {
        let interfaces = ips(&[
            "127.0.0.1",
            "10.1.2.3",
            "169.254.1.1",
            "::1",
            "fe80::1",
            "2001:db8::7",
        ]);
        let v4: IpAddr = "0.0.0.0".parse().unwrap();
        assert_eq!(own_addresses(v4, &interfaces), ips(&["10.1.2.3"]));
        let v6: IpAddr = "::".parse().unwrap();
        assert_eq!(
            own_addresses(v6, &interfaces),
            ips(&["10.1.2.3", "2001:db8::7"])
        );
    }

    #[test]
    fn a_machine_without_a_network_is_found_on_loopback() {
        let v4: IpAddr = "0.0.0.0".parse().unwrap();
        assert_eq!(own_addresses(v4, &ips(&["127.0.0.1"])), ips(&["127.0.0.1"]));
    }

    #[test]
    fn what_listens_on_one_address_is_found_there() {
        let loopback: IpAddr = "127.0.0.1".parse().unwrap();
        assert_eq!(own_addresses(loopback, &ips(&["10.1.2.3"])), [loopback]);
    }

    #[test]
    fn public_addresses_take_the_place_of_all_others() {
        let config = SfuConfig {
            listen: "0.0.0.0:7000".parse().unwrap(),
            public_addresses: ips(&["203.0.113.5", "203.0.113.6"]),
            shards: 1,
        };
        let candidates = config.candidates(7001);
        assert_eq!(candidates.len(), 4);
        assert_eq!(
            candidates[0],
            (Transport::Udp, "203.0.113.5:7001".parse().unwrap())
        );
        assert_eq!(
            candidates[3],
            (Transport::Tcp, "203.0.113.6:7001".parse().unwrap())
        );
        assert!(!config.are_own());
    }
}
