//! What comes in: frames become messages, nonsense is counted.

use super::ending::End;
use crate::wire::{self, Parsed};
use crate::{Frame, frame::duration, room_task::Greeting};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use parley_protocol::{ClientMessage, CloseCode, ErrorCode, RequestId, ServerMessage, limits};
use parley_room_server::HowDisconnected;
use tokio::time::timeout;

/// Messages that are no messages, before a socket is closed for them.
const BAD_MESSAGES: u32 = 5;

/// Counts what is no message.
#[derive(Debug, Default)]
pub(super) struct BadMessages(u32);

impl BadMessages {
    pub(super) fn refusal(
        &mut self,
        request: Option<RequestId>,
        code: ErrorCode,
    ) -> Result<String, End> {
        self.0 += 1;
        if self.0 > BAD_MESSAGES {
            return Err(End::Goodbye(None, CloseCode::POLICY));
        }
        Ok(wire::write(&ServerMessage::Refused { request, code }))
    }
}

/// The next message or nonsense; signs of life are skipped.
pub(super) async fn read<R, E>(stream: &mut R) -> Result<Parsed, End>
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
            Ok(Some(Ok(Frame::Ping | Frame::Pong))) => {}
            Ok(Some(Ok(Frame::Close { code, .. })))
                if matches!(
                    CloseCode(code),
                    CloseCode::GOING_AWAY | CloseCode::PAGE_LEFT
                ) =>
            {
                return Err(End::Gone(HowDisconnected::PageClosed));
            }
            Ok(Some(Ok(Frame::Close { .. }) | Err(_)) | None) | Err(_) => {
                return Err(End::Gone(HowDisconnected::Broken));
            }
        }
    }
}

/// Reads until somebody says hello.
pub(super) async fn read_hello<R, K, E>(
    stream: &mut R,
    sink: &mut K,
    bad: &mut BadMessages,
) -> Result<Box<Greeting>, End>
where
    R: Stream<Item = Result<Frame, E>> + Unpin,
    K: Sink<Frame, Error = E> + Unpin,
{
    loop {
        let refusal = match read(stream).await? {
            Parsed::Message(ClientMessage::Hello {
                protocol: _,
                display_name,
                media,
                resume,
                arrival,
            }) => {
                return Ok(Box::new(Greeting {
                    display_name,
                    media,
                    resume,
                    arrival,
                }));
            }
            Parsed::Message(_) => bad.refusal(None, ErrorCode::OutOfOrder)?,
            Parsed::Bad(request) => bad.refusal(request, ErrorCode::BadMessage)?,
            Parsed::OtherVersion => {
                return Err(End::refused(ErrorCode::ProtocolVersion, CloseCode::POLICY));
            }
        };
        let sent = sink.send(Frame::Text(refusal)).await;
        sent.map_err(|_| End::Gone(HowDisconnected::Broken))?;
    }
}
