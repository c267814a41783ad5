//! Datagrams from strangers and from members, some of them ICE checks that are nearly right.
#![no_main]

#[path = "../../sfu-core/src/checks.rs"]
#[expect(dead_code, reason = "whoever has no password is another test")]
mod checks;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use libfuzzer_sys::fuzz_target;
use parley_fuzz::bytes::Bytes;
use parley_fuzz::idle::{Open, server, start};
use parley_protocol::NegotiationId;
use parley_sfu_core::{Command, Event, Output, Transport};

const MEMBERS: u32 = 2;
/// Nobody pretends to be this one.
const QUIET: u32 = 3;
/// Datagrams that one datagram may bring about: a flight of DTLS, and what repeats it.
const ANSWERS: usize = 32;
/// Connections live longer than a run.
const LONGEST: Duration = Duration::from_secs(20);
/// A fingerprint (RFC 8489 14.7) is no part of what a check proves.
const FINGERPRINT: usize = 8;

/// What they offer, the same each time.
static OFFERS: LazyLock<Vec<String>> =
    LazyLock::new(|| (1..=QUIET).map(|_| checks::offer(start())).collect());

struct Scene {
    open: Open,
    began: Instant,
    /// The answer to each of the offers.
    answers: Vec<String>,
    /// Addresses from which a check came that was right.
    proved: BTreeSet<(Transport, SocketAddr)>,
}

fuzz_target!(|input: &[u8]| {
    let mut bytes = Bytes(input);
    let mut scene = Scene::new();
    while let Some(what) = bytes.byte() {
        let from = (transport(what), address(what >> 4));
        let went_on = match what & 3 {
            0 | 1 => bytes.piece().map(|datagram| scene.send(from, datagram)),
            2 => scene.send_check(&mut bytes, from),
            _ => bytes
                .byte()
                .map(|time| scene.pass(Duration::from_millis(u64::from(time) * 4))),
        };
        if went_on.is_none() {
            break;
        }
    }
    scene.end();
    scene.open.close();
});

fn transport(what: u8) -> Transport {
    if what & 4 == 0 {
        Transport::Udp
    } else {
        Transport::Tcp
    }
}

fn address(number: u8) -> SocketAddr {
    SocketAddr::from(([203, 0, 113, number], 5000))
}

impl Scene {
    fn new() -> Self {
        let open = Open::new();
        let mut scene = Self {
            began: open.now,
            open,
            answers: Vec::new(),
            proved: BTreeSet::new(),
        };
        for (offer, member) in OFFERS.iter().zip(1..) {
            scene.join(member, offer);
        }
        scene
    }

    fn join(&mut self, member: u32, sdp: &str) {
        let offer = Command::Offer {
            peer: self.open.key(member),
            negotiation: NegotiationId(1),
            sdp: sdp.to_owned(),
        };
        self.open.router.handle_command(offer, self.open.now);
        let mut answer = None;
        while let Some(output) = self.open.router.poll_output() {
            if let Output::Event(Event::Answer { sdp, .. }) = output {
                answer = Some(sdp);
            }
        }
        self.answers
            .push(answer.expect("the offer of a client is answered"));
    }

    fn check_of(&self, member: u32, priority: u32) -> Vec<u8> {
        let at = member as usize - 1;
        checks::check(&OFFERS[at], &self.answers[at], priority, None)
    }

    /// A member's check with one byte changed, or none.
    fn send_check(&mut self, bytes: &mut Bytes<'_>, from: (Transport, SocketAddr)) -> Option<()> {
        let member = 1 + u32::from(bytes.byte()?) % MEMBERS;
        let priority = u32::from(bytes.byte()?);
        let (at, change) = (usize::from(bytes.byte()?), bytes.byte()?);
        let mut check = self.check_of(member, priority);
        let protected = check.len() - FINGERPRINT;
        if let Some(byte) = check.get_mut(at) {
            *byte ^= change;
        }
        if change == 0 || at >= protected {
            self.proved.insert(from);
        }
        self.send(from, &check);
        Some(())
    }

    fn send(&mut self, from: (Transport, SocketAddr), datagram: &[u8]) {
        let (transport, source) = from;
        let before = self.open.router.stats();
        self.open
            .router
            .handle_datagram(transport, source, server(), datagram, self.open.now);
        let after = self.open.router.stats();
        assert_eq!(after.packets_in, before.packets_in + 1);
        let is_dropped = |unknown, over_limit| unknown + over_limit <= 1;
        assert!(is_dropped(
            after.dropped_unknown - before.dropped_unknown,
            after.dropped_over_limit - before.dropped_over_limit
        ));
        let answers = self.take();
        assert!(answers <= ANSWERS, "{answers} datagrams for one");
        if !self.proved.contains(&from) {
            assert!(answers == 0 || !self.proved.is_empty());
        }
    }

    /// Takes what goes out: only to where somebody proved to be.
    fn take(&mut self) -> usize {
        let mut count = 0;
        while let Some(output) = self.open.router.poll_output() {
            if let Output::Transmit {
                proto, destination, ..
            } = output
            {
                count += 1;
                assert!(
                    self.proved.contains(&(proto, destination)),
                    "{proto:?} {destination} gets something"
                );
            }
        }
        count
    }

    fn pass(&mut self, time: Duration) {
        if self.open.now + time <= self.began + LONGEST {
            self.open.now += time;
        }
        self.open.router.tick(self.open.now);
        self.take();
    }

    /// Whatever came, who has done nothing gets in.
    fn end(&mut self) {
        let from = (Transport::Udp, address(200));
        let check = self.check_of(QUIET, 1);
        self.proved.insert(from);
        self.open
            .router
            .handle_datagram(from.0, from.1, server(), &check, self.open.now);
        let answered = std::iter::from_fn(|| self.open.router.poll_output())
            .any(|output| matches!(output, Output::Transmit { destination, .. } if destination == from.1));
        assert!(answered, "a member is locked out");
    }
}
