//! Stores what hosts decide, one after another, again and again until it works.
//!
//! *Invariants*: the order stays, so that the newest rules are stored last; nobody waits for it; it ends when its room
//! has ended and everything is stored.

use crate::attempt::attempt;
use parley_domain::{BanRepository, MeetingId, MeetingRepository, RepositoryError, doors::Ban};
use parley_protocol::MeetingRules;
use std::{sync::Arc, time::Duration};
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;

const FIRST_DELAY: Duration = Duration::from_millis(250);
const LONGEST_DELAY: Duration = Duration::from_secs(4);

/// Something to be stored.
#[derive(Debug)]
pub(crate) enum Decision {
    Rules(MeetingRules),
    Ban(Box<Ban>),
    Readmit(Box<Ban>),
}

/// Where the decisions of one meeting are stored.
pub(crate) struct Store {
    pub(crate) meeting: MeetingId,
    pub(crate) meetings: Arc<dyn MeetingRepository>,
    pub(crate) bans: Arc<dyn BanRepository>,
}

impl Store {
    /// Begins to store; what is sent is stored. How many wait is bounded by how often a host may say something.
    pub(crate) fn start(self, tracker: &TaskTracker) -> mpsc::UnboundedSender<Decision> {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        tracker.spawn(async move {
            while let Some(decision) = receiver.recv().await {
                self.keep(&decision).await;
            }
        });
        sender
    }

    async fn keep(&self, decision: &Decision) {
        let mut delay = FIRST_DELAY;
        loop {
            match attempt(self.save(decision)).await {
                Ok(()) => return,
                Err(RepositoryError::Conflict) => {
                    tracing::error!(
                        meeting = self.meeting.0,
                        "a host's decision cannot be stored"
                    );
                    return;
                }
                Err(error @ RepositoryError::Unavailable(_)) => {
                    tracing::warn!(
                        meeting = self.meeting.0,
                        ?error,
                        "a host's decision waits to be stored"
                    );
                }
            }
            tokio::time::sleep(delay).await;
            delay = LONGEST_DELAY.min(delay * 2);
        }
    }

    async fn save(&self, decision: &Decision) -> Result<(), RepositoryError> {
        match decision {
            Decision::Rules(rules) => self.meetings.set_rules(self.meeting, *rules).await,
            Decision::Ban(ban) => self.bans.add(self.meeting, ban).await,
            Decision::Readmit(ban) => self.bans.remove(self.meeting, ban).await,
        }
    }
}
