//! What came from the network for a member.

use str0m::ice::StunMessage;
use str0m::net::Receive;

/// A datagram.
pub(crate) struct Arrived<'a> {
    pub(super) receive: Receive<'a>,
    pub(super) bytes: usize,
    /// It asks for its path to be used, with this priority; that counts only once the agent has answered it.
    pub(super) chooses: Option<u32>,
}

impl<'a> Arrived<'a> {
    pub(crate) fn new(receive: Receive<'a>, datagram: &[u8]) -> Self {
        let is_stun = datagram.first().is_some_and(|byte| *byte < 2);
        Self {
            receive,
            bytes: datagram.len(),
            chooses: is_stun.then(|| nominated(datagram)).flatten(),
        }
    }
}

/// The priority of a check that nominates its path (RFC 8445 8.1.1). Chromium nominates the one path that it has chosen,
/// again and again; Firefox nominates each path once and takes the best of them.
fn nominated(datagram: &[u8]) -> Option<u32> {
    let check = StunMessage::parse(datagram).ok()?;
    let nominates = check.is_binding_request() && check.use_candidate();
    check.prio().filter(|_| nominates)
}
