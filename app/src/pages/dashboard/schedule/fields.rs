//! The fields of the dialog.

use super::draft::{End, Every, PlanDraft, TimeDraft};
use crate::moment::{Day, browser, zone};
use leptos::prelude::*;
use parley_protocol::MeetingRules;

/// How long a meeting takes when nobody says otherwise, in minutes.
const MINUTES: u32 = 60;
const HALF_HOUR: u32 = 30;
const MINUTES_OF_DAY: u32 = 24 * 60;

/// What is typed and chosen.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) title: RwSignal<String>,
    pub(super) date: RwSignal<String>,
    pub(super) time: RwSignal<String>,
    pub(super) minutes: RwSignal<String>,
    pub(super) zone: RwSignal<String>,
    /// `never`, `day`, `week` or `month`.
    pub(super) every: RwSignal<String>,
    /// A bit for each day, the lowest for Monday.
    pub(super) days: RwSignal<u8>,
    /// `never`, `on` or `after`.
    pub(super) end: RwSignal<String>,
    pub(super) until: RwSignal<String>,
    pub(super) count: RwSignal<String>,
    pub(super) invitee: RwSignal<String>,
    pub(super) invited: RwSignal<Vec<String>>,
    pub(super) link: RwSignal<String>,
    pub(super) password: RwSignal<String>,
    pub(super) without_password: RwSignal<bool>,
    pub(super) rules: RwSignal<MeetingRules>,
    /// A number of days, or nothing.
    pub(super) history: RwSignal<String>,
}

impl Fields {
    pub(super) fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            title: text(),
            date: text(),
            time: text(),
            minutes: RwSignal::new(MINUTES.to_string()),
            zone: text(),
            every: RwSignal::new("never".to_owned()),
            days: RwSignal::new(0),
            end: RwSignal::new("never".to_owned()),
            until: text(),
            count: RwSignal::new("10".to_owned()),
            invitee: text(),
            invited: RwSignal::new(Vec::new()),
            link: text(),
            password: text(),
            without_password: RwSignal::new(false),
            rules: RwSignal::new(rules()),
            history: text(),
        }
    }

    /// Title and time, as they stand there.
    pub(super) fn time_draft(self) -> TimeDraft {
        TimeDraft {
            title: self.title.get(),
            date: self.date.get(),
            time: self.time.get(),
            minutes: self.minutes.read().parse().unwrap_or(MINUTES),
        }
    }

    /// Everything, as it stands there.
    pub(super) fn draft(self) -> PlanDraft {
        PlanDraft {
            when: self.time_draft(),
            zone: self.zone.get(),
            every: self.chosen_every(),
            end: match self.end.read().as_str() {
                "on" => End::On(self.until.get()),
                "after" => End::After(self.count.get()),
                _ => End::Never,
            },
            invited: self.invited.get(),
            link: self.link.get(),
            password: self.password.get(),
            without_password: self.without_password.get(),
            rules: self.rules.get(),
            history_days: self.history.read().parse().ok(),
        }
    }

    pub(super) fn chosen_every(self) -> Every {
        match self.every.read().as_str() {
            "day" => Every::Day,
            "week" => Every::Week(self.days.get()),
            "month" => Every::Month,
            _ => Every::Never,
        }
    }

    /// The day that is chosen.
    pub(super) fn day(self) -> Option<Day> {
        Day::parse(&self.date.read())
    }

    /// Puts a plan into the fields.
    pub(super) fn fill(self, plan: PlanDraft) {
        self.fill_time(plan.when);
        self.zone.set(plan.zone);
        let (every, days) = match plan.every {
            Every::Never => ("never", 0),
            Every::Day => ("day", 0),
            Every::Week(days) => ("week", days),
            Every::Month => ("month", 0),
        };
        self.every.set(every.to_owned());
        self.days.set(days);
        let (end, until, count) = match plan.end {
            End::Never => ("never", String::new(), "10".to_owned()),
            End::On(date) => ("on", date, "10".to_owned()),
            End::After(count) => ("after", String::new(), count),
        };
        self.end.set(end.to_owned());
        self.until.set(until);
        self.count.set(count);
        self.invitee.set(String::new());
        self.invited.set(plan.invited);
        self.link.set(plan.link);
        self.password.set(plan.password);
        self.without_password.set(plan.without_password);
        self.rules.set(plan.rules);
        let history = plan.history_days.map(|days| days.to_string());
        self.history.set(history.unwrap_or_default());
    }

    pub(super) fn fill_time(self, when: TimeDraft) {
        self.title.set(when.title);
        self.date.set(when.date);
        self.time.set(when.time);
        self.minutes.set(when.minutes.to_string());
    }
}

/// What a new meeting allows.
fn rules() -> MeetingRules {
    MeetingRules {
        waiting_room: true,
        ..MeetingRules::default()
    }
}

/// A meeting that nobody has said anything about: at the next half hour here. Called in the browser only.
pub(super) fn fresh() -> PlanDraft {
    let (days, time) = next_half_hour(browser::minute_now());
    PlanDraft {
        when: TimeDraft {
            title: String::new(),
            date: Day(browser::today().0 + days).iso(),
            time,
            minutes: MINUTES,
        },
        zone: zone::own().unwrap_or_else(|| "UTC".to_owned()),
        rules: rules(),
        ..PlanDraft::default()
    }
}

/// How many days later it is, and the time of day.
fn next_half_hour(minute: u32) -> (i64, String) {
    let next = (minute / HALF_HOUR + 1) * HALF_HOUR;
    let (days, minute) = (next / MINUTES_OF_DAY, next % MINUTES_OF_DAY);
    (
        i64::from(days),
        format!("{:02}:{:02}", minute / 60, minute % 60),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_meeting_begins_at_the_next_half_hour() {
        assert_eq!(next_half_hour(0), (0, "00:30".to_owned()));
        assert_eq!(next_half_hour(17 * 60 + 29), (0, "17:30".to_owned()));
        assert_eq!(next_half_hour(17 * 60 + 30), (0, "18:00".to_owned()));
        assert_eq!(next_half_hour(23 * 60 + 45), (1, "00:00".to_owned()));
    }
}
