//! The sentences of planning.

use crate::error::{PlanFault, PlanField, PlanProblem};
use parley_protocol::{Milliseconds, Timestamp, limits};

/// What is said under a field, or above the form.
pub fn plan_problem(problem: &PlanProblem) -> String {
    let words = match &problem.fault {
        PlanFault::Empty => empty(problem.field),
        PlanFault::Form => form(problem.field),
        PlanFault::Dash => "A link cannot begin or end with a dash.",
        PlanFault::Reserved => "Parley uses this word itself. Add another word to it.",
        PlanFault::LikeCode => "This looks like a meeting code. Add a word or a number to it.",
        PlanFault::TooLong => return too_long(problem.field),
        PlanFault::Past => "Choose a time in the future.",
        PlanFault::Bounds => bounds(problem.field),
        PlanFault::Taken(_) => "This link is taken.",
        PlanFault::Unknown(who) => {
            return format!(
                "Nobody here has the username {who}. Enter their email address instead."
            );
        }
        PlanFault::TooManyMails => {
            "You have invited as many people as one account can invite in a day. Try again tomorrow."
        }
        PlanFault::TooManyChanges => {
            "Too many meetings of this series were changed one by one. Change all meetings instead."
        }
        PlanFault::Gone => "This meeting is no longer planned.",
        PlanFault::Changed => {
            "This meeting was changed somewhere else. Close this and open it again."
        }
    };
    words.to_owned()
}

fn empty(field: PlanField) -> &'static str {
    match field {
        PlanField::Title => "Enter a title.",
        PlanField::Date => "Enter a date.",
        PlanField::Time => "Enter a start time.",
        PlanField::Duration => "Enter a duration.",
        PlanField::Zone => "Enter a time zone.",
        PlanField::Days => "Choose at least one day.",
        PlanField::Until => "Enter a last date.",
        PlanField::Count => "Enter a number of meetings.",
        PlanField::Invite => "Enter an email or a username.",
        PlanField::Link => "Enter a custom link.",
        PlanField::Password => "Enter a meeting password.",
        PlanField::Whole => super::SERVER_ERROR,
    }
}

fn form(field: PlanField) -> &'static str {
    match field {
        PlanField::Invite => "This does not look like an email or a username.",
        PlanField::Link => "Use 3 to 64 letters, numbers or dashes.",
        PlanField::Password => "Use 4 to 64 characters.",
        PlanField::Zone => "This server does not know this time zone. Choose another.",
        PlanField::Title
        | PlanField::Date
        | PlanField::Time
        | PlanField::Duration
        | PlanField::Days
        | PlanField::Until
        | PlanField::Count
        | PlanField::Whole => empty(field),
    }
}

fn too_long(field: PlanField) -> String {
    match field {
        PlanField::Invite => "Up to 50 people can be invited.".to_owned(),
        PlanField::Title
        | PlanField::Date
        | PlanField::Time
        | PlanField::Duration
        | PlanField::Zone
        | PlanField::Days
        | PlanField::Until
        | PlanField::Count
        | PlanField::Link
        | PlanField::Password
        | PlanField::Whole => format!("Use {} characters or fewer.", limits::TITLE_CHARACTERS),
    }
}

fn bounds(field: PlanField) -> &'static str {
    match field {
        PlanField::Duration => "A meeting can take from 5 minutes to 24 hours.",
        PlanField::Until => "Choose a date after the first meeting, at most 10 years later.",
        PlanField::Count => "Enter a number from 1 to 1000.",
        PlanField::Title
        | PlanField::Date
        | PlanField::Time
        | PlanField::Zone
        | PlanField::Days
        | PlanField::Invite
        | PlanField::Link
        | PlanField::Password
        | PlanField::Whole => "Choose a date of this century.",
    }
}

/// How long a planned meeting takes: `45 min`, `1 h`.
pub fn length(starts_at: Timestamp, ends_at: Timestamp) -> String {
    super::dashboard::duration(ends_at.since(starts_at))
}

/// How long a meeting takes, to choose from: `1 hour 30 minutes`.
pub fn minutes(minutes: u32) -> String {
    let count = |number: u32, unit: &str| match number {
        0 => None,
        1 => Some(format!("1 {unit}")),
        number => Some(format!("{number} {unit}s")),
    };
    let parts = [count(minutes / 60, "hour"), count(minutes % 60, "minute")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A meeting that is as near as this, and not over, is told with how near.
const NEAR: Milliseconds = Milliseconds::from_seconds(3600);

/// `Starts in 5 min`, `Started 3 min ago`; nothing while it is far away.
pub fn nearness(starts_at: Timestamp, now: Timestamp) -> Option<String> {
    if starts_at > now {
        let left = starts_at.since(now);
        let minutes = left.0.div_ceil(60_000);
        return (left <= NEAR).then(|| format!("Starts in {minutes} min"));
    }
    match now.since(starts_at).0 / 60_000 {
        0 => Some("Starts now".to_owned()),
        minutes if minutes < 60 => Some(format!("Started {minutes} min ago")),
        _ => Some("In progress".to_owned()),
    }
}

/// What comes first, under the greeting.
pub fn next_meeting(starts_at: Timestamp, now: Timestamp) -> Option<String> {
    let left = starts_at.since(now);
    let minutes = left.0.div_ceil(60_000);
    match minutes {
        0 => None,
        1 => Some("Your next meeting starts in 1 minute.".to_owned()),
        minutes if left <= NEAR => Some(format!("Your next meeting starts in {minutes} minutes.")),
        _ => None,
    }
}

/// `19th`
pub fn ordinal(number: i64) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_name_the_bounds_that_the_server_has() {
        let between = |(shortest, longest)| format!("Use {shortest} to {longest} ");
        let link = between(parley_protocol::limits::MEETING_LINK_CHARACTERS);
        assert!(form(PlanField::Link).starts_with(&link));
        let password = between(parley_protocol::limits::MEETING_PASSWORD_CHARACTERS);
        assert!(form(PlanField::Password).starts_with(&password));
    }

    #[test]
    fn the_words_are_those_of_the_contract() {
        let said = |field, fault| plan_problem(&PlanProblem::new(field, fault));
        assert_eq!(said(PlanField::Title, PlanFault::Empty), "Enter a title.");
        assert_eq!(
            said(PlanField::Date, PlanFault::Past),
            "Choose a time in the future."
        );
        assert_eq!(
            said(PlanField::Invite, PlanFault::Unknown("wei".to_owned())),
            "Nobody here has the username wei. Enter their email address instead."
        );
        assert_eq!(
            said(PlanField::Invite, PlanFault::Form),
            "This does not look like an email or a username."
        );
        assert_eq!(
            said(PlanField::Link, PlanFault::Form),
            "Use 3 to 64 letters, numbers or dashes."
        );
        assert_eq!(
            said(PlanField::Link, PlanFault::Taken(None)),
            "This link is taken."
        );
    }

    #[test]
    fn a_near_meeting_is_told_with_how_near_it_is() {
        let at = Timestamp(100 * 60_000);
        let said = |minutes: u64| nearness(at, Timestamp(minutes * 60_000));
        assert_eq!(said(30), None);
        assert_eq!(said(40).as_deref(), Some("Starts in 60 min"));
        assert_eq!(said(95).as_deref(), Some("Starts in 5 min"));
        assert_eq!(
            nearness(at, Timestamp(at.0 - 1)).as_deref(),
            Some("Starts in 1 min")
        );
        assert_eq!(said(100).as_deref(), Some("Starts now"));
        assert_eq!(said(103).as_deref(), Some("Started 3 min ago"));
        assert_eq!(said(160).as_deref(), Some("In progress"));
        let next = next_meeting(at, Timestamp(92 * 60_000));
        assert_eq!(
            next.as_deref(),
            Some("Your next meeting starts in 8 minutes.")
        );
        assert_eq!(next_meeting(at, at), None);
    }

    #[test]
    fn lengths_and_days_are_said_in_words() {
        assert_eq!(minutes(45), "45 minutes");
        assert_eq!(minutes(60), "1 hour");
        assert_eq!(minutes(90), "1 hour 30 minutes");
        assert_eq!(minutes(120), "2 hours");
        for (number, words) in [
            (1, "1st"),
            (2, "2nd"),
            (3, "3rd"),
            (11, "11th"),
            (22, "22nd"),
        ] {
            assert_eq!(ordinal(number), words);
        }
    }
}
