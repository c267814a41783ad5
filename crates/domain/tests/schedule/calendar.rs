//! What calendar programs read.

use crate::support::{local, plan, series_of};
use parley_domain::schedule::{
    CalendarEntry, CalendarMethod, CalendarPart, Every, Exception, OccurrenceChange, Plan, Repeat,
    RepeatEnd, Series, WeekDays, Weekday, write_calendar,
};
use parley_protocol::{DisplayName, EmailAddress, MeetingTitle, Timestamp};
use std::collections::BTreeMap;

const NOW: Timestamp = Timestamp(1_767_312_000_000);

fn written(method: CalendarMethod, series: &Series, part: CalendarPart) -> String {
    named(method, series, part, "Ines Moreau")
}

fn named(method: CalendarMethod, series: &Series, part: CalendarPart, host: &str) -> String {
    let host = DisplayName::new(host).unwrap();
    let ines = EmailAddress::new("ines@example.org").unwrap();
    let wei = EmailAddress::new("wei@example.org").unwrap();
    let entry = CalendarEntry {
        series,
        host: (&host, &ines),
        attendee: (method != CalendarMethod::Publish).then_some(&wei),
        url: "https://meet.example.org/m/mkd-vqtr-hba".to_owned(),
        part,
    };
    write_calendar(method, &[entry], NOW)
}

/// The lines as they were before they were folded.
fn lines(text: &str) -> Vec<String> {
    assert!(text.ends_with("\r\n"));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\r', '\n']), "{line:?}");
    }
    let unfolded = text.replace("\r\n ", "");
    unfolded.lines().map(str::to_owned).collect()
}

fn weekly(end: RepeatEnd) -> Series {
    let days = WeekDays::new([Weekday::Mon, Weekday::Fri]).unwrap();
    let planned = Plan {
        repeat: Some(Repeat {
            every: Every::Week(days),
            end,
        }),
        ..plan("Europe/Berlin", "2026-03-23 09:00")
    };
    series_of(planned)
}

#[test]
fn a_meeting_that_is_once_is_one_event() {
    let series = series_of(plan("Europe/Berlin", "2026-03-10 14:30"));
    let text = written(CalendarMethod::Publish, &series, CalendarPart::All);
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Parley//Parley//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Parley",
        "X-WR-CALNAME:Parley",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250330T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20251026T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "CREATED:20260101T000000Z",
        "DTEND;TZID=Europe/Berlin:20260310T151500",
        "DTSTAMP:20260102T000000Z",
        "DTSTART;TZID=Europe/Berlin:20260310T143000",
        "LOCATION:https://meet.example.org/m/mkd-vqtr-hba",
        "ORGANIZER;CN=Ines Moreau:mailto:ines@example.org",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "SUMMARY:Weekly check-in",
        "UID:mkd-vqtr-hba-1767225600000@parley",
        "URL:https://meet.example.org/m/mkd-vqtr-hba",
        "END:VEVENT",
        "END:VCALENDAR",
    ];
    assert_eq!(lines(&text), expected);
    assert_eq!(
        text,
        written(CalendarMethod::Publish, &series, CalendarPart::All)
    );
}

#[test]
fn a_series_has_its_rule_and_the_zone_goes_as_far_as_it() {
    let until = RepeatEnd::On("2026-11-02".parse().unwrap());
    let text = written(CalendarMethod::Request, &weekly(until), CalendarPart::All);
    let lines = lines(&text);
    let has = |line: &str| assert!(lines.iter().any(|one| one == line), "{line} in {lines:#?}");
    has("METHOD:REQUEST");
    has("RRULE:FREQ=WEEKLY;UNTIL=20261102T225959Z;BYDAY=MO,FR");
    has("DTSTART:20260329T020000");
    has("DTSTART:20261025T030000");
    has(
        "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:wei@example.org",
    );
    assert!(!text.contains("20270328"), "nothing after the last time");
    for (end, rule) in [
        (RepeatEnd::Never, "RRULE:FREQ=WEEKLY;BYDAY=MO,FR"),
        (RepeatEnd::After(7), "RRULE:FREQ=WEEKLY;COUNT=7;BYDAY=MO,FR"),
    ] {
        let text = written(CalendarMethod::Publish, &weekly(end), CalendarPart::All);
        assert!(text.contains(&format!("{rule}\r\n")), "{text}");
    }
    let endless = written(
        CalendarMethod::Publish,
        &weekly(RepeatEnd::Never),
        CalendarPart::All,
    );
    assert!(endless.contains("DTSTART:20300331T020000"), "five years on");
}

#[test]
fn single_times_are_left_out_or_told_by_themselves() {
    let mut series = weekly(RepeatEnd::Never);
    let changed = Exception::Changed(OccurrenceChange {
        title: MeetingTitle::new("Longer").unwrap(),
        start: local("2026-03-30 10:00"),
        minutes: 90,
    });
    series.sequence = 2;
    series.exceptions = BTreeMap::from([
        (local("2026-03-27 09:00"), Exception::Cancelled),
        (local("2026-03-30 09:00"), changed),
    ]);
    let text = written(CalendarMethod::Publish, &series, CalendarPart::All);
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    assert_eq!(text.matches("UID:mkd-vqtr-hba-").count(), 2);
    let moved = &text[text.rfind("BEGIN:VEVENT").unwrap()..];
    assert!(text.contains("EXDATE;TZID=Europe/Berlin:20260327T090000\r\n"));
    for line in [
        "RECURRENCE-ID;TZID=Europe/Berlin:20260330T090000",
        "DTSTART;TZID=Europe/Berlin:20260330T100000",
        "DTEND;TZID=Europe/Berlin:20260330T113000",
        "SUMMARY:Longer",
        "SEQUENCE:2",
    ] {
        assert!(moved.contains(&format!("{line}\r\n")), "{line}");
    }
    assert!(!moved.contains("RRULE"));
    let key = CalendarPart::One(local("2026-03-27 09:00"));
    let cancelled = written(CalendarMethod::Cancel, &series, key);
    assert_eq!(cancelled.matches("BEGIN:VEVENT").count(), 1);
    for line in [
        "METHOD:CANCEL",
        "STATUS:CANCELLED",
        "RECURRENCE-ID;TZID=Europe/Berlin:20260327T090000",
        "DTSTART;TZID=Europe/Berlin:20260327T090000",
    ] {
        assert!(cancelled.contains(&format!("{line}\r\n")), "{line}");
    }
    series.cancelled = true;
    let all = written(CalendarMethod::Cancel, &series, CalendarPart::All);
    assert!(all.contains("STATUS:CANCELLED\r\n") && all.contains("RRULE:"));
}

#[test]
fn t089_whatever_people_typed_is_one_value() {
    let title =
        "A, b; c\\d \"e\":f\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:x\rATTACH:y\u{2028}\u{85}z";
    let mut series = series_of(plan("UTC", "2026-03-10 14:30"));
    series.plan.title = MeetingTitle::new(title).unwrap();
    let host = "Ines \"M\", \r\nATTENDEE:mailto:x@example.org;x=1";
    let text = named(CalendarMethod::Request, &series, CalendarPart::All, host);
    let lines = lines(&text);
    let of = |start: &str| {
        let found: Vec<&String> = lines
            .iter()
            .filter(|line| line.starts_with(start))
            .collect();
        assert_eq!(found.len(), 1, "{start} in {lines:#?}");
        found[0].clone()
    };
    assert_eq!(
        of("SUMMARY"),
        "SUMMARY:A\\, b\\; c\\\\d \"e\":f END:VEVENT BEGIN:VEVENT SUMMARY:x ATTACH:y z"
    );
    assert_eq!(
        of("ORGANIZER"),
        "ORGANIZER;CN=\"Ines 'M', ATTENDEE:mailto:x@example.org;x=1\":mailto:ines@example.org"
    );
    assert_eq!(of("BEGIN:VEVENT"), "BEGIN:VEVENT");
    assert_eq!(of("ATTENDEE;").matches("mailto:").count(), 1);
    assert!(of("DTSTART").ends_with(":20260310T143000Z"));
    assert!(!text.contains("VTIMEZONE"), "UTC needs none");
}

#[test]
fn a_long_title_in_any_script_is_folded_between_characters() {
    for letter in ["ü", "会", "👩", "a b"] {
        let title = letter.repeat(120 / letter.chars().count());
        let mut series = series_of(plan("Asia/Kathmandu", "2026-03-10 14:30"));
        series.plan.title = MeetingTitle::new(&title).unwrap();
        let text = written(CalendarMethod::Publish, &series, CalendarPart::All);
        let expected = format!("SUMMARY:{}", series.plan.title);
        assert!(lines(&text).contains(&expected), "{text}");
    }
}

#[test]
fn offsets_are_told_as_they_are() {
    for (zone, lines) in [
        ("Asia/Kathmandu", &["TZOFFSETTO:+0545"][..]),
        (
            "America/St_Johns",
            &["TZOFFSETTO:-0330", "TZOFFSETTO:-0230"],
        ),
        (
            "Australia/Lord_Howe",
            &["TZOFFSETTO:+1100", "TZOFFSETTO:+1030"],
        ),
        ("America/Phoenix", &["TZOFFSETTO:-0700"]),
    ] {
        let series = series_of(plan(zone, "2026-03-10 14:30"));
        let text = written(CalendarMethod::Publish, &series, CalendarPart::All);
        for line in lines {
            assert!(text.contains(&format!("{line}\r\n")), "{line} in {text}");
        }
        assert!(text.contains(&format!("TZID:{zone}\r\n")));
    }
}

#[test]
fn an_end_that_the_clock_shows_twice_is_told_as_a_length() {
    // From the first 02:15 to the second.
    let planned = Plan {
        minutes: 60,
        ..plan("Europe/Berlin", "2026-10-25 02:15")
    };
    let text = written(
        CalendarMethod::Publish,
        &series_of(planned),
        CalendarPart::All,
    );
    assert!(text.contains("DURATION:PT60M\r\n") && !text.contains("DTEND"));
}
