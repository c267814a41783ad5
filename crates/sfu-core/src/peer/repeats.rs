//! What is sent twice on lines that lose many packets, as the same datagram: whoever got the first one drops the second as a
//! replay (RFC 3711, section 3.3.2).
//!
//! Where one packet in thirty is lost or more, these are all repairs (RFC 4588): one that is lost too is asked for again a
//! round trip later, and the picture stands still until then. Where the line has room it is the last packet of each picture
//! as well: that it is missing is seen only when the next picture comes.
//!
//! The second one follows at once. Some time later it would get through where the queue before a narrow line is full now and
//! then, and the bandwidth estimator, which sees one packet, would take the line for a wide one.
//!
//! *Invariants*: what is sent twice is at most a third of what is sent once and 20,000 bytes, so that a line on which packets
//! are lost because it is narrow is not filled with repeats; of those bytes half are for repairs alone; before a line that
//! is known as narrow nothing is sent twice.

use str0m::media::Pt;

use super::PayloadTypes;
use super::bandwidth::NO_PICTURE;

/// Which share of the packets is lost on a line that loses many, in the mean of the last seconds: of the hundred packets of a
/// second on which five are lost by chance none may be lost in the next.
const MUCH: f32 = 0.03;
/// With no more than this it loses few again; between the two it is as it was.
const LITTLE: f32 = 0.01;
/// A second counts as one of so many.
const MEMORY: f32 = 4.0;
/// One byte may be sent twice for so many that are sent.
const SENT_FOR_ONE: usize = 3;
/// Bytes that may be sent twice at once after a time without repeats.
const MOST: usize = 20_000;

#[derive(Debug, Default)]
pub(super) struct Repeats {
    loses_much: bool,
    /// Of the last seconds, each newer one with more weight.
    mean_loss: f32,
    has_room: bool,
    /// Bytes since the last second ended.
    sent: u64,
    /// In thirds of a byte.
    allowance: usize,
}

impl Repeats {
    /// Takes in which share of the last second was lost, if that is known, and what the line carries, in bits per second.
    pub(super) fn pass_second(&mut self, lost: Option<f32>, estimate: u64) {
        if estimate < NO_PICTURE {
            *self = Self::default();
            return;
        }
        if let Some(lost) = lost {
            self.mean_loss += (lost - self.mean_loss) / MEMORY;
        }
        if self.mean_loss >= MUCH {
            self.loses_much = true;
        } else if self.mean_loss <= LITTLE {
            self.loses_much = false;
        }
        let bits = std::mem::take(&mut self.sent) * 8;
        self.has_room = estimate >= bits + bits / 2;
    }

    /// Takes in what is sent now, and answers whether it is to be sent once more.
    pub(super) fn wants_again(&mut self, datagram: &[u8], types: PayloadTypes) -> bool {
        self.sent += datagram.len() as u64;
        if !self.loses_much {
            return false;
        }
        self.allowance = (self.allowance + datagram.len()).min(MOST * SENT_FOR_ONE);
        let kept = if is_repair(datagram, types) {
            0
        } else if self.has_room && ends_picture(datagram, types) {
            MOST * SENT_FOR_ONE / 2
        } else {
            return false;
        };
        let cost = datagram.len() * SENT_FOR_ONE;
        let wants = self.allowance >= kept + cost;
        if wants {
            self.allowance -= cost;
        }
        wants
    }
}

/// Whether it is a repair, and not mere padding (RFC 3550, section 5.1). Old packets with which str0m probes a line look the
/// same; the allowance bounds them.
fn is_repair(datagram: &[u8], types: PayloadTypes) -> bool {
    let has_padding = datagram.first().is_some_and(|first| first & 0x20 != 0);
    !has_padding && is_of(datagram, types.rtx)
}

/// Whether it is the last packet of a picture: its marker is set (RFC 7741, section 4.1).
fn ends_picture(datagram: &[u8], types: PayloadTypes) -> bool {
    let is_marked = datagram.get(1).is_some_and(|second| second & 0x80 != 0);
    is_marked && is_of(datagram, types.vp8)
}

/// Whether it is RTP of a payload type. Most clients offer those of 96 to 127, which no RTCP packet can be taken for (RFC 5761,
/// section 4); with others only their own reports would be sent twice.
fn is_of(datagram: &[u8], wanted: Option<Pt>) -> bool {
    match (datagram, wanted) {
        ([first, second, ..], Some(wanted)) => first >> 6 == 2 && second & 0x7f == *wanted,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VP8: u8 = 0x60;
    const RTX: u8 = 0x61;
    const OPUS: u8 = 0x6f;
    const MARKER: u8 = 0x80;
    const PLENTY: u64 = 100_000_000;

    fn types() -> PayloadTypes {
        PayloadTypes {
            opus: None,
            red: None,
            vp8: Some(Pt::new_with_value(VP8)),
            rtx: Some(Pt::new_with_value(RTX)),
        }
    }

    fn packet(payload_type: u8, length: usize) -> Vec<u8> {
        let mut packet = vec![0; length];
        packet[..2].copy_from_slice(&[0x80, payload_type]);
        packet
    }

    fn on_a_bad_line() -> Repeats {
        let mut repeats = Repeats::default();
        pass_seconds(&mut repeats, 10, 0.1);
        for _ in 0..100 {
            wants(&mut repeats, &packet(VP8, 1000));
        }
        repeats
    }

    fn pass_seconds(repeats: &mut Repeats, seconds: usize, lost: f32) {
        for _ in 0..seconds {
            repeats.pass_second(Some(lost), PLENTY);
        }
    }

    fn wants(repeats: &mut Repeats, datagram: &[u8]) -> bool {
        repeats.wants_again(datagram, types())
    }

    #[test]
    fn repairs_and_ends_of_pictures_go_twice_while_much_is_lost_and_nothing_else_does() {
        let mut repeats = on_a_bad_line();
        assert!(wants(&mut repeats, &packet(RTX, 1000)));
        assert!(wants(&mut repeats, &packet(RTX | MARKER, 1000)));
        assert!(wants(&mut repeats, &packet(VP8 | MARKER, 1000)));
        assert!(!wants(&mut repeats, &packet(VP8, 1000)), "not the last");
        assert!(!wants(&mut repeats, &packet(OPUS | MARKER, 100)), "sound");
        assert!(!wants(&mut repeats, &[0x80, 200, 0, 1]), "RTCP");
        assert!(!wants(&mut repeats, &[0x80]), "cut off");
        let mut padding = packet(RTX, 200);
        padding[0] |= 0x20;
        assert!(!wants(&mut repeats, &padding), "padding");
        let none = PayloadTypes {
            vp8: None,
            rtx: None,
            ..types()
        };
        assert!(!repeats.wants_again(&packet(RTX, 1000), none), "no RTX");
        repeats.pass_second(Some(0.0), PLENTY);
        assert!(wants(&mut repeats, &packet(RTX, 1000)), "one good second");
        pass_seconds(&mut repeats, 20, 0.005);
        assert!(!wants(&mut repeats, &packet(RTX, 1000)), "a good line");
        repeats.pass_second(Some(0.09), PLENTY);
        assert!(!wants(&mut repeats, &packet(RTX, 1000)), "one bad second");
        repeats.pass_second(Some(0.09), PLENTY);
        assert!(wants(&mut repeats, &packet(RTX, 1000)), "two");
    }

    #[test]
    fn ends_of_pictures_go_once_where_the_line_has_no_room() {
        let mut repeats = on_a_bad_line();
        // 100 packets of 1,000 bytes a second.
        repeats.pass_second(Some(0.1), 1_199_999);
        assert!(!wants(&mut repeats, &packet(VP8 | MARKER, 1000)));
        assert!(wants(&mut repeats, &packet(RTX, 1000)));
        let mut repeats = on_a_bad_line();
        repeats.pass_second(Some(0.1), 1_200_000);
        assert!(wants(&mut repeats, &packet(VP8 | MARKER, 1000)));
    }

    #[test]
    fn before_a_narrow_line_nothing_goes_twice_and_what_is_not_known_changes_nothing() {
        let mut repeats = on_a_bad_line();
        repeats.pass_second(None, PLENTY);
        assert!(wants(&mut repeats, &packet(RTX, 1000)));
        repeats.pass_second(Some(0.1), NO_PICTURE - 1);
        assert!(!wants(&mut repeats, &packet(RTX, 1000)));
        repeats.pass_second(None, PLENTY);
        assert!(!wants(&mut repeats, &packet(RTX, 1000)));
    }

    #[test]
    fn what_goes_twice_is_at_most_a_third_of_what_goes_once_and_some_bytes_that_repairs_find_last()
    {
        let mut repeats = on_a_bad_line();
        let many = 1000;
        let mut twice = |payload_type| {
            let sent = (0..many).filter(|_| wants(&mut repeats, &packet(payload_type, 1000)));
            sent.count()
        };
        let ends = twice(VP8 | MARKER);
        assert!((333..=345).contains(&ends), "{ends} of {many}");
        let repairs = twice(RTX);
        assert!((343..=355).contains(&repairs), "{repairs} of {many}");
    }
}
