//! When a connection that has sent all that it was given is asked again.
//!
//! After each packet the pacer wants to be asked at once whether there is another. Being asked costs as much as sending, and
//! when nothing is left the next packet asks as well.
//!
//! *Invariant*: only a connection that has sent what was written, and nothing else, is left alone, on a line that carries all
//! that is wished for; repeats, padding and probes go out as the pacer says.

use std::time::{Duration, Instant};

use str0m::{PacerReason, Reason};

/// A connection is left alone for so long: a packet of sound comes each 20 ms, and the pacer itself is content with 40 ms.
const REST: Duration = Duration::from_millis(20);
/// The first byte of RTP and RTCP begins with their version (RFC 3550).
const VERSION: u8 = 2;
/// RTCP on the same port has these in the place of marker and payload type (RFC 5761, 4).
const RTCP: std::ops::RangeInclusive<u8> = 192..=223;

/// What a connection was given and what of it has gone out.
#[derive(Debug, Default)]
pub(super) struct Rest {
    waiting: usize,
    /// Since the last timeout.
    gone: bool,
    /// Something else has gone out since then.
    others: bool,
}

impl Rest {
    /// A packet was written.
    pub(super) fn written(&mut self) {
        self.waiting += 1;
    }

    /// A datagram goes out.
    pub(super) fn went(&mut self, datagram: &[u8]) {
        if !is_rtp(datagram) {
            return;
        }
        self.others |= self.waiting == 0;
        self.waiting = self.waiting.saturating_sub(1);
        self.gone = true;
    }

    /// When to ask again, after the connection has said when and why. `probes`: the line may be being tried with more.
    pub(super) fn timeout(
        &mut self,
        wanted: Instant,
        why: Reason,
        probes: bool,
        now: Instant,
    ) -> Instant {
        let gone = std::mem::take(&mut self.gone);
        let others = std::mem::take(&mut self.others);
        if !gone {
            // What was written and has not gone by now was thrown away, or waits its turn and is then taken for another.
            self.waiting = 0;
        }
        let is_another = why == Reason::Pacer(PacerReason::Immediate);
        if gone && !others && !probes && self.waiting == 0 && is_another {
            now + REST
        } else {
            wanted
        }
    }
}

fn is_rtp(datagram: &[u8]) -> bool {
    matches!(datagram, [first, second, ..] if first >> 6 == VERSION && !RTCP.contains(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANOTHER: Reason = Reason::Pacer(PacerReason::Immediate);
    const SOUND: [u8; 2] = [0x90, 111];
    const REPORT: [u8; 2] = [0x80, 200];

    fn asked_again(rest: &mut Rest, why: Reason) -> Duration {
        let now = crate::start_of_test();
        rest.timeout(now, why, false, now).saturating_duration_since(now)
    }

    #[test]
    fn who_has_sent_everything_is_left_alone_until_the_next_packet() {
        let mut rest = Rest::default();
        rest.written();
        rest.written();
        rest.went(&SOUND);
        assert_eq!(asked_again(&mut rest, ANOTHER), Duration::ZERO);
        rest.went(&SOUND);
        assert_eq!(asked_again(&mut rest, ANOTHER), REST);
    }

    #[test]
    fn reports_are_not_what_was_written() {
        let mut rest = Rest::default();
        rest.written();
        rest.went(&REPORT);
        assert_eq!(asked_again(&mut rest, ANOTHER), Duration::ZERO);
    }

    #[test]
    fn repeats_and_padding_go_on() {
        let mut rest = Rest::default();
        rest.written();
        rest.went(&SOUND);
        rest.went(&SOUND);
        assert_eq!(asked_again(&mut rest, ANOTHER), Duration::ZERO);
    }

    #[test]
    fn a_line_that_is_tried_is_asked_at_once() {
        let now = crate::start_of_test();
        let mut rest = Rest::default();
        rest.written();
        rest.went(&SOUND);
        assert_eq!(rest.timeout(now, ANOTHER, true, now), now);
    }

    #[test]
    fn whatever_else_is_due_is_done() {
        let mut rest = Rest::default();
        rest.written();
        rest.went(&SOUND);
        assert_eq!(asked_again(&mut rest, Reason::Nack), Duration::ZERO);
    }

    #[test]
    fn a_packet_that_was_thrown_away_is_not_waited_for() {
        let mut rest = Rest::default();
        rest.written();
        assert_eq!(asked_again(&mut rest, Reason::Twcc), Duration::ZERO);
        rest.written();
        rest.went(&SOUND);
        assert_eq!(asked_again(&mut rest, ANOTHER), REST);
    }
}
