//! What came from the network for a member.

use str0m::ice::StunMessage;
use str0m::net::Receive;

/// A datagram.
pub(crate) struct Arrived<'a> {
    pub(super) receive: Receive<'a>,
    pub(super) bytes: usize,
    /// It asks for this path to be used from now on; that counts only if it is theirs.
    pub(super) chooses: bool,
}

impl<'a> Arrived<'a> {
    pub(crate) fn new(receive: Receive<'a>, datagram: &[u8]) -> Self {
        let is_stun = datagram.first().is_some_and(|byte| *byte < 2);
        Self {
            receive,
            bytes: datagram.len(),
            chooses: is_stun && chooses_path(datagram),
        }
    }
}

/// Whether a check says that the browser sends on this path from now on (RFC 8445 8.1.1). To a server that is ICE lite
/// browsers say it on the path that they have chosen, and on no other.
fn chooses_path(datagram: &[u8]) -> bool {
    StunMessage::parse(datagram)
        .is_ok_and(|check| check.is_binding_request() && check.use_candidate())
}
