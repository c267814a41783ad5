//! The offsets of a zone, as far as the meetings of a calendar go (RFC 5545, 3.6.5).
//!
//! Every change of the offset is written down by itself: rules of zones are changed too often to be guessed.

use super::super::{Series, Zone, occurrences::last_before, zone::to_utc};
use chrono::{DateTime, TimeDelta, Utc};
use parley_protocol::Timestamp;
use std::fmt::Write as _;

/// How far a series without end is described, from its first time or from now.
const AHEAD: TimeDelta = TimeDelta::days(5 * 366);
/// No zone changes its offset and back within this.
const STEP: TimeDelta = TimeDelta::days(7);
/// How far before the first time a change is looked for.
const BEFORE: TimeDelta = TimeDelta::days(366);

/// A change of the offset.
struct Change {
    at: DateTime<Utc>,
    from: i32,
    to: i32,
}

/// The component of the zone that these series have; nothing for UTC.
pub(super) fn write(series: &[&Series], now: Timestamp) -> String {
    let Some(zone) = series.first().map(|one| one.plan.zone) else {
        return String::new();
    };
    if zone.name() == Zone::UTC.name() {
        return String::new();
    }
    let (first, last) = span(series, now);
    let changes = changes(zone, first - BEFORE, last);
    let mut text = String::new();
    line(&mut text, "BEGIN:VTIMEZONE");
    line(&mut text, &format!("TZID:{}", zone.name()));
    if changes.first().is_none_or(|change| change.at > first) {
        let offset = zone.offset_at(first - BEFORE);
        let since = first - BEFORE;
        observance(
            &mut text,
            zone,
            &Change {
                at: since,
                from: offset,
                to: offset,
            },
        );
    }
    for change in &changes {
        observance(&mut text, zone, change);
    }
    line(&mut text, "END:VTIMEZONE");
    text
}

/// From the first time of these series to the end of the last.
fn span(series: &[&Series], now: Timestamp) -> (DateTime<Utc>, DateTime<Utc>) {
    let mut first = DateTime::<Utc>::MAX_UTC;
    let mut last = DateTime::<Utc>::MIN_UTC;
    for one in series {
        let zone = one.plan.zone;
        let begin = zone.utc(one.plan.start);
        let horizon = begin.max(to_utc(now)) + AHEAD;
        let end = last_before(one, horizon.naive_utc()).map(|time| zone.utc(time));
        let moved = one
            .exceptions
            .values()
            .filter_map(|exception| match exception {
                super::Exception::Changed(change) => Some(zone.utc(change.start)),
                super::Exception::Cancelled => None,
            });
        for time in moved.chain([begin, end.unwrap_or(begin)]) {
            first = first.min(time);
            last = last.max(time);
        }
    }
    // The last one ends within two days.
    (first, last + TimeDelta::days(2))
}

/// The changes between two moments.
fn changes(zone: Zone, first: DateTime<Utc>, last: DateTime<Utc>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut at = first;
    while at < last {
        let next = at + STEP;
        let (from, to) = (zone.offset_at(at), zone.offset_at(next));
        if from != to {
            let at = moment_of_change(zone, at, next);
            changes.push(Change { at, from, to });
        }
        at = next;
    }
    changes
}

/// To the second, between two moments with different offsets.
fn moment_of_change(zone: Zone, before: DateTime<Utc>, after: DateTime<Utc>) -> DateTime<Utc> {
    let old = zone.offset_at(before);
    let (mut low, mut high) = (before.timestamp(), after.timestamp());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        let moment = DateTime::from_timestamp(middle, 0).unwrap_or(before);
        if zone.offset_at(moment) == old {
            low = middle;
        } else {
            high = middle;
        }
    }
    DateTime::from_timestamp(high, 0).unwrap_or(after)
}

/// What begins with a change, told by the clock as it was before it.
fn observance(text: &mut String, zone: Zone, change: &Change) {
    let kind = if change.to > change.from {
        "DAYLIGHT"
    } else {
        "STANDARD"
    };
    let shown = change.at.naive_utc() + TimeDelta::seconds(change.from.into());
    line(text, &format!("BEGIN:{kind}"));
    line(text, &format!("DTSTART:{}", shown.format(super::LOCAL)));
    line(text, &format!("TZOFFSETFROM:{}", offset(change.from)));
    line(text, &format!("TZOFFSETTO:{}", offset(change.to)));
    line(text, &format!("TZNAME:{}", zone.abbreviation_at(change.at)));
    line(text, &format!("END:{kind}"));
}

fn line(text: &mut String, line: &str) {
    write!(text, "{line}\r\n").expect("a String takes every write");
}

/// `+0530`, and seconds where there are some.
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
    if seconds == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{seconds:02}")
    }
}
