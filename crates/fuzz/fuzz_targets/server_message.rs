//! What the server and, through it, other people say to a browser: JSON, one message after the other, to a client in a
//! meeting whose own browser does whatever it is asked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parley_protocol::{ClientMessage, DisplayName, Milliseconds, ServerMessage, Timestamp, limits};
use parley_room_client::{
    Command, Effect, Input, PeerState, RoomClient, RoomClientConfig, SocketId,
};
use serde_json::Deserializer;

const SNAPSHOT: &str = include_str!("../../protocol/tests/golden/server/snapshot.json");
/// Effects that one message may have for each byte in it, and at the least.
const EFFECTS: usize = 200;
const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

struct Page {
    client: RoomClient,
    now: Timestamp,
    socket: Option<SocketId>,
    effects: usize,
}

fuzz_target!(|text: &str| {
    if text.len() > limits::SOCKET_BACKLOG_BYTES {
        return;
    }
    let mut page = Page::new();
    let most = EFFECTS + text.len();
    for message in Deserializer::from_str(SNAPSHOT)
        .into_iter()
        .chain(Deserializer::from_str(text).into_iter())
    {
        let Ok(message) = message else {
            break;
        };
        survives_the_wire(&message);
        page.hear(message);
        page.pass();
        assert!(page.effects <= most, "{} effects", page.effects);
        page.effects = 0;
    }
});

/// It is written as it was read.
fn survives_the_wire(message: &ServerMessage) {
    let written = serde_json::to_string(message).expect("a message has text keys only");
    let read = serde_json::from_str::<ServerMessage>(&written);
    assert_eq!(&read.expect("it was written before"), message);
}

impl Page {
    fn new() -> Self {
        let now = Timestamp(1_790_000_000_000);
        let config = RoomClientConfig {
            microphone_wanted: true,
            camera_wanted: true,
            ..RoomClientConfig::default()
        };
        let mut page = Self {
            client: RoomClient::new(config, now),
            now,
            socket: None,
            effects: 0,
        };
        let display_name = DisplayName::new("Wei Chen").expect("it is a name");
        page.put(Input::Command(Command::StartPreview));
        page.put(Input::Command(Command::Join {
            display_name,
            password: None,
        }));
        page
    }

    fn hear(&mut self, message: ServerMessage) {
        if let Some(socket) = self.socket {
            self.put(Input::SocketMessage { socket, message });
        }
    }

    /// The next timer, if one is set for the next minute.
    fn pass(&mut self) {
        let Some(timeout) = self.client.poll_timeout() else {
            return;
        };
        if timeout.since(self.now) <= Milliseconds::from_seconds(60) {
            self.now = timeout.max(self.now);
            self.put(Input::Tick);
            assert!(
                self.client.poll_timeout() > Some(self.now) || self.client.poll_timeout().is_none()
            );
        }
    }

    fn put(&mut self, input: Input) {
        self.client.handle(input, self.now);
        while let Some(effect) = self.client.poll_effect() {
            self.effects += 1;
            for input in self.carry_out(effect) {
                self.client.handle(input, self.now);
            }
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Vec<Input> {
        let device = || Some("device".to_owned());
        let sdp = || OFFER.to_owned();
        match effect {
            Effect::OpenSocket { socket } => {
                self.socket = Some(socket);
                vec![Input::SocketOpened { socket }]
            }
            Effect::CloseSocket { socket } => {
                self.socket.take_if(|open| *open == socket);
                Vec::new()
            }
            Effect::Send { message, .. } => {
                is_understood(&message);
                Vec::new()
            }
            Effect::AcquireMicrophone { acquire, .. }
            | Effect::AcquireCamera { acquire, .. }
            | Effect::AcquireScreen { acquire } => vec![Input::DeviceAcquired {
                acquire,
                device: device(),
            }],
            Effect::CreateOffer {
                peer, operation, ..
            } => {
                vec![Input::OfferCreated {
                    peer,
                    operation,
                    sdp: sdp(),
                }]
            }
            Effect::AcceptOffer {
                peer, operation, ..
            } => {
                vec![Input::AnswerCreated {
                    peer,
                    operation,
                    sdp: sdp(),
                }]
            }
            Effect::AcceptAnswer {
                peer, operation, ..
            } => vec![
                Input::AnswerAccepted { peer, operation },
                Input::PeerStateChanged {
                    peer,
                    state: PeerState::Connected,
                },
            ],
            _ => Vec::new(),
        }
    }
}

/// The server takes what the client says.
fn is_understood(message: &ClientMessage) {
    let written = serde_json::to_string(message).expect("a message has text keys only");
    let read = serde_json::from_str::<ClientMessage>(&written);
    assert_eq!(&read.expect("it was written before"), message);
}
