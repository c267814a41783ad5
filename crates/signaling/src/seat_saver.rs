//! Stores seats in the background, again and again until it works.
//!
//! *Invariants*: of several states of one seat only the newest is stored; what is not stored yet can be looked up
//! here; while the database is away, one entry for each seat waits and nobody waits for it; one that cannot be stored
//! holds up no other.

use crate::attempt::attempt;
use futures_util::future::join_all;
use parley_domain::{MeetingId, RepositoryError, ResumeHash, Seat, SeatRepository};
use parley_protocol::ParticipantId;
use std::{
    collections::BTreeMap,
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio_util::task::TaskTracker;

/// Seats stored at once.
const BATCH: usize = 8;
const FIRST_DELAY: Duration = Duration::from_millis(250);
const LONGEST_DELAY: Duration = Duration::from_secs(4);

type Key = (MeetingId, ParticipantId);

#[derive(Default)]
struct Pending {
    seats: BTreeMap<Key, Seat>,
    running: bool,
    /// The last one that was tried: those behind it are next.
    tried: Option<Key>,
}

/// Stores seats in the background.
pub(crate) struct SeatSaver {
    repository: Arc<dyn SeatRepository>,
    tracker: TaskTracker,
    pending: Mutex<Pending>,
}

impl SeatSaver {
    pub(crate) fn new(repository: Arc<dyn SeatRepository>, tracker: TaskTracker) -> Self {
        Self {
            repository,
            tracker,
            pending: Mutex::default(),
        }
    }

    /// Stores a seat soon.
    pub(crate) fn save(self: &Arc<Self>, seat: Seat) {
        let mut pending = self.pending();
        pending.seats.insert((seat.meeting, seat.participant), seat);
        if !pending.running {
            pending.running = true;
            self.tracker.spawn(Arc::clone(self).run());
        }
    }

    /// Seats of a meeting that are newer here than in the database.
    pub(crate) fn list(&self, meeting: MeetingId) -> Vec<Seat> {
        let first = (meeting, ParticipantId(0));
        let last = (meeting, ParticipantId(u32::MAX));
        let pending = self.pending();
        let seats = pending.seats.range(first..=last);
        seats.map(|(_, seat)| seat.clone()).collect()
    }

    /// The seat with this secret, if it is newer here.
    pub(crate) fn find_by_resume(&self, meeting: MeetingId, resume: ResumeHash) -> Option<Seat> {
        let mut seats = self.list(meeting).into_iter();
        seats.find(|seat| seat.resume == resume)
    }

    async fn run(self: Arc<Self>) {
        let mut delay = FIRST_DELAY;
        while let Some(batch) = self.next_batch() {
            let saved = join_all(batch.iter().map(|seat| self.save_once(seat))).await;
            if saved.into_iter().all(|saved| saved) {
                delay = FIRST_DELAY;
            } else {
                tokio::time::sleep(delay).await;
                delay = LONGEST_DELAY.min(delay * 2);
            }
        }
    }

    /// The next seats to store; with none the task ends.
    fn next_batch(&self) -> Option<Vec<Seat>> {
        let mut pending = self.pending();
        let start = pending.tried.map_or(Bound::Unbounded, Bound::Excluded);
        let behind = pending.seats.range((start, Bound::Unbounded));
        let first = pending.seats.iter();
        let batch: Vec<_> = behind
            .chain(first)
            .take(BATCH.min(pending.seats.len()))
            .map(|(_, seat)| seat.clone())
            .collect();
        pending.tried = batch.last().map(|seat| (seat.meeting, seat.participant));
        pending.running = !batch.is_empty();
        pending.running.then_some(batch)
    }

    async fn save_once(&self, seat: &Seat) -> bool {
        let outcome = attempt(self.repository.save(seat)).await;
        match &outcome {
            Ok(()) => {}
            Err(RepositoryError::Conflict) => {
                tracing::error!(meeting = seat.meeting.0, participant = %seat.participant, "a seat cannot be stored");
            }
            Err(error @ RepositoryError::Unavailable(_)) => {
                tracing::warn!(meeting = seat.meeting.0, participant = %seat.participant, ?error, "a seat waits to be stored");
                return false;
            }
        }
        let key = (seat.meeting, seat.participant);
        let mut pending = self.pending();
        if pending.seats.get(&key) == Some(seat) {
            pending.seats.remove(&key);
        }
        true
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
