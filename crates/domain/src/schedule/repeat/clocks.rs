//! What the clock shows each time that a meeting repeats.
//!
//! *Invariants*: wherever it begins, no time before that is walked through, but for the months of a series that is counted
//! and has a day that not every month has; nothing comes after what zones know.

use super::{Every, Repeat, RepeatEnd, Zone};
use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};
use std::iter;

/// The times of a series, in their order.
#[derive(Clone, Debug)]
pub(in super::super) struct Clocks {
    every: Every,
    /// When the series begins.
    first: NaiveDate,
    time: NaiveTime,
    next: Option<NaiveDate>,
    /// The last day on which there may be one.
    last: NaiveDate,
    /// How many there still are.
    left: u32,
}

impl Clocks {
    /// Of a series that begins at `start`: those at `from` or later.
    pub(super) fn new(repeat: &Repeat, start: NaiveDateTime, from: NaiveDateTime) -> Self {
        let start = repeat.first(start);
        let (every, first, time) = (repeat.every, start.date(), start.time());
        let from = if from.time() > time {
            from.date().checked_add_days(Days::new(1))
        } else {
            Some(from.date())
        };
        let next = from.and_then(|from| every.on_or_after(first, from.max(first)));
        let (last, left) = match repeat.end {
            RepeatEnd::Never => (NaiveDate::MAX, u32::MAX),
            RepeatEnd::On(date) => (date, u32::MAX),
            RepeatEnd::After(count) => {
                let gone = next.map_or(count, |next| every.count_before(first, next, count));
                (NaiveDate::MAX, count.saturating_sub(gone))
            }
        };
        Self {
            every,
            first,
            time,
            next,
            last,
            left,
        }
    }
}

impl Iterator for Clocks {
    type Item = NaiveDateTime;

    fn next(&mut self) -> Option<NaiveDateTime> {
        steps::count();
        let day = self.next.filter(|day| *day <= self.last)?;
        let clock = day.and_time(self.time);
        if self.left == 0 || !Zone::knows(clock) {
            return None;
        }
        self.left = self.left.saturating_sub(u32::from(self.left != u32::MAX));
        let tomorrow = day.checked_add_days(Days::new(1));
        self.next = tomorrow.and_then(|from| self.every.on_or_after(self.first, from));
        Some(clock)
    }
}

impl Every {
    /// The first day from `from` on of a series that began on the day `first`, which is one of its days.
    fn on_or_after(self, first: NaiveDate, from: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => Some(from),
            Self::Week(days) => {
                let mut week = (0..7).filter_map(|ahead| from.checked_add_days(Days::new(ahead)));
                week.find(|day| days.contains(day.weekday()))
            }
            // Of two months that follow each other one has every day.
            Self::Month => {
                let month = from.with_day(1)?;
                let mut days = (0..3).filter_map(|ahead| day_of_month(month, ahead, first.day()));
                days.find(|day| *day >= from)
            }
        }
    }

    /// How many days of the series are before `day`: counted no further than to `most`.
    fn count_before(self, first: NaiveDate, day: NaiveDate, most: u32) -> u32 {
        let passed = u64::try_from(day.signed_duration_since(first).num_days()).unwrap_or(0);
        match self {
            Self::Day => u32::try_from(passed).unwrap_or(u32::MAX),
            Self::Week(days) => {
                let (weeks, rest) = (passed / 7, passed % 7);
                let rest = iter::successors(Some(first.weekday()), |day| Some(day.succ()))
                    .zip(0..rest)
                    .filter(|(day, _)| days.contains(*day))
                    .count();
                let whole = weeks.saturating_mul(days.iter().count() as u64);
                u32::try_from(whole.saturating_add(rest as u64)).unwrap_or(u32::MAX)
            }
            Self::Month => {
                let Some(month) = first.with_day(1) else {
                    return 0;
                };
                let months = (0..).map_while(|ahead| {
                    steps::count();
                    let begin = month.checked_add_months(Months::new(ahead))?;
                    (begin < day).then(|| day_of_month(month, ahead, first.day()))
                });
                let before = months.flatten().take_while(|one| *one < day);
                let most = usize::try_from(most).unwrap_or(usize::MAX);
                u32::try_from(before.take(most).count()).unwrap_or(u32::MAX)
            }
        }
    }
}

/// A day some months after the month that begins on `month`; `None` when that month does not have it.
fn day_of_month(month: NaiveDate, ahead: u32, day: u32) -> Option<NaiveDate> {
    month.checked_add_months(Months::new(ahead))?.with_day(day)
}

#[cfg(not(test))]
mod steps {
    pub(super) fn count() {}
}

/// How far something is walked, so that tests can say it without a clock.
#[cfg(test)]
pub(in super::super) mod steps {
    use std::cell::Cell;

    thread_local!(static STEPS: Cell<u32> = const { Cell::new(0) });

    pub(super) fn count() {
        STEPS.set(STEPS.get() + 1);
    }

    /// What comes of something, and how many steps it takes.
    pub(in super::super::super) fn of<T>(act: impl FnOnce() -> T) -> (T, u32) {
        let before = STEPS.get();
        let outcome = act();
        (outcome, STEPS.get() - before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::WeekDays;
    use chrono::Weekday;
    use rrule::{RRuleSet, Tz};

    /// Times that are compared, the first of a series.
    const MOST: usize = 400;

    /// As the crate counts, from the start on.
    fn walked(repeat: &Repeat, start: NaiveDateTime) -> Vec<NaiveDateTime> {
        let start = repeat.first(start).and_utc().with_timezone(&Tz::UTC);
        let rule = repeat.rule(start.naive_utc());
        let rule = match repeat.end {
            RepeatEnd::On(date) => {
                let last = date.and_hms_opt(23, 59, 59).unwrap().and_utc();
                rule.until(last.with_timezone(&Tz::UTC))
            }
            RepeatEnd::Never | RepeatEnd::After(_) => rule,
        };
        let times = RRuleSet::new(start).rrule(rule.validate(start).unwrap());
        let walked = (&times).into_iter().take(MOST);
        walked.map(|time| time.naive_utc()).collect()
    }

    fn days(days: &[Weekday]) -> Every {
        Every::Week(WeekDays::new(days.iter().copied()).unwrap())
    }

    #[test]
    fn wherever_it_begins_it_goes_on_as_the_standard_counts() {
        let clock = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        for start in [
            "2026-01-31 09:00",
            "2024-02-29 00:00",
            "2026-01-30 23:59",
            "2026-02-28 09:00",
            "2026-12-06 09:00",
        ] {
            let start = clock(start);
            for every in [
                Every::Day,
                days(&[Weekday::Mon]),
                days(&[Weekday::Tue, Weekday::Sat, Weekday::Sun]),
                Every::Month,
            ] {
                let until = start.date() + Days::new(800);
                for end in [
                    RepeatEnd::Never,
                    RepeatEnd::On(until),
                    RepeatEnd::After(1),
                    RepeatEnd::After(30),
                ] {
                    let repeat = Repeat { every, end };
                    let all = walked(&repeat, start);
                    let same = repeat.clocks(start, start).take(MOST);
                    assert_eq!(same.collect::<Vec<_>>(), all, "{repeat:?} {start}");
                    for later in (0..1000).step_by(7).chain(58..63) {
                        for minutes in [-1, 0, 1] {
                            let from = start + Days::new(later);
                            let from = from + chrono::TimeDelta::minutes(minutes);
                            let next = all.iter().filter(|time| **time >= from).take(3);
                            let same = repeat.clocks(start, from).take(3);
                            let next: Vec<_> = next.copied().collect();
                            if all.len() < MOST || next.len() == 3 {
                                assert_eq!(same.collect::<Vec<_>>(), next, "{repeat:?} {from}");
                            }
                        }
                    }
                }
            }
        }
    }

    struct XorShift(u64);

    impl XorShift {
        fn below(&mut self, end: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0 % end
        }

        fn time(&mut self) -> NaiveTime {
            let minute = u32::try_from(self.below(24 * 60)).unwrap();
            NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap()
        }

        /// Any series, from its start on.
        fn series(&mut self) -> (Repeat, NaiveDateTime) {
            let day = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + Days::new(self.below(40_000));
            let week = u8::try_from(1 + self.below(127)).unwrap();
            let every = match self.below(3) {
                0 => Every::Day,
                1 => Every::Week(WeekDays::from_bits(week).unwrap()),
                _ => Every::Month,
            };
            let end = match self.below(3) {
                0 => RepeatEnd::Never,
                1 => RepeatEnd::On(day + Days::new(self.below(3000))),
                _ => RepeatEnd::After(u32::try_from(1 + self.below(80)).unwrap()),
            };
            (Repeat { every, end }, day.and_time(self.time()))
        }
    }

    #[test]
    fn any_series_goes_on_from_anywhere_as_the_standard_counts() {
        let mut compared = 0;
        for seed in 1..=400_u64 {
            let mut random = XorShift(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let (repeat, start) = random.series();
            let all = walked(&repeat, start);
            let case = format!("seed {seed}: {repeat:?} {start}");
            let same: Vec<_> = repeat.clocks(start, start).take(MOST).collect();
            assert_eq!(same, all, "{case}");
            for _ in 0..20 {
                let ahead = Days::new(random.below(1200));
                let from = (start.date() - Days::new(40) + ahead).and_time(random.time());
                let next: Vec<_> = all.iter().copied().filter(|time| *time >= from).collect();
                // What was walked through ends here, the series may not.
                let count = if all.len() < MOST { MOST } else { next.len() };
                let same: Vec<_> = repeat.clocks(start, from).take(count).collect();
                assert_eq!(same, next, "{case} from {from}");
                compared += next.len();
            }
        }
        assert!(compared > 100_000, "{compared} times were compared");
    }
}
