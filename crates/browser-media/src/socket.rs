//! The sockets to the meeting.
//!
//! *Invariant*: nothing is heard of a socket after it was closed from this side.

use crate::{inputs::Inputs, timers::window};
use futures_util::{SinkExt, StreamExt};
use gloo_net::websocket::{Message, State, WebSocketError, futures::WebSocket};
use parley_protocol::{ClientMessage, CloseCode, MeetingCode};
use parley_room_client::{Input, SocketEnd, SocketId};
use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::poll_fn,
    rc::{Rc, Weak},
};
use wasm_bindgen_futures::spawn_local;

type SharedSocket = RefCell<WebSocket>;

/// The sockets that are open or being opened.
pub(crate) struct Sockets {
    address: String,
    inputs: Inputs,
    open: RefCell<BTreeMap<SocketId, Rc<SharedSocket>>>,
}

impl Sockets {
    pub(crate) fn new(code: &MeetingCode, inputs: Inputs) -> Rc<Self> {
        let location = window().location();
        let address = address(
            &location.protocol().unwrap_or_default(),
            &location.host().unwrap_or_default(),
            code,
        );
        Rc::new(Self {
            address,
            inputs,
            open: RefCell::default(),
        })
    }

    pub(crate) fn open(self: &Rc<Self>, id: SocketId) {
        let Ok(socket) = WebSocket::open(&self.address) else {
            self.inputs.send(Input::SocketClosed {
                socket: id,
                end: SocketEnd::Lost,
            });
            return;
        };
        let socket = Rc::new(RefCell::new(socket));
        let reader = Rc::downgrade(&socket);
        self.open.borrow_mut().insert(id, socket);
        let sockets = Rc::clone(self);
        spawn_local(async move { sockets.read(id, reader).await });
    }

    /// A socket that fails says so when it is read; one that is closing takes nothing more.
    pub(crate) fn send(&self, id: SocketId, message: &ClientMessage) {
        if let (Some(socket), Ok(json)) =
            (self.open.borrow().get(&id), serde_json::to_string(message))
        {
            let mut socket = socket.borrow_mut();
            if matches!(socket.state(), State::Open) {
                let _ = socket.start_send_unpin(Message::Text(json));
            }
        }
    }

    /// Sends what still waits and closes.
    pub(crate) fn close(&self, id: SocketId) {
        let socket = self.open.borrow_mut().remove(&id);
        drop(socket);
    }

    /// Closes all as a page does that goes away.
    pub(crate) fn close_with_page(&self) {
        let sockets = std::mem::take(&mut *self.open.borrow_mut());
        for socket in sockets.into_values().filter_map(Rc::into_inner) {
            let _ = socket
                .into_inner()
                .close(Some(CloseCode::PAGE_LEFT.0), None);
        }
    }

    async fn read(&self, id: SocketId, socket: Weak<SharedSocket>) {
        let opened = poll_fn(|context| match socket.upgrade() {
            Some(socket) => {
                let mut socket = socket.borrow_mut();
                socket
                    .poll_ready_unpin(context)
                    .map(|_| matches!(socket.state(), State::Open))
            }
            None => std::task::Poll::Ready(false),
        })
        .await;
        if opened {
            self.inputs.send(Input::SocketOpened { socket: id });
        }
        loop {
            let next = poll_fn(|context| match socket.upgrade() {
                Some(socket) => socket.borrow_mut().poll_next_unpin(context).map(Some),
                None => std::task::Poll::Ready(None),
            })
            .await;
            let Some(next) = next else {
                return;
            };
            match next {
                Some(Ok(message)) => self.receive(id, message),
                Some(Err(WebSocketError::ConnectionClose(event))) => {
                    return self.end(id, event.code);
                }
                // The close event follows an error event.
                Some(Err(_)) => {}
                None => return self.end(id, 0),
            }
        }
    }

    fn receive(&self, id: SocketId, message: Message) {
        let Message::Text(json) = message else {
            return;
        };
        if let Ok(message) = serde_json::from_str(&json) {
            self.inputs.send(Input::SocketMessage {
                socket: id,
                message,
            });
        }
    }

    fn end(&self, id: SocketId, code: u16) {
        self.close(id);
        let end = socket_end(CloseCode(code));
        self.inputs.send(Input::SocketClosed { socket: id, end });
    }
}

/// What a close code says, should the message before it be lost.
fn socket_end(code: CloseCode) -> SocketEnd {
    match code {
        CloseCode::MEETING_NOT_FOUND => SocketEnd::MeetingNotFound,
        CloseCode::SESSION_ENDED => SocketEnd::SessionEnded,
        CloseCode::PASSWORD => SocketEnd::Password,
        CloseCode::LOCKED => SocketEnd::Locked,
        CloseCode::CANCELLED => SocketEnd::Cancelled,
        CloseCode::REMOVED => SocketEnd::Removed,
        CloseCode::BLOCKED => SocketEnd::Blocked,
        CloseCode::DENIED => SocketEnd::Denied,
        CloseCode::WAITED => SocketEnd::WaitedTooLong,
        CloseCode::ENDED => SocketEnd::Ended,
        _ => SocketEnd::Lost,
    }
}

fn address(page_protocol: &str, host: &str, code: &MeetingCode) -> String {
    let scheme = if page_protocol == "https:" {
        "wss"
    } else {
        "ws"
    };
    format!("{scheme}://{host}/socket/{}", code.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_as_secure_as_the_page() {
        let code: MeetingCode = "mkd-vqtr-hba".parse().unwrap();
        assert_eq!(
            address("http:", "localhost:3000", &code),
            "ws://localhost:3000/socket/mkd-vqtr-hba"
        );
        assert_eq!(
            address("https:", "meet.example.org", &code),
            "wss://meet.example.org/socket/mkd-vqtr-hba"
        );
    }

    #[test]
    fn who_is_sent_away_does_not_come_back() {
        for (code, end) in [
            (CloseCode::REMOVED, SocketEnd::Removed),
            (CloseCode::BLOCKED, SocketEnd::Blocked),
            (CloseCode::DENIED, SocketEnd::Denied),
            (CloseCode::ENDED, SocketEnd::Ended),
            (CloseCode::WAITED, SocketEnd::WaitedTooLong),
            (CloseCode::LOCKED, SocketEnd::Locked),
            (CloseCode::CANCELLED, SocketEnd::Cancelled),
            (CloseCode::PASSWORD, SocketEnd::Password),
            (CloseCode::RESTART, SocketEnd::Lost),
            (CloseCode::NO_CODE, SocketEnd::Lost),
        ] {
            assert_eq!(socket_end(code), end, "{code:?}");
        }
    }
}
