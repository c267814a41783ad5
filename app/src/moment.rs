//! Days and times as people say them. What depends on the browser's clock and time zone is asked of [`browser`]; the
//! words for it are made here.

pub(crate) mod browser;
pub(crate) mod zone;

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

    /// The day that a date field holds: `2026-03-12`. `None` for what is no date.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let (year, month, day): (i64, i64, i64) =
            (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        let found = Self::from_date(year, month, day);
        let is_date = |(y, m, d)| y == year && i64::try_from(m) == Ok(month) && d == day;
        ((1970..=9999).contains(&year) && is_date(found.date())).then_some(found)
    }

    /// The reverse of [`Self::date`], of which it is one half.
    fn from_date(year: i64, month: i64, day: i64) -> Self {
        let year = year - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let from_march = (month + 9).rem_euclid(12);
        let day_of_year = (153 * from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    /// As a date field holds it.
    pub fn iso(self) -> String {
        let (year, month, day) = self.date();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Which day of the week it is, from 0 for Monday.
    pub fn from_monday(self) -> u8 {
        // The first of January 1970 was a Thursday.
        u8::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// The day of the month.
    pub fn of_month(self) -> i64 {
        self.date().2
    }

    /// The weekday's name.
    pub fn weekday(self) -> &'static str {
        WEEKDAYS[(usize::from(self.from_monday()) + 1) % WEEKDAYS.len()]
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

    /// The same inside a sentence: `today`, `Tue 10 March`.
    pub fn told_from(self, today: Self) -> String {
        let words = self.seen_from(today);
        if (self.0 - today.0).abs() <= 1 {
            words.to_lowercase()
        } else {
            words
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

/// `UTC+1` for what browsers call `GMT+01:00`.
fn offset_words(name: &str) -> String {
    let Some(offset) = name.strip_prefix("GMT").filter(|rest| !rest.is_empty()) else {
        return "UTC".to_owned();
    };
    let (sign, clock) = offset.split_at(offset.chars().next().map_or(0, char::len_utf8));
    let (hours, minutes) = clock.split_once(':').unwrap_or((clock, "00"));
    let hours = hours.trim_start_matches('0');
    let hours = if hours.is_empty() { "0" } else { hours };
    let sign = if sign == "+" { "+" } else { "\u{2212}" };
    match minutes {
        "00" => format!("UTC{sign}{hours}"),
        minutes => format!("UTC{sign}{hours}:{minutes}"),
    }
}

/// What is written into the cookie jar: for one year, for the whole site.
fn zone_cookie(zone: &str, secure: bool) -> String {
    let end = if secure { "; Secure" } else { "" };
    format!(
        "{}={zone}; Path=/; Max-Age=31536000; SameSite=Lax{end}",
        zone::COOKIE
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
        let inside = |days: i64| Day(today.0 + days).told_from(today);
        assert_eq!([inside(0), inside(1)], ["today", "tomorrow"]);
        assert_eq!(inside(-2), "Tue 10 March");
    }

    #[test]
    fn a_date_field_holds_a_day() {
        let day = Day::parse("2026-03-12");
        assert_eq!(day, Some(Day::utc(AT)));
        assert_eq!(day.map(Day::iso).as_deref(), Some("2026-03-12"));
        assert_eq!(day.map(Day::from_monday), Some(3));
        for date in ["2000-02-29", "2023-12-31", "2024-01-01", "2199-12-31"] {
            assert_eq!(Day::parse(date).map(Day::iso).as_deref(), Some(date));
        }
        for none in [
            "",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1",
            "x-y-z",
        ] {
            assert_eq!(Day::parse(none), None, "{none}");
        }
    }

    #[test]
    fn an_offset_is_told_from_utc() {
        for (name, words) in [
            ("GMT", "UTC"),
            ("GMT+01:00", "UTC+1"),
            ("GMT-04:00", "UTC\u{2212}4"),
            ("GMT+05:45", "UTC+5:45"),
            ("GMT+00:30", "UTC+0:30"),
            ("GMT+12:00", "UTC+12"),
        ] {
            assert_eq!(offset_words(name), words);
        }
    }

    #[test]
    fn the_zone_is_kept_for_a_year_and_stays_on_the_site() {
        assert_eq!(
            zone_cookie("Europe/Berlin", true),
            "zone=Europe/Berlin; Path=/; Max-Age=31536000; SameSite=Lax; Secure"
        );
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
