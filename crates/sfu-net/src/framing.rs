//! Datagrams in a stream: two bytes of length before each (RFC 4571).

/// Longest frame that is taken: more than any datagram on the internet.
pub(crate) const LONGEST: usize = 2000;

/// A frame that is longer than [`LONGEST`]: whoever sends it is no client of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// Takes a stream apart.
#[derive(Debug, Default)]
pub(crate) struct Deframer {
    bytes: Vec<u8>,
}

impl Deframer {
    /// Takes what was read, and hands over each whole frame.
    ///
    /// # Errors
    /// [`TooLong`]; nothing after it makes sense.
    pub(crate) fn push(
        &mut self,
        read: &[u8],
        mut take: impl FnMut(Vec<u8>),
    ) -> Result<(), TooLong> {
        self.bytes.extend_from_slice(read);
        let mut at = 0;
        while let Some(header) = self.bytes.get(at..at + 2) {
            let length = usize::from(u16::from_be_bytes([header[0], header[1]]));
            if length > LONGEST {
                return Err(TooLong);
            }
            let Some(frame) = self.bytes.get(at + 2..at + 2 + length) else {
                break;
            };
            if !frame.is_empty() {
                take(frame.to_vec());
            }
            at += 2 + length;
        }
        self.bytes.drain(..at);
        Ok(())
    }
}

/// Puts a frame around a datagram; `None` when it is too long for one.
pub(crate) fn frame(datagram: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(datagram.len()).ok()?;
    let mut framed = Vec::with_capacity(datagram.len() + 2);
    framed.extend_from_slice(&length.to_be_bytes());
    framed.extend_from_slice(datagram);
    Some(framed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deframe(pieces: &[&[u8]]) -> Result<Vec<Vec<u8>>, TooLong> {
        let mut deframer = Deframer::default();
        let mut frames = Vec::new();
        for piece in pieces {
            deframer.push(piece, |frame| frames.push(frame))?;
        }
        Ok(frames)
    }

    #[test]
    fn frames_come_whole_however_the_stream_is_cut() {
        let mut stream = frame(b"hello").unwrap();
        stream.extend(frame(b"").unwrap());
        stream.extend(frame(&[7; 1500]).unwrap());
        let expected = vec![b"hello".to_vec(), vec![7; 1500]];
        assert_eq!(deframe(&[&stream]), Ok(expected.clone()));
        let bytes: Vec<_> = stream.chunks(1).collect();
        assert_eq!(deframe(&bytes), Ok(expected));
    }

    #[test]
    fn t066_a_frame_that_claims_too_much_ends_the_stream() {
        assert_eq!(deframe(&[&[0xff, 0xff]]), Err(TooLong));
    }

    #[test]
    fn a_datagram_of_more_than_64_kilobytes_has_no_frame() {
        assert_eq!(frame(&vec![0; 70_000]), None);
    }
}
