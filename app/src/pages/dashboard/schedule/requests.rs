//! What planning asks of the server. Whose plans they are is the session's to say; nothing in a request can (T-081).

use super::draft::{PlanDraft, TimeDraft};
use crate::error::{AppError, PlanProblem};
use leptos::{prelude::*, server_fn::codec::Json};
use parley_protocol::MeetingAddress;
use serde::{Deserialize, Serialize};

/// A plan that was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Its handle.
    pub id: String,
    /// Where people meet.
    pub address: MeetingAddress,
}

/// A plan, for who changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanView {
    /// Its handle.
    pub id: String,
    /// Where people meet.
    pub address: MeetingAddress,
    /// What was typed; the password is not among it.
    pub draft: PlanDraft,
    /// Whether the meeting has a password.
    pub has_password: bool,
    /// How many times of it were changed or cancelled one by one.
    pub exceptions: usize,
}

/// Whether a custom link can be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkView {
    /// Nobody has it.
    Free,
    /// Somebody has; this one is free.
    Taken(Option<String>),
}

#[cfg(feature = "ssr")]
fn saved(schedule: &parley_domain::schedule::Schedule) -> Result<SavedView, AppError> {
    Ok(SavedView {
        id: crate::server::schedule_handle(schedule.id)?,
        address: schedule.series.address(),
    })
}

/// Plans a meeting.
#[server(prefix = "/api", endpoint = "schedule_meeting", input = Json)]
pub async fn schedule_meeting(draft: PlanDraft) -> Result<SavedView, AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user;
    let schedules = server::services()?.schedules;
    let planned = schedules
        .schedule(&user, super::read::draft(&draft)?)
        .await?;
    saved(&planned)
}

/// All that is wrong with a new plan, or with one that is to be changed; nothing is stored. Storing it says the first of
/// it only.
#[server(prefix = "/api", endpoint = "judge_schedule", input = Json)]
pub async fn judge_schedule(
    id: Option<String>,
    draft: PlanDraft,
) -> Result<Vec<PlanProblem>, AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user;
    let id = id.as_deref().map(server::schedule_of).transpose()?;
    let schedules = server::services()?.schedules;
    let problems = draft.problems();
    let sound = super::read::sound(&draft)?;
    let faults = schedules.faults(&user, id, &sound).await?.into_iter();
    let found = faults.map(crate::error::plan_problem);
    let found = found.collect::<Result<_, _>>()?;
    Ok(super::draft::with_more(problems, found))
}

/// A plan of who asks, to be changed.
#[server(prefix = "/api", endpoint = "read_schedule")]
pub async fn read_schedule(id: String) -> Result<PlanView, AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user;
    let schedules = server::services()?.schedules;
    let details = schedules.details(&user, server::schedule_of(&id)?).await?;
    let series = &details.schedule.series;
    Ok(PlanView {
        id,
        address: series.address(),
        draft: super::read::typed(&details),
        has_password: series.has_password,
        exceptions: series.exceptions.len(),
    })
}

/// Changes all of a plan.
#[server(prefix = "/api", endpoint = "edit_schedule", input = Json)]
pub async fn edit_schedule(id: String, draft: PlanDraft) -> Result<SavedView, AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user;
    let schedules = server::services()?.schedules;
    let id = server::schedule_of(&id)?;
    let draft = super::read::draft(&draft)?;
    let planned = schedules.edit(&user, id, draft).await?;
    let series = &planned.series;
    let watch = server::services()?.server_watch;
    watch.change_rules(&series.code, series.rules);
    let title = series.plan.title.as_str().to_owned();
    watch.change_title(&series.code, Some(title));
    saved(&planned)
}

/// Changes one time of a series.
#[server(prefix = "/api", endpoint = "edit_occurrence", input = Json)]
pub async fn edit_occurrence(
    id: String,
    key: String,
    change: TimeDraft,
) -> Result<SavedView, AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user;
    let schedules = server::services()?.schedules;
    let id = server::schedule_of(&id)?;
    let change = super::read::occurrence(&change)?;
    let planned = schedules
        .edit_occurrence(&user, id, super::read::key(&key)?, change)
        .await?;
    saved(&planned)
}

/// Cancels one time of a series, or all of a plan.
#[server(prefix = "/api", endpoint = "cancel_schedule", input = Json)]
pub async fn cancel_schedule(id: String, key: Option<String>) -> Result<(), AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user;
    let schedules = server::services()?.schedules;
    let id = server::schedule_of(&id)?;
    match key {
        None => {
            let cancelled = schedules.cancel(&user, id).await?;
            let watch = server::services()?.server_watch;
            watch.cancel(&cancelled.series.code);
        }
        Some(key) => {
            let key = super::read::key(&key)?;
            schedules.cancel_occurrence(&user, id, key).await?;
        }
    }
    Ok(())
}

/// Whether somebody who is signed in can have a custom link.
#[server(prefix = "/api", endpoint = "check_link")]
pub async fn check_link(link: String) -> Result<LinkView, AppError> {
    use crate::{
        error::{PlanField, refuse_plan},
        server,
    };
    use parley_domain::schedule::ScheduleError;
    server::require_signed_in().await?;
    let schedules = server::services()?.schedules;
    if let Some(fault) = super::draft::link_fault(&link) {
        let problem = PlanProblem::new(PlanField::Link, fault);
        return Err(refuse_plan(vec![problem]));
    }
    let Ok(link) = parley_protocol::MeetingLink::new(&link) else {
        return Ok(LinkView::Free);
    };
    match schedules.refuse_taken(&link).await {
        Ok(()) => Ok(LinkView::Free),
        Err(ScheduleError::LinkTaken(free)) => Ok(LinkView::Taken(free.map(String::from))),
        Err(error) => Err(error.into()),
    }
}
