//! Redundant sound, read as RFC 2198 (3) says.

/// The newest block and its payload type; `None` when a block is cut.
pub fn primary(payload: &[u8]) -> Option<(u8, &[u8])> {
    let (mut at, mut older) = (0, 0);
    while payload.get(at)? & 0x80 != 0 {
        let length = payload.get(at + 2..at + 4)?;
        older += usize::from(u16::from_be_bytes([length[0] & 3, length[1]]));
        at += 4;
    }
    Some((payload[at] & 0x7f, payload.get(at + 1 + older..)?))
}
