//! What the rest of the server sees of the media router.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread;

use parley_sfu_core::{Command, Event, RoomKey, Stats};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::addresses::SfuConfig;
use crate::shard::{Message, Shard, Sockets};

/// What was counted, of all shards together; a tenth of a second old at most while anything happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SfuStats {
    /// Of the routers.
    pub router: Stats,
    /// Sends that the kernel did not take.
    pub failed_sends: u64,
    /// TCP connections there are.
    pub tcp_connections: u64,
    /// TCP connections that were one too many.
    pub tcp_refused: u64,
}

#[derive(Debug)]
struct ShardHandle {
    messages: UnboundedSender<Message>,
    stats: Arc<Mutex<SfuStats>>,
    port: u16,
}

/// The media router: its threads run until this and every [`RoomMedia`] is dropped.
#[derive(Debug)]
pub struct Sfu {
    shards: Vec<ShardHandle>,
}

impl Sfu {
    /// Binds the ports and starts the threads.
    ///
    /// # Errors
    /// When a port cannot be had, or a thread not be started.
    pub fn start(config: SfuConfig) -> io::Result<Self> {
        let mut shards = Vec::new();
        for number in 0..config.shards.max(1) {
            let port = match config.listen.port() {
                0 => 0,
                first => u16::try_from(usize::from(first) + number)
                    .map_err(|_| io::ErrorKind::InvalidInput)?,
            };
            let sockets = Sockets::bind(SocketAddr::new(config.listen.ip(), port))?;
            shards.push(start_shard(number, sockets, config.clone())?);
        }
        Ok(Self { shards })
    }

    /// Opens a room on one of the shards, where it stays. A key is used once.
    pub fn open_room(&self, room: RoomKey) -> RoomMedia {
        let at = usize::try_from(room.0 % self.shards.len() as u64).unwrap_or_default();
        let shard = &self.shards[at];
        let (sender, events) = unbounded_channel();
        // A shard that is gone answers nothing; the room notices by the end of its events.
        let _ = shard.messages.send(Message::Open(room, sender));
        RoomMedia {
            room,
            messages: shard.messages.clone(),
            events,
        }
    }

    /// What was counted.
    pub fn stats(&self) -> SfuStats {
        let mut sum = SfuStats::default();
        for shard in &self.shards {
            if let Ok(stats) = shard.stats.lock() {
                sum.router.add(&stats.router);
                sum.failed_sends += stats.failed_sends;
                sum.tcp_connections += stats.tcp_connections;
                sum.tcp_refused += stats.tcp_refused;
            }
        }
        sum
    }

    /// The ports of the shards, UDP and TCP.
    pub fn ports(&self) -> Vec<u16> {
        self.shards.iter().map(|shard| shard.port).collect()
    }
}

fn start_shard(number: usize, sockets: Sockets, config: SfuConfig) -> io::Result<ShardHandle> {
    let (messages, receiver) = unbounded_channel();
    let stats = Arc::new(Mutex::new(SfuStats::default()));
    let published = Arc::clone(&stats);
    let port = sockets.port;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    thread::Builder::new()
        .name(format!("media-{number}"))
        .spawn(move || {
            runtime.block_on(async move {
                match Shard::new(sockets, &config, receiver, published) {
                    Ok(shard) => shard.run().await,
                    Err(error) => tracing::error!(%error, "a media thread could not start"),
                }
            });
        })?;
    Ok(ShardHandle {
        messages,
        stats,
        port,
    })
}

/// One room's end of the media router; dropping it closes the room.
#[derive(Debug)]
pub struct RoomMedia {
    room: RoomKey,
    messages: UnboundedSender<Message>,
    events: UnboundedReceiver<Event>,
}

impl RoomMedia {
    /// Asks for something. Commands for another room are ignored.
    pub fn send(&self, command: Command) {
        if command.room() == self.room {
            let _ = self.messages.send(Message::Command(command));
        }
    }

    /// What the router has to tell; `None` when it is gone.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }
}

impl Drop for RoomMedia {
    fn drop(&mut self) {
        let _ = self
            .messages
            .send(Message::Command(Command::CloseRoom { room: self.room }));
    }
}
