//! How a meeting repeats (RFC 5545, 3.3.10).

mod clocks;

use super::Zone;
use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
pub(super) use clocks::Clocks;
#[cfg(test)]
pub(super) use clocks::steps;
use rrule::{Frequency, NWeekday, RRule, Tz, Unvalidated};

/// Days of the week, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekDays(u8);

/// After what a meeting comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// A day.
    Day,
    /// A week, on these days.
    Week(WeekDays),
    /// A month, on the day of the month on which it is first; months without that day are left out.
    Month,
}

/// When it ends to repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatEnd {
    /// Never.
    Never,
    /// After this date, which may have one.
    On(NaiveDate),
    /// After so many times in all.
    After(u32),
}

/// How a meeting repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// After what it comes again.
    pub every: Every,
    /// When it ends.
    pub end: RepeatEnd,
}

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

impl WeekDays {
    /// These days; `None` for no day at all.
    pub fn new(days: impl IntoIterator<Item = Weekday>) -> Option<Self> {
        let days = days.into_iter();
        Self::from_bits(days.fold(0, |bits, day| bits | bit(day)))
    }

    /// As they are stored: one bit for each day, the lowest for Monday.
    pub fn from_bits(bits: u8) -> Option<Self> {
        (1..0x80).contains(&bits).then_some(Self(bits))
    }

    /// As they are stored.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Whether this is one of them.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// From Monday on.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEK.into_iter().filter(move |day| self.contains(*day))
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

impl Repeat {
    /// The first time at `start` or later that fits: a meeting that is planned for a Tuesday and repeats on Fridays
    /// begins on Friday.
    pub fn first(&self, start: NaiveDateTime) -> NaiveDateTime {
        let Every::Week(days) = self.every else {
            return start;
        };
        let mut week = (0..7).filter_map(|ahead| start.checked_add_days(Days::new(ahead)));
        week.find(|day| days.contains(day.weekday()))
            .unwrap_or(start)
    }

    /// What the clock shows each time, of a series that begins at `start`: those at `from` or later, as long as zones know
    /// them.
    ///
    /// All of it is counted on the clock on the wall, as if that was UTC: so that no change of an offset moves a time.
    pub(super) fn clocks(&self, start: NaiveDateTime, from: NaiveDateTime) -> Clocks {
        Clocks::new(self, start, from)
    }

    /// The rule as a value of a calendar, whose end is a moment in UTC (RFC 5545, 3.3.10).
    pub(super) fn value(&self, start: NaiveDateTime, zone: Zone) -> String {
        let rule = match self.end {
            RepeatEnd::On(date) => {
                let last = zone.utc(date.and_time(LAST_SECOND));
                self.rule(start).until(last.with_timezone(&Tz::UTC))
            }
            RepeatEnd::Never | RepeatEnd::After(_) => self.rule(start),
        };
        rule.to_string()
    }

    /// Without the date at which it ends.
    fn rule(&self, start: NaiveDateTime) -> RRule<Unvalidated> {
        let rule = match self.every {
            Every::Day => RRule::new(Frequency::Daily),
            Every::Week(days) => {
                RRule::new(Frequency::Weekly).by_weekday(days.iter().map(NWeekday::Every).collect())
            }
            Every::Month => {
                let day = i8::try_from(start.day()).unwrap_or(1);
                RRule::new(Frequency::Monthly).by_month_day(vec![day])
            }
        };
        match self.end {
            RepeatEnd::After(count) => rule.count(count),
            RepeatEnd::Never | RepeatEnd::On(_) => rule,
        }
    }
}

const LAST_SECOND: NaiveTime = NaiveTime::from_hms_opt(23, 59, 59).expect("a day has this second");
