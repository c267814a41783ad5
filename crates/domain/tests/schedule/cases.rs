//! The cases: zones, clocks, repetitions, and the moments that they stand for.

use parley_domain::schedule::{RepeatEnd, Weekday};

/// How a meeting repeats.
pub(crate) enum How {
    Once,
    Daily(RepeatEnd),
    Weekly(&'static [Weekday], RepeatEnd),
    Monthly(RepeatEnd),
}

use How::{Daily, Monthly, Once, Weekly};
use RepeatEnd::{After, Never};
use Weekday::{Fri, Mon, Sun, Wed};

pub(crate) fn until(date: &str) -> RepeatEnd {
    RepeatEnd::On(date.parse().unwrap())
}

/// Zone, first time by the clock, repetition, the moments in UTC.
pub(crate) type Case = (&'static str, &'static str, How, &'static [&'static str]);

#[expect(clippy::too_many_lines, reason = "a table")]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        // The northern hemisphere, over both changes.
        (
            "Europe/Berlin",
            "2026-03-23 09:00",
            Weekly(&[Mon], After(2)),
            &["2026-03-23 08:00", "2026-03-30 07:00"],
        ),
        (
            "Europe/Berlin",
            "2026-10-19 09:00",
            Weekly(&[Mon], After(2)),
            &["2026-10-19 07:00", "2026-10-26 08:00"],
        ),
        (
            "America/New_York",
            "2026-03-06 18:00",
            Daily(After(3)),
            &["2026-03-06 23:00", "2026-03-07 23:00", "2026-03-08 22:00"],
        ),
        // In the gap: by the offset before it.
        (
            "Europe/Berlin",
            "2026-03-28 02:30",
            Daily(After(3)),
            &["2026-03-28 01:30", "2026-03-29 01:30", "2026-03-30 00:30"],
        ),
        (
            "America/New_York",
            "2026-03-07 02:30",
            Daily(After(3)),
            &["2026-03-07 07:30", "2026-03-08 07:30", "2026-03-09 06:30"],
        ),
        (
            "Africa/Cairo",
            "2026-04-24 00:30",
            Once,
            &["2026-04-23 22:30"],
        ),
        (
            "Antarctica/Troll",
            "2026-03-29 02:30",
            Once,
            &["2026-03-29 02:30"],
        ),
        // In the overlap: the first of both.
        (
            "Europe/Berlin",
            "2026-10-24 02:30",
            Daily(After(3)),
            &["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"],
        ),
        (
            "America/New_York",
            "2026-10-31 01:30",
            Daily(After(3)),
            &["2026-10-31 05:30", "2026-11-01 05:30", "2026-11-02 06:30"],
        ),
        // The southern hemisphere.
        (
            "Australia/Sydney",
            "2026-03-30 09:00",
            Weekly(&[Mon], After(2)),
            &["2026-03-29 22:00", "2026-04-05 23:00"],
        ),
        (
            "Australia/Sydney",
            "2026-10-04 02:30",
            Once,
            &["2026-10-03 16:30"],
        ),
        (
            "America/Santiago",
            "2026-09-05 23:30",
            Daily(After(2)),
            &["2026-09-06 03:30", "2026-09-07 02:30"],
        ),
        // Offsets and changes of a part of an hour.
        (
            "Australia/Lord_Howe",
            "2026-04-05 01:45",
            Once,
            &["2026-04-04 14:45"],
        ),
        (
            "Australia/Lord_Howe",
            "2026-10-04 02:15",
            Once,
            &["2026-10-03 15:45"],
        ),
        (
            "Pacific/Chatham",
            "2026-04-04 09:00",
            Daily(After(2)),
            &["2026-04-03 19:15", "2026-04-04 20:15"],
        ),
        (
            "America/St_Johns",
            "2026-03-07 09:00",
            Daily(After(2)),
            &["2026-03-07 12:30", "2026-03-08 11:30"],
        ),
        (
            "Asia/Kolkata",
            "2026-03-30 09:00",
            Weekly(&[Mon], After(2)),
            &["2026-03-30 03:30", "2026-04-06 03:30"],
        ),
        (
            "Asia/Kathmandu",
            "2026-07-01 12:00",
            Once,
            &["2026-07-01 06:15"],
        ),
        // Zones without a change, with one no more, with one for Ramadan, and with one below zero.
        (
            "America/Phoenix",
            "2026-03-07 09:00",
            Daily(After(2)),
            &["2026-03-07 16:00", "2026-03-08 16:00"],
        ),
        (
            "Asia/Tokyo",
            "2026-12-31 23:30",
            Daily(After(2)),
            &["2026-12-31 14:30", "2027-01-01 14:30"],
        ),
        (
            "Asia/Tehran",
            "2026-03-20 09:00",
            Daily(After(3)),
            &["2026-03-20 05:30", "2026-03-21 05:30", "2026-03-22 05:30"],
        ),
        (
            "America/Sao_Paulo",
            "2026-11-01 09:00",
            Once,
            &["2026-11-01 12:00"],
        ),
        (
            "Africa/Casablanca",
            "2026-02-09 10:00",
            Weekly(&[Mon], After(2)),
            &["2026-02-09 09:00", "2026-02-16 10:00"],
        ),
        (
            "Europe/Dublin",
            "2026-10-19 10:00",
            Weekly(&[Mon], After(2)),
            &["2026-10-19 09:00", "2026-10-26 10:00"],
        ),
        // Months without the day are left out, and the leap day is a day.
        (
            "Europe/Berlin",
            "2026-01-31 10:00",
            Monthly(After(4)),
            &[
                "2026-01-31 09:00",
                "2026-03-31 08:00",
                "2026-05-31 08:00",
                "2026-07-31 08:00",
            ],
        ),
        (
            "UTC",
            "2027-12-29 10:00",
            Monthly(After(3)),
            &["2027-12-29 10:00", "2028-01-29 10:00", "2028-02-29 10:00"],
        ),
        (
            "UTC",
            "2026-12-29 10:00",
            Monthly(After(3)),
            &["2026-12-29 10:00", "2027-01-29 10:00", "2027-03-29 10:00"],
        ),
        (
            "Europe/Paris",
            "2028-02-28 08:00",
            Daily(After(3)),
            &["2028-02-28 07:00", "2028-02-29 07:00", "2028-03-01 07:00"],
        ),
        // The last date counts, wherever UTC is on it.
        (
            "Pacific/Auckland",
            "2026-04-03 09:00",
            Daily(until("2026-04-05")),
            &["2026-04-02 20:00", "2026-04-03 20:00", "2026-04-04 21:00"],
        ),
        (
            "Pacific/Kiritimati",
            "2026-01-01 00:30",
            Daily(until("2026-01-02")),
            &["2025-12-31 10:30", "2026-01-01 10:30"],
        ),
        (
            "Pacific/Honolulu",
            "2026-01-01 23:30",
            Daily(until("2026-01-02")),
            &["2026-01-02 09:30", "2026-01-03 09:30"],
        ),
        (
            "Europe/Berlin",
            "2026-03-29 23:30",
            Daily(until("2026-03-29")),
            &["2026-03-29 21:30"],
        ),
        // Both sides of the date line, and a day that one of them left out.
        (
            "Pacific/Apia",
            "2026-06-01 08:00",
            Once,
            &["2026-05-31 19:00"],
        ),
        (
            "Pacific/Pago_Pago",
            "2026-06-01 08:00",
            Once,
            &["2026-06-01 19:00"],
        ),
        (
            "Pacific/Apia",
            "2011-12-29 10:00",
            Daily(After(3)),
            &["2011-12-29 20:00", "2011-12-30 20:00", "2011-12-30 20:00"],
        ),
        // Days of the week: the first of them is where it begins.
        (
            "Europe/London",
            "2026-03-24 09:00",
            Weekly(&[Mon, Fri], After(3)),
            &["2026-03-27 09:00", "2026-03-30 08:00", "2026-04-03 08:00"],
        ),
        (
            "UTC",
            "2026-03-11 09:00",
            Weekly(&[Sun, Wed], until("2026-03-18")),
            &["2026-03-11 09:00", "2026-03-15 09:00", "2026-03-18 09:00"],
        ),
        (
            "America/Los_Angeles",
            "2026-10-30 20:00",
            Weekly(&[Fri], Never),
            &["2026-10-31 03:00", "2026-11-07 04:00", "2026-11-14 04:00"],
        ),
    ]
}
