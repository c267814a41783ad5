//! Changing and cancelling: all of a series, or one time of it.

use super::{
    Draft, EXCEPTIONS, Exception, Invitee, Occurrence, OccurrenceChange, Plan, PlanError, Schedule,
    ScheduleChange, ScheduleError, ScheduleId, Schedules, Series, StoredPassword,
    occurrences::{is_planned, occurrence, over_at},
    service::refuse_past,
};
use crate::accounts::{MeetingNews, User};
use chrono::NaiveDateTime;

impl Schedules {
    /// Changes all of a planned meeting and tells those who are invited. Where its times change, single times that were
    /// otherwise are as planned again.
    ///
    /// # Errors
    /// [`ScheduleError`]; then nothing is changed and nobody is told.
    pub async fn edit(
        &self,
        owner: &User,
        id: ScheduleId,
        draft: Draft,
    ) -> Result<Schedule, ScheduleError> {
        let old = self.own(owner, id).await?;
        let plan = draft.plan.clone().checked()?;
        if !plan.has_times_of(&old.series.plan) && plan.repeat.is_none() {
            refuse_past(&plan, self.now())?;
        }
        if let Some(link) = &draft.link
            && old.series.link.as_ref() != Some(link)
        {
            self.refuse_taken(link).await?;
        }
        let (series, password) = self.redrawn(&old.series, plan, &draft);
        if over_at(&series) < self.now() {
            return Err(PlanError::Past.into());
        }
        let invitees = self.resolve(owner, &draft.invited).await?;
        let before = self.ports.repository.invitees(id).await?;
        let mails = self
            .told_of(owner, &old, &series, &before, &invitees)
            .await?;
        self.store(&old, series, password, Some(invitees), mails)
            .await
    }

    /// The series as the draft says.
    fn redrawn(&self, old: &Series, plan: Plan, draft: &Draft) -> (Series, StoredPassword) {
        let password = self.ports.doors.change(&draft.password);
        let has_password = match password {
            StoredPassword::Keep => old.has_password,
            StoredPassword::Set(hash) => hash.is_some(),
        };
        let mut series = Series {
            link: draft.link.clone(),
            rules: draft.rules,
            has_password,
            history_days: draft.kept_days(),
            ..old.clone()
        };
        if !plan.has_times_of(&old.plan) {
            series.exceptions.clear();
        }
        series.plan = plan;
        (series, password)
    }

    /// The mails of a change: those who stay learn it if it is one that their calendar shows, the new ones are invited,
    /// and the others are not any more.
    async fn told_of(
        &self,
        owner: &User,
        old: &Schedule,
        new: &Series,
        before: &[Invitee],
        after: &[Invitee],
    ) -> Result<Vec<Vec<u8>>, ScheduleError> {
        let new = &Series {
            sequence: old.series.sequence.saturating_add(1),
            ..new.clone()
        };
        let seen = |series: &Series| {
            (
                series.plan.clone(),
                series.link.clone(),
                series.has_password,
            )
        };
        let of = |wanted: &dyn Fn(&Invitee) -> bool, all: &[Invitee]| -> Vec<Invitee> {
            all.iter().filter(|one| wanted(one)).cloned().collect()
        };
        let gone = of(&|one| !after.contains(one), before);
        let fresh = of(&|one| !before.contains(one), after);
        let mut stayed = of(&|one| before.contains(one), after);
        if seen(&old.series) == seen(new) {
            stayed.clear();
        }
        let count = gone.len() + fresh.len() + stayed.len();
        self.count_mails(owner, count).await?;
        let mut mails = Vec::new();
        for (whom, news) in [
            (gone, MeetingNews::Cancelled),
            (fresh, MeetingNews::Invited),
            (stayed, MeetingNews::Changed),
        ] {
            mails.extend(self.letters(owner, new, None, &whom, news).await?);
        }
        Ok(mails)
    }

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
        let old = self.own(owner, id).await?;
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
        let old = self.own(owner, id).await?;
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
        // What is over stays as it was: it is no place to put another meeting in (T-084).
        let lasts = |time: &Occurrence| time.ends_at > self.now();
        let time = occurrence(&old.series, key).filter(lasts);
        if time.is_none() || !is_planned(&old.series, key) {
            return Err(ScheduleError::NotFound);
        }
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
        self.store(&old, series, StoredPassword::Keep, None, mails)
            .await
    }

    /// Cancels all of a planned meeting. Its link works as before.
    ///
    /// # Errors
    /// [`ScheduleError::NotFound`], [`ScheduleError::Changed`], or what is away.
    pub async fn cancel(&self, owner: &User, id: ScheduleId) -> Result<(), ScheduleError> {
        let old = self.own(owner, id).await?;
        let mut series = old.series.clone();
        series.cancelled = true;
        series.sequence = series.sequence.saturating_add(1);
        let invitees = self.ports.repository.invitees(id).await?;
        // Never refused: whoever is invited must not wait in vain.
        let mails = self
            .letters(owner, &series, None, &invitees, MeetingNews::Cancelled)
            .await?;
        self.store(&old, series, StoredPassword::Keep, None, mails)
            .await
            .map(drop)
    }

    /// The plan, when it is theirs and not cancelled.
    pub(super) async fn own(
        &self,
        owner: &User,
        id: ScheduleId,
    ) -> Result<Schedule, ScheduleError> {
        let found = self.ports.repository.lookup(id).await?;
        found
            .filter(|schedule| schedule.series.owner == owner.id && !schedule.series.cancelled)
            .ok_or(ScheduleError::NotFound)
    }

    async fn store(
        &self,
        old: &Schedule,
        mut series: Series,
        password: StoredPassword,
        invitees: Option<Vec<Invitee>>,
        mails: Vec<Vec<u8>>,
    ) -> Result<Schedule, ScheduleError> {
        series.sequence = old.series.sequence.saturating_add(1);
        let change = ScheduleChange {
            id: old.id,
            was: old.series.sequence,
            password,
            invitees,
            over_at: over_at(&series),
            series: series.clone(),
            mails,
            at: self.now(),
        };
        match self.ports.repository.change(change).await {
            Ok(true) => Ok(Schedule {
                series,
                ..old.clone()
            }),
            Ok(false) => Err(ScheduleError::Changed),
            Err(crate::RepositoryError::Conflict) => {
                let suggested = match &series.link {
                    Some(link) => self.suggest_link(link).await?,
                    None => None,
                };
                Err(ScheduleError::LinkTaken(suggested))
            }
            Err(error) => Err(error.into()),
        }
    }
}
