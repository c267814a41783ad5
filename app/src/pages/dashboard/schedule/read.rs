//! From what was typed to a plan, and back. On the server only.

use super::draft::{End, Every, PlanDraft, TimeDraft};
use crate::error::{AppError, PlanFault, PlanField, PlanProblem, refuse_plan};
use parley_domain::schedule::{
    Details, Draft, Every as PlannedEvery, Invited, NaiveDate, NaiveDateTime, NaiveTime,
    OccurrenceChange, PasswordChange, Plan, Repeat, RepeatEnd, WeekDays, Zone,
};
use parley_protocol::{MeetingLink, MeetingPassword, MeetingTitle};

const DATE: &str = "%Y-%m-%d";
const TIME: &str = "%H:%M";
const KEY: &str = "%Y-%m-%dT%H:%M:%S";

/// What tells one time of a series from the others.
pub(in super::super) fn key_text(key: NaiveDateTime) -> String {
    key.format(KEY).to_string()
}

/// The reverse; what is none is answered as if it was gone.
pub(super) fn key(text: &str) -> Result<NaiveDateTime, AppError> {
    NaiveDateTime::parse_from_str(text, KEY)
        .map_err(|_| refuse_plan(vec![PlanProblem::new(PlanField::Whole, PlanFault::Gone)]))
}

/// A day as its field holds it.
pub(in super::super) fn date_text(moment: NaiveDateTime) -> String {
    moment.format(DATE).to_string()
}

/// A time of day as its field holds it.
pub(in super::super) fn time_text(moment: NaiveDateTime) -> String {
    moment.format(TIME).to_string()
}

/// What somebody wants to plan.
pub(super) fn draft(typed: &PlanDraft) -> Result<Draft, AppError> {
    let problems = typed.problems();
    if !problems.is_empty() {
        return Err(refuse_plan(problems));
    }
    let change = occurrence(&typed.when)?;
    let zone = Zone::parse(&typed.zone).ok_or_else(|| wrong(PlanField::Zone))?;
    let invited = typed.invited.iter().map(|typed| {
        let found = Invited::parse(typed);
        found.ok_or_else(|| wrong(PlanField::Invite))
    });
    Ok(Draft {
        plan: Plan {
            title: change.title,
            start: change.start,
            zone,
            minutes: change.minutes,
            repeat: repeat(typed)?,
        },
        link: MeetingLink::new(&typed.link).ok(),
        password: password(&typed.password, typed.without_password),
        rules: typed.rules,
        invited: invited.collect::<Result<_, _>>()?,
        history_days: typed.history_days,
    })
}

/// What can be judged of it where something is wrong with the rest: in place of that stands what is not.
pub(super) fn sound(typed: &PlanDraft) -> Result<Draft, AppError> {
    let mut sound = typed.clone();
    for problem in typed.problems() {
        match problem.field {
            PlanField::Title => "Meeting".clone_into(&mut sound.when.title),
            PlanField::Date => "2026-01-01".clone_into(&mut sound.when.date),
            // A day that is past is past until its last minute.
            PlanField::Time => "23:59".clone_into(&mut sound.when.time),
            PlanField::Days => sound.every = Every::Day,
            PlanField::Until | PlanField::Count => sound.end = End::Never,
            PlanField::Invite => sound.invited.clear(),
            PlanField::Link => sound.link.clear(),
            PlanField::Password => sound.password.clear(),
            PlanField::Whole | PlanField::Duration | PlanField::Zone => {}
        }
    }
    draft(&sound)
}

/// What becomes of a password; nothing typed changes nothing.
pub(in super::super) fn password(typed: &str, without: bool) -> PasswordChange {
    match MeetingPassword::new(typed) {
        Ok(password) => PasswordChange::Set(password),
        Err(_) if without => PasswordChange::Remove,
        Err(_) => PasswordChange::Keep,
    }
}

/// How one time of a series is to be.
pub(super) fn occurrence(typed: &TimeDraft) -> Result<OccurrenceChange, AppError> {
    let problems = typed.problems();
    if !problems.is_empty() {
        return Err(refuse_plan(problems));
    }
    let title = MeetingTitle::new(&typed.title).map_err(|_| wrong(PlanField::Title))?;
    let date = date(&typed.date, PlanField::Date)?;
    // Some browsers send seconds.
    let time = typed.time.get(..5).unwrap_or(&typed.time);
    let time = NaiveTime::parse_from_str(time, TIME).map_err(|_| wrong(PlanField::Time))?;
    Ok(OccurrenceChange {
        title,
        start: date.and_time(time),
        minutes: typed.minutes,
    })
}

fn repeat(typed: &PlanDraft) -> Result<Option<Repeat>, AppError> {
    let every = match typed.every {
        Every::Never => return Ok(None),
        Every::Day => PlannedEvery::Day,
        Every::Week(days) => {
            let days = WeekDays::from_bits(days).ok_or_else(|| wrong(PlanField::Days))?;
            PlannedEvery::Week(days)
        }
        Every::Month => PlannedEvery::Month,
    };
    let end = match &typed.end {
        End::Never => RepeatEnd::Never,
        End::On(last) => RepeatEnd::On(date(last, PlanField::Until)?),
        End::After(count) => {
            let count = count.trim().parse();
            RepeatEnd::After(count.map_err(|_| wrong(PlanField::Count))?)
        }
    };
    Ok(Some(Repeat { every, end }))
}

fn date(typed: &str, field: PlanField) -> Result<NaiveDate, AppError> {
    NaiveDate::parse_from_str(typed, DATE).map_err(|_| wrong(field))
}

fn wrong(field: PlanField) -> AppError {
    refuse_plan(vec![PlanProblem::new(field, PlanFault::Form)])
}

/// After what it comes again.
pub(in super::super) fn every(repeat: Option<Repeat>) -> Every {
    match repeat.map(|repeat| repeat.every) {
        None => Every::Never,
        Some(PlannedEvery::Day) => Every::Day,
        Some(PlannedEvery::Week(days)) => Every::Week(days.bits()),
        Some(PlannedEvery::Month) => Every::Month,
    }
}

/// What its owner planned, to be changed.
pub(super) fn typed(details: &Details) -> PlanDraft {
    let series = &details.schedule.series;
    let plan = &series.plan;
    let end = match plan.repeat.map(|repeat| repeat.end) {
        None | Some(RepeatEnd::Never) => End::Never,
        Some(RepeatEnd::On(date)) => End::On(date.format(DATE).to_string()),
        Some(RepeatEnd::After(count)) => End::After(count.to_string()),
    };
    PlanDraft {
        when: TimeDraft {
            title: plan.title.as_str().to_owned(),
            date: date_text(plan.start),
            time: time_text(plan.start),
            minutes: plan.minutes,
        },
        zone: plan.zone.name().to_owned(),
        every: every(plan.repeat),
        end,
        invited: details.invited.iter().map(ToString::to_string).collect(),
        link: series.link.clone().map(String::from).unwrap_or_default(),
        password: String::new(),
        without_password: false,
        rules: series.rules,
        history_days: series.history_days,
    }
}
