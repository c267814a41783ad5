//! When a meeting is, in words, for mails.

use super::{Every, Occurrence, Plan, Repeat, RepeatEnd, Zone};
use chrono::{Datelike as _, NaiveDateTime, TimeDelta};
use parley_protocol::Milliseconds;

/// `Tuesday, 10 March 2026, 14:30 to 15:15 (Europe/Berlin), every week on Tuesday and Friday until 1 June 2026`.
pub fn describe_plan(plan: &Plan) -> String {
    let once = one_time(plan.start, plan.minutes, plan.zone);
    match &plan.repeat {
        Some(repeat) => format!("{once}, {}", describe_repeat(repeat, plan.start)),
        None => once,
    }
}

/// `Tuesday, 10 March 2026, 14:30 to 15:15 (Europe/Berlin)`.
pub fn describe_occurrence(occurrence: &Occurrence, zone: Zone) -> String {
    let Milliseconds(length) = occurrence.ends_at.since(occurrence.starts_at);
    let minutes = u32::try_from(length / 60_000).unwrap_or(u32::MAX);
    one_time(occurrence.start, minutes, zone)
}

pub(super) fn one_time(start: NaiveDateTime, minutes: u32, zone: Zone) -> String {
    let end = zone.utc(start) + TimeDelta::minutes(minutes.into());
    let end = zone.clock_at(super::zone::to_timestamp(end));
    let end = if end.date() == start.date() {
        end.format("%H:%M")
    } else {
        end.format("%A, %-d %B %Y, %H:%M")
    };
    format!("{} to {end} ({zone})", start.format("%A, %-d %B %Y, %H:%M"))
}

fn describe_repeat(repeat: &Repeat, start: NaiveDateTime) -> String {
    let every = match repeat.every {
        Every::Day => "every day".to_owned(),
        Every::Week(days) => {
            let days: Vec<&str> = days.iter().map(weekday).collect();
            let (last, first) = days.split_last().unwrap_or((&"", &[]));
            match first {
                [] => format!("every week on {last}"),
                first => format!("every week on {} and {last}", first.join(", ")),
            }
        }
        Every::Month => format!("every month on day {}", start.day()),
    };
    match repeat.end {
        RepeatEnd::Never => every,
        RepeatEnd::On(date) => format!("{every} until {}", date.format("%-d %B %Y")),
        RepeatEnd::After(1) => format!("{every}, once"),
        RepeatEnd::After(count) => format!("{every}, {count} times"),
    }
}

fn weekday(day: chrono::Weekday) -> &'static str {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    match day {
        Mon => "Monday",
        Tue => "Tuesday",
        Wed => "Wednesday",
        Thu => "Thursday",
        Fri => "Friday",
        Sat => "Saturday",
        Sun => "Sunday",
    }
}
