//! What the server alone knows to be wrong with a plan: storing it is refused for the first of it, and all of it can be
//! asked for.

use super::{
    Draft, Plan, PlanError, Schedule, ScheduleError, ScheduleId, Schedules, service::refuse_past,
};
use crate::accounts::User;
use parley_protocol::{Milliseconds, Timestamp};

/// How far back a series is made to begin.
const BACK: Milliseconds = Milliseconds::from_seconds(366 * 24 * 3600);

impl Schedules {
    /// All that is wrong with a draft for a new plan, or for the one that it is to change; nothing is stored.
    ///
    /// # Errors
    /// [`ScheduleError::NotFound`] where there is no such plan of theirs, or what is away.
    pub async fn faults(
        &self,
        owner: &User,
        id: Option<ScheduleId>,
        draft: &Draft,
    ) -> Result<Vec<ScheduleError>, ScheduleError> {
        let old = match id {
            Some(id) => Some(self.own(owner, id).await?),
            None => None,
        };
        let time = self.timed(draft, old.as_ref());
        let link = self.refuse_link(draft, old.as_ref()).await;
        let people = self.resolve(owner, &draft.invited).await;
        let mut faults: Vec<ScheduleError> = time.err().into_iter().map(Into::into).collect();
        for fault in [link.err(), people.err()].into_iter().flatten() {
            if matches!(fault, ScheduleError::Repository(_)) {
                return Err(fault);
            }
            faults.push(fault);
        }
        Ok(faults)
    }

    /// What is planned, where its times may be.
    pub(super) fn timed(&self, draft: &Draft, old: Option<&Schedule>) -> Result<Plan, PlanError> {
        let plan = draft.plan.clone().checked()?;
        match old {
            None => refuse_past(&plan, self.now())?,
            Some(old) if !plan.has_times_of(&old.series.plan) => {
                refuse_earlier(&plan, &old.series.plan, self.now())?;
            }
            Some(_) => {}
        }
        Ok(plan)
    }

    /// Refuses a link that is taken, unless the plan has it already.
    pub(super) async fn refuse_link(
        &self,
        draft: &Draft,
        old: Option<&Schedule>,
    ) -> Result<(), ScheduleError> {
        let own = old.and_then(|old| old.series.link.as_ref());
        match &draft.link {
            Some(link) if own != Some(link) => self.refuse_taken(link).await,
            Some(_) | None => Ok(()),
        }
    }
}

/// Refuses other times of a plan that would be past: a meeting that is once, or a series that would begin more than a
/// year ago, unless that is no earlier than it did.
fn refuse_earlier(plan: &Plan, old: &Plan, now: Timestamp) -> Result<(), PlanError> {
    if plan.repeat.is_none() {
        return refuse_past(plan, now);
    }
    if plan.zone.moment(plan.start) + BACK < now && plan.start.date() < old.start.date() {
        return Err(PlanError::Past);
    }
    Ok(())
}
