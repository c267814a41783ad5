//! Who a request comes from: the peer of the connection, or what trusted proxies say.
//!
//! *Invariants*: a header is believed only as far as `http.trusted_proxies` proxies wrote it, counted from the right;
//! what stands to the left of that was written by the client.

use crate::state::AppState;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::HeaderMap;
use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

/// The other end of the connection; the accept loop puts it into every request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// A client as rate limits count it: an IPv4 address, or the /64 of an IPv6 address, which is one household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ClientAddress(IpAddr);

impl ClientAddress {
    pub(crate) fn new(peer: IpAddr, headers: &HeaderMap, trusted_proxies: usize) -> Self {
        let address = forwarded(headers, trusted_proxies).unwrap_or(peer);
        Self(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(household(address)),
            four @ IpAddr::V4(_) => four,
        })
    }
}

/// Tells pages and server functions from where somebody asks, for the lists of sessions and events.
pub(crate) async fn name_client(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(Peer(peer)) = request.extensions().get().copied() {
        let client = ClientAddress::new(peer.ip(), request.headers(), state.trusted_proxies);
        let named = parley_app::services::ClientAddress(client.0.to_string());
        request.extensions_mut().insert(named);
    }
    next.run(request).await
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

fn household(address: Ipv6Addr) -> Ipv6Addr {
    Ipv6Addr::from(u128::from(address) & (u128::MAX << 64))
}

fn forwarded(headers: &HeaderMap, trusted_proxies: usize) -> Option<IpAddr> {
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        // What is no text still is a hop: the client must not hide the one that the proxy wrote behind it.
        .map(|hop| std::str::from_utf8(hop).unwrap_or_default().trim())
        .collect();
    let place = hops.len().checked_sub(trusted_proxies)?;
    hops.get(place)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    const PEER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    fn client(hops: &[&'static str], trusted_proxies: usize) -> String {
        let mut headers = HeaderMap::new();
        for hop in hops {
            headers.append("x-forwarded-for", HeaderValue::from_static(hop));
        }
        ClientAddress::new(PEER, &headers, trusted_proxies)
            .0
            .to_string()
    }

    #[test]
    fn without_proxies_the_header_is_not_believed() {
        assert_eq!(client(&["203.0.113.9"], 0), "192.0.2.1");
    }

    #[test]
    fn what_the_client_wrote_to_the_left_is_not_believed() {
        assert_eq!(client(&["10.9.8.7, 203.0.113.9"], 1), "203.0.113.9");
        assert_eq!(client(&["10.9.8.7", "203.0.113.9"], 1), "203.0.113.9");
        assert_eq!(
            client(&["1.1.1.1, 203.0.113.9, 10.0.0.2"], 2),
            "203.0.113.9"
        );
    }

    #[test]
    fn t009_bytes_that_are_no_text_hide_no_hop() {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_bytes(b"\xff, 203.0.113.9").unwrap();
        headers.append("x-forwarded-for", value);
        let client = ClientAddress::new(PEER, &headers, 1);
        assert_eq!(client.0.to_string(), "203.0.113.9");
    }

    #[test]
    fn too_few_hops_and_nonsense_leave_the_peer() {
        assert_eq!(client(&["203.0.113.9"], 2), "192.0.2.1");
        assert_eq!(client(&["nonsense"], 1), "192.0.2.1");
        assert_eq!(client(&[], 1), "192.0.2.1");
    }

    #[test]
    fn an_ipv6_household_is_one_client_and_a_mapped_address_is_ipv4() {
        assert_eq!(client(&["2001:db8:1:2:3:4:5:6"], 1), "2001:db8:1:2::");
        assert_eq!(client(&["::ffff:203.0.113.9"], 1), "203.0.113.9");
    }
}
