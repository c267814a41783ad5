//! A browser's end of a socket in memory.

use parley_protocol::{PROTOCOL_VERSION, ParticipantId, ResumeToken, ServerMessage};
use parley_signaling::Frame;
use tokio::{sync::mpsc, task::JoinHandle};

/// The browser's end.
pub(crate) struct Page {
    pub(crate) to: mpsc::UnboundedSender<Result<Frame, ()>>,
    pub(crate) from: mpsc::Receiver<Frame>,
    pub(crate) task: JoinHandle<()>,
}

impl Page {
    pub(crate) fn frame(&self, frame: Frame) {
        // A socket that has ended takes nothing.
        let _ = self.to.send(Ok(frame));
    }

    pub(crate) fn say(&self, text: &str) {
        self.frame(Frame::Text(text.to_owned()));
    }

    pub(crate) fn hello(&self, name: &str, resume: Option<&ResumeToken>, arrival: Option<u32>) {
        let resume = serde_json::to_string(&resume).expect("a token");
        let arrival = serde_json::to_string(&arrival).expect("a number");
        self.say(&format!(
            r#"{{"type":"hello","protocol":{PROTOCOL_VERSION},"display_name":"{name}","media":{{"microphone":true,"camera":true,"screen":false}},"resume":{resume},"arrival":{arrival}}}"#
        ));
    }

    pub(crate) fn write(&self, number: u32) {
        self.say(&format!(
            r#"{{"type":"send_chat","request":{number},"id":"message-{number:010}","text":"line {number}"}}"#
        ));
    }

    pub(crate) fn close(&self, code: u16) {
        self.frame(Frame::Close {
            code,
            reason: String::new(),
        });
    }

    /// The next message, or the code of the close; `None` when the socket just ends. Pings are skipped.
    pub(crate) async fn next(&mut self) -> Option<Result<ServerMessage, u16>> {
        loop {
            match self.from.recv().await? {
                Frame::Text(text) => {
                    return Some(Ok(serde_json::from_str(&text).expect("a message")));
                }
                Frame::Close { code, .. } => return Some(Err(code)),
                Frame::Ping => {}
                other @ (Frame::Binary | Frame::Pong) => panic!("unexpected {other:?}"),
            }
        }
    }

    pub(crate) async fn message(&mut self) -> ServerMessage {
        self.next().await.expect("a frame").expect("a message")
    }

    /// The snapshot that comes next: who one is, the secret, who is there, the sequences of the chat.
    pub(crate) async fn snapshot(
        &mut self,
    ) -> (
        ParticipantId,
        Option<ResumeToken>,
        Vec<(u32, u32, bool)>,
        Vec<u64>,
    ) {
        let message = self.message().await;
        let ServerMessage::Snapshot {
            you,
            resume,
            participants,
            chat,
            ..
        } = message
        else {
            panic!("a snapshot expected: {message:?}");
        };
        let people = participants
            .iter()
            .map(|view| (view.id.0, view.arrival.0, view.connected))
            .collect();
        (
            you,
            resume,
            people,
            chat.iter().map(|line| line.sequence).collect(),
        )
    }

    /// Everything until the end, and the code of the close.
    pub(crate) async fn rest(&mut self) -> (Vec<ServerMessage>, Option<u16>) {
        let mut messages = Vec::new();
        while let Some(next) = self.next().await {
            match next {
                Ok(message) => messages.push(message),
                Err(code) => return (messages, Some(code)),
            }
        }
        (messages, None)
    }

    pub(crate) async fn leave(mut self) {
        self.say(r#"{"type":"leave"}"#);
        assert_eq!(self.rest().await.1, Some(1000));
        self.task.await.expect("the session ended well");
    }
}
