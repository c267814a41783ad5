//! Changing and cancelling one time of a series.

use super::{
    EXCEPTIONS, Exception, OccurrenceChange, Plan, Schedule, ScheduleError, ScheduleId, Schedules,
    Zone,
    changes::Change,
    occurrences::{is_planned, occurrence},
    service::refuse_past,
};
use crate::accounts::{MeetingNews, User};
use chrono::{Months, NaiveDateTime};

/// How far ahead single times of a series are changed, from its first time or from now.
const AHEAD_YEARS: u32 = 20;

impl Schedules {
    /// Changes one time of a series, which is told by when it was to begin.
    ///
    /// # Errors
    /// [`ScheduleError`]; then nothing is changed and nobody is told.
    pub async fn edit_occurrence(
        &self,
        owner: &User,
        id: ScheduleId,
        key: NaiveDateTime,
        change: OccurrenceChange,
    ) -> Result<Schedule, ScheduleError> {
        let old = self.own_time(owner, id, key).await?;
        // The same rules as for a meeting that is once.
        let alone = Plan {
            title: change.title.clone(),
            start: change.start,
            zone: old.series.plan.zone,
            minutes: change.minutes,
            repeat: None,
        };
        refuse_past(&alone.checked()?, self.now())?;
        let exception = Exception::Changed(change);
        self.except(owner, old, key, exception, MeetingNews::Changed)
            .await
    }

    /// Cancels one time of a series.
    ///
    /// # Errors
    /// [`ScheduleError`]; then nothing is changed and nobody is told.
    pub async fn cancel_occurrence(
        &self,
        owner: &User,
        id: ScheduleId,
        key: NaiveDateTime,
    ) -> Result<Schedule, ScheduleError> {
        let old = self.own_time(owner, id, key).await?;
        self.except(
            owner,
            old,
            key,
            Exception::Cancelled,
            MeetingNews::Cancelled,
        )
        .await
    }

    async fn except(
        &self,
        owner: &User,
        old: Schedule,
        key: NaiveDateTime,
        exception: Exception,
        news: MeetingNews,
    ) -> Result<Schedule, ScheduleError> {
        let known = old.series.exceptions.get(&key);
        if known.is_none() && old.series.exceptions.len() >= EXCEPTIONS {
            return Err(ScheduleError::TooManyExceptions);
        }
        let mut series = old.series.clone();
        series.exceptions.insert(key, exception);
        series.sequence = series.sequence.saturating_add(1);
        let invitees = self.ports.repository.invitees(old.id).await?;
        self.count_mails(owner, invitees.len()).await?;
        let mails = self
            .letters(owner, &series, Some(key), &invitees, news)
            .await?;
        self.store(&old, series, Change::told_by(mails)).await
    }

    /// The plan, when it is theirs, repeats, and has a time that was to begin then and is not cancelled.
    async fn own_time(
        &self,
        owner: &User,
        id: ScheduleId,
        key: NaiveDateTime,
    ) -> Result<Schedule, ScheduleError> {
        let old = self.own(owner, id).await?;
        let series = &old.series;
        let today = series.plan.zone.clock_at(self.now());
        let begin = today.max(series.plan.start);
        let last = begin.checked_add_months(Months::new(12 * AHEAD_YEARS));
        let is_near = Zone::knows(key) && last.is_some_and(|last| key <= last);
        // What is over stays as it was: it is no place to put another meeting in (T-084).
        let lasts =
            is_near && occurrence(series, key).is_some_and(|time| time.ends_at > self.now());
        if series.plan.repeat.is_none() || !lasts || !is_planned(series, key) {
            return Err(ScheduleError::NotFound);
        }
        Ok(old)
    }
}
