//! Who opens a socket.

use parley_domain::Visitor;
use parley_protocol::PictureId;

/// Somebody who comes to a meeting, as the server knows them.
#[derive(Clone, Debug, Default)]
pub struct Entrant {
    /// As rooms know them.
    pub visitor: Visitor,
    /// They need not say the meeting's password.
    pub invited: bool,
    /// The picture of their account; guests have none.
    pub picture: Option<PictureId>,
}
