//! One stream of packets (SSRC), and what is wrong with it.

use crate::camera;

/// Which of a row of numbers came, from the first that did.
#[derive(Debug, Default)]
struct Row {
    first: Option<u64>,
    seen: Vec<bool>,
    twice: u64,
}

impl Row {
    /// Whether it counts: what comes late from before the measurement is not of it.
    fn take(&mut self, number: u64) -> bool {
        let first = *self.first.get_or_insert(number);
        let at = number.checked_sub(first).map(usize::try_from);
        let Some(Ok(at)) = at else {
            return false;
        };
        if self.seen.len() <= at {
            self.seen.resize(at + 1, false);
        }
        self.twice += u64::from(self.seen[at]);
        self.seen[at] = true;
        true
    }

    fn gaps(&self) -> u64 {
        self.seen.iter().filter(|seen| !**seen).count() as u64
    }
}

/// The packets of one stream (SSRC): none may be missing or twice by its sequence numbers, and of a picture none that its
/// sender numbered: a router that leaves some out numbers the others anew.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    pub(crate) is_picture: bool,
    pub(crate) packets: u64,
    /// By their sequence numbers, with what was repaired.
    row: Row,
    /// As they came off the wire: str0m keeps to itself what comes again.
    wire: Row,
    /// Of a picture: the numbers that the sender gave, or where nothing is decrypted the frames, by the time in the header.
    sent: Row,
    /// Whether [`Self::sent`] are frames.
    pub(crate) by_frame: bool,
}

impl Stream {
    pub(crate) fn arrive(&mut self, seq: u16) {
        let first = *self.wire.first.get_or_insert(seq.into());
        let since = u64::from(seq).wrapping_sub(first) & 0xffff;
        if since < 0x8000 {
            self.wire.take(first + since);
        }
    }

    /// A picture has the number of its packet or frame as well: a slot for sound may have another sender from one moment to the next.
    pub(crate) fn take(&mut self, seq: u64, sent: Option<u64>) {
        if !self.row.take(seq) {
            return;
        }
        self.packets += 1;
        if let Some(sent) = sent {
            self.sent.take(sent);
        }
    }

    pub(crate) fn missing(&self) -> u64 {
        let each = if self.by_frame { camera::PACKETS } else { 1 };
        self.row.gaps().max(self.sent.gaps() * u64::from(each))
    }

    pub(crate) fn twice(&self) -> u64 {
        // Each packet of a frame has the time of the frame.
        let sent = if self.by_frame { 0 } else { self.sent.twice };
        self.row.twice.max(sent) + self.wire.twice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_twice_is_counted() {
        let mut stream = Stream::default();
        for seq in [7, 8, 10, 10, 11, 9, 13] {
            stream.take(seq, None);
        }
        let counted = (stream.missing(), stream.twice(), stream.packets);
        assert_eq!(counted, (1, 1, 7));
        stream.take(3, None);
        assert_eq!(stream.packets, 7, "it came before");
    }

    #[test]
    fn what_a_router_left_out_is_missing_though_it_numbers_the_others_anew() {
        let mut stream = Stream::default();
        for (seq, number) in [(1, 70), (2, 71), (3, 75)] {
            stream.take(seq, Some(number));
        }
        assert_eq!((stream.missing(), stream.twice()), (3, 0));
        stream.take(4, Some(71));
        assert_eq!(stream.twice(), 1, "with another number");
    }

    #[test]
    fn numbers_on_the_wire_begin_again_after_the_last() {
        let mut stream = Stream::default();
        for seq in [0xfffe, 0xffff, 0, 1, 0xffff, 0xfff0] {
            stream.arrive(seq);
        }
        assert_eq!(stream.twice(), 1);
    }
}
