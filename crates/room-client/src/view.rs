//! What the page shows: a plain picture of the machines' state, made anew after every input.

use crate::{DeviceError, MediaDevice, QualityView, Reception, StatisticsView};
use parley_protocol::{
    ChatMessageId, ChatText, DisplayName, ErrorCode, KeptOutView, KnockView, LobbyState,
    MeetingRules, MeetingView, ParticipantId, PictureId, Role, Timestamp,
};

/// Where the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Before joining.
    Lobby,
    /// "Join meeting" was pressed; the seat is not there yet.
    Joining,
    /// Waiting to be let in; nothing of the meeting is there.
    Waiting(LobbyState),
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
    /// A host removed them.
    Removed,
    /// A host did not let them in.
    Denied,
    /// Nobody let them in for [`parley_protocol::limits::WAITING_KEPT`].
    WaitedTooLong,
    /// A host, or an admin of the server, ended the meeting for everybody.
    Ended,
    /// The server refused for good.
    Refused(ErrorCode),
}

impl LeftReason {
    /// Whether the person may go back to before joining and try again as they are: the others do not come in by that, or
    /// load the page again first.
    pub fn leads_back(self) -> bool {
        match self {
            Self::Left | Self::Denied | Self::WaitedTooLong => true,
            Self::Replaced | Self::SignedOut | Self::Removed | Self::Ended => false,
            Self::Refused(code) => matches!(
                code,
                ErrorCode::MeetingFull
                    | ErrorCode::MeetingLocked
                    | ErrorCode::PasswordNeeded
                    | ErrorCode::WrongPassword
                    | ErrorCode::TooManyPasswords
                    | ErrorCode::TooManyRequests
                    | ErrorCode::Unavailable
            ),
        }
    }
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

/// One's own screen share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScreenShareView {
    /// Whether it is sent.
    pub on: bool,
    /// Whether the browser is asking the person at the moment.
    pub asking: bool,
    /// Why it could not be had, the last time.
    pub error: Option<DeviceError>,
}

/// One's own devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalMediaView {
    /// The microphone.
    pub microphone: DeviceView,
    /// The camera.
    pub camera: DeviceView,
    /// The screen share.
    pub screen: ScreenShareView,
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
    /// The picture of their account; guests have none.
    pub picture: Option<PictureId>,
    /// Whether it is the person themselves.
    pub is_self: bool,
    /// Whether their microphone is on.
    pub microphone: bool,
    /// Whether their camera is on.
    pub camera: bool,
    /// Whether they share their screen.
    pub screen: bool,
    /// Whether sound and picture come through: the connection on which they come is there. Always true for oneself.
    pub media_connected: bool,
    /// How good the connection with them is; the person's own tile says how good their own line is.
    pub quality: QualityView,
    /// Whether they are away at the moment: neither socket nor media of theirs is there.
    pub lost: bool,
    /// What they may do.
    pub role: Role,
    /// Whether the meeting is theirs.
    pub owner: bool,
    /// Their place among the raised hands, from 1; `None` while their hand is down.
    pub hand: Option<usize>,
    /// Whether a host shows them large to everybody.
    pub in_spotlight: bool,
}

/// How often something was done to the person or refused to them. Each rises with every event, so that a page that
/// compares two views sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// A host muted them.
    pub muted: u32,
    /// A host muted everybody.
    pub everyone_muted: u32,
    /// A host switched off their camera.
    pub video_stopped: u32,
    /// A host ended their screen share.
    pub sharing_stopped: u32,
    /// They wanted to switch on a microphone or camera or share their screen and may not.
    pub refused: u32,
    /// What they ordered as somebody who runs the meeting was not done, or may not have been.
    pub orders_refused: u32,
    /// Why, the last time.
    pub order_refusal: Option<OrderRefusal>,
}

/// Why something that was ordered was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderRefusal {
    /// The server refused it.
    Server(ErrorCode),
    /// There was no connection to say it on.
    NotConnected,
    /// The connection was lost before the answer came: it may have been done all the same.
    ConnectionLost,
}

/// What a host asks of the person; it stands until they do it or send [`crate::Command::DismissAsk`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// To unmute.
    pub to_unmute: bool,
    /// To switch on the camera.
    pub to_start_video: bool,
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
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is shown on its own and none excludes another"
)]
pub struct RoomView {
    /// Where the person is.
    pub phase: Phase,
    /// Why the door did not open, in [`Phase::Lobby`]: something about the password. Cleared by the next try.
    pub join_refusal: Option<ErrorCode>,
    /// The title of the meeting as it was told to somebody who waits.
    pub lobby_title: Option<String>,
    /// How the socket is.
    pub connection: ConnectionView,
    /// The meeting, once joined.
    pub meeting: Option<MeetingView>,
    /// The person's seat, once joined.
    pub me: Option<ParticipantId>,
    /// What the person may do, once joined.
    pub role: Option<Role>,
    /// What the meeting allows.
    pub rules: MeetingRules,
    /// The same with what the person changed and the server has not answered yet; for the switches.
    pub wanted_rules: MeetingRules,
    /// Whether the person may switch on their microphone.
    pub may_unmute: bool,
    /// Whether the person may switch on their camera.
    pub may_start_video: bool,
    /// Whether the person may share their screen.
    pub may_share: bool,
    /// Whether the person may write to everybody.
    pub may_chat: bool,
    /// Who is shown large to everybody, while they are there.
    pub spotlight: Option<ParticipantId>,
    /// Who waits to be let in, by when they came; empty for who may not let them in.
    pub waiting: Vec<KnockView>,
    /// Who may not come back, the newest first; empty for who may not let them.
    pub kept_out: Vec<KeptOutView>,
    /// The person's place among the raised hands, from 1; `None` while their hand is down.
    pub hand: Option<usize>,
    /// What was done to the person, counted.
    pub told: Told,
    /// What a host asks of the person.
    pub asked: Asked,
    /// How far the server's clock is ahead of the shell's, in milliseconds, for the time in the meeting.
    pub clock_offset: i64,
    /// Own devices.
    pub local: LocalMediaView,
    /// Everybody by seat, the person themselves first.
    pub tiles: Vec<TileView>,
    /// Who speaks, as the server hears it, the one who speaks most first; empty in a mesh.
    pub speakers: Vec<ParticipantId>,
    /// How much the person wants to receive.
    pub reception: Reception,
    /// Whether the person hides their address from others.
    pub hides_address: bool,
    /// Whether nobody can be reached because of it: all connect directly, and there is no relay.
    pub hidden_from_all: bool,
    /// How good the person's own line is.
    pub line: QualityView,
    /// The numbers for who wants to know them.
    pub statistics: StatisticsView,
    /// The chat: what is stored by sequence, then what is on its way.
    pub chat: Vec<ChatLineView>,
    /// Whether the server has older messages than these.
    pub chat_has_more: bool,
}
