//! Sockets in memory, and a store that can be slow, away or broken.

use crate::page::Page;
use async_trait::async_trait;
use futures_util::{Sink, Stream};
use parley_domain::{
    BanRepository, ChatRepository, Clock, Meeting, MeetingId, MeetingRepository, MeetingSettings,
    NewChatMessage, NewMeeting, Random, RepositoryError, ResumeHash, Seat, SeatCounters,
    SeatRepository,
    accounts::{CodeBinding, Digests, SecretHash, UserId},
    doors::{Ban, Doors},
};
use parley_protocol::{
    ChatMessageView, MeetingCode, MeetingLink, MeetingRules, OneTimeCode, ParticipantId, Timestamp,
};
use parley_room_server::TopologySetting;
use parley_signaling::{Entrant, Frame, MediaRouter, Rooms, RoomsConfig, RoomsPorts, RoomsStats};
use std::{
    collections::BTreeMap,
    future::pending,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::sync::mpsc;
use tokio_util::{sync::PollSender, task::TaskTracker};

/// Our end of a socket in memory.
struct Socket {
    incoming: mpsc::UnboundedReceiver<Result<Frame, ()>>,
    outgoing: PollSender<Frame>,
}

impl Stream for Socket {
    type Item = Result<Frame, ()>;
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_recv(context)
    }
}

impl Sink<Frame> for Socket {
    type Error = ();
    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Ready(ready!(self.outgoing.poll_reserve(context)).map_err(drop))
    }
    fn start_send(mut self: Pin<&mut Self>, frame: Frame) -> Result<(), ()> {
        self.outgoing.send_item(frame).map_err(drop)
    }
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Ready(Ok(()))
    }
    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Ready(Ok(()))
    }
}

/// How the store behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Up,
    Down,
    Hanging,
}

/// A database in memory.
pub(crate) struct Store {
    pub(crate) mode: Mutex<Mode>,
    pub(crate) seats: Mutex<BTreeMap<(MeetingId, ParticipantId), Seat>>,
    pub(crate) chat: Mutex<Vec<(MeetingId, ChatMessageView)>>,
    pub(crate) bans: Mutex<Vec<Ban>>,
    /// How meetings are stored that are not as they were when their sockets were opened.
    pub(crate) changed: Mutex<BTreeMap<MeetingId, Meeting>>,
    /// Which runs of which meetings went on when.
    pub(crate) noted: Mutex<Vec<(MeetingId, Timestamp, Timestamp)>>,
    pub(crate) lookups: AtomicU64,
    random: AtomicU64,
    /// Seats of meetings up to this one cannot be stored.
    pub(crate) unstorable: AtomicI64,
    /// A list of seats is a second old when it arrives.
    pub(crate) lists_late: AtomicBool,
    /// The next randomness panics: the way to break a room from outside.
    pub(crate) panics: AtomicBool,
}

impl Store {
    async fn answer(&self) -> Result<(), RepositoryError> {
        let mode = *self.mode.lock().expect("no test panics here");
        match mode {
            Mode::Up => Ok(()),
            Mode::Down => Err(RepositoryError::Unavailable("down".into())),
            Mode::Hanging => pending().await,
        }
    }

    pub(crate) fn set(&self, mode: Mode) {
        *self.mode.lock().expect("no test panics here") = mode;
    }

    pub(crate) fn seats(&self) -> Vec<Seat> {
        let seats = self.seats.lock().expect("no test panics here");
        seats.values().cloned().collect()
    }
}

#[async_trait]
impl MeetingRepository for Store {
    async fn add(&self, _: NewMeeting) -> Result<Meeting, RepositoryError> {
        Err(RepositoryError::Conflict)
    }
    async fn lookup(&self, id: MeetingId) -> Result<Option<Meeting>, RepositoryError> {
        self.answer().await?;
        let changed = self.changed.lock().expect("no test panics here");
        Ok(Some(changed.get(&id).cloned().unwrap_or(meeting(id.0))))
    }
    async fn find_by_code(&self, _: &MeetingCode) -> Result<Option<Meeting>, RepositoryError> {
        Ok(None)
    }
    async fn find_by_link(&self, _: &MeetingLink) -> Result<Option<Meeting>, RepositoryError> {
        Ok(None)
    }
    async fn set_rules(&self, _: MeetingId, _: MeetingRules) -> Result<(), RepositoryError> {
        self.answer().await
    }
    async fn set_settings(&self, _: MeetingId, _: MeetingSettings) -> Result<(), RepositoryError> {
        self.answer().await
    }
    async fn history_days(&self, _: MeetingId) -> Result<Option<u32>, RepositoryError> {
        Ok(None)
    }
    async fn list_with_open_seats(&self) -> Result<Vec<Meeting>, RepositoryError> {
        self.answer().await?;
        let mut meetings: Vec<_> = self
            .seats()
            .into_iter()
            .filter(|seat| seat.left_at.is_none())
            .map(|seat| seat.meeting)
            .collect();
        meetings.dedup();
        Ok(meetings.into_iter().map(|id| meeting(id.0)).collect())
    }
    async fn list_by_owner(
        &self,
        _: UserId,
        _: u64,
        _: u64,
    ) -> Result<(Vec<Meeting>, u64), RepositoryError> {
        Ok((Vec::new(), 0))
    }
}

#[async_trait]
impl BanRepository for Store {
    async fn add(&self, _: MeetingId, ban: &Ban) -> Result<(), RepositoryError> {
        self.answer().await?;
        self.bans
            .lock()
            .expect("no test panics here")
            .push(ban.clone());
        Ok(())
    }
    async fn remove(&self, _: MeetingId, ban: &Ban) -> Result<(), RepositoryError> {
        self.answer().await?;
        let mut bans = self.bans.lock().expect("no test panics here");
        bans.retain(|stored| !stored.is_same(ban));
        Ok(())
    }
    async fn list(&self, _: MeetingId) -> Result<Vec<Ban>, RepositoryError> {
        self.answer().await?;
        Ok(self.bans.lock().expect("no test panics here").clone())
    }
}

impl Digests for Store {
    fn digest(&self, bytes: &[u8]) -> SecretHash {
        self.keyed("", bytes)
    }
    fn code(&self, _: &CodeBinding, _: &OneTimeCode) -> [u8; 32] {
        [0; 32]
    }
    fn keyed(&self, _: &str, bytes: &[u8]) -> SecretHash {
        let mut hash = [0; 32];
        for (place, byte) in bytes.iter().enumerate() {
            hash[place % 32] ^= byte.rotate_left(1);
        }
        SecretHash(hash)
    }
}

#[async_trait]
impl SeatRepository for Store {
    async fn save(&self, seat: &Seat) -> Result<(), RepositoryError> {
        self.answer().await?;
        if seat.meeting.0 <= self.unstorable.load(Ordering::Relaxed) {
            return Err(RepositoryError::Unavailable("no such row".into()));
        }
        let key = (seat.meeting, seat.participant);
        self.seats
            .lock()
            .expect("no test panics here")
            .insert(key, seat.clone());
        Ok(())
    }
    async fn list_open(&self, meeting: MeetingId) -> Result<Vec<Seat>, RepositoryError> {
        self.answer().await?;
        let seats = self.seats();
        if self.lists_late.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Ok(seats
            .into_iter()
            .filter(|seat| seat.meeting == meeting && seat.left_at.is_none())
            .collect())
    }
    async fn find_by_resume(
        &self,
        meeting: MeetingId,
        resume: ResumeHash,
    ) -> Result<Option<Seat>, RepositoryError> {
        self.lookups.fetch_add(1, Ordering::Relaxed);
        self.answer().await?;
        Ok(self
            .seats()
            .into_iter()
            .find(|seat| seat.meeting == meeting && seat.resume == resume))
    }
    async fn counters(&self, meeting: MeetingId) -> Result<SeatCounters, RepositoryError> {
        self.answer().await?;
        let seats = self.seats();
        let seats = || seats.iter().filter(|seat| seat.meeting == meeting);
        Ok(SeatCounters {
            participant: seats().map(|seat| seat.participant.0).max().unwrap_or(0),
            arrival: seats().map(|seat| seat.arrival.0).max().unwrap_or(0),
        })
    }
    async fn note_run(
        &self,
        meeting: MeetingId,
        run: Timestamp,
        at: Timestamp,
    ) -> Result<(), RepositoryError> {
        self.answer().await?;
        let mut noted = self.noted.lock().expect("no test panics here");
        noted.push((meeting, run, at));
        Ok(())
    }
    async fn last_noted(&self, meeting: MeetingId) -> Result<Option<Timestamp>, RepositoryError> {
        self.answer().await?;
        let noted = self.noted.lock().expect("no test panics here");
        let of = noted.iter().filter(|note| note.0 == meeting);
        Ok(of.map(|note| note.2).max())
    }
}

#[async_trait]
impl ChatRepository for Store {
    async fn add(&self, message: NewChatMessage) -> Result<ChatMessageView, RepositoryError> {
        self.answer().await?;
        let mut chat = self.chat.lock().expect("no test panics here");
        let same = chat.iter().find(|(meeting, line)| {
            *meeting == message.meeting && line.from == message.from && line.id == message.id
        });
        if let Some((_, line)) = same {
            return Ok(line.clone());
        }
        let before = chat
            .iter()
            .filter(|(meeting, _)| *meeting == message.meeting)
            .count();
        let line = ChatMessageView {
            sequence: u64::try_from(before).expect("few") + 1,
            id: message.id,
            from: message.from,
            display_name: message.display_name,
            text: message.text,
            sent_at: message.sent_at,
        };
        chat.push((message.meeting, line.clone()));
        Ok(line)
    }
    async fn list_newest(
        &self,
        meeting: MeetingId,
        _: usize,
    ) -> Result<(Vec<ChatMessageView>, bool), RepositoryError> {
        self.answer().await?;
        let chat = self.chat.lock().expect("no test panics here");
        let lines = chat.iter().filter(|(of, _)| *of == meeting);
        Ok((lines.map(|(_, line)| line.clone()).collect(), false))
    }
}

impl Clock for Store {
    fn now(&self) -> Timestamp {
        Timestamp(1_790_000_000_000)
    }
}

impl Random for Store {
    fn fill(&self, bytes: &mut [u8]) {
        assert!(
            !self.panics.swap(false, Ordering::Relaxed),
            "a room breaks, as the test wants"
        );
        let number = self
            .random
            .fetch_add(1, Ordering::Relaxed)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for (byte, from) in bytes
            .iter_mut()
            .zip(number.to_le_bytes().into_iter().cycle())
        {
            *byte = from;
        }
    }
}

pub(crate) fn meeting(id: i64) -> Meeting {
    Meeting {
        id: MeetingId(id),
        code: "mkd-vqtr-hba".parse().expect("a code"),
        title: None,
        created_at: Timestamp(0),
        owner: None,
        link: None,
        rules: MeetingRules::default(),
        password: None,
        cancelled: false,
    }
}

/// A server without its web part.
pub(crate) struct Server {
    pub(crate) rooms: Rooms,
    pub(crate) store: Arc<Store>,
    tasks: TaskTracker,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self::on(Arc::new(Store {
            mode: Mutex::new(Mode::Up),
            seats: Mutex::default(),
            chat: Mutex::default(),
            bans: Mutex::default(),
            changed: Mutex::default(),
            noted: Mutex::default(),
            lookups: AtomicU64::new(0),
            random: AtomicU64::new(1),
            unstorable: AtomicI64::new(-1),
            lists_late: AtomicBool::new(false),
            panics: AtomicBool::new(false),
        }))
    }

    /// A server on a store that was there before.
    pub(crate) fn on(store: Arc<Store>) -> Self {
        Self::with(store, None, RoomsConfig::default())
    }

    /// A server whose media are routed.
    pub(crate) fn routed(router: Arc<dyn MediaRouter>, topology: TopologySetting) -> Self {
        let config = RoomsConfig {
            topology,
            ..RoomsConfig::default()
        };
        Self::with(Self::new().store, Some(router), config)
    }

    fn with(store: Arc<Store>, media: Option<Arc<dyn MediaRouter>>, config: RoomsConfig) -> Self {
        let ports = RoomsPorts {
            meetings: Arc::clone(&store) as _,
            seats: Arc::clone(&store) as _,
            chat: Arc::clone(&store) as _,
            bans: Arc::clone(&store) as _,
            doors: Doors::new(Arc::clone(&store) as _, Arc::clone(&store) as _),
            clock: Arc::clone(&store) as _,
            random: Arc::clone(&store) as _,
            media,
        };
        Self {
            rooms: Rooms::new(ports, config),
            store,
            tasks: TaskTracker::new(),
        }
    }

    pub(crate) fn connect_to(&self, id: i64, room_for: usize) -> Page {
        self.connect_as(id, room_for, Entrant::default())
    }

    pub(crate) fn connect_as(&self, id: i64, room_for: usize, entrant: Entrant) -> Page {
        let (to, incoming) = mpsc::unbounded_channel();
        let (outgoing, from) = mpsc::channel(room_for);
        let socket = Socket {
            incoming,
            outgoing: PollSender::new(outgoing),
        };
        let rooms = self.rooms.clone();
        let task = self.tasks.spawn(async move {
            rooms.run_socket(meeting(id), entrant, socket).await;
        });
        Page { to, from, task }
    }

    pub(crate) async fn join(&self, name: &str) -> Page {
        self.join_in(1, name).await
    }

    pub(crate) async fn join_in(&self, id: i64, name: &str) -> Page {
        let mut page = self.connect_to(id, 1024);
        page.hello(name, None, None);
        page.snapshot().await;
        page
    }

    pub(crate) async fn stats_are(&self, rooms: usize, sockets: usize, participants: usize) {
        settle().await;
        assert_eq!(
            self.rooms.stats(),
            RoomsStats {
                rooms,
                sockets,
                participants
            }
        );
    }
}

/// Lets every task do what it can do without time going on.
pub(crate) async fn settle() {
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}
