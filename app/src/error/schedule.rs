//! What can be wrong when a meeting is planned.

use serde::{Deserialize, Serialize};

/// A field, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanProblem {
    /// The field.
    pub field: PlanField,
    /// What is wrong.
    pub fault: PlanFault,
}

/// A field of the dialog `Schedule meeting`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanField {
    /// The form as a whole.
    Whole,
    /// `Title`.
    Title,
    /// `Date`.
    Date,
    /// `Start time`.
    Time,
    /// `Duration`.
    Duration,
    /// `Time zone`.
    Zone,
    /// `Repeat on`.
    Days,
    /// `Last date`.
    Until,
    /// `Number of meetings`.
    Count,
    /// `Invite people`.
    Invite,
    /// `Custom link`.
    Link,
    /// `Meeting password`.
    Password,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanFault {
    /// Nothing was typed or chosen.
    Empty,
    /// It does not have the form of such a thing, or is not one of those that there are.
    Form,
    /// A link that begins or ends with a dash.
    Dash,
    /// A link that the product needs itself.
    Reserved,
    /// A link that looks like a meeting code.
    LikeCode,
    /// Too many characters, or people.
    TooLong,
    /// It is past.
    Past,
    /// It is out of bounds.
    Bounds,
    /// The link is taken; this one is free.
    Taken(Option<String>),
    /// Nobody is called that.
    Unknown(String),
    /// The account has caused too many mails today.
    TooManyMails,
    /// Too many times of the series are changed one by one.
    TooManyChanges,
    /// There is nothing like that any more.
    Gone,
    /// It was changed in between.
    Changed,
}

impl PlanProblem {
    /// A problem of a field.
    pub fn new(field: PlanField, fault: PlanFault) -> Self {
        Self { field, fault }
    }
}

#[cfg(feature = "ssr")]
mod on_server {
    use super::{PlanFault as Is, PlanField as At, PlanProblem};
    use crate::{error::AppError, server};
    use http::StatusCode;
    use parley_domain::{
        RepositoryError,
        schedule::{PlanError, ScheduleError},
    };

    impl From<ScheduleError> for AppError {
        fn from(error: ScheduleError) -> Self {
            set_status(&error);
            match plan_problem(error) {
                Ok(problem) => Self::Plan(vec![problem]),
                Err(cause) => cause.into(),
            }
        }
    }

    fn set_status(error: &ScheduleError) {
        match error {
            ScheduleError::Plan(_)
            | ScheduleError::LinkTaken(_)
            | ScheduleError::UnknownInvitee(_)
            | ScheduleError::TooManyInvitees
            | ScheduleError::TooManyExceptions => {
                server::refuse_with(StatusCode::UNPROCESSABLE_ENTITY);
            }
            ScheduleError::TooManyMails(wait) => server::refuse_for(wait.0.div_ceil(1000)),
            ScheduleError::NotFound => server::refuse_with(StatusCode::NOT_FOUND),
            ScheduleError::Changed => server::refuse_with(StatusCode::CONFLICT),
            ScheduleError::Repository(_) => {}
        }
    }

    /// What is wrong, and where; or what is away.
    pub(crate) fn plan_problem(error: ScheduleError) -> Result<PlanProblem, RepositoryError> {
        let (field, fault) = match error {
            ScheduleError::Plan(error) => rule(error),
            ScheduleError::LinkTaken(free) => (At::Link, Is::Taken(free.map(String::from))),
            ScheduleError::UnknownInvitee(who) => (At::Invite, Is::Unknown(who.to_string())),
            ScheduleError::TooManyInvitees => (At::Invite, Is::TooLong),
            ScheduleError::TooManyMails(_) => (At::Whole, Is::TooManyMails),
            ScheduleError::TooManyExceptions => (At::Whole, Is::TooManyChanges),
            ScheduleError::NotFound => (At::Whole, Is::Gone),
            ScheduleError::Changed => (At::Whole, Is::Changed),
            ScheduleError::Repository(cause) => return Err(cause),
        };
        Ok(PlanProblem::new(field, fault))
    }

    /// Refuses a plan for what stands in it.
    pub(crate) fn refuse(problems: Vec<PlanProblem>) -> AppError {
        server::refuse_with(StatusCode::UNPROCESSABLE_ENTITY);
        AppError::Plan(problems)
    }

    fn rule(error: PlanError) -> (At, Is) {
        match error {
            PlanError::Past => (At::Date, Is::Past),
            PlanError::Date => (At::Date, Is::Bounds),
            PlanError::Duration => (At::Duration, Is::Bounds),
            PlanError::Until => (At::Until, Is::Bounds),
            PlanError::Count => (At::Count, Is::Bounds),
        }
    }
}
#[cfg(feature = "ssr")]
pub(crate) use on_server::{plan_problem, refuse as refuse_plan};
