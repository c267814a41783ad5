//! Which way media take to a client.
//!
//! *Invariant*: media go only to where a check came from that the agent has answered, so to nobody who does not know the
//! password of the connection.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::net::{Protocol, Receive, Transmit};

/// Chromium repeats its choice every 2.5 seconds at least; a path that was not chosen for longer gives way to any other.
const CHOSEN_FOR: Duration = Duration::from_secs(3);
/// A path that was chosen so lately has lost nothing worth a word.
const ALIVE_FOR: Duration = Duration::from_secs(1);
/// A STUN binding success response (RFC 8489 5).
const SUCCESS: [u8; 2] = [1, 1];

/// Where media go, and from where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    proto: Protocol,
    own: SocketAddr,
    other: SocketAddr,
    priority: u32,
    chosen: Instant,
}

impl Path {
    /// The one by which a check came, with the priority that the check gave.
    pub(super) fn of(receive: &Receive<'_>, priority: u32, chosen: Instant) -> Self {
        Self {
            proto: receive.proto,
            own: receive.destination,
            other: receive.source,
            priority,
            chosen,
        }
    }

    /// Whether it takes the place of another. A path is chosen anew by every check; a worse one only when the better one
    /// is not chosen any more.
    pub(super) fn replaces(&self, before: &Self) -> bool {
        let since = self.chosen.saturating_duration_since(before.chosen);
        self.leads_as(before) || self.priority >= before.priority || since > CHOSEN_FOR
    }

    /// Whether it leads elsewhere than one that may have been dead for a while. At first a browser tries several paths in a
    /// row, all of them alive.
    pub(super) fn rescues_from(&self, before: &Self) -> bool {
        let since = self.chosen.saturating_duration_since(before.chosen);
        !self.leads_as(before) && since > ALIVE_FOR
    }

    /// Whether it differs in nothing but when it was chosen.
    fn leads_as(&self, other: &Self) -> bool {
        (self.proto, self.own, self.other) == (other.proto, other.own, other.other)
    }

    /// When a check asked for it last.
    pub(super) fn chosen(&self) -> Instant {
        self.chosen
    }

    /// After a new offer whatever is chosen next counts.
    pub(super) fn yields(&mut self) {
        self.priority = 0;
    }

    /// Whether this is the agent's answer to the check that came by this path; it answers authentic ones only.
    pub(super) fn is_answered_by(&self, transmit: &Transmit) -> bool {
        transmit.contents.starts_with(&SUCCESS)
            && (transmit.proto, transmit.source, transmit.destination)
                == (self.proto, self.own, self.other)
    }

    /// Answers to checks go where those came from. Sound and pictures follow the client at once: to the agent the path of
    /// before is as good as the new one for as long as checks of it are recent, 15 seconds.
    pub(super) fn redirect(self, transmit: &mut Transmit) {
        let is_stun = transmit.contents.first().is_some_and(|byte| *byte < 4);
        if !is_stun {
            transmit.proto = self.proto;
            transmit.source = self.own;
            transmit.destination = self.other;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Transport;
    use crate::checks;
    use crate::offer::Offer;
    use crate::outbox::Outbox;
    use crate::peer::config::FIRST_ESTIMATE;
    use crate::peer::{Peer, PeerConfig, PeerEvent, RouterConfig};
    use str0m::bwe::{Bitrate, BweKind};

    /// A connection that is asked to send here and there.
    struct Checked {
        peer: Peer,
        offer: String,
        answer: String,
        out: Outbox,
    }

    impl Checked {
        fn new(now: Instant) -> Self {
            let own = SocketAddr::from(([192, 0, 2, 1], 7000));
            let config = RouterConfig::new(vec![(Transport::Udp, own)]);
            let mut out = Outbox::default();
            let sdp = checks::offer(now);
            let offer = Offer::read(&sdp).unwrap();
            let made = Peer::new(&PeerConfig::new(&config), &offer, 0, now, &mut out);
            let (peer, answer) = made.unwrap();
            Self {
                peer,
                offer: sdp,
                answer,
                out,
            }
        }

        /// A check comes from a port.
        fn check(&mut self, port: u16, priority: u32, password: Option<&str>, now: Instant) {
            let own = SocketAddr::from(([192, 0, 2, 1], 7000));
            let source = SocketAddr::from(([203, 0, 113, 1], port));
            let check = checks::check(&self.offer, &self.answer, priority, password);
            let receive = Receive::new(Protocol::Udp, source, own, &check).unwrap();
            self.peer
                .receive(receive, Some(priority), now, &mut self.out);
        }

        fn estimate_after(&mut self, (now, estimate): (Instant, u64)) -> u64 {
            let estimate = BweKind::Twcc {
                estimate: Bitrate::from(estimate),
                can_probe: true,
            };
            self.peer.handle_estimate(&estimate, now);
            self.peer.estimate()
        }
    }

    fn path(port: u16, priority: u32, after: u64) -> Path {
        let own = SocketAddr::from(([192, 0, 2, 1], 7000));
        Path {
            proto: Protocol::Udp,
            own,
            other: SocketAddr::from(([192, 0, 2, 2], port)),
            priority,
            chosen: crate::start_of_test() + Duration::from_secs(after),
        }
    }

    #[test]
    fn of_paths_that_are_all_nominated_once_the_best_one_counts() {
        let best = path(1, 500, 0);
        assert!(!path(2, 100, 1).replaces(&best), "Firefox, late on TCP");
        assert!(path(3, 900, 1).replaces(&best));
    }

    #[test]
    fn a_path_that_is_chosen_no_more_gives_way() {
        let before = path(1, 500, 0);
        assert!(path(1, 500, 60).replaces(&before), "it is chosen again");
        assert!(path(2, 500, 1).replaces(&before), "another port of a NAT");
        assert!(path(2, 100, 4).replaces(&before), "Chromium, to TCP");
    }

    #[test]
    fn after_a_new_offer_whatever_is_chosen_counts() {
        let mut before = path(1, 500, 0);
        before.yields();
        assert!(path(2, 100, 0).replaces(&before));
    }

    #[test]
    fn what_was_lost_on_the_path_of_before_says_nothing_of_the_next() {
        let start = crate::start_of_test();
        let mut checked = Checked::new(start);
        let report = |after| (start + Duration::from_millis(after), 100_000);
        checked.check(1, 1000, None, start);
        assert_eq!(
            checked.estimate_after(report(50)),
            100_000,
            "of the first path"
        );
        checked.check(2, 1000, None, start + Duration::from_millis(100));
        assert!(checked.peer.take_events().is_empty(), "both are alive");
        checked.check(3, 1000, None, start + Duration::from_secs(2));
        let moved = |event: &PeerEvent| matches!(event, PeerEvent::Moved);
        assert_eq!(
            checked
                .peer
                .take_events()
                .iter()
                .filter(|e| moved(e))
                .count(),
            1
        );
        assert_eq!(checked.estimate_after(report(2_250)), FIRST_ESTIMATE);
        assert_eq!(
            checked.estimate_after(report(2_550)),
            100_000,
            "of the new one"
        );
        checked.check(3, 1000, None, start + Duration::from_millis(4_600));
        assert!(checked.peer.take_events().is_empty(), "chosen again");
    }

    /// The connection itself is asked: the room has not looked at the check.
    #[test]
    fn t118_a_forged_check_moves_no_path() {
        let now = crate::start_of_test();
        let mut checked = Checked::new(now);
        let mut path_after = |port: u16, priority: u32, password: Option<&str>| {
            checked.check(port, priority, password, now);
            checked.peer.path.map(|path| path.other.port())
        };
        assert_eq!(path_after(1, 2000, Some(checks::FORGED)), None);
        assert_eq!(path_after(2, 1000, None), Some(2));
        assert_eq!(path_after(1, 2000, Some(checks::FORGED)), Some(2));
        assert_eq!(path_after(3, 2000, None), Some(3));
    }
}
