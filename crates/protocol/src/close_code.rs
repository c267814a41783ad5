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
    /// The meeting has a password, and it was not there.
    pub const PASSWORD: Self = Self(4402);
    /// Nobody was there to let them in.
    pub const WAITED: Self = Self(4408);
    /// The seat was taken from another tab.
    pub const REPLACED: Self = Self(4409);
    /// A host removed them.
    pub const REMOVED: Self = Self(4410);
    /// A host did not let them in.
    pub const DENIED: Self = Self(4411);
    /// A host, or an admin of the server, ended the meeting for everybody.
    pub const ENDED: Self = Self(4412);
    /// The meeting was planned and cancelled.
    pub const CANCELLED: Self = Self(4413);
    /// A host did not let them in, and they may not ask again.
    pub const BLOCKED: Self = Self(4414);
    /// The meeting is locked.
    pub const LOCKED: Self = Self(4423);
}
