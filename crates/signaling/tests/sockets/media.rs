//! A room and its media router.

use crate::page::Page;
use crate::support::{Server, settle};
use futures_util::{FutureExt as _, future::BoxFuture};
use parley_protocol::{
    MediaState, MeetingView, NegotiationId, ParticipantId, ServerMessage, SlotView, Topology,
};
use parley_room_server::{MediaCommand, MediaEvent, TopologySetting};
use parley_signaling::{MediaRouter, RoomMedia};
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;

/// A router that does as the test says.
#[derive(Default)]
struct Router {
    rooms: Mutex<Vec<Room>>,
}

/// The router's end of a room.
struct Room {
    told: mpsc::UnboundedReceiver<MediaCommand>,
    say: mpsc::UnboundedSender<MediaEvent>,
}

/// The room's end.
struct Line {
    tell: mpsc::UnboundedSender<MediaCommand>,
    heard: mpsc::UnboundedReceiver<MediaEvent>,
}

impl MediaRouter for Router {
    fn open_room(&self) -> Box<dyn RoomMedia> {
        let (tell, told) = mpsc::unbounded_channel();
        let (say, heard) = mpsc::unbounded_channel();
        let room = Room { told, say };
        self.rooms.lock().expect("no test panics here").push(room);
        Box::new(Line { tell, heard })
    }
}

impl RoomMedia for Line {
    fn command(&self, command: MediaCommand) {
        // A router that is gone takes nothing.
        let _ = self.tell.send(command);
    }
    fn next(&mut self) -> BoxFuture<'_, Option<MediaEvent>> {
        self.heard.recv().boxed()
    }
}

impl Router {
    fn opened(&self) -> usize {
        self.rooms.lock().expect("no test panics here").len()
    }

    fn take(&self) -> Room {
        let room = self.rooms.lock().expect("no test panics here").pop();
        room.expect("a room is open")
    }
}

impl Room {
    async fn next(&mut self) -> MediaCommand {
        self.told.recv().await.expect("a command")
    }

    /// Takes the offer that comes next and answers it.
    async fn answer(&mut self) -> ParticipantId {
        loop {
            if let MediaCommand::Offer {
                participant,
                negotiation,
                sdp,
            } = self.next().await
            {
                let sdp = sdp.replace("offer", "answer");
                let answer = MediaEvent::Answer {
                    participant,
                    negotiation,
                    sdp,
                };
                self.say.send(answer).expect("the room is open");
                return participant;
            }
        }
    }
}

fn offer(page: &Page) {
    page.say(r#"{"type":"media_offer","request":1,"negotiation":4,"sdp":"an offer"}"#);
}

fn routed() -> (Server, Arc<Router>) {
    let router = Arc::new(Router::default());
    let server = Server::routed(Arc::clone(&router) as _, TopologySetting::Auto);
    (server, router)
}

/// Somebody with a seat who has heard everything so far.
async fn join(server: &Server, name: &str) -> Page {
    let mut page = server.join(name).await;
    settle().await;
    while page.from.try_recv().is_ok() {}
    page
}

#[tokio::test(start_paused = true)]
async fn an_offer_goes_to_the_router_and_its_answer_back() {
    let (server, router) = routed();
    let mut ann = join(&server, "Ann").await;
    assert_eq!(router.opened(), 0, "nobody needs it yet");
    offer(&ann);
    settle().await;
    let mut room = router.take();
    let sends = MediaCommand::Sends {
        participant: ParticipantId(1),
        media: MediaState {
            microphone: true,
            camera: true,
            screen: false,
        },
    };
    assert_eq!(room.next().await, sends);
    let participant = room.answer().await;
    let answer = ServerMessage::MediaAnswer {
        negotiation: NegotiationId(4),
        sdp: "an answer".to_owned(),
    };
    assert_eq!(ann.message().await, answer);
    let slots = vec![SlotView {
        mid: "2".to_owned(),
        participant: None,
        source: None,
    }];
    let event = MediaEvent::Slots {
        participant,
        slots: slots.clone(),
    };
    room.say.send(event).expect("the room is open");
    assert_eq!(ann.message().await, ServerMessage::MediaSlots { slots });
}

#[tokio::test(start_paused = true)]
async fn t122_who_leaves_has_left_the_router_and_the_last_closes_the_room() {
    let (server, router) = routed();
    let ann = join(&server, "Ann").await;
    let ben = join(&server, "Ben").await;
    offer(&ann);
    settle().await;
    let mut room = router.take();
    room.answer().await;
    ann.leave().await;
    let participant = ParticipantId(1);
    assert_eq!(room.next().await, MediaCommand::Leave { participant });
    ben.leave().await;
    settle().await;
    assert!(room.told.recv().await.is_none(), "the room let go of it");
    server.stats_are(0, 0, 0).await;
}

#[tokio::test(start_paused = true)]
async fn t121_two_meetings_have_two_rooms_in_the_router() {
    let (server, router) = routed();
    let mut ann = join(&server, "Ann").await;
    let eve = server.join_in(2, "Eve").await;
    offer(&ann);
    settle().await;
    offer(&eve);
    settle().await;
    assert_eq!(router.opened(), 2);
    let mut eves = router.take();
    eves.answer().await;
    settle().await;
    assert!(ann.from.try_recv().is_err());
}

#[tokio::test(start_paused = true)]
async fn a_router_that_lets_a_room_down_is_opened_again_by_the_next_offer() {
    let (server, router) = routed();
    let mut ann = join(&server, "Ann").await;
    offer(&ann);
    settle().await;
    let mut room = router.take();
    room.answer().await;
    ann.message().await;
    drop(room);
    let slots = Vec::new();
    assert_eq!(ann.message().await, ServerMessage::MediaSlots { slots });
    ann.write(1);
    assert!(matches!(
        ann.message().await,
        ServerMessage::ChatAccepted { .. }
    ));
    assert_eq!(router.opened(), 0);
    offer(&ann);
    settle().await;
    router.take().answer().await;
    assert!(matches!(
        ann.message().await,
        ServerMessage::MediaAnswer { .. }
    ));
}

#[tokio::test(start_paused = true)]
async fn a_server_without_a_router_has_meshes_only() {
    let server = Server::new();
    let mut page = server.connect_to(1, 1024);
    page.hello("Ann", None, None);
    let message = page.message().await;
    let ServerMessage::Snapshot {
        meeting: MeetingView { topology, .. },
        ..
    } = message
    else {
        panic!("a snapshot expected: {message:?}");
    };
    assert_eq!(topology, Topology::Mesh);
}
