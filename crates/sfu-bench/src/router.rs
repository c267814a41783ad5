//! Parley's media router alone, as a process: `parley-sfu-bench router ADDRESS`. It reads joins as lines of JSON and
//! answers each by a line; it ends when its input does.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use anyhow::{Context as _, Result};
use parley_protocol::{MediaState, NegotiationId, ParticipantId, VideoSource, VideoWish};
use parley_sfu_net::{Command, Event, PeerKey, RoomKey, RoomMedia, Sfu, SfuConfig};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, stdin, stdout};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::spawn_local;

/// As high as the pictures are.
const HEIGHT: u16 = 360;

/// What it says when it listens.
pub(crate) const READY: &str = "ready\n";

/// Somebody joins a room.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Join {
    pub(crate) room: u32,
    pub(crate) participant: u32,
    pub(crate) sends: bool,
    /// Whose pictures they want.
    pub(crate) wants: Vec<u32>,
    pub(crate) offer: String,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Joined {
    pub(crate) room: u32,
    pub(crate) participant: u32,
    pub(crate) answer: Result<String, String>,
}

/// Serves until the input ends.
pub(crate) async fn serve(address: IpAddr) -> Result<()> {
    let sfu = Sfu::start(SfuConfig {
        listen: SocketAddr::new(address, 0),
        public_addresses: Vec::new(),
        shards: 1,
    })?;
    let mut out = stdout();
    out.write_all(READY.as_bytes()).await?;
    out.flush().await?;
    let (answers, told) = unbounded_channel();
    spawn_local(tell(told));
    let mut rooms: BTreeMap<u32, UnboundedSender<Join>> = BTreeMap::new();
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let join: Join = serde_json::from_str(&line)?;
        let joins = rooms.entry(join.room).or_insert_with(|| {
            let media = sfu.open_room(RoomKey(u64::from(join.room)));
            let (joins, joining) = unbounded_channel();
            spawn_local(attend(media, join.room, joining, answers.clone()));
            joins
        });
        joins.send(join).context("the room is gone")?;
    }
    Ok(())
}

async fn tell(mut told: UnboundedReceiver<Joined>) -> Result<()> {
    let mut out = stdout();
    while let Some(joined) = told.recv().await {
        let line = serde_json::to_string(&joined)? + "\n";
        out.write_all(line.as_bytes()).await?;
        out.flush().await?;
    }
    Ok(())
}

async fn attend(
    mut media: RoomMedia,
    room: u32,
    mut joining: UnboundedReceiver<Join>,
    answers: UnboundedSender<Joined>,
) {
    loop {
        tokio::select! {
            Some(join) = joining.recv() => admit(&media, join),
            Some(event) = media.next() => {
                if let Some(joined) = outcome(room, event) {
                    let _ = answers.send(joined);
                }
            }
            else => return,
        }
    }
}

fn admit(media: &RoomMedia, join: Join) {
    let peer = PeerKey {
        room: RoomKey(u64::from(join.room)),
        participant: ParticipantId(join.participant),
    };
    let wish = |whose| VideoWish {
        participant: ParticipantId(whose),
        source: VideoSource::Camera,
        max_height: HEIGHT,
    };
    media.send(Command::Sends {
        peer,
        media: MediaState {
            microphone: join.sends,
            camera: join.sends,
            screen: false,
        },
    });
    media.send(Command::Wishes {
        peer,
        audio: true,
        video: join.wants.into_iter().map(wish).collect(),
    });
    media.send(Command::Offer {
        peer,
        negotiation: NegotiationId(1),
        sdp: join.offer,
    });
}

fn outcome(room: u32, event: Event) -> Option<Joined> {
    let (peer, answer) = match event {
        Event::Answer { peer, sdp, .. } => (peer, Ok(sdp)),
        Event::Refused { peer, error, .. } => (peer, Err(error.to_string())),
        Event::Slots { .. }
        | Event::Wanted { .. }
        | Event::Speaking { .. }
        | Event::Connected { .. }
        | Event::Disconnected { .. } => return None,
    };
    Some(Joined {
        room,
        participant: peer.participant.0,
        answer,
    })
}
