//! Changing and cancelling all of a series.

use super::{
    Draft, Exception, Invitee, Plan, PlanError, Schedule, ScheduleChange, ScheduleError,
    ScheduleId, Schedules, Series, StoredPassword, occurrences::over_at,
};
use crate::accounts::{MeetingNews, User};
use parley_protocol::{MeetingRules, Milliseconds, Timestamp};

/// What changes beside the series.
pub(super) struct Change {
    rules: Option<MeetingRules>,
    password: StoredPassword,
    invitees: Option<Vec<Invitee>>,
    mails: Vec<Vec<u8>>,
}

impl Change {
    /// Nothing but that it is told.
    pub(super) fn told_by(mails: Vec<Vec<u8>>) -> Self {
        Self {
            rules: None,
            password: StoredPassword::Keep,
            invitees: None,
            mails,
        }
    }
}

impl Schedules {
    /// Changes all of a planned meeting and tells those who are invited. Where its times change, single times that were
    /// otherwise are as planned again; else they keep their time, and have what changes of the rest.
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
        let plan = self.timed(&draft, Some(&old))?;
        self.refuse_link(&draft, Some(&old)).await?;
        let (series, password) = self.redrawn(&old.series, plan, &draft);
        if over_at(&series) < self.now() {
            return Err(PlanError::Past.into());
        }
        let invitees = self.resolve(owner, &draft.invited).await?;
        let before = self.ports.repository.invitees(id).await?;
        let mails = self
            .told_of(owner, &old, &series, &before, &invitees)
            .await?;
        let change = Change {
            rules: Some(draft.unlocked()),
            password,
            invitees: Some(invitees),
            mails,
        };
        self.store(&old, series, change).await
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
            rules: MeetingRules {
                locked: old.rules.locked,
                ..draft.rules
            },
            has_password,
            history_days: draft.kept_days(),
            ..old.clone()
        };
        if plan.has_times_of(&old.plan) {
            follow(&mut series, &plan, self.now());
        } else {
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

    /// Cancels all of a planned meeting. Whoever is in it stays in it and nobody else comes in; its link tells that until
    /// another meeting takes it.
    ///
    /// # Errors
    /// [`ScheduleError::NotFound`], [`ScheduleError::Changed`], or what is away.
    pub async fn cancel(&self, owner: &User, id: ScheduleId) -> Result<Schedule, ScheduleError> {
        let old = self.own(owner, id).await?;
        let mut series = old.series.clone();
        series.cancelled = true;
        series.sequence = series.sequence.saturating_add(1);
        let invitees = self.ports.repository.invitees(id).await?;
        // Never refused: whoever is invited must not wait in vain.
        let mails = self
            .letters(owner, &series, None, &invitees, MeetingNews::Cancelled)
            .await?;
        let change = Change::told_by(mails);
        self.store(&old, series, change).await
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

    pub(super) async fn store(
        &self,
        old: &Schedule,
        mut series: Series,
        change: Change,
    ) -> Result<Schedule, ScheduleError> {
        series.sequence = old.series.sequence.saturating_add(1);
        let change = ScheduleChange {
            id: old.id,
            was: old.series.sequence,
            rules: change.rules,
            password: change.password,
            invitees: change.invitees,
            over_at: over_at(&series),
            series: series.clone(),
            mails: change.mails,
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

/// What changes for all times also changes for those that were changed singly and are not over: the title always, how
/// long they take only where they take as long as the others. When they begin stays, and what is over stays as it was.
fn follow(series: &mut Series, plan: &Plan, now: Timestamp) {
    let old = series.plan.clone();
    let changed = series.exceptions.values_mut().filter_map(|it| match it {
        Exception::Changed(change) => Some(change),
        Exception::Cancelled => None,
    });
    for change in changed {
        let length = Milliseconds(u64::from(change.minutes) * 60_000);
        if old.zone.moment(change.start) + length <= now {
            continue;
        }
        if plan.title != old.title {
            change.title = plan.title.clone();
        }
        if change.minutes == old.minutes {
            change.minutes = plan.minutes;
        }
    }
}
