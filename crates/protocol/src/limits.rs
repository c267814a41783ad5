//! The sizes and times that both sides know.

use crate::Milliseconds;

/// Longest name in a meeting, in characters.
pub const DISPLAY_NAME_CHARACTERS: usize = 80;
/// Longest title of a meeting, in characters.
pub const TITLE_CHARACTERS: usize = 120;
/// Longest chat message, in characters.
pub const CHAT_CHARACTERS: usize = 4000;
/// Chat messages in a snapshot: the newest ones.
pub const SNAPSHOT_CHAT_MESSAGES: usize = 200;
/// Longest message on the socket, in bytes; a longer one closes the socket with 1009.
pub const SOCKET_MESSAGE_BYTES: usize = 64 * 1024;
/// Bytes that may wait for a reader who does not read, before the socket is closed.
pub const SOCKET_BACKLOG_BYTES: usize = 256 * 1024;
/// Longest session description, in bytes.
pub const SDP_BYTES: usize = 48 * 1024;
/// Longest ICE candidate, in bytes.
pub const ICE_CANDIDATE_BYTES: usize = 1024;
/// People in one meeting while everybody is connected to everybody (a mesh).
pub const MESH_PARTICIPANTS: usize = 8;
/// People in one meeting when the server routes the media (an SFU).
pub const SFU_PARTICIPANTS: usize = 50;
/// Sounds of others that come from the server at once.
pub const AUDIO_SLOTS: usize = 8;
/// Pictures of others that come from the server at once.
pub const VIDEO_SLOTS: usize = 16;

/// The longest wait that counts in the figures.
pub const LONGEST_WAIT: Milliseconds = Milliseconds::from_seconds(10 * 60);
/// How often the client asks whether the other end still answers.
pub const PING_INTERVAL: Milliseconds = Milliseconds::from_seconds(10);
/// How long the client waits for an answer before it opens a new socket.
pub const PONG_TIMEOUT: Milliseconds = Milliseconds::from_seconds(10);
/// A socket that has said nothing for this long is half-open: the server closes it.
pub const HALF_OPEN_TIMEOUT: Milliseconds = Milliseconds::from_seconds(30);
/// How long a seat waits for a participant whose connection broke.
pub const SEAT_KEPT: Milliseconds = Milliseconds::from_seconds(60);
/// How long a seat waits for a participant whose page went away: long enough to load it again, short enough that
/// a closed tab does not leave a tile behind.
pub const SEAT_KEPT_AFTER_PAGE_CLOSED: Milliseconds = Milliseconds::from_seconds(10);
/// The first message must come within this time.
pub const HELLO_TIMEOUT: Milliseconds = Milliseconds::from_seconds(10);

/// People who may wait to be let in at once.
pub const WAITING: usize = 100;
/// How long somebody waits to be let in before they are sent away: 30 minutes.
pub const WAITING_KEPT: Milliseconds = Milliseconds::from_seconds(1800);
/// Most of those who are kept out that hosts are told of: the newest ones.
pub const KEPT_OUT: usize = 100;
/// How long a meeting waits for a host who dropped before somebody else is the host.
pub const HOST_GRACE: Milliseconds = Milliseconds::from_seconds(20);

/// Shortest and longest password of a meeting, in characters.
pub const MEETING_PASSWORD_CHARACTERS: (usize, usize) = (4, 64);
/// Shortest and longest custom link of a meeting, in characters.
pub const MEETING_LINK_CHARACTERS: (usize, usize) = (3, 64);

/// Shortest and longest username, in characters.
pub const USERNAME_CHARACTERS: (usize, usize) = (3, 32);
/// Longest e-mail address, in characters (RFC 5321).
pub const EMAIL_CHARACTERS: usize = 254;
/// Shortest and longest password, in characters.
pub const PASSWORD_CHARACTERS: (usize, usize) = (10, 256);
/// Digits of a code that comes by e-mail.
pub const CODE_DIGITS: usize = 6;
/// How long a code is valid, counted from when its mail was sent.
pub const CODE_VALID: Milliseconds = Milliseconds::from_seconds(600);
/// How often a code may be tried.
pub const CODE_TRIES: u32 = 5;
/// How long one waits before asking for another code.
pub const CODE_RESEND: Milliseconds = Milliseconds::from_seconds(60);

/// Largest file that is taken as a picture, in bytes.
pub const PICTURE_BYTES: usize = 5 * 1024 * 1024;
/// Most pixels of a file that is taken as a picture. Pages send a square of [`PICTURE_SIDE`], however large the photo
/// is that it was cut out of.
pub const PICTURE_PIXELS: u32 = 8_000_000;
/// Side of the picture that a page sends after cropping, and of the larger one that is kept, in pixels.
pub const PICTURE_SIDE: u32 = 512;
/// Side of the smaller picture that is kept, in pixels.
pub const PICTURE_SIDE_SMALL: u32 = 96;
