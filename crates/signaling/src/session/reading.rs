//! What comes in: frames become messages, nonsense and noise are counted.

use super::ending::End;
use crate::attempt::attempt;
use crate::rooms::Shared;
use crate::wire::{self, Parsed};
use crate::{Entrant, Frame, frame::duration, room_task::Greeting};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use parley_domain::{Meeting, doors::Opening};
use parley_protocol::{ClientMessage, CloseCode, ErrorCode, RequestId, ServerMessage, limits};
use parley_room_server::HowDisconnected;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Messages that are no messages: so many at once, and one more with each minute.
const BAD_MESSAGES: u32 = 5;
const BAD_MESSAGE_EVERY: Duration = Duration::from_mins(1);
/// Frames that are signs of life only; a browser answers our pings with one every few seconds.
const CONTROL_FRAMES: u32 = 100;
const CONTROL_FRAME_EVERY: Duration = Duration::from_secs(1);

/// So many at once, and one more each time.
#[derive(Debug)]
struct Bucket {
    at_once: u32,
    every: Duration,
    /// When it is full again.
    full_at: Instant,
}

impl Bucket {
    fn full(at_once: u32, every: Duration) -> Self {
        Self {
            at_once,
            every,
            full_at: Instant::now(),
        }
    }

    fn take(&mut self) -> bool {
        let now = Instant::now();
        let full_at = self.full_at.max(now) + self.every;
        let fits = full_at - now <= self.every * self.at_once;
        if fits {
            self.full_at = full_at;
        }
        fits
    }
}

/// How much nonsense and noise a socket may still send.
#[derive(Debug)]
pub(super) struct Patience {
    bad: Bucket,
    control: Bucket,
}

impl Patience {
    pub(super) fn full() -> Self {
        Self {
            bad: Bucket::full(BAD_MESSAGES, BAD_MESSAGE_EVERY),
            control: Bucket::full(CONTROL_FRAMES, CONTROL_FRAME_EVERY),
        }
    }

    pub(super) fn refusal(
        &mut self,
        request: Option<RequestId>,
        code: ErrorCode,
    ) -> Result<String, End> {
        if !self.bad.take() {
            return Err(End::Goodbye(None, CloseCode::POLICY));
        }
        Ok(wire::write(&ServerMessage::Refused { request, code }))
    }

    fn control_frame(&mut self) -> Result<(), End> {
        let policy = || End::Goodbye(None, CloseCode::POLICY);
        self.control.take().then_some(()).ok_or_else(policy)
    }
}

/// The next message or nonsense; signs of life are skipped.
pub(super) async fn read<R, E>(stream: &mut R, patience: &mut Patience) -> Result<Parsed, End>
where
    R: Stream<Item = Result<Frame, E>> + Unpin,
{
    loop {
        let frame = timeout(duration(limits::HALF_OPEN_TIMEOUT), stream.next()).await;
        match frame {
            Ok(Some(Ok(Frame::Text(text)))) if text.len() > limits::SOCKET_MESSAGE_BYTES => {
                return Err(End::Goodbye(None, CloseCode::TOO_BIG));
            }
            Ok(Some(Ok(Frame::Text(text)))) => return Ok(wire::parse(&text)),
            Ok(Some(Ok(Frame::Binary))) => return Ok(Parsed::Bad(None)),
            Ok(Some(Ok(Frame::Ping | Frame::Pong))) => patience.control_frame()?,
            Ok(Some(Ok(Frame::Close { code, .. }))) => {
                return Err(End::Gone(how_closed(CloseCode(code))));
            }
            Ok(Some(Err(_)) | None) | Err(_) => {
                return Err(End::Gone(HowDisconnected::Broken));
            }
        }
    }
}

/// Reads until somebody says hello.
pub(super) async fn read_hello<R, K, E>(
    stream: &mut R,
    sink: &mut K,
    patience: &mut Patience,
    (shared, meeting, entrant): (&Shared, &Meeting, Entrant),
) -> Result<Box<Greeting>, End>
where
    R: Stream<Item = Result<Frame, E>> + Unpin,
    K: Sink<Frame, Error = E> + Unpin,
{
    loop {
        let refusal = match read(stream, patience).await? {
            Parsed::Message(ClientMessage::Hello {
                protocol: _,
                display_name,
                media,
                resume,
                arrival,
                password,
            }) => {
                let meeting = fresh(shared, meeting).await?;
                let doors = &shared.ports.doors;
                let who = (&entrant.visitor, entrant.invited);
                let opening = doors.open(&meeting, who, password.as_ref());
                return Ok(Box::new(Greeting {
                    visitor: entrant.visitor,
                    picture: entrant.picture,
                    display_name,
                    media,
                    resume,
                    arrival,
                    door: closed(opening),
                }));
            }
            Parsed::Message(_) => patience.refusal(None, ErrorCode::OutOfOrder)?,
            Parsed::Bad(request) => patience.refusal(request, ErrorCode::BadMessage)?,
            Parsed::OtherVersion => {
                return Err(End::refused(ErrorCode::ProtocolVersion, CloseCode::POLICY));
            }
        };
        let sent = sink.send(Frame::Text(refusal)).await;
        sent.map_err(|_| End::Gone(HowDisconnected::Broken))?;
    }
}

/// What a close frame says of how the connection ended.
fn how_closed(code: CloseCode) -> HowDisconnected {
    match code {
        CloseCode::GOING_AWAY | CloseCode::PAGE_LEFT => HowDisconnected::PageClosed,
        CloseCode::SESSION_ENDED => HowDisconnected::SessionEnded,
        _ => HowDisconnected::Broken,
    }
}

/// The meeting as it is when somebody says hello: it may have another password since they came, or be cancelled. Where
/// the database cannot be asked just now, what it said when they came holds.
async fn fresh(shared: &Shared, known: &Meeting) -> Result<Meeting, End> {
    match attempt(shared.ports.meetings.lookup(known.id)).await {
        Ok(Some(meeting)) => Ok(meeting),
        Ok(None) => Err(End::refused(
            ErrorCode::MeetingNotFound,
            CloseCode::MEETING_NOT_FOUND,
        )),
        Err(error) => {
            tracing::warn!(meeting = known.id.0, ?error, "a meeting was not looked up");
            Ok(known.clone())
        }
    }
}

/// What is told to whom the door stays closed.
fn closed(opening: Opening) -> Option<ErrorCode> {
    match opening {
        Opening::Open => None,
        Opening::PasswordNeeded => Some(ErrorCode::PasswordNeeded),
        Opening::WrongPassword => Some(ErrorCode::WrongPassword),
        Opening::TooManyPasswords => Some(ErrorCode::TooManyPasswords),
        Opening::Cancelled => Some(ErrorCode::MeetingCancelled),
    }
}
