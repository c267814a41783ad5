//! What the page shows: a plain picture of the machines' state, made anew after every input.

use crate::{DeviceError, MediaDevice};
use parley_protocol::{
    ChatMessageId, ChatText, DisplayName, ErrorCode, MeetingView, ParticipantId, Timestamp,
};

/// Where the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Before joining.
    Lobby,
    /// "Join meeting" was pressed; the seat is not there yet.
    Joining,
    /// In the meeting.
    InMeeting,
    /// No longer in the meeting.
    Left(LeftReason),
}

/// Why the person is no longer in the meeting, or did not get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftReason {
    /// They left.
    Left,
    /// The same seat was taken in another tab.
    Replaced,
    /// They are no longer signed in: signed out elsewhere, suspended, or too long ago.
    SignedOut,
    /// The server refused for good.
    Refused(ErrorCode),
}

/// How the socket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionView {
    /// No socket is wanted.
    Idle,
    /// The first connection is being made.
    Connecting {
        /// Tries since "Join meeting", from 1.
        attempt: u32,
    },
    /// Connected.
    Connected,
    /// The connection was lost and is being made again.
    Reconnecting {
        /// Tries since the loss, from 1.
        attempt: u32,
    },
}

/// A microphone or camera of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceView {
    /// What the person wants.
    pub wanted: bool,
    /// Whether it runs and is sent.
    pub on: bool,
    /// Whether the browser is being asked at the moment.
    pub asking: bool,
    /// Why it does not run although it is wanted.
    pub error: Option<DeviceError>,
    /// `deviceId` of the one in use, or of the chosen one.
    pub device: Option<String>,
    /// What there is to choose from.
    pub choices: Vec<MediaDevice>,
}

/// One's own devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalMediaView {
    /// The microphone.
    pub microphone: DeviceView,
    /// The camera.
    pub camera: DeviceView,
    /// Speakers to choose from; empty where the browser cannot choose.
    pub speakers: Vec<MediaDevice>,
}

/// A tile, and a row of the participant list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is shown on its own and none excludes another"
)]
pub struct TileView {
    /// Whose.
    pub participant: ParticipantId,
    /// The name to show, unique in the meeting.
    pub display_name: DisplayName,
    /// Whether it is the person themselves.
    pub is_self: bool,
    /// Whether their microphone is on.
    pub microphone: bool,
    /// Whether their camera is on.
    pub camera: bool,
    /// Whether sound and picture come through: the peer connection is connected. Always true for oneself.
    pub media_connected: bool,
    /// Whether they are away at the moment: neither socket nor media of theirs is there.
    pub lost: bool,
}

/// A line of the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatLineView {
    /// The id its writer gave it.
    pub id: ChatMessageId,
    /// Who wrote it.
    pub from: ParticipantId,
    /// The writer's name.
    pub display_name: DisplayName,
    /// Whether it is one's own.
    pub is_self: bool,
    /// What is written.
    pub text: ChatText,
    /// When it was stored; `None` while it is on its way.
    pub sent_at: Option<Timestamp>,
    /// Why the server does not want it; such a line stays, so that nothing written is lost.
    pub refused: Option<ErrorCode>,
}

/// Everything the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomView {
    /// Where the person is.
    pub phase: Phase,
    /// How the socket is.
    pub connection: ConnectionView,
    /// The meeting, once joined.
    pub meeting: Option<MeetingView>,
    /// The person's seat, once joined.
    pub me: Option<ParticipantId>,
    /// How far the server's clock is ahead of the shell's, in milliseconds, for the time in the meeting.
    pub clock_offset: i64,
    /// Own devices.
    pub local: LocalMediaView,
    /// Everybody by seat, the person themselves first.
    pub tiles: Vec<TileView>,
    /// The chat: what is stored by sequence, then what is on its way.
    pub chat: Vec<ChatLineView>,
    /// Whether the server has older messages than these.
    pub chat_has_more: bool,
}
