//! What people see of plans: the next meetings, the details of their own, and a file for their calendar.

use super::{
    CalendarEntry, CalendarMethod, CalendarPart, Invited, Invitee, Occurrence, PLANS, Repeat,
    Schedule, ScheduleError, ScheduleId, Schedules, Series, Zone, occurrences, upcoming_of,
    write_calendar,
};
use crate::{
    Meeting, MeetingId, RepositoryError,
    accounts::{User, UserId},
};
use parley_protocol::{
    DisplayName, EmailAddress, MeetingAddress, MeetingCode, MeetingRules, Milliseconds, Timestamp,
};
use std::collections::{BTreeMap, btree_map::Entry};

/// A meeting that comes, or goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpcomingMeeting {
    /// Of which plan.
    pub schedule: ScheduleId,
    /// The code of the meeting.
    pub code: MeetingCode,
    /// What stands in its link.
    pub address: MeetingAddress,
    /// When, and what it is called.
    pub occurrence: Occurrence,
    /// In whose clocks it was planned.
    pub zone: Zone,
    /// How it repeats.
    pub repeat: Option<Repeat>,
    /// What the meeting allows.
    pub rules: MeetingRules,
    /// Whether the meeting has a password.
    pub has_password: bool,
    /// Whether the reader planned it.
    pub is_host: bool,
    /// Who planned it.
    pub host: DisplayName,
}

/// When a planned meeting is: the next time that is not over, else the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedTime {
    /// When it begins.
    pub starts_at: Timestamp,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// In whose clocks it was planned.
    pub zone: Zone,
}

/// A plan, for who changes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// The plan.
    pub schedule: Schedule,
    /// Who is invited, as the owner named them, or as they are called by now.
    pub invited: Vec<Invited>,
}

/// A plan and who planned it.
pub(super) type Hosted = (Schedule, DisplayName, EmailAddress);

impl Schedules {
    /// The next meetings that somebody planned or is invited to, at most `count`, the first ones.
    ///
    /// # Errors
    /// [`RepositoryError`] when they cannot be listed.
    pub async fn upcoming(
        &self,
        user: &User,
        count: usize,
    ) -> Result<Vec<UpcomingMeeting>, RepositoryError> {
        let now = self.now();
        let mut next = Vec::new();
        for (schedule, host, _) in self.hosted(user, now).await? {
            let series = &schedule.series;
            for occurrence in upcoming_of(series, now, count) {
                next.push(UpcomingMeeting {
                    schedule: schedule.id,
                    code: series.code.clone(),
                    address: series.address(),
                    occurrence,
                    zone: series.plan.zone,
                    repeat: series.plan.repeat,
                    rules: series.rules,
                    has_password: series.has_password,
                    is_host: series.owner == user.id,
                    host: host.clone(),
                });
            }
        }
        next.sort_by_key(|meeting| (meeting.occurrence.starts_at, meeting.schedule));
        next.truncate(count);
        Ok(next)
    }

    /// The plans of somebody that are not over, and who planned each. Those of an account that is suspended or gone are
    /// left out.
    pub(super) async fn hosted(
        &self,
        user: &User,
        now: Timestamp,
    ) -> Result<Vec<Hosted>, RepositoryError> {
        let repository = &self.ports.repository;
        let plans = repository
            .list(user.id, &user.email.key(), now, PLANS)
            .await?;
        let mut hosts: BTreeMap<UserId, Option<User>> = BTreeMap::new();
        let mut hosted = Vec::new();
        for plan in plans {
            let owner = plan.series.owner;
            let host = match hosts.entry(owner) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    let found = self.ports.users.lookup(owner).await?;
                    unknown.insert(found.filter(|host| !host.suspended))
                }
            };
            if let Some(host) = host {
                hosted.push((plan, host.full_name.clone(), host.email.clone()));
            }
        }
        Ok(hosted)
    }

    /// When those of these meetings are that are planned.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be looked up.
    pub async fn planned(
        &self,
        meetings: &[MeetingId],
    ) -> Result<BTreeMap<MeetingId, PlannedTime>, RepositoryError> {
        let now = self.now();
        let planned = self.ports.repository.planned(meetings).await?.into_iter();
        let times = planned.map(|plan| (plan.meeting, planned_time(&plan.series, now)));
        Ok(times.collect())
    }

    /// When a planned meeting starts: the time that goes on, else the next one; `None` where nothing is planned or all of
    /// it is over.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be looked up.
    pub async fn next_start(
        &self,
        meeting: MeetingId,
    ) -> Result<Option<Timestamp>, RepositoryError> {
        let plan = self.ports.repository.planned(&[meeting]).await?.pop();
        let next = plan.and_then(|plan| upcoming_of(&plan.series, self.now(), 1).pop());
        Ok(next.map(|time| time.starts_at))
    }

    /// A plan with who is invited, for its owner.
    ///
    /// # Errors
    /// [`ScheduleError::NotFound`], or what is away.
    pub async fn details(&self, owner: &User, id: ScheduleId) -> Result<Details, ScheduleError> {
        let schedule = self.own(owner, id).await?;
        let mut invited = Vec::new();
        for one in self.ports.repository.invitees(id).await? {
            match one {
                Invitee::Address(address) => invited.push(Invited::Address(address)),
                Invitee::Account(id) => {
                    let user = self.ports.users.lookup(id).await?;
                    invited.extend(user.map(|user| Invited::Account(user.username)));
                }
            }
        }
        Ok(Details { schedule, invited })
    }

    /// Whether somebody is invited to a planned meeting, by their account or by its address: that one was proven when the
    /// account got it. Whoever is not signed in, or invited to what was cancelled, is not.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be looked up.
    pub async fn is_invited(
        &self,
        user: Option<&User>,
        meeting: &Meeting,
    ) -> Result<bool, RepositoryError> {
        let (Some(user), repository) = (user, &self.ports.repository) else {
            return Ok(false);
        };
        let address = MeetingAddress::Code(meeting.code.clone());
        match repository.find(&address).await? {
            Some(plan) if !plan.series.cancelled => {
                let email = user.email.key();
                repository.is_invited(plan.id, user.id, &email).await
            }
            _ => Ok(false),
        }
    }

    /// Who planned a meeting that was cancelled, for whoever is invited to it by their account; nobody else is told.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be looked up.
    pub async fn host_of_cancelled(
        &self,
        user: Option<&User>,
        meeting: &Meeting,
    ) -> Result<Option<DisplayName>, RepositoryError> {
        let (Some(user), repository) = (user, &self.ports.repository) else {
            return Ok(None);
        };
        let address = MeetingAddress::Code(meeting.code.clone());
        let Some(plan) = repository.find(&address).await? else {
            return Ok(None);
        };
        let email = user.email.key();
        if !plan.series.cancelled || !repository.is_invited(plan.id, user.id, &email).await? {
            return Ok(None);
        }
        let host = self.ports.users.lookup(plan.series.owner).await?;
        Ok(host
            .filter(|host| !host.suspended)
            .map(|host| host.full_name))
    }

    /// A file for the calendar of who owns a planned meeting or is invited to it; `None` for everybody else, and where
    /// nothing is planned.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be looked up.
    pub async fn calendar_file(
        &self,
        user: &User,
        address: &MeetingAddress,
    ) -> Result<Option<String>, RepositoryError> {
        let repository = &self.ports.repository;
        let Some(plan) = repository.find(address).await? else {
            return Ok(None);
        };
        let owner = plan.series.owner;
        let email = user.email.key();
        if plan.series.cancelled
            || owner != user.id && !repository.is_invited(plan.id, user.id, &email).await?
        {
            return Ok(None);
        }
        let Some(host) = self.ports.users.lookup(owner).await? else {
            return Ok(None);
        };
        Ok(Some(self.publish(&[(plan, host.full_name, host.email)])))
    }

    /// A calendar that names nobody but the hosts.
    pub(super) fn publish(&self, plans: &[Hosted]) -> String {
        let entries: Vec<CalendarEntry<'_>> = plans
            .iter()
            .map(|(plan, name, email)| CalendarEntry {
                series: &plan.series,
                host: (name, email),
                attendee: None,
                url: self.url_of(&plan.series),
                part: CalendarPart::All,
            })
            .collect();
        write_calendar(CalendarMethod::Publish, &entries, self.now())
    }
}

/// A series without a last time is never over. Of one whose times were all cancelled one by one the first is told.
fn planned_time(series: &Series, now: Timestamp) -> PlannedTime {
    let plan = &series.plan;
    let next = upcoming_of(series, now, 1).pop();
    let time = next.or_else(|| occurrences(series).max_by_key(|time| time.starts_at));
    let (starts_at, minutes) = match time {
        Some(time) => {
            let Milliseconds(length) = time.ends_at.since(time.starts_at);
            (
                time.starts_at,
                u32::try_from(length / 60_000).unwrap_or(u32::MAX),
            )
        }
        None => (plan.zone.moment(plan.start), plan.minutes),
    };
    PlannedTime {
        starts_at,
        minutes,
        zone: plan.zone,
    }
}
