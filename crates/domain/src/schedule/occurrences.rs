//! The times at which people meet.

use super::{Exception, Occurrence, RepeatEnd, Series};
use chrono::{Days, NaiveDateTime, NaiveTime};
use parley_protocol::{Milliseconds, Timestamp};

const MINUTE: u64 = 60_000;

/// The longest that an occurrence lasts, and whatever a zone moves its clocks within that.
const LASTS: Days = Days::new(3);
/// Longest time without an occurrence in a series: of a month's last day, over February.
const GAP: Days = Days::new(62);

/// When each time of a plan was to begin, by the clocks of its zone: those at `from` or later.
fn planned_from(series: &Series, from: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> {
    let plan = &series.plan;
    let once = plan.repeat.is_none() && plan.start >= from;
    let times = plan.repeat.map(|repeat| repeat.clocks(plan.start, from));
    let once = once.then_some(plan.start).into_iter();
    once.chain(times.into_iter().flatten())
}

/// Whether a series has a time that was to begin then.
pub(super) fn is_planned(series: &Series, key: NaiveDateTime) -> bool {
    planned_from(series, key).next() == Some(key)
}

/// The last time that was to begin before a time, by the clocks of the zone.
pub(super) fn last_before(series: &Series, end: NaiveDateTime) -> Option<NaiveDateTime> {
    let until = match series.plan.repeat.map(|repeat| repeat.end) {
        None => return Some(series.plan.start).filter(|start| *start < end),
        // A series has so few of them that they may be walked through.
        Some(RepeatEnd::After(_)) => series.plan.start,
        Some(RepeatEnd::On(date)) => end.min(date.and_time(NaiveTime::MIN)),
        Some(RepeatEnd::Never) => end,
    };
    let from = until.checked_sub_days(GAP).unwrap_or(until);
    let times = planned_from(series, from);
    times.take_while(|time| *time < end).last()
}

/// The times of a meeting, in the order of the plan: the cancelled ones left out, the changed ones as they are.
pub fn occurrences(series: &Series) -> impl Iterator<Item = Occurrence> {
    planned_from(series, series.plan.start).filter_map(|key| occurrence(series, key))
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
    let local = series.plan.zone.clock_at(now);
    let from = local.checked_sub_days(LASTS).unwrap_or(local);
    let planned = planned_from(series, from).filter(|key| !is_moved(key));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        accounts::UserId,
        schedule::{COUNT, Every, Plan, Repeat, Zone, repeat::steps},
    };
    use parley_protocol::{MeetingCode, MeetingRules, MeetingTitle};
    use std::collections::BTreeMap;

    fn clock(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    /// It began long ago.
    fn old(every: Every, end: RepeatEnd) -> Series {
        Series {
            code: MeetingCode::from_typed("mkd-vqtr-hba").unwrap(),
            link: None,
            owner: UserId(1),
            rules: MeetingRules::default(),
            has_password: false,
            history_days: None,
            plan: Plan {
                title: MeetingTitle::new("Weekly check-in").unwrap(),
                start: clock("1971-01-31 09:00"),
                zone: Zone::parse("Europe/Berlin").unwrap(),
                minutes: 45,
                repeat: Some(Repeat { every, end }),
            },
            exceptions: BTreeMap::new(),
            sequence: 0,
            cancelled: false,
            created_at: Timestamp(0),
        }
    }

    #[test]
    fn whether_a_time_is_planned_is_known_in_few_steps_whatever_time_it_is() {
        for every in [Every::Day, Every::Month] {
            let series = old(every, RepeatEnd::Never);
            for (key, expected) in [
                (clock("2199-12-31 09:00"), true),
                (clock("2199-12-31 09:01"), false),
                (clock("9999-12-31 09:00"), false),
                (NaiveDateTime::MAX, false),
                (NaiveDateTime::MIN, false),
            ] {
                let (planned, steps) = steps::of(|| is_planned(&series, key));
                assert_eq!(planned, expected, "{key}");
                assert!(steps <= 1, "{steps} steps to {key}");
            }
            let counted = old(every, RepeatEnd::After(COUNT));
            for key in [clock("2199-12-31 09:00"), NaiveDateTime::MAX] {
                let (planned, steps) = steps::of(|| is_planned(&counted, key));
                assert!(!planned);
                assert!(steps <= 2 * COUNT, "{steps} steps to {key}");
            }
        }
    }

    #[test]
    fn the_next_times_of_an_old_series_are_found_in_few_steps() {
        let now = Zone::UTC.moment(clock("2026-01-15 12:00"));
        for (every, expected) in [
            (Every::Day, "2026-01-16 09:00"),
            (Every::Month, "2026-01-31 09:00"),
        ] {
            let series = old(every, RepeatEnd::Never);
            let (next, steps) = steps::of(|| upcoming_of(&series, now, 1));
            assert_eq!(next[0].start, clock(expected));
            assert!(steps <= 5, "{steps}");
            let (last, steps) = steps::of(|| last_before(&series, clock("2026-01-15 12:00")));
            let expected = match every {
                Every::Month => "2025-12-31 09:00",
                Every::Day | Every::Week(_) => "2026-01-15 09:00",
            };
            assert_eq!(last, Some(clock(expected)));
            assert!(steps <= 70, "{steps}");
        }
    }

    #[test]
    fn the_last_time_of_a_series_is_told_when_it_is_over() {
        let end = clock("2026-01-15 12:00");
        let until = RepeatEnd::On("1999-02-15".parse().unwrap());
        let last = |every, ends| last_before(&old(every, ends), end);
        assert_eq!(last(Every::Month, until), Some(clock("1999-01-31 09:00")));
        assert_eq!(last(Every::Day, until), Some(clock("1999-02-15 09:00")));
        let three = RepeatEnd::After(3);
        assert_eq!(last(Every::Month, three), Some(clock("1971-05-31 09:00")));
    }
}
