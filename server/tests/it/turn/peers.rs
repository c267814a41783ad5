//! Where the relay leads: to the internet, and not into the operator's network.

use super::client::{
    Answer, COOKIE, Client, NONCE, REQUESTED_TRANSPORT, TRANSACTION, add, allocate_request, answer,
    attribute, bare, signed,
};
use super::turnserver::{Credentials, SECRET, Turnserver, free_address, has_ipv6};
use super::turnserver::{minted, turnserver};
use parley_protocol::Milliseconds;
use std::{
    io::ErrorKind,
    net::{IpAddr, SocketAddr, UdpSocket},
    time::Duration,
};

const CREATE_PERMISSION: u16 = 0x0008;
const CHANNEL_BIND: u16 = 0x0009;
const SEND: u16 = 0x0016;
const CHANNEL_NUMBER: u16 = 0x000c;
const PEER_ADDRESS: u16 = 0x0012;
const DATA: u16 = 0x0013;
const REQUESTED_FAMILY: u16 = 0x0017;

const FORBIDDEN: Answer = Answer::Refused(403);
const NO_TCP: Answer = Answer::Refused(442);

/// The families as STUN has them.
const IPV4: u8 = 1;
const IPV6: u8 = 2;

/// This host, private, shared, loopback, link-local with the metadata of clouds, and what is special in other ways; the
/// first and the last address of those ranges of which one could be off.
const SPECIAL_V4: &[&str] = &[
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.0.0.5",
    "10.255.255.255",
    "100.64.0.0",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.0",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.0.0",
    "169.254.169.254",
    "169.254.255.255",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
];

/// The same of IPv6, and what hides an address of IPv4.
const SPECIAL_V6: &[&str] = &[
    "::",
    "::1",
    "::127.0.0.1",
    "::10.0.0.0",
    "::10.0.1.0",
    "::10.1.0.0",
    "::255.255.255.255",
    "::ffff:0.0.0.0",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:9.9.9.9",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:a00:1::",
    "3fff::1",
    "3fff:fff:ffff::1",
    "5f00::1",
    "fc00::",
    "fd00:ec2::254",
    "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "fe80::",
    "fe80::1",
    "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "fec0::1",
    "ff02::1",
];

/// The internet, up to where the ranges begin and from where they end. Nothing is sent there: to ask is enough.
const INTERNET_V4: &[&str] = &[
    "1.0.0.0",
    "9.9.9.9",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "223.255.255.255",
];

const INTERNET_V6: &[&str] = &[
    "2001:200::",
    "2606:4700::1111",
    "2a00::1",
    "3ffe::1",
    "3fff:1000::1",
];

/// An allocation, and who has it.
struct Relay<'a> {
    client: Client,
    credentials: &'a Credentials,
    nonce: Vec<u8>,
}

impl<'a> Relay<'a> {
    fn new(server: &Turnserver, credentials: &'a Credentials, family: u8) -> Self {
        let client = Client::new(server);
        let first = client.ask(&allocate_request());
        let nonce = attribute(&first, NONCE).unwrap().to_vec();
        let relay = Self {
            client,
            credentials,
            nonce,
        };
        let mut request = allocate_request();
        add(&mut request, REQUESTED_FAMILY, &[family, 0, 0, 0]);
        assert_eq!(relay.ask(request), Answer::Allocated);
        relay
    }

    fn ask(&self, request: Vec<u8>) -> Answer {
        answer(
            &self
                .client
                .ask(&signed(request, self.credentials, &self.nonce)),
        )
    }

    fn permit(&self, peer: SocketAddr) -> Answer {
        let mut request = bare(CREATE_PERMISSION);
        add_peer(&mut request, peer);
        self.ask(request)
    }

    fn bind_channel(&self, number: u16, peer: SocketAddr) -> Answer {
        let mut request = bare(CHANNEL_BIND);
        let [high, low] = number.to_be_bytes();
        add(&mut request, CHANNEL_NUMBER, &[high, low, 0, 0]);
        add_peer(&mut request, peer);
        self.ask(request)
    }

    /// To which there is no answer, whatever becomes of it.
    fn send(&self, peer: SocketAddr, data: &[u8]) {
        let mut indication = bare(SEND);
        add_peer(&mut indication, peer);
        add(&mut indication, DATA, data);
        self.client.send(&indication).unwrap();
    }

    fn expect(&self, addresses: &[&str], expected: &Answer) {
        for (address, channel) in addresses.iter().zip(0x4000..) {
            let peer = SocketAddr::new(address.parse().unwrap(), 80);
            assert_eq!(self.permit(peer), *expected, "{address}");
            assert_eq!(self.bind_channel(channel, peer), *expected, "{address}");
        }
    }
}

/// XOR-PEER-ADDRESS (RFC 8489, section 14.2).
fn add_peer(message: &mut Vec<u8>, peer: SocketAddr) {
    let (family, octets) = match peer.ip() {
        IpAddr::V4(ip) => (IPV4, ip.octets().to_vec()),
        IpAddr::V6(ip) => (IPV6, ip.octets().to_vec()),
    };
    let mask = [&COOKIE, &message[TRANSACTION]].concat();
    let masked = |bytes: &[u8]| -> Vec<u8> {
        let pairs = bytes.iter().zip(&mask);
        pairs.map(|(byte, mask)| byte ^ mask).collect()
    };
    let mut value = vec![0, family];
    value.extend(masked(&peer.port().to_be_bytes()));
    value.extend(masked(&octets));
    add(message, PEER_ADDRESS, &value);
}

#[tokio::test]
async fn t113_nobody_gets_through_it_to_what_is_private_or_special() {
    let Some(server) = turnserver(&[]).await else {
        return;
    };
    let [ann, _] = minted(SECRET, Milliseconds(0)).await;
    let relay = Relay::new(&server, &ann, IPV4);
    relay.expect(SPECIAL_V4, &FORBIDDEN);
    relay.expect(&[&*server.address.ip().to_string()], &FORBIDDEN);
    relay.expect(INTERNET_V4, &Answer::Allowed);
    if !has_ipv6() {
        println!(
            "\n    NOT TESTED: the recipe for coturn with IPv6, which this machine has not.\n"
        );
        return;
    }
    let relay = Relay::new(&server, &ann, IPV6);
    relay.expect(SPECIAL_V6, &FORBIDDEN);
    relay.expect(INTERNET_V6, &Answer::Allowed);
}

#[tokio::test]
async fn t113_it_connects_nobody_over_tcp() {
    let Some(server) = turnserver(&[]).await else {
        return;
    };
    let [ann, _] = minted(SECRET, Milliseconds(0)).await;
    let client = Client::new(&server);
    let first = client.ask(&allocate_request());
    let nonce = attribute(&first, NONCE).unwrap();
    let mut request = bare(super::client::ALLOCATE);
    add(&mut request, REQUESTED_TRANSPORT, &[6, 0, 0, 0]);
    assert_eq!(answer(&client.ask(&signed(request, &ann, nonce))), NO_TCP);
}

/// coturn refuses loopback addresses by itself. Without that the list is what keeps them out, and an address that the
/// operator allows is the only one that is reached.
#[tokio::test]
async fn t113_what_is_sent_to_a_place_that_is_denied_never_comes_there() {
    let (allowed, denied) = (canary(), canary());
    let [to_allowed, to_denied] = [&allowed, &denied].map(|canary| canary.local_addr().unwrap());
    let changes = format!(
        "no-multicast-peers\nallow-loopback-peers\nallowed-peer-ip={}",
        to_allowed.ip()
    );
    let Some(server) = turnserver(&[("no-multicast-peers", &*changes)]).await else {
        return;
    };
    let [ann, _] = minted(SECRET, Milliseconds(0)).await;
    let relay = Relay::new(&server, &ann, IPV4);
    assert_eq!(relay.permit(to_denied), FORBIDDEN);
    assert_eq!(relay.bind_channel(0x4000, to_denied), FORBIDDEN);
    assert_eq!(relay.permit(to_allowed), Answer::Allowed);
    relay.send(to_denied, b"from outside");
    relay.send(to_allowed, b"from outside");
    // What was sent first would be there first. Nothing goes where nothing was permitted, in any case.
    let mut buffer = [0; 100];
    let length = allowed.recv(&mut buffer).unwrap();
    assert_eq!(&buffer[..length], b"from outside");
    denied.set_nonblocking(true).unwrap();
    let nothing = denied.recv(&mut buffer).unwrap_err();
    assert_eq!(nothing.kind(), ErrorKind::WouldBlock);
}

/// Somebody who listens on an address of this machine of their own.
fn canary() -> UdpSocket {
    let socket = UdpSocket::bind(free_address()).unwrap();
    let patience = Duration::from_secs(10);
    socket.set_read_timeout(Some(patience)).unwrap();
    socket
}
