//! `GET /socket/{code}`: the WebSocket of a meeting.
//!
//! *Invariants*: nobody from another origin gets a socket (T-053), and no client more than its number (T-069); what a socket may take of memory is bounded; a
//! browser's script never sees the status of a refused upgrade, so a missing meeting is told on the socket.

mod entry;

use crate::{
    http::{
        address::{ClientAddress, Peer},
        cross_site,
        listener::Place,
        too_many::too_many,
    },
    state::AppState,
};
use axum::{
    extract::{
        Extension, Path, State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket},
    },
    response::Response,
};
use entry::{Entry, enter};
use futures_util::{Sink, Stream};
use http::{HeaderMap, HeaderValue, header};
use parley_app::services;
use parley_protocol::{CloseCode, ErrorCode, ServerMessage, limits};
use parley_signaling::{Entrant, Frame};
use std::{
    future::Future as _,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio_util::sync::WaitForCancellationFutureOwned;

const READ_BUFFER_BYTES: usize = 4 * 1024;
const WRITE_BUFFER_BYTES: usize = 4 * 1024;
/// A message up to here is read to its end, so that the close frame that says "too big" is not lost with the
/// connection; one that claims to be longer is not read at all.
const HARD_LIMIT_BYTES: usize = 2 * limits::SOCKET_MESSAGE_BYTES;

/// When to try again where a client has all the sockets it may have.
const FULL_WAIT: Duration = Duration::from_secs(10);

pub(crate) async fn open(
    State(state): State<AppState>,
    Path(code): Path<String>,
    Extension(place): Extension<Place>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !state.origins.has_own(&headers) {
        return cross_site::refusal();
    }
    let client = ClientAddress::new(peer.ip(), &headers, state.trusted_proxies);
    let Some(open) = state.open_sockets.open(client) else {
        return too_many(FULL_WAIT);
    };
    let entry = enter(&state, &code, &headers, client).await;
    let is_missing = matches!(entry, Err(ErrorCode::MeetingNotFound));
    let comer = entry.as_ref().ok().map(|entry| &entry.comer);
    let cookie = comer.and_then(|comer| comer.cookie.clone());
    let mut response = upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(limits::SOCKET_BACKLOG_BYTES)
        .max_message_size(HARD_LIMIT_BYTES)
        .max_frame_size(HARD_LIMIT_BYTES)
        .on_failed_upgrade(|error| tracing::debug!(%error, "an upgrade failed"))
        .on_upgrade(move |socket| async move {
            run(state, entry, socket).await;
            drop((open, place));
        });
    if is_missing {
        let mark = HeaderValue::from_static("1");
        response.headers_mut().insert(services::MISSED, mark);
    }
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn run(state: AppState, entry: Result<Entry, ErrorCode>, socket: WebSocket) {
    let _open = state.sockets.token();
    match entry {
        Ok(entry) => {
            let mut frames = Frames {
                socket,
                close: None,
                ended: Box::pin(entry.comer.ended().cancelled_owned()),
            };
            let entrant = Entrant {
                visitor: entry.comer.visitor,
                invited: entry.invited,
                picture: entry.comer.user.and_then(|user| user.picture),
            };
            state
                .rooms
                .run_socket(entry.meeting, entrant, &mut frames)
                .await;
            frames.finish().await;
        }
        Err(code) => refuse(socket, code).await,
    }
}

async fn refuse(mut socket: WebSocket, code: ErrorCode) {
    let message = ServerMessage::Refused {
        request: None,
        code,
    };
    let text = serde_json::to_string(&message).expect("every message of ours is JSON");
    let (code, reason) = if code == ErrorCode::MeetingNotFound {
        (CloseCode::MEETING_NOT_FOUND.0, "no such meeting")
    } else {
        (CloseCode::TRY_AGAIN_LATER.0, "try again later")
    };
    let close = Message::Close(Some(CloseFrame {
        code,
        reason: reason.into(),
    }));
    // Whoever is gone already needs no answer.
    if socket.send(Message::text(text)).await.is_ok() {
        drop(socket.send(close).await);
    }
}

/// A WebSocket of axum as the frames that rooms speak.
struct Frames {
    socket: WebSocket,
    /// With which code it closes, whatever the room says.
    close: Option<CloseCode>,
    /// The session is over.
    ended: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Frames {
    fn receive(&mut self, message: Message) -> Frame {
        match message {
            Message::Text(text) if text.len() > limits::SOCKET_MESSAGE_BYTES => self.refuse_size(),
            Message::Binary(bytes) if bytes.len() > limits::SOCKET_MESSAGE_BYTES => {
                self.refuse_size()
            }
            Message::Text(text) => Frame::Text(text.as_str().to_owned()),
            Message::Binary(_) => Frame::Binary,
            Message::Ping(_) => Frame::Ping,
            Message::Pong(_) => Frame::Pong,
            Message::Close(close) => Frame::Close {
                code: close
                    .as_ref()
                    .map_or(CloseCode::NO_CODE.0, |close| close.code),
                reason: close.map_or_else(String::new, |close| close.reason.to_string()),
            },
        }
    }

    fn refuse_size(&mut self) -> Frame {
        self.end(CloseCode::TOO_BIG)
    }

    fn end(&mut self, code: CloseCode) -> Frame {
        self.close = Some(code);
        Frame::Close {
            code: code.0,
            reason: String::new(),
        }
    }

    fn send(&self, frame: Frame) -> Message {
        match frame {
            Frame::Text(text) => Message::text(text),
            Frame::Binary => Message::Binary(Vec::new().into()),
            Frame::Ping => Message::Ping(Vec::new().into()),
            Frame::Pong => Message::Pong(Vec::new().into()),
            Frame::Close { code, reason } => match self.close {
                Some(code) => close(code),
                None => Message::Close(Some(CloseFrame {
                    code,
                    reason: reason.into(),
                })),
            },
        }
    }

    /// Says why it closes, in case the room said nothing any more.
    async fn finish(mut self) {
        if let Some(code) = self.close {
            drop(self.socket.send(close(code)).await);
        }
    }
}

fn close(code: CloseCode) -> Message {
    let reason = if code == CloseCode::TOO_BIG {
        "message too big"
    } else {
        "signed out"
    };
    Message::Close(Some(CloseFrame {
        code: code.0,
        reason: reason.into(),
    }))
}

/// axum hides which error of tungstenite this is, but not its text.
fn is_capacity(error: &axum::Error) -> bool {
    let text = error.to_string();
    text.contains("too long") || text.contains("too big")
}

impl Stream for Frames {
    type Item = Result<Frame, axum::Error>;
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.close.is_some() {
            return Poll::Ready(None);
        }
        if self.ended.as_mut().poll(context).is_ready() {
            let frame = self.end(CloseCode::SESSION_ENDED);
            return Poll::Ready(Some(Ok(frame)));
        }
        let frame = match ready!(Pin::new(&mut self.socket).poll_next(context)) {
            Some(Ok(message)) => Ok(self.receive(message)),
            Some(Err(error)) if is_capacity(&error) => Ok(self.refuse_size()),
            Some(Err(error)) => Err(error),
            None => return Poll::Ready(None),
        };
        Poll::Ready(Some(frame))
    }
}

impl Sink<Frame> for Frames {
    type Error = axum::Error;

    fn poll_ready(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), axum::Error>> {
        Pin::new(&mut self.socket).poll_ready(context)
    }

    fn start_send(mut self: Pin<&mut Self>, frame: Frame) -> Result<(), axum::Error> {
        let message = self.send(frame);
        Pin::new(&mut self.socket).start_send(message)
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), axum::Error>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_close(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), axum::Error>> {
        Pin::new(&mut self.socket).poll_close(context)
    }
}
