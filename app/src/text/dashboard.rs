//! The sentences of the dashboard.

use parley_protocol::Milliseconds;

/// What somebody sends to the people they want to meet.
pub fn invitation(name: &str, link: &str) -> String {
    format!("{name} invites you to a meeting on Parley.\n{link}")
}

/// What a shared link to somebody's meeting is called.
pub fn invitation_title(name: &str) -> String {
    format!("A meeting with {name} on Parley")
}

/// How long a meeting was, in few words: `52 min`, `1 h 21 min`.
pub fn duration(length: Milliseconds) -> String {
    let minutes = length.0 / 60_000;
    match (minutes / 60, minutes % 60) {
        (0, 0) => "Under 1 min".to_owned(),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// How many came, and who: `5 participants: Ann, Ben and 3 more`.
pub fn participants(people: u64, names: &[String]) -> String {
    let count = match people {
        1 => "1 participant".to_owned(),
        people => format!("{people} participants"),
    };
    let list = match (names, more(people, names.len())) {
        ([], _) => return count,
        (names, Some(more)) => format!("{} and {more}", names.join(", ")),
        ([only], None) => only.clone(),
        ([first @ .., last], None) => format!("{} and {last}", first.join(", ")),
    };
    format!("{count}: {list}")
}

/// Those who are not named: `3 more`.
pub fn more(people: u64, named: usize) -> Option<String> {
    let unnamed = people.saturating_sub(u64::try_from(named).unwrap_or(u64::MAX));
    (unnamed > 0).then(|| format!("{unnamed} more"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_said_in_hours_and_minutes() {
        let said = |seconds: u64| duration(Milliseconds::from_seconds(seconds));
        assert_eq!(said(0), "Under 1 min");
        assert_eq!(said(59), "Under 1 min");
        assert_eq!(said(52 * 60 + 59), "52 min");
        assert_eq!(said(3600), "1 h");
        assert_eq!(said(81 * 60), "1 h 21 min");
    }

    #[test]
    fn people_are_counted_and_named_as_far_as_their_names_are_there() {
        let names = ["Ann", "Ben", "Cem"].map(str::to_owned);
        assert_eq!(participants(1, &names[..1]), "1 participant: Ann");
        assert_eq!(participants(2, &names[..2]), "2 participants: Ann and Ben");
        assert_eq!(participants(3, &names), "3 participants: Ann, Ben and Cem");
        assert_eq!(
            participants(6, &names),
            "6 participants: Ann, Ben, Cem and 3 more"
        );
        assert_eq!(participants(0, &[]), "0 participants");
        assert_eq!(more(6, 3).as_deref(), Some("3 more"));
        assert_eq!(more(2, 3), None);
    }

    #[test]
    fn an_invitation_ends_with_its_link() {
        assert_eq!(
            invitation("Ines Moreau", "https://meet.example.org/m/hyu-wern-xqa"),
            "Ines Moreau invites you to a meeting on Parley.\nhttps://meet.example.org/m/hyu-wern-xqa"
        );
    }
}
