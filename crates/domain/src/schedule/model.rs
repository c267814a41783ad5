//! Planned meetings as plain structs, and the rules for what people choose.

use super::{COUNT, HISTORY_DAYS, Invited, MINUTES, Repeat, RepeatEnd, UNTIL_YEARS, Zone};
use crate::{MeetingId, accounts::UserId};
use chrono::{Months, NaiveDateTime};
use parley_protocol::{
    MeetingAddress, MeetingCode, MeetingLink, MeetingPassword, MeetingRules, MeetingTitle,
    Timestamp,
};
use std::collections::BTreeMap;

/// The key of a planned meeting in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScheduleId(pub i64);

/// What is planned: a meeting, once or repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What it is called.
    pub title: MeetingTitle,
    /// When it is first, by the clocks of its zone.
    pub start: NaiveDateTime,
    /// Whose clocks.
    pub zone: Zone,
    /// How long each time takes, in minutes that pass, whatever the clocks do.
    pub minutes: u32,
    /// How it repeats.
    pub repeat: Option<Repeat>,
}

/// Which rule a plan breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It is over already, or begins in the past ("Choose a time in the future.").
    #[error("in the past")]
    Past,
    /// Its date is so far away that nobody knows its moment.
    #[error("not a date of our time")]
    Date,
    /// It takes less than [`MINUTES`] or more.
    #[error("duration")]
    Duration,
    /// It ends to repeat before it begins, or more than [`UNTIL_YEARS`] later.
    #[error("end of the series")]
    Until,
    /// It repeats no time or more than [`COUNT`] times.
    #[error("number of times")]
    Count,
}

impl Plan {
    /// Checks the plan and moves its start to the first time that its repetition has.
    ///
    /// # Errors
    /// [`PlanError`] for the first rule that it breaks; whether it is past depends on what was there before.
    pub fn checked(mut self) -> Result<Self, PlanError> {
        if let Some(repeat) = &self.repeat {
            self.start = repeat.first(self.start);
        }
        if !Zone::knows(self.start) {
            return Err(PlanError::Date);
        }
        if !(MINUTES.0..=MINUTES.1).contains(&self.minutes) {
            return Err(PlanError::Duration);
        }
        match self.repeat.map(|repeat| repeat.end) {
            Some(RepeatEnd::On(date)) => {
                let first = self.start.date();
                let last = first.checked_add_months(Months::new(12 * UNTIL_YEARS));
                if date < first || last.is_none_or(|last| date > last) {
                    return Err(PlanError::Until);
                }
            }
            Some(RepeatEnd::After(count)) if !(1..=COUNT).contains(&count) => {
                return Err(PlanError::Count);
            }
            Some(RepeatEnd::After(_) | RepeatEnd::Never) | None => {}
        }
        Ok(self)
    }

    /// Whether both have the same times.
    pub(super) fn has_times_of(&self, other: &Self) -> bool {
        (self.start, self.zone, self.repeat) == (other.start, other.zone, other.repeat)
    }
}

/// One time of a series that is not as planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exception {
    /// It does not happen.
    Cancelled,
    /// It happens otherwise.
    Changed(OccurrenceChange),
}

/// How one time of a series is instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OccurrenceChange {
    /// What it is called.
    pub title: MeetingTitle,
    /// When it is, by the clocks of the series' zone.
    pub start: NaiveDateTime,
    /// How long it takes, in minutes.
    pub minutes: u32,
}

/// A planned meeting: everything but its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The code of the meeting.
    pub code: MeetingCode,
    /// Its custom link.
    pub link: Option<MeetingLink>,
    /// Who planned it.
    pub owner: UserId,
    /// What the meeting allows.
    pub rules: MeetingRules,
    /// Whether the meeting has a password.
    pub has_password: bool,
    /// After how many days what happened in it is forgotten, where that is sooner than on the whole server.
    pub history_days: Option<u32>,
    /// What is planned.
    pub plan: Plan,
    /// The times that are otherwise, by when they were to begin.
    pub exceptions: BTreeMap<NaiveDateTime, Exception>,
    /// How often it was changed (RFC 5545, 3.8.7.4).
    pub sequence: u32,
    /// Whether all of it was cancelled.
    pub cancelled: bool,
    /// When it was planned.
    pub created_at: Timestamp,
}

impl Series {
    /// What stands in its link.
    pub fn address(&self) -> MeetingAddress {
        match &self.link {
            Some(link) => MeetingAddress::Link(link.clone()),
            None => MeetingAddress::Code(self.code.clone()),
        }
    }
}

/// A planned meeting as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Its key.
    pub id: ScheduleId,
    /// Where people meet.
    pub meeting: MeetingId,
    /// The rest.
    pub series: Series,
}

/// One time at which people meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// When it was to begin, by the clocks of the zone: what tells it from the others of its series.
    pub key: NaiveDateTime,
    /// What it is called.
    pub title: MeetingTitle,
    /// When it begins, by the clocks of the zone.
    pub start: NaiveDateTime,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Whether it is not as planned.
    pub is_changed: bool,
}

/// What becomes of the meeting's password.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PasswordChange {
    /// It stays, or there is none.
    #[default]
    Keep,
    /// There is none any more.
    Remove,
    /// This one.
    Set(MeetingPassword),
}

/// What somebody chose in the dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What is planned.
    pub plan: Plan,
    /// The custom link; none removes it.
    pub link: Option<MeetingLink>,
    /// The meeting's password.
    pub password: PasswordChange,
    /// What the meeting allows.
    pub rules: MeetingRules,
    /// Who is invited; the owner is not counted.
    pub invited: Vec<Invited>,
    /// After how many days what happened in it is forgotten; the server's own number is the most.
    pub history_days: Option<u32>,
}

impl Draft {
    /// Nobody locks a meeting from outside: that is for those who are in it.
    pub(super) fn unlocked(&self) -> MeetingRules {
        MeetingRules {
            locked: false,
            ..self.rules
        }
    }

    /// Within what there can be.
    pub(super) fn kept_days(&self) -> Option<u32> {
        let (fewest, most) = HISTORY_DAYS;
        self.history_days.map(|days| days.clamp(fewest, most))
    }
}
