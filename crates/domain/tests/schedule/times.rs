//! The clock on the wall and the moments that it stands for.

use crate::cases::{How, cases, until};
use crate::support::{local, plan, series_of};
use parley_domain::schedule::{
    CalendarEntry, CalendarMethod, CalendarPart, Every, Exception, OccurrenceChange, Plan,
    PlanError, Repeat,
    RepeatEnd::{After, Never},
    Series, WeekDays, Zone, occurrences, upcoming_of, write_calendar,
};
use parley_protocol::{DisplayName, EmailAddress, MeetingTitle, Milliseconds, Timestamp};
use std::{
    collections::BTreeMap,
    ffi::OsStr,
    io::Write as _,
    process::{Command, Stdio},
};

#[expect(clippy::unwrap_in_result, reason = "a test fails by panicking")]
fn repeat(how: How) -> Option<Repeat> {
    use How::{Daily, Monthly, Once, Weekly};
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
