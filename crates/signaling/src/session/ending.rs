//! How a session ends, and what the other end is told.

use crate::rooms::Shared;
use crate::{Frame, wire};
use futures_util::{Sink, SinkExt};
use parley_protocol::{CloseCode, CloseReason, ErrorCode, Milliseconds, ServerMessage};
use parley_room_server::HowDisconnected;

/// Who was too slow may come back after this.
const RETRY_AFTER_OVERLOAD: Milliseconds = Milliseconds::from_seconds(2);

/// How a session ends.
#[derive(Debug)]
pub(super) enum End {
    /// The other end is gone, or does not listen any more.
    Gone(HowDisconnected),
    /// We close it, with a last message or without.
    Goodbye(Option<String>, CloseCode),
}

impl End {
    pub(super) fn refused(code: ErrorCode, close: CloseCode) -> Self {
        let request = None;
        let refused = wire::write(&ServerMessage::Refused { request, code });
        Self::Goodbye(Some(refused), close)
    }

    pub(super) fn closing(
        reason: CloseReason,
        retry_after: Milliseconds,
        close: CloseCode,
    ) -> Self {
        let closing = ServerMessage::Closing {
            reason,
            retry_after,
        };
        Self::Goodbye(Some(wire::write(&closing)), close)
    }

    pub(super) fn overloaded() -> Self {
        Self::closing(
            CloseReason::Overloaded,
            RETRY_AFTER_OVERLOAD,
            CloseCode::POLICY,
        )
    }

    pub(super) fn restart(shared: &Shared) -> Self {
        Self::closing(CloseReason::Restart, shared.spread(), CloseCode::RESTART)
    }
}

/// Says the last words.
pub(super) async fn say_goodbye<K, E>(
    sink: &mut K,
    message: Option<String>,
    code: CloseCode,
) -> Result<(), E>
where
    K: Sink<Frame, Error = E> + Unpin,
{
    if let Some(message) = message {
        sink.send(Frame::Text(message)).await?;
    }
    let reason = String::new();
    sink.send(Frame::Close {
        code: code.0,
        reason,
    })
    .await
}
