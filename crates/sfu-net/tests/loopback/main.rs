//! The media router over the sockets of this machine, with str0m clients.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use std::net::SocketAddr;
use std::time::Duration;

use client::{Client, Link};
use parley_protocol::{
    MediaState, NegotiationId, ParticipantId, VideoLayer, VideoSource, VideoWish,
};
use parley_sfu_net::{Command, Event, PeerKey, RoomKey, RoomMedia, Sfu, SfuConfig};
use tokio::net::UdpSocket;
use tokio::time::timeout;

/// Far more than anything here takes; only a failure takes so long.
const PATIENCE: Duration = Duration::from_secs(30);

fn start(shards: usize) -> Sfu {
    Sfu::start(SfuConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        public_addresses: Vec::new(),
        shards,
    })
    .unwrap()
}

fn peer(room: RoomKey, participant: u32) -> PeerKey {
    let participant = ParticipantId(participant);
    PeerKey { room, participant }
}

/// Lets somebody in who sends everything and wants to see and hear the other of two.
async fn join(media: &mut RoomMedia, room: RoomKey, participant: u32, link: Link) -> Client {
    let peer = peer(room, participant);
    media.send(Command::Sends {
        peer,
        media: MediaState {
            microphone: true,
            camera: true,
            screen: false,
        },
    });
    media.send(Command::Wishes {
        peer,
        audio: true,
        video: vec![VideoWish {
            participant: ParticipantId(3 - participant),
            source: VideoSource::Camera,
            max_height: 720,
        }],
    });
    let mut client = Client::new(link);
    let negotiation = NegotiationId(1);
    let sdp = client.offer();
    media.send(Command::Offer {
        peer,
        negotiation,
        sdp,
    });
    let answer = timeout(PATIENCE, async {
        loop {
            let event = media.next().await.expect("the router is there");
            if let Event::Answer { peer: to, sdp, .. } = event {
                if to == peer {
                    return sdp;
                }
            } else if let Event::Refused { error, .. } = event {
                panic!("refused: {error}");
            }
        }
    });
    client.accept(&answer.await.unwrap());
    client
}

/// Waits until the counters say something.
async fn until(sfu: &Sfu, what: &str, is_so: impl Fn(&parley_sfu_net::SfuStats) -> bool) {
    let waited = timeout(PATIENCE, async {
        while !is_so(&sfu.stats()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(waited.await.is_ok(), "{what}: {:?}", sfu.stats());
}

#[tokio::test]
async fn media_flow_between_udp_and_tcp() {
    let sfu = start(2);
    let room = RoomKey(5);
    let mut media = sfu.open_room(room);
    let server = SocketAddr::from(([127, 0, 0, 1], sfu.ports()[1]));
    let mut first = join(&mut media, room, 1, Link::udp().await).await;
    let mut second = join(&mut media, room, 2, Link::tcp(server).await).await;

    let both = async {
        let (first, second) = (&mut first, &mut second);
        tokio::join!(
            first.run_until_received(40, 40),
            second.run_until_received(40, 40)
        );
    };
    timeout(PATIENCE, both)
        .await
        .expect("sound and pictures both ways");

    until(&sfu, "everything is counted", |stats| {
        let router = &stats.router;
        (
            router.participants,
            router.handshakes,
            router.rooms,
            stats.tcp_connections,
        ) == (2, 0, 1, 1)
            && router.forwarded > 100
            && router.bytes_in > 10_000
            && router.bytes_out > 10_000
            && router.estimate > 0
    })
    .await;
    let mut events = Vec::new();
    while let Ok(Some(event)) = timeout(Duration::from_millis(50), media.next()).await {
        events.push(event);
    }
    for participant in 1..=2 {
        let peer = peer(room, participant);
        assert!(events.contains(&Event::Connected { peer }), "{events:?}");
        let wanted = Event::Wanted {
            peer,
            audio: true,
            video: vec![VideoLayer::F],
            screen: Vec::new(),
        };
        assert!(events.contains(&wanted) || participant == 1, "{events:?}");
    }
}

#[tokio::test]
async fn a_room_that_nobody_holds_is_closed() {
    let sfu = start(1);
    let room = RoomKey(1);
    let mut media = sfu.open_room(room);
    let client = join(&mut media, room, 1, Link::udp().await).await;
    until(&sfu, "somebody is there", |stats| {
        stats.router.participants == 1
    })
    .await;
    drop(media);
    until(&sfu, "nobody is there", |stats| {
        (stats.router.participants, stats.router.rooms) == (0, 0)
    })
    .await;
    drop(client);
}

#[tokio::test]
async fn t119_strangers_get_no_answer() {
    let sfu = start(1);
    let room = RoomKey(1);
    let media = sfu.open_room(room);
    media.send(Command::Sends {
        peer: peer(room, 1),
        media: MediaState::default(),
    });
    let stranger = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let server = SocketAddr::from(([127, 0, 0, 1], sfu.ports()[0]));
    for number in 0..100u8 {
        stranger.send_to(&[number; 100], server).await.unwrap();
    }
    until(&sfu, "all of it is dropped", |stats| {
        stats.router.dropped_unknown == 100
    })
    .await;
    assert_eq!(sfu.stats().router.packets_out, 0);
    assert!(stranger.try_recv(&mut [0; 10]).is_err());
}

#[tokio::test]
async fn commands_for_another_room_are_ignored() {
    let sfu = start(1);
    let media = sfu.open_room(RoomKey(1));
    let other = sfu.open_room(RoomKey(2));
    media.send(Command::Sends {
        peer: peer(RoomKey(2), 1),
        media: MediaState::default(),
    });
    other.send(Command::Sends {
        peer: peer(RoomKey(2), 1),
        media: MediaState::default(),
    });
    until(&sfu, "one room", |stats| stats.router.rooms == 1).await;
}

#[test]
fn shards_have_ports_one_after_the_other() {
    let first = start(1).ports()[0];
    // The ports behind it may be taken: then starting says so.
    let config = SfuConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], first)),
        public_addresses: Vec::new(),
        shards: 2,
    };
    if let Ok(sfu) = Sfu::start(config) {
        assert_eq!(sfu.ports(), [first, first + 1]);
    }
    let beyond = SfuConfig {
        listen: "127.0.0.1:65535".parse().unwrap(),
        public_addresses: Vec::new(),
        shards: 2,
    };
    assert!(Sfu::start(beyond).is_err());
}
