//! The repository of plans in memory. What the real one promises of many at once is tested on real databases.

use async_trait::async_trait;
use parley_domain::{
    MeetingId, RepositoryError,
    accounts::{SecretHash, UserId},
    schedule::{
        Invitee, NewSchedule, Schedule, ScheduleChange, ScheduleId, ScheduleRepository, Series,
        StoredPassword,
    },
};
use parley_protocol::{MeetingAddress, MeetingLink, MeetingRules, Timestamp};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

type Answer<T> = Result<T, RepositoryError>;

pub(crate) struct Stored {
    pub(crate) schedule: Schedule,
    pub(crate) password: Option<SecretHash>,
    invitees: Vec<Invitee>,
    over_at: Timestamp,
}

#[derive(Default)]
pub(crate) struct Plans {
    pub(crate) stored: Mutex<Vec<Stored>>,
    pub(crate) queued: Mutex<Vec<Vec<u8>>>,
    /// What each change wrote of what the meeting allows.
    pub(crate) written: Mutex<Vec<Option<MeetingRules>>>,
    counted: Mutex<BTreeMap<(UserId, u32), u32>>,
    feeds: Mutex<BTreeMap<UserId, (SecretHash, Timestamp)>>,
    /// Whether nothing can be stored.
    pub(crate) away: AtomicBool,
}

impl Plans {
    fn check(&self) -> Answer<()> {
        if self.away.load(SeqCst) {
            return Err(RepositoryError::Unavailable("away".into()));
        }
        Ok(())
    }

    fn invites(&self, id: ScheduleId, user: UserId, email: &str) -> bool {
        let stored = self.stored.lock().unwrap();
        let found = stored.iter().find(|one| one.schedule.id == id).unwrap();
        found.invitees.iter().any(|one| match one {
            Invitee::Address(address) => address.key() == email,
            Invitee::Account(account) => *account == user,
        })
    }
}

#[async_trait]
impl ScheduleRepository for Plans {
    async fn add(&self, new: NewSchedule) -> Answer<Schedule> {
        self.check()?;
        if let Some(link) = &new.series.link
            && self.is_taken(link).await?
        {
            return Err(RepositoryError::Conflict);
        }
        let mut stored = self.stored.lock().unwrap();
        for cancelled in stored.iter_mut() {
            if cancelled.schedule.series.link == new.series.link {
                cancelled.schedule.series.link = None;
            }
        }
        let number = i64::try_from(stored.len()).unwrap() + 1;
        let schedule = Schedule {
            id: ScheduleId(number),
            meeting: MeetingId(number + 100),
            series: new.series,
        };
        stored.push(Stored {
            schedule: schedule.clone(),
            password: new.password,
            invitees: new.invitees,
            over_at: new.over_at,
        });
        self.queued.lock().unwrap().extend(new.mails);
        Ok(schedule)
    }
    async fn lookup(&self, id: ScheduleId) -> Answer<Option<Schedule>> {
        let stored = self.stored.lock().unwrap();
        let found = stored.iter().find(|one| one.schedule.id == id);
        Ok(found.map(|one| one.schedule.clone()))
    }
    async fn find(&self, address: &MeetingAddress) -> Answer<Option<Schedule>> {
        let stored = self.stored.lock().unwrap();
        let mut all = stored.iter().map(|one| &one.schedule);
        let found = all.find(|schedule| match address {
            MeetingAddress::Code(code) => schedule.series.code == *code,
            MeetingAddress::Link(link) => schedule.series.link.as_ref() == Some(link),
        });
        Ok(found.cloned())
    }
    async fn planned(&self, meetings: &[MeetingId]) -> Answer<Vec<Schedule>> {
        let stored = self.stored.lock().unwrap();
        let all = stored.iter().map(|one| &one.schedule);
        let theirs = all.filter(|plan| meetings.contains(&plan.meeting));
        Ok(theirs.cloned().collect())
    }
    async fn invitees(&self, id: ScheduleId) -> Answer<Vec<Invitee>> {
        let stored = self.stored.lock().unwrap();
        let found = stored.iter().find(|one| one.schedule.id == id);
        Ok(found.map_or_else(Vec::new, |one| one.invitees.clone()))
    }
    async fn change(&self, change: ScheduleChange) -> Answer<bool> {
        self.check()?;
        let mut stored = self.stored.lock().unwrap();
        let found = stored
            .iter_mut()
            .find(|one| one.schedule.id == change.id && one.schedule.series.sequence == change.was);
        let Some(found) = found else {
            return Ok(false);
        };
        self.written.lock().unwrap().push(change.rules);
        let before = found.schedule.series.rules;
        let rules = change.rules.unwrap_or(before);
        found.schedule.series = Series {
            rules: MeetingRules {
                locked: before.locked,
                ..rules
            },
            ..change.series
        };
        found.over_at = change.over_at;
        if let StoredPassword::Set(password) = change.password {
            found.password = password;
        }
        if let Some(invitees) = change.invitees {
            found.invitees = invitees;
        }
        self.queued.lock().unwrap().extend(change.mails);
        Ok(true)
    }
    async fn list(
        &self,
        user: UserId,
        email: &str,
        now: Timestamp,
        most: u64,
    ) -> Answer<Vec<Schedule>> {
        let stored = self.stored.lock().unwrap();
        let mut next: Vec<_> = stored.iter().filter(|one| one.over_at > now).collect();
        next.sort_by_key(|one| one.over_at);
        let next: Vec<Schedule> = next.iter().map(|one| one.schedule.clone()).collect();
        drop(stored);
        let theirs = next.into_iter().filter(|schedule| {
            schedule.series.owner == user || self.invites(schedule.id, user, email)
        });
        Ok(theirs.take(usize::try_from(most).unwrap()).collect())
    }
    async fn is_invited(&self, id: ScheduleId, user: UserId, email: &str) -> Answer<bool> {
        Ok(self.invites(id, user, email))
    }
    async fn is_taken(&self, link: &MeetingLink) -> Answer<bool> {
        let stored = self.stored.lock().unwrap();
        let mut all = stored.iter().map(|one| &one.schedule.series);
        Ok(all.any(|series| series.link.as_ref() == Some(link) && !series.cancelled))
    }
    async fn count_mails(&self, user: UserId, day: u32, mails: u32, most: u32) -> Answer<bool> {
        let mut counted = self.counted.lock().unwrap();
        let until_now = counted.entry((user, day)).or_default();
        let fits = *until_now + mails <= most;
        if fits {
            *until_now += mails;
        }
        Ok(fits)
    }
    async fn set_feed(&self, user: UserId, token: SecretHash, at: Timestamp) -> Answer<()> {
        self.feeds.lock().unwrap().insert(user, (token, at));
        Ok(())
    }
    async fn remove_feed(&self, user: UserId) -> Answer<()> {
        self.feeds.lock().unwrap().remove(&user);
        Ok(())
    }
    async fn feed_since(&self, user: UserId) -> Answer<Option<Timestamp>> {
        Ok(self.feeds.lock().unwrap().get(&user).map(|feed| feed.1))
    }
    async fn feed_owner(&self, token: SecretHash) -> Answer<Option<UserId>> {
        let feeds = self.feeds.lock().unwrap();
        let found = feeds.iter().find(|(_, feed)| feed.0 == token);
        Ok(found.map(|(user, _)| *user))
    }
    async fn forget_mails(&self, before: u32) -> Answer<u64> {
        let mut counted = self.counted.lock().unwrap();
        let all = counted.len();
        counted.retain(|(_, day), _| *day >= before);
        Ok((all - counted.len()) as u64)
    }
}
