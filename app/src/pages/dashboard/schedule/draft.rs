//! What is typed into the dialog, as it is sent, and the rules for it that need no server.

use crate::{
    error::{PlanFault, PlanField, PlanProblem},
    moment::Day,
};
use parley_protocol::{
    DoorRuleError, EmailAddress, MeetingLink, MeetingPassword, MeetingRules, MeetingTitle,
    RuleError, Username,
};
use serde::{Deserialize, Serialize};

/// Most people who are invited to one meeting.
const INVITED: usize = 50;
/// Most times that a meeting repeats where it is counted.
const COUNT: std::ops::RangeInclusive<u32> = 1..=1000;

/// What a meeting is called, and when it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeDraft {
    /// `Title`.
    pub title: String,
    /// `Date`, as its field holds it: `2026-03-12`.
    pub date: String,
    /// `Start time`, as its field holds it: `18:00`.
    pub time: String,
    /// `Duration`, in minutes.
    pub minutes: u32,
}

/// After what a meeting comes again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// It does not.
    #[default]
    Never,
    /// A day.
    Day,
    /// A week, on these days: a bit for each, the lowest for Monday.
    Week(u8),
    /// A month.
    Month,
}

/// When it ends to repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Never.
    #[default]
    Never,
    /// After this date.
    On(String),
    /// After so many times, as it was typed.
    After(String),
}

/// Everything that is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDraft {
    /// Title and time.
    pub when: TimeDraft,
    /// `Time zone`.
    pub zone: String,
    /// `Repeat`.
    pub every: Every,
    /// `Ends`.
    pub end: End,
    /// `Invited people`.
    pub invited: Vec<String>,
    /// `Custom link`.
    pub link: String,
    /// `Meeting password`; nothing typed changes nothing.
    pub password: String,
    /// Whether the password that there was is removed.
    pub without_password: bool,
    /// The switches.
    pub rules: MeetingRules,
    /// After how many days the history is forgotten.
    pub history_days: Option<u32>,
}

impl Every {
    /// Whether it comes again at all.
    pub fn repeats(self) -> bool {
        self != Self::Never
    }
}

impl TimeDraft {
    /// What is wrong with it, in the order of the fields.
    pub fn problems(&self) -> Vec<PlanProblem> {
        let title = MeetingTitle::new(&self.title)
            .err()
            .map(|error| match error {
                RuleError::Empty => PlanFault::Empty,
                RuleError::TooLong => PlanFault::TooLong,
            });
        let date = Day::parse(&self.date).is_none().then_some(PlanFault::Empty);
        let time = self.time.is_empty().then_some(PlanFault::Empty);
        found([
            (PlanField::Title, title),
            (PlanField::Date, date),
            (PlanField::Time, time),
        ])
    }
}

impl PlanDraft {
    /// What is wrong with it, in the order of the fields.
    pub fn problems(&self) -> Vec<PlanProblem> {
        let mut problems = self.when.problems();
        let days = (self.every == Every::Week(0)).then_some(PlanFault::Empty);
        let (until, count) = match &self.end {
            _ if self.every == Every::Never => (None, None),
            End::Never => (None, None),
            End::On(date) => (Day::parse(date).is_none().then_some(PlanFault::Empty), None),
            End::After(count) => (None, count_fault(count)),
        };
        let invited = (self.invited.len() > INVITED).then_some(PlanFault::TooLong);
        problems.extend(found([
            (PlanField::Days, days),
            (PlanField::Until, until),
            (PlanField::Count, count),
            (PlanField::Invite, invited),
            (PlanField::Link, link_fault(&self.link)),
            (PlanField::Password, password_fault(&self.password)),
        ]));
        problems
    }
}

impl PlanDraft {
    /// What stands in one field, to see whether it has changed.
    fn part(&self, field: PlanField) -> String {
        match field {
            PlanField::Whole => String::new(),
            PlanField::Title => self.when.title.clone(),
            // Whether a time is past depends on both, and on the zone.
            PlanField::Date | PlanField::Time => {
                format!("{} {} {}", self.when.date, self.when.time, self.zone)
            }
            PlanField::Duration => self.when.minutes.to_string(),
            PlanField::Zone => self.zone.clone(),
            PlanField::Days => format!("{:?}", self.every),
            PlanField::Until | PlanField::Count => format!("{:?} {:?}", self.every, self.end),
            PlanField::Invite => self.invited.join(" "),
            PlanField::Link => self.link.clone(),
            PlanField::Password => self.password.clone(),
        }
    }
}

/// Judges the fields again that had something wrong and were changed; what was fine stays unmentioned.
pub fn judge_again(
    problems: &[PlanProblem],
    before: &PlanDraft,
    now: &PlanDraft,
) -> Vec<PlanProblem> {
    let fresh = now.problems();
    let judged = problems.iter().filter_map(|old| {
        if before.part(old.field) == now.part(old.field) {
            return Some(old.clone());
        }
        fresh.iter().find(|new| new.field == old.field).cloned()
    });
    judged.collect()
}

/// What is known to be wrong, and what is found beside it: of each field the first counts.
pub fn with_more(mut known: Vec<PlanProblem>, found: Vec<PlanProblem>) -> Vec<PlanProblem> {
    for more in found {
        if known.iter().all(|problem| problem.field != more.field) {
            known.push(more);
        }
    }
    known
}

fn found<const N: usize>(faults: [(PlanField, Option<PlanFault>); N]) -> Vec<PlanProblem> {
    let faults = faults.into_iter();
    faults
        .filter_map(|(field, fault)| Some(PlanProblem::new(field, fault?)))
        .collect()
}

fn count_fault(typed: &str) -> Option<PlanFault> {
    match typed.trim().parse() {
        Ok(count) if COUNT.contains(&count) => None,
        Ok(_) => Some(PlanFault::Bounds),
        Err(_) => Some(PlanFault::Empty),
    }
}

/// What is wrong with a custom link; none is fine.
pub fn link_fault(typed: &str) -> Option<PlanFault> {
    match MeetingLink::new(typed) {
        Ok(_) | Err(DoorRuleError::Empty) => None,
        Err(DoorRuleError::Form) => Some(PlanFault::Form),
        Err(DoorRuleError::Dash) => Some(PlanFault::Dash),
        Err(DoorRuleError::Reserved) => Some(PlanFault::Reserved),
        Err(DoorRuleError::Code) => Some(PlanFault::LikeCode),
    }
}

/// What is wrong with a meeting's password; none is fine.
pub fn password_fault(typed: &str) -> Option<PlanFault> {
    match MeetingPassword::new(typed) {
        Ok(_) | Err(DoorRuleError::Empty) => None,
        Err(
            DoorRuleError::Form
            | DoorRuleError::Dash
            | DoorRuleError::Reserved
            | DoorRuleError::Code,
        ) => Some(PlanFault::Form),
    }
}

/// Whether somebody can be invited by what was typed: an address or a username.
pub fn is_invitable(typed: &str) -> bool {
    EmailAddress::new(typed).is_ok() || Username::new(typed).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::schedule::plan_problem;

    fn fine() -> PlanDraft {
        PlanDraft {
            when: TimeDraft {
                title: "Garden committee".to_owned(),
                date: "2026-03-19".to_owned(),
                time: "18:00".to_owned(),
                minutes: 60,
            },
            zone: "Europe/Paris".to_owned(),
            ..PlanDraft::default()
        }
    }

    #[test]
    fn an_empty_draft_is_told_from_the_first_field_on() {
        assert_eq!(fine().problems(), []);
        let fields: Vec<PlanField> = PlanDraft::default()
            .problems()
            .into_iter()
            .map(|problem| problem.field)
            .collect();
        assert_eq!(fields, [PlanField::Title, PlanField::Date, PlanField::Time]);
    }

    #[test]
    fn the_end_counts_only_where_it_repeats() {
        let mut draft = fine();
        draft.end = End::After("many".to_owned());
        assert_eq!(draft.problems(), []);
        draft.every = Every::Day;
        let empty = PlanProblem::new(PlanField::Count, PlanFault::Empty);
        assert_eq!(draft.problems(), [empty]);
        draft.end = End::After("1001".to_owned());
        let bounds = PlanProblem::new(PlanField::Count, PlanFault::Bounds);
        assert_eq!(draft.problems(), [bounds]);
        draft.every = Every::Week(0);
        draft.end = End::Never;
        let days = PlanProblem::new(PlanField::Days, PlanFault::Empty);
        assert_eq!(draft.problems(), [days]);
    }

    #[test]
    fn an_error_changes_and_goes_with_what_is_typed() {
        let before = fine();
        let taken = PlanProblem::new(PlanField::Link, PlanFault::Taken(None));
        let past = PlanProblem::new(PlanField::Date, PlanFault::Past);
        let problems = [past.clone(), taken.clone()];
        let mut now = fine();
        now.when.title = String::new();
        assert_eq!(judge_again(&problems, &before, &now), problems);
        now.when.time = "19:00".to_owned();
        assert_eq!(judge_again(&problems, &before, &now), [taken]);
        now.link = "a b".to_owned();
        let form = PlanProblem::new(PlanField::Link, PlanFault::Form);
        assert_eq!(judge_again(&problems, &before, &now), [form]);
    }

    #[test]
    fn what_is_found_beside_it_does_not_hide_what_is_known() {
        let form = PlanProblem::new(PlanField::Link, PlanFault::Form);
        let past = PlanProblem::new(PlanField::Date, PlanFault::Past);
        let taken = PlanProblem::new(PlanField::Link, PlanFault::Taken(None));
        let all = with_more(vec![form.clone()], vec![past.clone(), taken]);
        assert_eq!(all, [form, past]);
    }

    #[test]
    fn links_and_passwords_are_judged_as_the_server_does() {
        assert_eq!(link_fault(""), None);
        assert_eq!(link_fault("garden-committee"), None);
        assert_eq!(link_fault("a b"), Some(PlanFault::Form));
        assert_eq!(link_fault("-abc"), Some(PlanFault::Dash));
        assert_eq!(link_fault("admin"), Some(PlanFault::Reserved));
        assert_eq!(link_fault("mkd-vqtr-hba"), Some(PlanFault::LikeCode));
        assert_eq!(password_fault("abc"), Some(PlanFault::Form));
        assert_eq!(password_fault("south-wall"), None);
    }

    #[test]
    fn a_link_that_cannot_be_had_says_what_to_change() {
        let said = |typed| {
            let fault = link_fault(typed).unwrap();
            plan_problem(&PlanProblem::new(PlanField::Link, fault))
        };
        assert_eq!(said("abc-"), "A link cannot begin or end with a dash.");
        assert_eq!(
            said("admin"),
            "Parley uses this word itself. Add another word to it."
        );
        assert_eq!(
            said("mkd-vqtr-hba"),
            "This looks like a meeting code. Add a word or a number to it."
        );
        for helped in ["admin-round", "mkd-vqtr-hba-2", "abc"] {
            assert_eq!(link_fault(helped), None, "{helped}");
        }
    }

    #[test]
    fn people_are_invited_by_address_or_username() {
        for typed in ["elif@example.org", "samuel"] {
            assert!(is_invitable(typed), "{typed}");
        }
        for typed in ["", "Elif Demir", "elif@", "a"] {
            assert!(!is_invitable(typed), "{typed}");
        }
    }
}
