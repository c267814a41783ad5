//! The times at which people meet.

use super::{Exception, Occurrence, RepeatEnd, Series};
use chrono::NaiveDateTime;
use parley_protocol::{Milliseconds, Timestamp};

const MINUTE: u64 = 60_000;

/// When each time of a plan was to begin, by the clocks of its zone, without end where it never ends.
pub(super) fn planned(series: &Series) -> Box<dyn Iterator<Item = NaiveDateTime> + Send + 'static> {
    let plan = &series.plan;
    match &plan.repeat {
        Some(repeat) => repeat.clocks(plan.start),
        None => Box::new(std::iter::once(plan.start)),
    }
}

/// Whether a series has a time that was to begin then.
pub(super) fn is_planned(series: &Series, key: NaiveDateTime) -> bool {
    planned(series)
        .take_while(|time| *time <= key)
        .any(|time| time == key)
}

/// The times of a meeting, in the order of the plan: the cancelled ones left out, the changed ones as they are.
pub fn occurrences(series: &Series) -> impl Iterator<Item = Occurrence> {
    planned(series).filter_map(|key| occurrence(series, key))
}

/// One time of a series; `None` when it does not happen.
pub(super) fn occurrence(series: &Series, key: NaiveDateTime) -> Option<Occurrence> {
    let plan = &series.plan;
    let (title, start, minutes, is_changed) = match series.exceptions.get(&key) {
        Some(Exception::Cancelled) => return None,
        Some(Exception::Changed(change)) => (&change.title, change.start, change.minutes, true),
        None => (&plan.title, key, plan.minutes, false),
    };
    let starts_at = plan.zone.moment(start);
    Some(Occurrence {
        key,
        title: title.clone(),
        start,
        starts_at,
        ends_at: starts_at + Milliseconds(u64::from(minutes) * MINUTE),
        is_changed,
    })
}

/// The next times that are not over at `now`, at most `count`, the first ones: also those that were moved away from
/// their place in the series.
pub fn upcoming_of(series: &Series, now: Timestamp, count: usize) -> Vec<Occurrence> {
    if series.cancelled {
        return Vec::new();
    }
    let is_moved = |key: &NaiveDateTime| series.exceptions.contains_key(key);
    let moved = series.exceptions.keys();
    let moved = moved.filter_map(|key| occurrence(series, *key));
    let planned = planned(series).filter(|key| !is_moved(key));
    let planned = planned.filter_map(|key| occurrence(series, key));
    let lasts = |occurrence: &Occurrence| occurrence.ends_at > now;
    let mut next: Vec<Occurrence> = planned.filter(lasts).take(count).collect();
    next.extend(moved.filter(lasts));
    next.sort_by_key(|occurrence| (occurrence.starts_at, occurrence.key));
    next.truncate(count);
    next
}

/// When the last time is over: the end of time where there is no last one, and its beginning where none is left.
pub(super) fn over_at(series: &Series) -> Timestamp {
    if series.cancelled {
        return Timestamp(0);
    }
    if series.plan.repeat.map(|repeat| repeat.end) == Some(RepeatEnd::Never) {
        return Timestamp(u64::MAX);
    }
    let ends = occurrences(series).map(|occurrence| occurrence.ends_at);
    ends.max().unwrap_or_default()
}
