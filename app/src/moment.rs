//! Days and times as people say them. What depends on the browser's clock and time zone is asked of [`browser`]; the
//! words for it are made here.

pub(crate) mod browser;

use parley_protocol::Timestamp;

const DAY: u64 = 24 * 3_600_000;
const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day of the calendar, in whatever time zone it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(
    /// Days since 1970-01-01.
    pub i64,
);

impl Day {
    /// The day of a moment in UTC.
    pub fn utc(at: Timestamp) -> Self {
        Self(i64::try_from(at.0 / DAY).unwrap_or(i64::MAX))
    }

    /// The weekday's name.
    fn weekday(self) -> &'static str {
        // The first of January 1970 was a Thursday.
        let index = (self.0 + 4).rem_euclid(7);
        usize::try_from(index).map_or("", |index| WEEKDAYS[index])
    }

    /// Year, month from 1 to 12, day of the month: the calendar since 1582, continued (Howard Hinnant's algorithm).
    fn date(self) -> (i64, usize, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, usize::try_from(month).unwrap_or(1), day)
    }

    /// `Thursday 12 March`
    pub fn long(self) -> String {
        let (_, month, day) = self.date();
        format!("{} {day} {}", self.weekday(), MONTHS[month - 1])
    }

    /// `12 March 2026`
    fn plain(self) -> String {
        let (year, month, day) = self.date();
        format!("{day} {} {year}", MONTHS[month - 1])
    }

    /// `Today`, `Yesterday`, `Tomorrow`, `Tue 10 March`, with the year when it is not this one.
    pub fn seen_from(self, today: Self) -> String {
        match self.0 - today.0 {
            0 => return "Today".to_owned(),
            -1 => return "Yesterday".to_owned(),
            1 => return "Tomorrow".to_owned(),
            _ => {}
        }
        let (year, month, day) = self.date();
        let words = format!("{} {day} {}", &self.weekday()[..3], MONTHS[month - 1]);
        if year == today.date().0 {
            words
        } else {
            format!("{words} {year}")
        }
    }
}

/// What a moment is called before the browser has said its time zone: the day in UTC.
pub fn neutral(at: Timestamp) -> String {
    format!("{} (UTC)", Day::utc(at).plain())
}

/// A moment for machines.
pub fn iso(at: Timestamp) -> String {
    let (year, month, day) = Day::utc(at).date();
    let minutes = at.0 % DAY / 60_000;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}Z",
        minutes / 60,
        minutes % 60
    )
}

/// How one greets at this hour of the day.
pub fn greeting(hour: u32) -> &'static str {
    match hour {
        0..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-12, 10:30 UTC, a Thursday.
    const AT: Timestamp = Timestamp(1_773_311_400_000);

    #[test]
    fn a_moment_is_a_day_of_the_calendar() {
        assert_eq!(iso(AT), "2026-03-12T10:30Z");
        assert_eq!(iso(Timestamp(0)), "1970-01-01T00:00Z");
        assert_eq!(
            Day::utc(Timestamp(951_782_400_000)).plain(),
            "29 February 2000"
        );
        assert_eq!(neutral(AT), "12 March 2026 (UTC)");
        assert_eq!(Day::utc(AT).long(), "Thursday 12 March");
    }

    #[test]
    fn a_day_is_called_as_seen_from_today() {
        let today = Day::utc(AT);
        let said = |days: i64| Day(today.0 + days).seen_from(today);
        assert_eq!(said(0), "Today");
        assert_eq!(said(-1), "Yesterday");
        assert_eq!(said(1), "Tomorrow");
        assert_eq!(said(-2), "Tue 10 March");
        assert_eq!(said(-72), "Tue 30 December 2025");
    }

    #[test]
    fn the_greeting_changes_at_noon_and_at_six() {
        assert_eq!(greeting(0), "Good morning");
        assert_eq!(greeting(11), "Good morning");
        assert_eq!(greeting(12), "Good afternoon");
        assert_eq!(greeting(17), "Good afternoon");
        assert_eq!(greeting(18), "Good evening");
        assert_eq!(greeting(23), "Good evening");
    }
}
