//! Tries and failures in memory.

use async_trait::async_trait;
use parley_domain::{RepositoryError, accounts::*};
use parley_protocol::Timestamp;
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
};

type Answer<T> = Result<T, RepositoryError>;

#[derive(Default)]
pub(crate) struct Counters {
    counted: Mutex<BTreeMap<SecretHash, Failures>>,
    pub(crate) read: AtomicU64,
    pub(crate) written: AtomicU64,
}

impl Counters {
    fn change(&self, of: SecretHash, change: impl FnOnce(&mut Failures)) {
        self.written.fetch_add(1, SeqCst);
        change(self.counted.lock().unwrap().entry(of).or_default());
    }
}

#[async_trait]
impl FailureRepository for Counters {
    async fn failures(&self, of: SecretHash) -> Answer<Failures> {
        self.read.fetch_add(1, SeqCst);
        let counted = self.counted.lock().unwrap().get(&of).copied();
        // As with a database, others get in between.
        tokio::task::yield_now().await;
        Ok(counted.unwrap_or_default())
    }
    async fn add(&self, of: SecretHash, at: Timestamp) -> Answer<()> {
        self.change(of, |failures| {
            failures.in_a_row += 1;
            failures.last = Some(at);
        });
        Ok(())
    }
    async fn begin(
        &self,
        of: SecretHash,
        most: u32,
        since: Timestamp,
        at: Timestamp,
    ) -> Answer<bool> {
        let mut may = false;
        self.change(of, |tries| {
            may = tries.in_a_row < most || tries.last.is_none_or(|last| last <= since);
            if may {
                if tries.last.is_some_and(|last| last <= since) {
                    tries.in_a_row = 0;
                }
                tries.in_a_row += 1;
                tries.last = Some(at);
            }
        });
        Ok(may)
    }
    async fn give_back(&self, of: SecretHash) -> Answer<()> {
        self.change(of, |tries| tries.in_a_row -= 1);
        Ok(())
    }
    async fn clear(&self, of: &[SecretHash]) -> Answer<()> {
        self.written.fetch_add(1, SeqCst);
        self.counted
            .lock()
            .unwrap()
            .retain(|key, _| !of.contains(key));
        Ok(())
    }
    async fn prune(&self, _: Timestamp) -> Answer<u64> {
        Ok(0)
    }
}
