//! Which rooms are open.
//!
//! *Invariants*: one room for each meeting; a room takes itself out only while nobody's word to it is waiting.

use crate::room_task::Command;
use parley_domain::{
    Meeting, MeetingId, Visitor,
    accounts::{SecretHash, UserId},
};
use parley_protocol::{MeetingCode, PictureId, Timestamp};
use parley_room_server::RoomServer;
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::mpsc;

type Face = (Visitor, Option<PictureId>);

/// The way to a room.
#[derive(Clone, Debug)]
pub(crate) struct RoomHandle {
    /// Where to say something to it. What is not handled yet is bounded by what each session may have on the way.
    pub(crate) mailbox: mpsc::UnboundedSender<Command>,
    /// How many hold a seat in it.
    pub(crate) participants: Arc<AtomicUsize>,
    /// Which meeting it is, and since when it is open.
    pub(crate) opened: Arc<(Meeting, Timestamp)>,
    /// What the meeting is called by now.
    title: Arc<Mutex<Option<String>>>,
    /// By whom each seat is held, and with which picture.
    faces: Arc<Mutex<Vec<Face>>>,
}

impl RoomHandle {
    /// A room to be opened, and its mailbox.
    pub(crate) fn new(
        meeting: Meeting,
        now: Timestamp,
    ) -> (Self, mpsc::UnboundedReceiver<Command>) {
        let (mailbox, receiver) = mpsc::unbounded_channel();
        let handle = Self {
            mailbox,
            participants: Arc::default(),
            faces: Arc::default(),
            title: Arc::new(Mutex::new(meeting.title.clone())),
            opened: Arc::new((meeting, now)),
        };
        (handle, receiver)
    }

    pub(crate) fn set_title(&self, title: Option<String>) {
        *self.title.lock().unwrap_or_else(PoisonError::into_inner) = title;
    }

    pub(crate) fn title(&self) -> Option<String> {
        let title = self.title.lock();
        title.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes who holds a seat and with which picture; to be called before anybody hears of a change.
    pub(crate) fn set_faces(&self, room: &RoomServer) {
        let mut faces = self.faces();
        let known = faces.iter().map(|(holder, face)| (*holder, face.as_ref()));
        if !known.eq(room.faces()) {
            let now = room.faces();
            *faces = now.map(|(holder, face)| (holder, face.cloned())).collect();
        }
    }

    /// Whether the browser holds a seat here, and somebody here has the picture.
    pub(crate) fn may_see(&self, browser: SecretHash, picture: &PictureId) -> bool {
        let faces = self.faces();
        let mut holders = faces.iter().map(|(holder, _)| holder);
        holders.any(|holder| holder.claim == Some(browser))
            && faces.iter().any(|(_, face)| face.as_ref() == Some(picture))
    }

    /// Whether an account holds a seat here.
    pub(crate) fn is_here(&self, user: UserId) -> bool {
        let faces = self.faces();
        faces.iter().any(|(holder, _)| holder.user == Some(user))
    }

    fn faces(&self) -> MutexGuard<'_, Vec<Face>> {
        self.faces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is(&self, other: &Self) -> bool {
        self.mailbox.same_channel(&other.mailbox)
    }
}

/// The open rooms.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    rooms: Mutex<BTreeMap<MeetingId, RoomHandle>>,
}

impl Registry {
    /// The open room of a meeting, or the one that `open` makes.
    pub(crate) fn find_or_open(
        &self,
        meeting: MeetingId,
        open: impl FnOnce() -> RoomHandle,
    ) -> RoomHandle {
        self.rooms().entry(meeting).or_insert_with(open).clone()
    }

    /// The open room of the meeting with this code.
    pub(crate) fn find_by_code(&self, code: &MeetingCode) -> Option<RoomHandle> {
        let rooms = self.rooms();
        let mut rooms = rooms.values();
        rooms.find(|room| room.opened.0.code == *code).cloned()
    }

    /// The open room of a meeting.
    pub(crate) fn find(&self, meeting: MeetingId) -> Option<RoomHandle> {
        self.rooms().get(&meeting).cloned()
    }

    /// Takes a room out, if it is still this one.
    pub(crate) fn remove(&self, meeting: MeetingId, room: &RoomHandle) {
        let mut rooms = self.rooms();
        if rooms.get(&meeting).is_some_and(|open| open.is(room)) {
            rooms.remove(&meeting);
        }
    }

    /// Takes a room out if nothing waits for it.
    pub(crate) fn remove_idle(
        &self,
        meeting: MeetingId,
        room: &RoomHandle,
        mailbox: &mpsc::UnboundedReceiver<Command>,
    ) -> bool {
        let mut rooms = self.rooms();
        let idle = mailbox.is_empty();
        if idle && rooms.get(&meeting).is_some_and(|open| open.is(room)) {
            rooms.remove(&meeting);
        }
        idle
    }

    /// Open rooms, and seats held in them.
    pub(crate) fn count(&self) -> (usize, usize) {
        let rooms = self.rooms();
        let seats = rooms
            .values()
            .map(|room| room.participants.load(Ordering::Relaxed));
        (rooms.len(), seats.sum())
    }

    /// The open rooms, by meeting.
    pub(crate) fn list(&self) -> Vec<RoomHandle> {
        self.rooms().values().cloned().collect()
    }

    fn rooms(&self) -> MutexGuard<'_, BTreeMap<MeetingId, RoomHandle>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
