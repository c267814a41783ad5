//! Repairs (RFC 4588) on lines that lose many packets.
//!
//! A repair that is lost too is asked for again a round trip later, and the picture stands still until then. Where at least
//! one packet in twenty is lost each repair goes out twice, as the same datagram: whoever got the first one drops the
//! second as a replay (RFC 3711, section 3.3.2).
//!
//! *Invariant*: what is sent twice is at most a quarter of what is sent once, so that a line on which packets are lost because
//! it is narrow is not filled with repeats.

use str0m::media::Pt;

/// Which share of a second's packets is lost on a line that loses many.
const MUCH: f32 = 0.05;
/// With no more than this it loses few again; between the two it is as it was.
const LITTLE: f32 = 0.02;
/// One byte may be sent twice for so many that are sent.
const SENT_FOR_ONE: usize = 4;
/// Bytes that may be sent twice at once after a time without repairs.
const MOST: usize = 20_000;

#[derive(Debug, Default)]
pub(super) struct Repairs {
    loses_much: bool,
    /// In quarters of a byte.
    allowance: usize,
}

impl Repairs {
    /// Takes in which share of the last second was lost.
    pub(super) fn lose(&mut self, share: f32) {
        if share >= MUCH {
            self.loses_much = true;
        } else if share <= LITTLE {
            self.loses_much = false;
        }
    }

    /// Takes in what is sent now, and answers whether it is to be sent once more. `rtx`: the payload type of repairs.
    pub(super) fn wants_again(&mut self, datagram: &[u8], rtx: Option<Pt>) -> bool {
        if !self.loses_much {
            return false;
        }
        self.allowance = (self.allowance + datagram.len()).min(MOST * SENT_FOR_ONE);
        let cost = datagram.len() * SENT_FOR_ONE;
        let wants = is_repair(datagram, rtx) && self.allowance >= cost;
        if wants {
            self.allowance -= cost;
        }
        wants
    }
}

/// Whether it is RTP of this payload type, and not mere padding (RFC 3550, section 5.1). Old packets with which str0m probes a
/// line look the same; the allowance bounds them. Payload types that are
/// negotiated are 96 to 127, which no RTCP packet can be taken for (RFC 5761, section 4).
fn is_repair(datagram: &[u8], rtx: Option<Pt>) -> bool {
    let (Some(rtx), [first, second, ..]) = (rtx, datagram) else {
        return false;
    };
    let (version, has_padding) = (first >> 6, first & 0x20 != 0);
    version == 2 && !has_padding && second & 0x7f == *rtx
}

#[cfg(test)]
mod tests {
    use super::*;

    const RTX: u8 = 97;

    fn packet(payload_type: u8, length: usize) -> Vec<u8> {
        let mut packet = vec![0; length];
        packet[..2].copy_from_slice(&[0x80, payload_type]);
        packet
    }

    fn on_a_bad_line() -> Repairs {
        let mut repairs = Repairs::default();
        repairs.lose(0.1);
        for _ in 0..100 {
            repairs.wants_again(&packet(96, 1000), Some(Pt::new_with_value(RTX)));
        }
        repairs
    }

    fn wants(repairs: &mut Repairs, datagram: &[u8]) -> bool {
        repairs.wants_again(datagram, Some(Pt::new_with_value(RTX)))
    }

    #[test]
    fn repairs_go_twice_while_much_is_lost_and_nothing_else_does() {
        let mut repairs = on_a_bad_line();
        assert!(wants(&mut repairs, &packet(RTX, 1000)));
        assert!(
            wants(&mut repairs, &packet(RTX | 0x80, 1000)),
            "with marker"
        );
        assert!(!wants(&mut repairs, &packet(96, 1000)), "media");
        assert!(!wants(&mut repairs, &[0x80, 200, 0, 1]), "RTCP");
        assert!(!wants(&mut repairs, &[0x80]), "cut off");
        let mut padding = packet(RTX, 200);
        padding[0] |= 0x20;
        assert!(!wants(&mut repairs, &padding), "padding");
        assert!(!repairs.wants_again(&packet(RTX, 1000), None), "no RTX");
        repairs.lose(0.03);
        assert!(wants(&mut repairs, &packet(RTX, 1000)), "still too much");
        repairs.lose(0.02);
        assert!(!wants(&mut repairs, &packet(RTX, 1000)), "a good line");
    }

    #[test]
    fn what_goes_twice_is_at_most_a_quarter_of_what_goes_once() {
        let mut repairs = on_a_bad_line();
        let many = 1000;
        let twice = (0..many)
            .filter(|_| wants(&mut repairs, &packet(RTX, 1000)))
            .count();
        assert!((250..=275).contains(&twice), "{twice} of {many}");
    }
}
