//! Why a WebSocket was closed.

/// A close code of a WebSocket (RFC 6455 7.4). Those from 4000 are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CloseCode(pub u16);

impl CloseCode {
    /// The participant left.
    pub const LEFT: Self = Self(1000);
    /// The page was closed or is being loaded again: said by the browser itself, no script may.
    pub const GOING_AWAY: Self = Self(1001);
    /// A close frame came without a code.
    pub const NO_CODE: Self = Self(1005);
    /// Bad messages, too many of them, or a reader that is too slow.
    pub const POLICY: Self = Self(1008);
    /// A message was too long.
    pub const TOO_BIG: Self = Self(1009);
    /// The server starts again.
    pub const RESTART: Self = Self(1012);
    /// The server cannot look anything up at the moment.
    pub const TRY_AGAIN_LATER: Self = Self(1013);
    /// The meeting's page was left without leaving the meeting: as [`Self::GOING_AWAY`], but said by a script.
    pub const PAGE_LEFT: Self = Self(4001);
    /// The session that the socket was opened with is over: signed out, suspended, or too old.
    pub const SESSION_ENDED: Self = Self(4401);
    /// The meeting is full.
    pub const MEETING_FULL: Self = Self(4403);
    /// There is no such meeting.
    pub const MEETING_NOT_FOUND: Self = Self(4404);
    /// The seat was taken from another tab.
    pub const REPLACED: Self = Self(4409);
}
