//! Somebody who asks coturn for something, and the messages of STUN and TURN (RFC 8489, RFC 8656).

use super::turnserver::{Credentials, Turnserver};
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use sha1::Sha1;
use std::{
    cell::Cell,
    net::{SocketAddr, UdpSocket},
    ops::Range,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime},
};

/// Of the recipe.
const REALM_NAME: &str = "TURN.EXAMPLE.ORG";

/// How long and how often one waits for an answer.
const PATIENCE: Duration = Duration::from_millis(250);
const ATTEMPTS: usize = 80;

pub(crate) const UNAUTHORIZED: Answer = Answer::Refused(401);

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Allocated,
    /// To send to somebody.
    Allowed,
    Refused(u16),
}

/// Somebody with a port of their own, which is what coturn knows an allocation by.
pub(crate) struct Client {
    pub(crate) socket: UdpSocket,
    pub(crate) sent: Cell<usize>,
    pub(crate) received: Cell<usize>,
}

impl Client {
    pub(crate) fn new(server: &Turnserver) -> Self {
        Self::between("127.0.0.1", server.address)
    }

    /// With this address.
    pub(crate) fn between(address: &str, server: SocketAddr) -> Self {
        let socket = UdpSocket::bind((address, 0)).unwrap();
        socket.connect(server).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        Self {
            socket,
            sent: Cell::new(0),
            received: Cell::new(0),
        }
    }

    /// Asks for an allocation as browsers do: first without credentials, for the realm and a nonce.
    pub(crate) fn allocate(&self, credentials: &Credentials) -> Answer {
        let first = self.ask(&allocate_request());
        assert_eq!(answer(&first), UNAUTHORIZED);
        self.allocate_with(credentials, attribute(&first, NONCE).unwrap())
    }

    pub(crate) fn allocate_with(&self, credentials: &Credentials, nonce: &[u8]) -> Answer {
        answer(&self.ask(&signed(allocate_request(), credentials, nonce)))
    }

    /// Asks until there is an answer, as UDP may lose either.
    pub(crate) fn ask(&self, request: &[u8]) -> Vec<u8> {
        for _ in 0..ATTEMPTS {
            self.send(request).unwrap();
            while let Ok(answer) = self.receive() {
                if answer[TRANSACTION] == request[TRANSACTION] {
                    return answer;
                }
            }
        }
        panic!("no answer to {request:?}");
    }

    pub(crate) fn send(&self, packet: &[u8]) -> std::io::Result<usize> {
        self.sent.update(|sent| sent + 1);
        self.socket.send(packet)
    }

    /// Takes what has come, without waiting; answers whether there was something.
    fn receives_at_once(&self) -> bool {
        self.socket.set_nonblocking(true).unwrap();
        let received = self.receive().is_ok();
        self.socket.set_nonblocking(false).unwrap();
        received
    }

    /// Sends so many requests of a type without waiting; answers how many of them were answered, and in what time.
    pub(crate) fn flood(&self, kind: u16, count: usize) -> (u32, Duration) {
        let clock = || SystemTime::UNIX_EPOCH.elapsed().unwrap();
        let (start, before) = (clock(), self.received.get());
        for _ in 0..count {
            self.send(&bare(kind)).unwrap();
            while self.receives_at_once() {}
        }
        while self.receive().is_ok() {}
        let answers = self.received.get() - before;
        (
            u32::try_from(answers).unwrap(),
            clock().saturating_sub(start),
        )
    }

    pub(crate) fn receive(&self) -> std::io::Result<Vec<u8>> {
        let mut packet = vec![0; 1500];
        let length = self.socket.recv(&mut packet)?;
        packet.truncate(length);
        self.received.update(|received| received + 1);
        Ok(packet)
    }
}

pub(crate) const ALLOCATE: u16 = 0x0003;
const ALLOCATED: u16 = 0x0103;
const PERMITTED: u16 = 0x0108;
const CHANNEL_BOUND: u16 = 0x0109;
const USERNAME: u16 = 0x0006;
const INTEGRITY: u16 = 0x0008;
const ERROR_CODE: u16 = 0x0009;
const REALM: u16 = 0x0014;
pub(crate) const NONCE: u16 = 0x0015;
const RELAYED_ADDRESS: u16 = 0x0016;
pub(crate) const REQUESTED_TRANSPORT: u16 = 0x0019;
pub(crate) const SOFTWARE: u16 = 0x8022;
pub(crate) const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const HEADER: usize = 20;
pub(crate) const TRANSACTION: Range<usize> = 8..HEADER;

/// A message without attributes: the shortest.
pub(crate) fn bare(kind: u16) -> Vec<u8> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let mut message = kind.to_be_bytes().to_vec();
    message.extend([0, 0]);
    message.extend(COOKIE);
    message.extend(b"transact");
    message.extend(COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    message
}

/// For a relay over UDP, without credentials.
pub(crate) fn allocate_request() -> Vec<u8> {
    let mut message = bare(ALLOCATE);
    add(&mut message, REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
    message
}

/// With long-term credentials (RFC 8489, section 9.2).
pub(crate) fn signed(mut message: Vec<u8>, credentials: &Credentials, nonce: &[u8]) -> Vec<u8> {
    add(&mut message, USERNAME, credentials.username.as_bytes());
    add(&mut message, REALM, REALM_NAME.as_bytes());
    add(&mut message, NONCE, nonce);
    let Credentials { username, password } = credentials;
    let key = Md5::digest(format!("{username}:{REALM_NAME}:{password}"));
    // The length that is signed counts the signature, and the bytes that are signed do not.
    let before = message.len();
    add(&mut message, INTEGRITY, &[0; 20]);
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).unwrap();
    mac.update(&message[..before]);
    message[before + 4..].copy_from_slice(&mac.finalize().into_bytes());
    message
}

pub(crate) fn add(message: &mut Vec<u8>, kind: u16, value: &[u8]) {
    message.extend(kind.to_be_bytes());
    message.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
    message.extend(value);
    message.resize(message.len().next_multiple_of(4), 0);
    let length = u16::try_from(message.len() - HEADER).unwrap();
    message[2..4].copy_from_slice(&length.to_be_bytes());
}

fn number(bytes: &[u8]) -> u16 {
    u16::from_be_bytes([bytes[0], bytes[1]])
}

pub(crate) fn attribute(message: &[u8], wanted: u16) -> Option<&[u8]> {
    let mut rest = &message[HEADER..];
    while rest.len() >= 4 {
        let (kind, length) = (number(rest), usize::from(number(&rest[2..])));
        if kind == wanted {
            return Some(&rest[4..4 + length]);
        }
        rest = &rest[4 + length.next_multiple_of(4)..];
    }
    None
}

pub(crate) fn answer(message: &[u8]) -> Answer {
    match number(message) {
        ALLOCATED => {
            assert!(attribute(message, RELAYED_ADDRESS).is_some());
            return Answer::Allocated;
        }
        PERMITTED | CHANNEL_BOUND => return Answer::Allowed,
        _ => {}
    }
    let error = attribute(message, ERROR_CODE).unwrap();
    Answer::Refused(u16::from(error[2]) * 100 + u16::from(error[3]))
}
