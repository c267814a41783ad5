//! A browser's end of a meeting's socket.

use crate::soon;
use futures_util::{SinkExt as _, StreamExt as _};
use http::StatusCode;
use parley_protocol::{
    Arrival, ClientMessage, DisplayName, MediaState, PROTOCOL_VERSION, ResumeToken, ServerMessage,
};
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _},
};

/// An open socket.
#[derive(Debug)]
pub struct TestSocket {
    stream: WebSocketStream<TcpStream>,
    cookie: Option<String>,
}

impl TestSocket {
    /// Opens a socket.
    ///
    /// # Errors
    /// The status of a refused upgrade.
    ///
    /// # Panics
    /// When the server does not answer at all.
    pub async fn connect(
        address: SocketAddr,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, StatusCode> {
        let url = format!("ws://{address}{path}");
        let mut request = url.into_client_request().expect("a plain address");
        for (name, value) in headers {
            let value = value.parse().expect("a plain header");
            request.headers_mut().append(*name, value);
        }
        let stream = TcpStream::connect(address).await.expect("it listens");
        match soon("the upgrade", client_async(request, stream)).await {
            Ok((stream, response)) => {
                let cookie = response.headers().get("set-cookie");
                let cookie = cookie.and_then(|text| text.to_str().ok());
                Ok(Self {
                    stream,
                    cookie: cookie.map(str::to_owned),
                })
            }
            Err(Error::Http(response)) => Err(response.status()),
            Err(error) => panic!("the upgrade failed: {error}"),
        }
    }

    /// The `Set-Cookie` of the upgrade.
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// A hello of a page that was just loaded.
    ///
    /// # Panics
    /// When `name` is no name.
    pub fn hello_message(name: &str) -> ClientMessage {
        ClientMessage::Hello {
            protocol: PROTOCOL_VERSION,
            display_name: DisplayName::new(name).expect("a name"),
            media: MediaState::default(),
            resume: None,
            arrival: None,
            password: None,
        }
    }

    /// Takes a new seat and returns the snapshot.
    pub async fn hello(&mut self, name: &str) -> ServerMessage {
        self.send(&Self::hello_message(name)).await;
        self.snapshot().await
    }

    /// Takes a seat again and returns the snapshot.
    pub async fn hello_again(
        &mut self,
        name: &str,
        resume: ResumeToken,
        arrival: Option<Arrival>,
    ) -> ServerMessage {
        let mut hello = Self::hello_message(name);
        if let ClientMessage::Hello {
            resume: token,
            arrival: held,
            ..
        } = &mut hello
        {
            *token = Some(resume);
            *held = arrival;
        }
        self.send(&hello).await;
        self.snapshot().await
    }

    async fn snapshot(&mut self) -> ServerMessage {
        self.expect("a snapshot", |message| {
            matches!(message, ServerMessage::Snapshot { .. })
        })
        .await
    }

    /// Sends a message.
    ///
    /// # Panics
    /// When the socket is gone.
    pub async fn send(&mut self, message: &ClientMessage) {
        let text = serde_json::to_string(message).expect("every message is JSON");
        self.send_text(&text).await;
    }

    /// Sends any text.
    pub async fn send_text(&mut self, text: &str) {
        self.send_frame(Message::text(text)).await;
    }

    /// Sends bytes.
    pub async fn send_binary(&mut self, bytes: &[u8]) {
        self.send_frame(Message::binary(bytes.to_vec())).await;
    }

    /// The server may have closed meanwhile: whoever cares reads the close code next.
    async fn send_frame(&mut self, frame: Message) {
        drop(self.stream.send(frame).await);
    }

    /// The next message; `None` when the socket closed.
    ///
    /// # Panics
    /// When nothing comes, or something that is no message.
    pub async fn next(&mut self) -> Option<ServerMessage> {
        loop {
            match soon("a message", self.stream.next()).await {
                Some(Ok(Message::Text(text))) => {
                    return Some(serde_json::from_str(&text).expect("a message of ours"));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => return None,
            }
        }
    }

    /// The first message that fits; those before it are dropped.
    ///
    /// # Panics
    /// When the socket closes before it comes.
    pub async fn expect(
        &mut self,
        what: &str,
        fits: impl Fn(&ServerMessage) -> bool,
    ) -> ServerMessage {
        loop {
            match self.next().await {
                Some(message) if fits(&message) => return message,
                Some(_) => {}
                None => panic!("the socket closed before {what} came"),
            }
        }
    }

    /// Reads to the end: the messages that still came, and the close code (`None`: it broke).
    pub async fn rest(&mut self) -> (Vec<ServerMessage>, Option<u16>) {
        let mut messages = Vec::new();
        loop {
            match soon("the end of the socket", self.stream.next()).await {
                Some(Ok(Message::Text(text))) => {
                    messages.extend(serde_json::from_str::<ServerMessage>(&text));
                }
                Some(Ok(Message::Close(close))) => {
                    return (messages, close.map(|close| close.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return (messages, None),
            }
        }
    }

    /// The close code at the end.
    pub async fn close_code(&mut self) -> Option<u16> {
        self.rest().await.1
    }
}
