//! Planned meetings for calendar programs (RFC 5545, RFC 5546).
//!
//! *Invariants*: the same plan at the same time is the same text, with neither clock nor randomness; whatever people
//! typed is one value, whatever is in it (T-089); only an invitation names an attendee, and only its own.

mod time_zone;

use super::{Exception, Series, Zone, occurrences::occurrence, zone::to_utc};
use chrono::{NaiveDateTime, TimeDelta};
use icalendar::{Calendar, Component as _, Event, EventStatus, Parameter, Property};
use parley_protocol::{DisplayName, EmailAddress, Timestamp};
use std::collections::BTreeMap;

/// What a calendar program is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarMethod {
    /// Show it.
    Publish,
    /// Ask its owner whether they come.
    Request,
    /// Take it away.
    Cancel,
}

impl CalendarMethod {
    /// As it stands in a calendar, and in the type of the part of a mail that holds one.
    pub fn name(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// How much of a series is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarPart {
    /// All of it, with the times that are otherwise.
    All,
    /// The time that was to begin then.
    One(NaiveDateTime),
}

/// One planned meeting in a calendar.
#[derive(Clone, Debug)]
pub struct CalendarEntry<'a> {
    /// What is planned.
    pub series: &'a Series,
    /// Who planned it.
    pub host: (&'a DisplayName, &'a EmailAddress),
    /// Who is invited by it.
    pub attendee: Option<&'a EmailAddress>,
    /// Where people meet.
    pub url: String,
    /// How much of it is told.
    pub part: CalendarPart,
}

/// Writes a calendar; `now` is when.
pub fn write_calendar(
    method: CalendarMethod,
    entries: &[CalendarEntry<'_>],
    now: Timestamp,
) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Parley//Parley//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", method.name()),
    ] {
        calendar.append_property((key, value));
    }
    if method == CalendarMethod::Publish {
        calendar.name("Parley");
    }
    let mut zones: BTreeMap<&str, Vec<&Series>> = BTreeMap::new();
    for entry in entries {
        let zone = entry.series.plan.zone.name();
        zones.entry(zone).or_default().push(entry.series);
        for event in events(entry, method, now) {
            calendar.push(event);
        }
    }
    let zones: String = zones.values().map(|of| time_zone::write(of, now)).collect();
    // The crate would give a zone a stamp and an identity, which it must not have (RFC 5545, 3.6.5).
    let text = calendar.to_string();
    let events = text
        .find("BEGIN:VEVENT")
        .or_else(|| text.find("END:VCALENDAR"));
    let (head, tail) = text.split_at(events.unwrap_or(text.len()));
    [head, &zones, tail].concat()
}

fn events(entry: &CalendarEntry<'_>, method: CalendarMethod, now: Timestamp) -> Vec<Event> {
    let series = entry.series;
    match entry.part {
        CalendarPart::One(key) => vec![single(entry, key, method, now)],
        CalendarPart::All => {
            let moved = series.exceptions.iter();
            let moved = moved.filter(|(_, exception)| **exception != Exception::Cancelled);
            let moved = moved.map(|(key, _)| single(entry, *key, method, now));
            std::iter::once(whole(entry, method, now))
                .chain(moved)
                .collect()
        }
    }
}

/// The series itself.
fn whole(entry: &CalendarEntry<'_>, method: CalendarMethod, now: Timestamp) -> Event {
    let (series, plan) = (entry.series, &entry.series.plan);
    let mut event = begin(entry, method, now);
    event.summary(&one_line(plan.title.as_str()));
    times(&mut event, plan.start, plan.minutes, plan.zone);
    if let Some(repeat) = &plan.repeat {
        event.add_property("RRULE", repeat.value(plan.start, plan.zone));
        for (key, exception) in &series.exceptions {
            if *exception == Exception::Cancelled {
                event.append_multi_property(local("EXDATE", *key, plan.zone));
            }
        }
    }
    event.done()
}

/// One time of it.
fn single(
    entry: &CalendarEntry<'_>,
    key: NaiveDateTime,
    method: CalendarMethod,
    now: Timestamp,
) -> Event {
    let (series, plan) = (entry.series, &entry.series.plan);
    let mut event = begin(entry, method, now);
    let (title, start, minutes) = match series.exceptions.get(&key) {
        Some(Exception::Changed(change)) => (&change.title, change.start, change.minutes),
        Some(Exception::Cancelled) | None => (&plan.title, key, plan.minutes),
    };
    event.summary(&one_line(title.as_str()));
    times(&mut event, start, minutes, plan.zone);
    if occurrence(series, key).is_none() {
        event.status(EventStatus::Cancelled);
    }
    if plan.repeat.is_some() {
        event.append_property(local("RECURRENCE-ID", key, plan.zone));
    }
    event.done()
}

fn begin(entry: &CalendarEntry<'_>, method: CalendarMethod, now: Timestamp) -> Event {
    let series = entry.series;
    let mut event = Event::new();
    // By the code and the time, because two servers may once give the same code.
    let uid = format!("{}-{}@parley", series.code, series.created_at.0);
    event.uid(&uid).timestamp(to_utc(now));
    event.sequence(series.sequence);
    event.add_property("CREATED", to_utc(series.created_at).format(UTC).to_string());
    event.status(if series.cancelled || method == CalendarMethod::Cancel {
        EventStatus::Cancelled
    } else {
        EventStatus::Confirmed
    });
    event.add_property("URL", &entry.url);
    event.add_property("LOCATION", &entry.url);
    let (name, email) = entry.host;
    let mut organizer = Property::new("ORGANIZER", format!("mailto:{email}"));
    organizer.append_parameter(Parameter::new("CN", &parameter(name.as_str())));
    event.append_property(organizer);
    if let Some(attendee) = entry.attendee {
        event.append_multi_property(invited(attendee));
    }
    event
}

fn invited(address: &EmailAddress) -> Property {
    let mut attendee = Property::new("ATTENDEE", format!("mailto:{address}"));
    for (key, value) in [
        ("CUTYPE", "INDIVIDUAL"),
        ("ROLE", "REQ-PARTICIPANT"),
        ("PARTSTAT", "NEEDS-ACTION"),
        ("RSVP", "TRUE"),
    ] {
        attendee.add_parameter(key, value);
    }
    attendee
}

const LOCAL: &str = "%Y%m%dT%H%M%S";
const UTC: &str = "%Y%m%dT%H%M%SZ";

/// The end by the clock, but for one that the clock shows twice: it would be the first of them.
fn times(event: &mut Event, start: NaiveDateTime, minutes: u32, zone: Zone) {
    event.append_property(local("DTSTART", start, zone));
    let end = zone.utc(start) + TimeDelta::minutes(minutes.into());
    let shown = zone.clock_at(super::zone::to_timestamp(end));
    if zone.utc(shown) == end {
        event.append_property(local("DTEND", shown, zone));
    } else {
        event.add_property("DURATION", format!("PT{minutes}M"));
    }
}

fn local(key: &str, time: NaiveDateTime, zone: Zone) -> Property {
    if zone.name() == Zone::UTC.name() {
        return Property::new(key, time.format(UTC).to_string());
    }
    let mut property = Property::new(key, time.format(LOCAL).to_string());
    property.add_parameter("TZID", zone.name());
    property
}

/// The crate escapes what has a meaning in a text, but lets a carriage return through.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A parameter in quotes can hold everything but a quote (RFC 5545, 3.2). The crate puts them where they are needed.
fn parameter(text: &str) -> String {
    one_line(text).replace('"', "'")
}
