//! Those who may not come back.
//!
//! *Invariants*: ids only go up; what is known of the same person of the same moment has one id, however often it is stored.

use parley_domain::{Visitor, doors::Ban};
use parley_protocol::{BanId, KeptOutView, Timestamp, limits};
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(crate) struct Bans {
    last: u32,
    bans: Vec<(BanId, Ban)>,
}

impl Bans {
    /// As they are stored.
    pub(crate) fn new(stored: Vec<Ban>) -> Self {
        let mut bans = Self::default();
        for ban in stored {
            bans.add(ban);
        }
        bans
    }

    /// One more who may not come back.
    pub(crate) fn add(&mut self, ban: Ban) {
        let same = self.bans.iter().find(|(_, known)| known.is_same(&ban));
        let id = same.map_or(BanId(self.last + 1), |(id, _)| *id);
        self.last = self.last.max(id.0);
        self.bans.push((id, ban));
    }

    /// Who may come back from now on; `None` when nobody is kept out by this id, or they are for longer than `since`.
    pub(crate) fn take(&mut self, id: BanId, since: Timestamp) -> Option<Ban> {
        let mut bans = self.bans.iter();
        let place = bans.position(|(known, ban)| *known == id && ban.at >= since)?;
        let (_, ban) = self.bans.remove(place);
        self.bans.retain(|(known, _)| *known != id);
        Some(ban)
    }

    /// Whether somebody was kept out by this id who is not any more.
    pub(crate) fn is_over(&self, id: BanId) -> bool {
        let was_given = (1..=self.last).contains(&id.0);
        was_given && !self.bans.iter().any(|(known, _)| *known == id)
    }

    /// Everything that is known of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Ban> {
        self.bans.iter().map(|(_, ban)| ban)
    }

    /// Learns what they do not know of whoever comes again; what is to be stored of it.
    pub(crate) fn complete(&mut self, visitor: &Visitor) -> Vec<Ban> {
        let mut learnt = Vec::new();
        for number in 0..self.bans.len() {
            let Some(completed) = self.bans[number].1.completed(visitor) else {
                continue;
            };
            // One that was completed before a restart is there as it was before, too.
            if self.iter().filter(|ban| ban.is_same(&completed)).count() == 1 {
                learnt.push(completed.clone());
                self.bans[number].1 = completed;
            }
        }
        learnt
    }

    /// As hosts see those who have been kept out since then: the newest first.
    pub(crate) fn views(&self, since: Timestamp) -> Vec<KeptOutView> {
        let bans = self.bans.iter().filter(|(_, ban)| ban.at >= since);
        let people: BTreeMap<_, _> = bans.map(|(id, ban)| (*id, ban)).collect();
        let newest = people.into_iter().rev().take(limits::KEPT_OUT);
        let view = |(id, ban): (BanId, &Ban)| KeptOutView {
            id,
            display_name: ban.display_name.clone(),
            since: ban.at,
        };
        newest.map(view).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bans.is_empty()
    }
}
