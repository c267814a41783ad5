//! Those who wait to be let in.
//!
//! *Invariants*: ids only go up; each who waits has one connection, and hears of nothing but their own waiting (T-059);
//! there are never more than [`limits::WAITING`] of them.

use crate::{ConnectionId, Hello};
use parley_protocol::{KnockId, KnockView, LobbyState, Timestamp, limits};
use std::collections::BTreeMap;

/// Somebody who waits.
#[derive(Clone, Debug)]
pub(crate) struct Knock {
    pub(crate) connection: ConnectionId,
    pub(crate) hello: Box<Hello>,
    pub(crate) state: LobbyState,
    since: Timestamp,
}

#[derive(Debug, Default)]
pub(crate) struct Admission {
    last: u32,
    knocks: BTreeMap<KnockId, Knock>,
}

impl Admission {
    /// Somebody begins to wait; `None` when too many do.
    pub(crate) fn knock(
        &mut self,
        connection: ConnectionId,
        hello: Box<Hello>,
        state: LobbyState,
        now: Timestamp,
    ) -> Option<KnockId> {
        if self.knocks.len() >= limits::WAITING {
            return None;
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
        Some(id)
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
