//! All rooms of this server.

use crate::ports::{RoomsConfig, RoomsPorts};
use crate::registry::{Registry, RoomHandle};
use crate::room_task::{self, Command};
use crate::seat_saver::SeatSaver;
use crate::waits::{WaitStats, Waits};
use crate::{Entrant, Frame, session};
use futures_util::{FutureExt, Sink, Stream};
use parley_domain::{
    Meeting, MeetingId, RepositoryError,
    accounts::{SecretHash, UserId},
};
use parley_protocol::{MeetingCode, MeetingRules, Milliseconds, PictureId, Timestamp, Wait};
use parley_room_server::{ConnectionId, RoomConfig, TopologySetting};
use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// When the server stops, sockets are told to come back spread over this time.
const SPREAD: Milliseconds = Milliseconds::from_seconds(5);

/// How much is going on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoomsStats {
    /// Rooms that are open.
    pub rooms: usize,
    /// Sockets, also those that have not said hello.
    pub sockets: usize,
    /// Seats that are held.
    pub participants: usize,
}

/// A meeting in which somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveMeeting {
    /// Which.
    pub meeting: Meeting,
    /// How many hold a seat in it.
    pub participants: usize,
    /// Since when it runs on this server.
    pub since: Timestamp,
}

/// All rooms of this server. Clones are the same rooms.
#[derive(Clone)]
pub struct Rooms {
    shared: Arc<Shared>,
}

/// What rooms and sessions have in common.
pub(crate) struct Shared {
    pub(crate) ports: RoomsPorts,
    pub(crate) config: RoomsConfig,
    pub(crate) registry: Registry,
    pub(crate) seat_saver: Arc<SeatSaver>,
    pub(crate) tracker: TaskTracker,
    pub(crate) stop: CancellationToken,
    pub(crate) waits: Waits,
    sockets: AtomicUsize,
    connections: AtomicU64,
}

impl Rooms {
    /// No room is open yet.
    pub fn new(ports: RoomsPorts, config: RoomsConfig) -> Self {
        let tracker = TaskTracker::new();
        let seat_saver = SeatSaver::new(Arc::clone(&ports.seats), tracker.clone());
        Self {
            shared: Arc::new(Shared {
                ports,
                config,
                registry: Registry::default(),
                seat_saver: Arc::new(seat_saver),
                tracker,
                stop: CancellationToken::new(),
                waits: Waits::default(),
                sockets: AtomicUsize::new(0),
                connections: AtomicU64::new(0),
            }),
        }
    }

    /// Opens the rooms in which somebody held a seat when the server stopped; returns how many.
    ///
    /// # Errors
    /// [`RepositoryError`] when they cannot be listed.
    pub async fn reopen(&self) -> Result<usize, RepositoryError> {
        let meetings = self.shared.ports.meetings.list_with_open_seats().await?;
        let rooms = meetings
            .iter()
            .filter_map(|meeting| self.shared.open(meeting));
        Ok(rooms.count())
    }

    /// Speaks with one browser until its socket ends. `socket` answers pings of the other end itself. A future that
    /// is dropped early counts as a broken socket.
    pub async fn run_socket<S, E>(&self, meeting: Meeting, entrant: Entrant, socket: S)
    where
        S: Stream<Item = Result<Frame, E>> + Sink<Frame, Error = E> + Send,
        E: Send,
    {
        let _socket = SocketCount::new(&self.shared.sockets);
        let session = session::run(&self.shared, meeting, entrant, socket);
        self.shared.tracker.track_future(session).await;
    }

    /// Tells every socket that the server stops, when to come back (spread over 5 seconds), and closes it with
    /// 1012; then waits for what is being stored. Returns whether all of it was done within `limit`.
    pub async fn shutdown(&self, limit: Duration) -> bool {
        self.shared.stop.cancel();
        self.shared.tracker.close();
        let done = tokio::time::timeout(limit, self.shared.tracker.wait());
        done.await.is_ok()
    }

    /// Tells an open room what its meeting allows from now on, when somebody changed it outside of the meeting. A lock
    /// stays as it is.
    pub fn change_rules(&self, code: &MeetingCode, rules: MeetingRules) {
        self.tell_by_code(code, Command::RulesChanged { rules });
    }

    /// The same of what it is called.
    pub fn change_title(&self, code: &MeetingCode, title: Option<String>) {
        self.tell_by_code(code, Command::TitleChanged { title });
    }

    /// Tells it that the meeting was cancelled: who waits is sent away, who is in it stays.
    pub fn cancel(&self, code: &MeetingCode) {
        self.tell_by_code(code, Command::Cancelled);
    }

    fn tell_by_code(&self, code: &MeetingCode, command: Command) {
        if let Some(room) = self.shared.registry.find_by_code(code) {
            // A room that ends just now has nobody in it to be told.
            let _ = room.mailbox.send(command);
        }
    }

    /// Tells open rooms which picture an account has from now on.
    pub fn change_picture(&self, user: UserId, picture: Option<&PictureId>) {
        for room in self.shared.registry.list() {
            let picture = picture.cloned();
            // A room that ends just now has nobody in it to be told.
            let _ = room.mailbox.send(Command::PictureChanged { user, picture });
        }
    }

    /// Whether this browser holds a seat in a meeting in which somebody has this picture.
    pub fn may_see(&self, browser: SecretHash, picture: &PictureId) -> bool {
        let mut rooms = self.shared.registry.list().into_iter();
        rooms.any(|room| room.may_see(browser, picture))
    }

    /// Whether an account holds a seat in a meeting: nobody is asked anything at a door behind which they are.
    pub fn is_here(&self, meeting: MeetingId, user: UserId) -> bool {
        let room = self.shared.registry.find(meeting);
        room.is_some_and(|room| room.is_here(user))
    }

    /// Ends a meeting for everybody in it; false when nobody is.
    pub fn end(&self, meeting: MeetingId) -> bool {
        self.shared.tell(meeting, Command::End)
    }

    /// The meetings in which somebody is, the oldest first.
    pub fn live(&self) -> Vec<LiveMeeting> {
        let rooms = self.shared.registry.list().into_iter();
        let mut live: Vec<_> = rooms
            .map(|room| {
                let (meeting, since) = &*room.opened;
                LiveMeeting {
                    meeting: Meeting {
                        title: room.title(),
                        ..meeting.clone()
                    },
                    participants: room.participants.load(Ordering::Relaxed),
                    since: *since,
                }
            })
            .filter(|live| live.participants > 0)
            .collect();
        live.sort_by_key(|live| (live.since, live.meeting.id));
        live
    }

    /// How much is going on.
    pub fn stats(&self) -> RoomsStats {
        let (rooms, participants) = self.shared.registry.count();
        RoomsStats {
            rooms,
            sockets: self.shared.sockets.load(Ordering::Relaxed),
            participants,
        }
    }

    /// How long people had to wait for what, as their browsers say.
    pub fn waits(&self) -> [(Wait, WaitStats); Wait::ALL.len()] {
        self.shared.waits.stats()
    }
}

impl Shared {
    /// The room of a meeting, opened if need be; `None` when the server stops.
    pub(crate) fn open(self: &Arc<Self>, meeting: &Meeting) -> Option<RoomHandle> {
        if self.stop.is_cancelled() {
            return None;
        }
        let open = || self.spawn_room(meeting.clone());
        Some(self.registry.find_or_open(meeting.id, open))
    }

    /// Says something to a room that is open; whether one is.
    fn tell(&self, meeting: MeetingId, command: Command) -> bool {
        let room = self.registry.find(meeting);
        room.is_some_and(|room| room.mailbox.send(command).is_ok())
    }

    /// What the room of a meeting is and allows.
    pub(crate) fn room_config(&self, meeting: Meeting) -> RoomConfig {
        let topology = match self.ports.media {
            Some(_) => self.config.topology,
            None => TopologySetting::Mesh,
        };
        RoomConfig {
            ice_servers: self.config.ice_servers.clone(),
            turn_secret: self.config.turn_secret.clone(),
            ..RoomConfig::with_topology(meeting, topology)
        }
    }

    /// A number that no other connection has.
    pub(crate) fn next_connection(&self) -> ConnectionId {
        ConnectionId(self.connections.fetch_add(1, Ordering::Relaxed))
    }

    /// How long one of many waits before coming back.
    pub(crate) fn spread(&self) -> Milliseconds {
        let mut bytes = [0; 8];
        self.ports.random.fill(&mut bytes);
        Milliseconds(u64::from_le_bytes(bytes) % SPREAD.0)
    }

    /// A panic in a room ends that room: its outboxes close, so its sessions send their browsers back to a new one.
    fn spawn_room(self: &Arc<Self>, meeting: Meeting) -> RoomHandle {
        let now = self.ports.clock.now();
        let (handle, mailbox) = RoomHandle::new(meeting.clone(), now);
        let (shared, room, id) = (Arc::clone(self), handle.clone(), meeting.id);
        let task = room_task::run(Arc::clone(self), meeting, handle.clone(), mailbox);
        self.tracker.spawn(async move {
            if AssertUnwindSafe(task).catch_unwind().await.is_err() {
                tracing::error!(meeting = id.0, "a room panicked");
            }
            shared.registry.remove(id, &room);
        });
        handle
    }
}

/// Counts a socket as long as it lives.
struct SocketCount<'a>(&'a AtomicUsize);

impl<'a> SocketCount<'a> {
    fn new(sockets: &'a AtomicUsize) -> Self {
        sockets.fetch_add(1, Ordering::Relaxed);
        Self(sockets)
    }
}

impl Drop for SocketCount<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
