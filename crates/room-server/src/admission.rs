//! Those who wait to be let in.
//!
//! *Invariants*: ids only go up; each who waits has one connection, and hears of nothing but their own waiting (T-059);
//! there are never more than [`limits::WAITING`] of them.

use crate::limiter::Bucket;
use crate::{ConnectionId, Hello, Rate};
use parley_protocol::{ErrorCode, KnockId, KnockView, LobbyState, Timestamp, limits};
use std::collections::BTreeMap;

/// How often somebody may begin to wait: hosts are told of everybody who waits each time, and outsiders must not be able
/// to fill their backlog.
const BELL: Rate = Rate {
    burst: 30,
    per_second: 3,
};

/// Somebody who waits.
#[derive(Clone, Debug)]
pub(crate) struct Knock {
    pub(crate) connection: ConnectionId,
    pub(crate) hello: Box<Hello>,
    pub(crate) state: LobbyState,
    since: Timestamp,
}

#[derive(Debug)]
pub(crate) struct Admission {
    bell: Bucket,
    last: u32,
    knocks: BTreeMap<KnockId, Knock>,
}

impl Admission {
    /// Nobody waits.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            bell: Bucket::full(BELL, now),
            last: 0,
            knocks: BTreeMap::new(),
        }
    }

    /// Somebody begins to wait.
    ///
    /// # Errors
    /// [`ErrorCode::MeetingFull`] when too many do, [`ErrorCode::TooManyRequests`] when too many come at once: try again.
    pub(crate) fn knock(
        &mut self,
        connection: ConnectionId,
        hello: Box<Hello>,
        state: LobbyState,
        now: Timestamp,
    ) -> Result<(), ErrorCode> {
        if self.knocks.len() >= limits::WAITING {
            return Err(ErrorCode::MeetingFull);
        }
        if !self.bell.take(1, now) {
            return Err(ErrorCode::TooManyRequests);
        }
        self.last += 1;
        let id = KnockId(self.last);
        let knock = Knock {
            connection,
            hello,
            state,
            since: now,
        };
        self.knocks.insert(id, knock);
        Ok(())
    }

    /// Somebody waits no longer.
    pub(crate) fn take(&mut self, id: KnockId) -> Option<Knock> {
        self.knocks.remove(&id)
    }

    /// Who waits on this connection.
    pub(crate) fn find(&self, connection: ConnectionId) -> Option<KnockId> {
        let mut knocks = self.knocks.iter();
        knocks
            .find(|(_, knock)| knock.connection == connection)
            .map(|(id, _)| *id)
    }

    /// What somebody who waits came with.
    pub(crate) fn hello(&self, id: KnockId) -> Option<&Hello> {
        self.knocks.get(&id).map(|knock| &*knock.hello)
    }

    /// Everybody who waits, by when they came.
    pub(crate) fn ids(&self) -> Vec<KnockId> {
        self.knocks.keys().copied().collect()
    }

    /// Says for what somebody waits now; whether that is new.
    pub(crate) fn set_state(&mut self, id: KnockId, state: LobbyState) -> Option<ConnectionId> {
        let knock = self.knocks.get_mut(&id)?;
        let changed = std::mem::replace(&mut knock.state, state) != state;
        changed.then_some(knock.connection)
    }

    /// For what everybody waits who does.
    pub(crate) fn states(&self) -> Vec<(ConnectionId, LobbyState)> {
        let knocks = self.knocks.values();
        knocks
            .map(|knock| (knock.connection, knock.state))
            .collect()
    }

    /// Those who have waited long enough.
    pub(crate) fn expired(&self, now: Timestamp) -> Vec<KnockId> {
        let knocks = self.knocks.iter();
        knocks
            .filter(|(_, knock)| knock.since + limits::WAITING_KEPT <= now)
            .map(|(id, _)| *id)
            .collect()
    }

    /// When the next one has.
    pub(crate) fn next_expiry(&self) -> Option<Timestamp> {
        let until = self
            .knocks
            .values()
            .map(|knock| knock.since + limits::WAITING_KEPT);
        until.min()
    }

    /// As hosts see them.
    pub(crate) fn views(&self) -> Vec<KnockView> {
        let view = |(id, knock): (&KnockId, &Knock)| KnockView {
            id: *id,
            display_name: knock.hello.display_name.clone(),
            guest: knock.hello.visitor.user.is_none(),
            since: knock.since,
        };
        self.knocks.iter().map(view).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.knocks.is_empty()
    }
}
