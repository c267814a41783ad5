//! Work that keeps a core busy: a few at a time, away from the threads that answer, and never a long queue.

use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// There is no place left in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// Places to work and places to wait. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    working: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// Until it is dropped, one fewer works.
#[derive(Debug)]
pub(crate) struct Turn(
    #[expect(dead_code, reason = "held")] OwnedSemaphorePermit,
    #[expect(dead_code, reason = "held")] OwnedSemaphorePermit,
);

impl Turns {
    /// `at_once` work at the same time and `queue` more may wait.
    pub(crate) fn new(at_once: usize, queue: usize) -> Self {
        Self {
            working: Arc::new(Semaphore::new(at_once)),
            waiting: Arc::new(Semaphore::new(queue + at_once)),
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`Full`] when too many wait already.
    pub(crate) async fn turn(&self) -> Result<Turn, Full> {
        let place = Arc::clone(&self.waiting);
        let place = place.try_acquire_owned().map_err(|_| Full)?;
        let work = Arc::clone(&self.working);
        let work = work.acquire_owned().await.map_err(|_| Full)?;
        Ok(Turn(work, place))
    }

    /// Does it when it is its turn.
    ///
    /// # Errors
    /// [`Full`] when too many wait already, or when the work came to no end.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Full> {
        let turn = self.turn().await?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            // Only here: a caller who went away does not make room for another before the work has ended.
            drop(turn);
            done
        });
        done.await.map_err(|_| Full)
    }

    /// Does it at once or not at all.
    pub(crate) async fn try_work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Full> {
        if self.working.available_permits() == 0 {
            return Err(Full);
        }
        self.work(work).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_finds_no_place_is_told_so_and_a_place_comes_back() {
        let turns = Turns::new(1, 1);
        let held = turns.turn().await.unwrap();
        let mut waiting = Box::pin(turns.work(|| 2));
        assert!(futures_util::poll!(&mut waiting).is_pending());
        assert_eq!(turns.work(|| 3).await, Err(Full));
        assert_eq!(turns.try_work(|| 3).await, Err(Full));
        drop(held);
        assert_eq!(waiting.await, Ok(2));
        assert_eq!(turns.try_work(|| 4).await, Ok(4));
    }
}
