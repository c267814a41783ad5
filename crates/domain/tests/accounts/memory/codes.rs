//! What waits for a code, and the codes, in memory.

use super::{Answer, Code, Memory};
use async_trait::async_trait;
use parley_domain::accounts::*;
use parley_protocol::{Timestamp, limits};

#[async_trait]
impl PendingRepository for Memory {
    async fn save(&self, pending: &PendingRegistration) -> Answer<()> {
        self.pending
            .lock()
            .unwrap()
            .insert(pending.flow, pending.clone());
        Ok(())
    }
    async fn find(&self, flow: SecretHash) -> Answer<Option<PendingRegistration>> {
        Ok(self.pending.lock().unwrap().get(&flow).cloned())
    }
    async fn remove(&self, flow: SecretHash) -> Answer<()> {
        self.pending.lock().unwrap().remove(&flow);
        Ok(())
    }
    async fn prune(&self, _: Timestamp) -> Answer<u64> {
        Ok(0)
    }
}

#[async_trait]
impl CodeRepository for Memory {
    async fn add(&self, made: NewCode) -> Answer<CodeId> {
        let mut codes = self.codes.lock().unwrap();
        for code in codes.iter_mut() {
            let (old, new) = (&code.made.binding, &made.binding);
            code.dead |= old.purpose == new.purpose && old.address == new.address;
        }
        codes.push(Code {
            made,
            tries: 0,
            dead: false,
        });
        Ok(CodeId(i64::try_from(codes.len()).unwrap()))
    }
    async fn made_since(&self, address: &str, since: Timestamp) -> Answer<Vec<Timestamp>> {
        let made = {
            let codes = self.codes.lock().unwrap();
            let of_address = codes
                .iter()
                .filter(|code| code.made.binding.address == address);
            of_address
                .map(|code| code.made.created_at)
                .filter(|at| *at >= since)
                .collect()
        };
        // As with a database, others get in between.
        tokio::task::yield_now().await;
        Ok(made)
    }
    async fn is_made(&self, binding: &CodeBinding) -> Answer<bool> {
        let codes = self.codes.lock().unwrap();
        Ok(codes.iter().any(|code| code.made.binding == *binding))
    }
    async fn try_once(
        &self,
        binding: &CodeBinding,
        hash: [u8; 32],
        now: Timestamp,
    ) -> Answer<CodeOutcome> {
        let mut codes = self.codes.lock().unwrap();
        let valid = |code: &Code| now.0 < code.made.created_at.0 + limits::CODE_VALID.0;
        let found = codes
            .iter_mut()
            .find(|code| code.made.binding == *binding && !code.dead && valid(code));
        let Some(code) = found else {
            return Ok(CodeOutcome::Expired);
        };
        if code.tries == limits::CODE_TRIES {
            return Ok(CodeOutcome::TooMany);
        }
        code.tries += 1;
        code.dead = code.made.hash == Some(hash);
        Ok(if code.dead {
            CodeOutcome::Right
        } else {
            CodeOutcome::Wrong
        })
    }
    async fn set_sent(&self, _: CodeId, _: Timestamp) -> Answer<()> {
        Ok(())
    }
    async fn prune(&self, _: Timestamp) -> Answer<u64> {
        Ok(0)
    }
}
