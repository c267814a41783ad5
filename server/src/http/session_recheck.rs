//! Closes the sockets of sessions that ended where this process is not told of it: by the command line, by another
//! process, by their age (T-054).
//!
//! *Invariants*: one question for all sessions, and none while no signed-in person has a socket; a database that does
//! not answer closes nothing and is asked ever less often.

use super::session_sockets::SessionSockets;
use parley_domain::accounts::{SessionId, SessionWatcher as _};
use std::{fmt::Display, future::Future, time::Duration};
use tokio::time::{sleep, timeout};

/// Together with the question itself below the second within which a socket closes.
const EVERY: Duration = Duration::from_millis(500);
/// Longest pause while the database is away.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks again and again, without an end, which of the sessions with sockets are over.
pub(crate) async fn recheck<F, E>(sockets: SessionSockets, over: impl Fn(Vec<SessionId>) -> F)
where
    F: Future<Output = Result<Vec<SessionId>, E>>,
    E: Display,
{
    let mut pause = EVERY;
    loop {
        let sessions = sockets.sessions().await;
        pause = match timeout(PATIENCE, over(sessions)).await {
            Ok(Ok(over)) => {
                sockets.ended(&over);
                EVERY
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "sessions could not be rechecked");
                (pause * 2).min(LONGEST_PAUSE)
            }
            Err(_) => {
                tracing::warn!("the database is late: sessions were not rechecked");
                (pause * 2).min(LONGEST_PAUSE)
            }
        };
        sleep(pause).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    };
    use tokio::time::Instant;

    /// What a database would answer, and how often it was asked.
    #[derive(Default)]
    struct Database {
        asked: AtomicUsize,
        over: Mutex<Vec<SessionId>>,
        away: Mutex<bool>,
    }

    async fn run(database: Arc<Database>, sockets: SessionSockets, time: Duration) {
        let question = |asked: Vec<SessionId>| {
            let database = Arc::clone(&database);
            async move {
                database.asked.fetch_add(1, SeqCst);
                if *database.away.lock().unwrap() {
                    return Err("away");
                }
                let over = database.over.lock().unwrap();
                Ok(asked.into_iter().filter(|id| over.contains(id)).collect())
            }
        };
        let _ = timeout(time, recheck(sockets, question)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn t054_a_session_that_ended_elsewhere_loses_its_sockets_within_a_second() {
        let (database, sockets) = (Arc::new(Database::default()), SessionSockets::default());
        let (one, other) = (sockets.open(SessionId(1)), sockets.open(SessionId(2)));
        let running = run(Arc::clone(&database), sockets, Duration::from_mins(1));
        let ending = async {
            sleep(Duration::from_millis(1700)).await;
            database.over.lock().unwrap().push(SessionId(1));
            let begin = Instant::now();
            one.ended().cancelled().await;
            assert!(begin.elapsed() < Duration::from_secs(1));
            assert!(!other.ended().is_cancelled());
        };
        tokio::select! {
            () = running => panic!("it never closed"),
            () = ending => {}
        }
    }

    #[tokio::test(start_paused = true)]
    async fn without_sockets_nothing_is_asked_and_the_first_one_wakes_it() {
        let (database, sockets) = (Arc::new(Database::default()), SessionSockets::default());
        run(
            Arc::clone(&database),
            sockets.clone(),
            Duration::from_hours(1),
        )
        .await;
        assert_eq!(database.asked.load(SeqCst), 0);
        let _one = sockets.open(SessionId(1));
        run(Arc::clone(&database), sockets, Duration::from_millis(1)).await;
        assert_eq!(database.asked.load(SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_database_that_is_away_closes_nothing_and_is_asked_less_often() {
        let (database, sockets) = (Arc::new(Database::default()), SessionSockets::default());
        let one = sockets.open(SessionId(1));
        *database.away.lock().unwrap() = true;
        run(Arc::clone(&database), sockets, Duration::from_mins(10)).await;
        assert!(!one.ended().is_cancelled());
        let asked = database.asked.load(SeqCst);
        assert!((20..=30).contains(&asked), "{asked}");
    }
}
