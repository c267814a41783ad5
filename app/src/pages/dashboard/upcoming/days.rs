//! The meetings by days, and what rows say.

use super::{super::schedule::draft::Every, requests::UpcomingView};
use crate::{moment::Day, text::schedule::ordinal};
use parley_protocol::{Milliseconds, Timestamp};

/// How long before it begins a meeting is brought out.
const AT_HAND: Milliseconds = Milliseconds::from_seconds(600);

const WEEKDAYS: u8 = 0b001_1111;
const WEEK: u8 = 0b111_1111;

/// The meetings of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DayOfMeetings {
    pub(super) day: Day,
    pub(super) meetings: Vec<UpcomingView>,
}

/// Those that are not over, by days.
pub(super) fn by_days(
    meetings: &[UpcomingView],
    now: Timestamp,
    day_of: impl Fn(&UpcomingView) -> Day,
) -> Vec<DayOfMeetings> {
    let mut days: Vec<DayOfMeetings> = Vec::new();
    for meeting in meetings.iter().filter(|meeting| meeting.ends_at > now) {
        let day = day_of(meeting);
        let meeting = meeting.clone();
        match days.last_mut().filter(|last| last.day == day) {
            Some(last) => last.meetings.push(meeting),
            None => days.push(DayOfMeetings {
                day,
                meetings: vec![meeting],
            }),
        }
    }
    days
}

/// The name of the list of a day.
pub(super) fn list_name(day: Day, today: Day) -> String {
    match day.0 - today.0 {
        0 => "Meetings today".to_owned(),
        1 => "Meetings tomorrow".to_owned(),
        _ => format!("Meetings on {}", day.long()),
    }
}

/// Whether a meeting goes on or begins soon.
pub(super) fn is_at_hand(meeting: &UpcomingView, now: Timestamp) -> bool {
    meeting.starts_at <= now + AT_HAND && meeting.ends_at > now
}

/// How a meeting repeats that is first on this day: `Every Friday`.
pub(in super::super) fn repetition(every: Every, day: Day) -> Option<String> {
    let words = match every {
        Every::Never => return None,
        Every::Day | Every::Week(WEEK) => "Every day".to_owned(),
        Every::Week(WEEKDAYS) => "Every weekday".to_owned(),
        Every::Week(bits) => format!("Every {}", day_names(bits).join(", ")),
        Every::Month => format!("Every month on the {}", ordinal(day.of_month())),
    };
    Some(words)
}

/// The names of the days, from Monday on.
pub(in super::super) fn day_names(bits: u8) -> Vec<&'static str> {
    // The first Monday since 1970 was the fifth of January.
    let days = (0..7).filter(|day| bits & (1 << day) != 0);
    days.map(|day| Day(4 + day).weekday()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(20_524);

    fn meeting(id: &str, hours: u64) -> UpcomingView {
        let starts_at = Timestamp(20_524 * 86_400_000 + hours * 3_600_000);
        UpcomingView {
            id: id.to_owned(),
            key: String::new(),
            address: "kvm-rtdq-hsy".parse().unwrap(),
            title: "Design review".to_owned(),
            starts_at,
            ends_at: starts_at + Milliseconds(3_600_000),
            day: 20_524 + i64::try_from(hours / 24).unwrap(),
            clock: String::new(),
            date: String::new(),
            time: String::new(),
            zone: "UTC".to_owned(),
            every: Every::Never,
            is_host: true,
            host: "Ines Moreau".to_owned(),
            has_password: false,
            waiting_room: true,
        }
    }

    #[test]
    fn meetings_stand_by_days_and_go_when_they_are_over() {
        let all = [
            meeting("1", 8),
            meeting("2", 10),
            meeting("3", 23),
            meeting("4", 33),
        ];
        let now = Timestamp(all[0].ends_at.0);
        let days = by_days(&all, now, |meeting| Day(meeting.day));
        let ids = |day: &DayOfMeetings| {
            let ids = day.meetings.iter().map(|one| one.id.clone());
            ids.collect::<Vec<_>>()
        };
        assert_eq!(
            days.iter().map(ids).collect::<Vec<_>>(),
            [vec!["2", "3"], vec!["4"]]
        );
        assert_eq!(days[1].day, Day(TODAY.0 + 1));
        assert!(is_at_hand(&all[1], Timestamp(all[1].starts_at.0 - 600_000)));
        assert!(!is_at_hand(
            &all[1],
            Timestamp(all[1].starts_at.0 - 600_001)
        ));
        assert!(!is_at_hand(&all[0], now));
    }

    #[test]
    fn a_list_is_named_by_its_day() {
        let named = |ahead: i64| list_name(Day(TODAY.0 + ahead), TODAY);
        assert_eq!(named(0), "Meetings today");
        assert_eq!(named(1), "Meetings tomorrow");
        assert_eq!(named(5), "Meetings on Tuesday 17 March");
    }

    #[test]
    fn a_repetition_is_said_in_few_words() {
        let said = |every| repetition(every, TODAY);
        assert_eq!(said(Every::Never), None);
        assert_eq!(said(Every::Day).as_deref(), Some("Every day"));
        assert_eq!(said(Every::Week(31)).as_deref(), Some("Every weekday"));
        assert_eq!(said(Every::Week(16)).as_deref(), Some("Every Friday"));
        assert_eq!(
            said(Every::Week(3)).as_deref(),
            Some("Every Monday, Tuesday")
        );
        assert_eq!(
            said(Every::Month).as_deref(),
            Some("Every month on the 12th")
        );
    }
}
