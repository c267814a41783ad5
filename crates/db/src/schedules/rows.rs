//! Between rows and the domain's plans.

use crate::{
    columns::{count, moment},
    entity::{meeting, meeting_invitee as invitee, schedule, schedule_exception as exception},
    error::bad_row,
    meetings::rules_of,
};
use chrono::DateTime;
use parley_domain::{
    MeetingId, RepositoryError,
    accounts::UserId,
    schedule::{
        Every, Exception, Invitee, NaiveDateTime, NaiveTime, OccurrenceChange, Plan, Repeat,
        RepeatEnd, Schedule, ScheduleId, Series, WeekDays, Zone,
    },
};
use parley_protocol::{EmailAddress, MeetingCode, MeetingLink, MeetingTitle};
use std::collections::BTreeMap;

const TABLE: &str = "schedule";

fn bad() -> RepositoryError {
    bad_row(TABLE)
}

/// What a clock shows, as if it was UTC.
pub(super) fn to_clock(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp_millis()
}

fn clock(column: i64) -> Result<NaiveDateTime, RepositoryError> {
    let moment = DateTime::from_timestamp_millis(column).ok_or_else(bad)?;
    Ok(moment.naive_utc())
}

fn title(text: Option<&str>) -> Result<MeetingTitle, RepositoryError> {
    MeetingTitle::new(text.unwrap_or_default()).map_err(|_| bad())
}

pub(super) fn from_rows(
    row: schedule::Model,
    meeting: meeting::Model,
    exceptions: Vec<exception::Model>,
) -> Result<Schedule, RepositoryError> {
    let series = Series {
        rules: rules_of(&meeting),
        has_password: meeting.password_hash.is_some(),
        owner: UserId(meeting.owner_id.ok_or_else(bad)?),
        plan: plan(&row, &meeting)?,
        code: MeetingCode::try_from(meeting.code).map_err(|_| bad())?,
        link: meeting
            .link
            .map(MeetingLink::try_from)
            .transpose()
            .map_err(|_| bad())?,
        history_days: meeting
            .history_days
            .map(u32::try_from)
            .transpose()
            .map_err(|_| bad())?,
        exceptions: exceptions
            .iter()
            .map(to_exception)
            .collect::<Result<BTreeMap<_, _>, _>>()?,
        sequence: count(TABLE, row.sequence)?,
        cancelled: row.cancelled,
        created_at: moment(TABLE, row.created_at)?,
    };
    Ok(Schedule {
        id: ScheduleId(row.id),
        meeting: MeetingId(row.meeting_id),
        series,
    })
}

fn plan(row: &schedule::Model, meeting: &meeting::Model) -> Result<Plan, RepositoryError> {
    Ok(Plan {
        title: title(meeting.title.as_deref())?,
        start: clock(row.start_clock)?,
        zone: Zone::parse(&row.zone).ok_or_else(bad)?,
        minutes: count(TABLE, row.minutes)?,
        repeat: repeat(row)?,
    })
}

fn repeat(row: &schedule::Model) -> Result<Option<Repeat>, RepositoryError> {
    let every = match row.repeat_every.as_deref() {
        None => return Ok(None),
        Some("day") => Every::Day,
        Some("week") => {
            let bits = row.week_days.and_then(|bits| u8::try_from(bits).ok());
            Every::Week(bits.and_then(WeekDays::from_bits).ok_or_else(bad)?)
        }
        Some("month") => Every::Month,
        Some(_) => return Err(bad()),
    };
    let end = match (row.until_clock, row.times) {
        (None, None) => RepeatEnd::Never,
        (Some(until), None) => RepeatEnd::On(clock(until)?.date()),
        (None, Some(times)) => RepeatEnd::After(count(TABLE, times)?),
        (Some(_), Some(_)) => return Err(bad()),
    };
    Ok(Some(Repeat { every, end }))
}

/// The columns of a repetition: after what, on which days, until when, and how often.
pub(super) type RepeatColumns = (Option<String>, Option<i32>, Option<i64>, Option<i32>);

pub(super) fn repeat_columns(repeat: Option<Repeat>) -> RepeatColumns {
    let Some(Repeat { every, end }) = repeat else {
        return (None, None, None, None);
    };
    let (every, days) = match every {
        Every::Day => ("day", None),
        Every::Week(days) => ("week", Some(days.bits().into())),
        Every::Month => ("month", None),
    };
    let (until, times) = match end {
        RepeatEnd::Never => (None, None),
        RepeatEnd::On(date) => (Some(to_clock(date.and_time(NaiveTime::MIN))), None),
        RepeatEnd::After(times) => (None, Some(to_number(times))),
    };
    (Some(every.to_owned()), days, until, times)
}

/// Numbers of plans are small.
pub(super) fn to_number(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn to_exception(row: &exception::Model) -> Result<(NaiveDateTime, Exception), RepositoryError> {
    let exception = match (row.start_clock, row.minutes) {
        (None, None) => Exception::Cancelled,
        (Some(start), Some(minutes)) => Exception::Changed(OccurrenceChange {
            title: title(row.title.as_deref())?,
            start: clock(start)?,
            minutes: count("schedule_exception", minutes)?,
        }),
        _ => return Err(bad_row("schedule_exception")),
    };
    Ok((clock(row.key_clock)?, exception))
}

pub(super) fn to_invitee(row: invitee::Model) -> Result<Invitee, RepositoryError> {
    match (row.email, row.user_id) {
        (Some(email), None) => EmailAddress::new(&email)
            .map(Invitee::Address)
            .map_err(|_| bad_row("meeting_invitee")),
        (None, Some(user)) => Ok(Invitee::Account(UserId(user))),
        _ => Err(bad_row("meeting_invitee")),
    }
}
