//! The clock on the wall and the moments that it stands for.

use crate::support::{local, plan, series_of};
use parley_domain::schedule::{
    CalendarEntry, CalendarMethod, CalendarPart, Every, Exception, OccurrenceChange, Plan,
    PlanError, Repeat, RepeatEnd, Series, WeekDays, Weekday, Zone, occurrences, upcoming_of,
    write_calendar,
};
use parley_protocol::{DisplayName, EmailAddress, MeetingTitle, Milliseconds, Timestamp};
use std::{
    collections::BTreeMap,
    ffi::OsStr,
    io::Write as _,
    process::{Command, Stdio},
};

enum How {
    Once,
    Daily(RepeatEnd),
    Weekly(&'static [Weekday], RepeatEnd),
    Monthly(RepeatEnd),
}

use How::{Daily, Monthly, Once, Weekly};
use RepeatEnd::{After, Never};
use Weekday::{Fri, Mon, Sun, Wed};

fn until(date: &str) -> RepeatEnd {
    RepeatEnd::On(date.parse().unwrap())
}

/// Zone, first time by the clock, repetition, the moments in UTC.
type Case = (&'static str, &'static str, How, &'static [&'static str]);

#[expect(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Case> {
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

#[expect(clippy::unwrap_in_result, reason = "a test fails by panicking")]
fn repeat(how: How) -> Option<Repeat> {
    let (every, end) = match how {
        Once => return None,
        Daily(end) => (Every::Day, end),
        Weekly(days, end) => (
            Every::Week(WeekDays::new(days.iter().copied()).unwrap()),
            end,
        ),
        Monthly(end) => (Every::Month, end),
    };
    Some(Repeat { every, end })
}

fn utc(moment: Timestamp) -> String {
    Zone::UTC
        .clock_at(moment)
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

#[test]
fn the_clock_on_the_wall_stays_whatever_the_zone_does() {
    let cases = cases();
    assert!(cases.len() >= 20);
    for (zone, start, how, expected) in cases {
        let repeat = repeat(how);
        let planned = Plan {
            repeat,
            ..plan(zone, start)
        };
        let series = series_of(planned.checked().unwrap());
        let is_endless = repeat.is_some_and(|repeat| repeat.end == Never);
        let most = if is_endless { expected.len() } else { 100 };
        let found: Vec<String> = occurrences(&series)
            .take(most)
            .map(|occurrence| utc(occurrence.starts_at))
            .collect();
        assert_eq!(found, expected, "{zone} {start}");
    }
}

/// `PARLEY_TEST_ICS_PYTHON` is a Python that has the packages which `end2end/requirements.txt` names. Without it nothing is
/// compared, and standard error says so.
#[test]
fn an_independent_parser_reads_the_same_moments() {
    let Some(python) = std::env::var_os("PARLEY_TEST_ICS_PYTHON") else {
        let words = "\n    NOT COMPARED with another parser: PARLEY_TEST_ICS_PYTHON is not set.\n";
        std::io::stderr().write_all(words.as_bytes()).unwrap();
        return;
    };
    for (zone, start, how, expected) in cases() {
        let planned = Plan {
            repeat: repeat(how),
            ..plan(zone, start)
        };
        let series = series_of(planned.checked().unwrap());
        let calendar = published(&series);
        let is_plain = occurrences(&series).take(20).all(|time| {
            let shown = |later| {
                series
                    .plan
                    .zone
                    .clock_at(time.starts_at + Milliseconds(later))
            };
            let twice = [HALF_AN_HOUR, 2 * HALF_AN_HOUR].map(shown);
            shown(0) == time.start && !twice.contains(&time.start)
        });
        let mut expected: Vec<&str> = expected.to_vec();
        expected.sort_unstable();
        // What is in a gap or an overlap it reads otherwise where it knows no more of a zone than the calendar says.
        for own_zones in [false, true].into_iter().take(1 + usize::from(is_plain)) {
            let read = read_by(&python, &calendar, own_zones);
            let read: Vec<&str> = read.lines().take(expected.len()).collect();
            assert_eq!(read, expected, "{zone} {start} {own_zones}\n{calendar}");
        }
    }
}

const HALF_AN_HOUR: u64 = 30 * 60_000;

fn published(series: &Series) -> String {
    let host = DisplayName::new("Ines").unwrap();
    let ines = EmailAddress::new("ines@example.org").unwrap();
    let entry = CalendarEntry {
        series,
        host: (&host, &ines),
        attendee: None,
        url: "https://meet.example.org/m/mkd-vqtr-hba".to_owned(),
        part: CalendarPart::All,
    };
    write_calendar(CalendarMethod::Publish, &[entry], series.created_at)
}

fn read_by(python: &OsStr, calendar: &str, own_zones: bool) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../end2end/ics_check.py");
    let mut command = Command::new(python);
    command.arg(script).args(own_zones.then_some("--own-zones"));
    let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = started.unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(calendar.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_zone_tells_a_moment_and_back() {
    let all: Vec<Zone> = Zone::all().collect();
    assert!(all.len() > 400);
    for zone in all {
        assert_eq!(Zone::parse(zone.name()), Some(zone));
        for start in ["2026-01-15 12:00", "2026-07-15 12:00"] {
            let clock = local(start);
            assert_eq!(zone.clock_at(zone.moment(clock)), clock, "{zone}");
        }
    }
    assert_eq!(Zone::parse("Europe/Atlantis"), None);
}

#[test]
fn a_meeting_over_the_change_takes_as_long_as_it_takes() {
    for start in ["2026-03-29 01:30", "2026-10-25 01:30"] {
        let planned = Plan {
            minutes: 120,
            ..plan("Europe/Berlin", start)
        };
        let only = occurrences(&series_of(planned)).next().unwrap();
        assert_eq!(only.ends_at.since(only.starts_at).0, 120 * 60_000);
    }
}

#[test]
fn a_series_without_end_is_read_far_ahead() {
    let days = Repeat {
        every: Every::Day,
        end: Never,
    };
    let planned = Plan {
        repeat: Some(days),
        ..plan("Europe/Berlin", "2026-01-01 09:00")
    };
    let series = series_of(planned);
    let far = Zone::UTC.moment(local("2046-06-01 12:00"));
    let next = upcoming_of(&series, far, 2);
    let next: Vec<String> = next.iter().map(|next| utc(next.starts_at)).collect();
    assert_eq!(next, ["2046-06-02 07:00", "2046-06-03 07:00"]);
    assert_eq!(upcoming_of(&series, far, 0), []);
}

/// Every day from Monday on, five times: the second is cancelled, the third comes last, the fourth takes longer.
fn mixed() -> Series {
    let days = Repeat {
        every: Every::Day,
        end: After(5),
    };
    let planned = Plan {
        repeat: Some(days),
        ..plan("UTC", "2026-03-02 09:00")
    };
    let changed = |title: &str, start: &str, minutes| {
        let title = MeetingTitle::new(title).unwrap();
        let start = local(start);
        Exception::Changed(OccurrenceChange {
            title,
            start,
            minutes,
        })
    };
    let exceptions = BTreeMap::from([
        (local("2026-03-03 09:00"), Exception::Cancelled),
        (
            local("2026-03-04 09:00"),
            changed("Moved", "2026-03-20 10:00", 30),
        ),
        (
            local("2026-03-05 09:00"),
            changed("Longer", "2026-03-05 09:00", 180),
        ),
    ]);
    Series {
        exceptions,
        ..series_of(planned)
    }
}

#[test]
fn single_times_may_be_otherwise_and_come_in_their_order() {
    let titles = |now: &str, count| {
        let now = Zone::UTC.moment(local(now));
        let next = upcoming_of(&mixed(), now, count);
        let words = next.iter().map(|next| {
            let mark = if next.is_changed { "!" } else { "" };
            format!("{} {}{mark}", utc(next.starts_at), next.title)
        });
        words.collect::<Vec<_>>()
    };
    assert_eq!(
        titles("2026-03-02 09:44", 9),
        [
            "2026-03-02 09:00 Weekly check-in",
            "2026-03-05 09:00 Longer!",
            "2026-03-06 09:00 Weekly check-in",
            "2026-03-20 10:00 Moved!",
        ]
    );
    // What goes on is there until it is over.
    assert_eq!(titles("2026-03-02 09:45", 1), ["2026-03-05 09:00 Longer!"]);
    assert_eq!(titles("2026-03-05 11:59", 1), ["2026-03-05 09:00 Longer!"]);
    assert_eq!(titles("2026-03-07 00:00", 9), ["2026-03-20 10:00 Moved!"]);
    assert_eq!(titles("2026-03-20 10:30", 9), [""; 0]);
}

#[test]
fn a_plan_that_breaks_a_rule_is_told_which() {
    let good = plan("Europe/Berlin", "2026-03-10 09:00");
    let with = |repeat: Option<Repeat>| {
        let planned = Plan {
            repeat,
            ..good.clone()
        };
        planned.checked().map(drop)
    };
    let days = |end| {
        let every = Every::Day;
        Some(Repeat { every, end })
    };
    assert_eq!(with(days(until("2026-03-10"))), Ok(()));
    assert_eq!(with(days(until("2026-03-09"))), Err(PlanError::Until));
    assert_eq!(with(days(until("2036-03-10"))), Ok(()));
    assert_eq!(with(days(until("2036-03-11"))), Err(PlanError::Until));
    assert_eq!(with(days(After(0))), Err(PlanError::Count));
    assert_eq!(with(days(After(1000))), Ok(()));
    assert_eq!(with(days(After(1001))), Err(PlanError::Count));
    for (minutes, expected) in [
        (4, Err(PlanError::Duration)),
        (5, Ok(())),
        (1440, Ok(())),
        (1441, Err(PlanError::Duration)),
    ] {
        let planned = Plan {
            minutes,
            ..good.clone()
        };
        assert_eq!(planned.checked().map(drop), expected);
    }
    for start in ["0001-01-01 00:00", "1970-12-31 00:00", "2200-01-01 00:00"] {
        let far = plan("UTC", start).checked();
        assert_eq!(far.map(drop), Err(PlanError::Date), "{start}");
    }
    assert_eq!(WeekDays::new([]), None);
    assert_eq!(WeekDays::from_bits(0x80), None);
}
