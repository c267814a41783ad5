//! The sentences of the page for admins.

use crate::pages::admin::requests::UserChange;

/// For when somebody is no admin any more, or would change their own account.
pub const NOT_ALLOWED: &str = "You cannot change this account.";

/// For when somebody is no admin any more.
pub const NO_ADMIN: &str = "You are no longer an admin. Load the page again.";

/// What follows when a meeting is ended for everybody.
pub fn end_consequence(title: &str) -> String {
    format!("Everybody in {title} is disconnected at once. They can come back later.")
}

/// What a live meeting is called.
pub fn meeting_title(title: Option<&str>, code: &str) -> String {
    title.map_or_else(|| format!("Meeting {code}"), str::to_owned)
}

/// What is pressed for it.
pub fn label(change: UserChange) -> &'static str {
    match change {
        UserChange::MakeAdmin => "Make admin",
        UserChange::RemoveAdmin => "Remove admin",
        UserChange::Suspend => "Suspend",
        UserChange::Reactivate => "Reactivate",
        UserChange::EndSessions => "End sessions",
    }
}

/// What is asked before it.
pub fn question(change: UserChange, name: &str) -> String {
    match change {
        UserChange::MakeAdmin => format!("Make {name} an admin?"),
        UserChange::RemoveAdmin => format!("Remove {name} as an admin?"),
        UserChange::Suspend => format!("Suspend {name}?"),
        UserChange::Reactivate => format!("Reactivate {name}?"),
        UserChange::EndSessions => format!("End the sessions of {name}?"),
    }
}

/// What follows from it.
pub fn consequence(change: UserChange, name: &str) -> String {
    match change {
        UserChange::MakeAdmin => {
            format!("{name} will see all accounts, and can change and suspend them.")
        }
        UserChange::RemoveAdmin => format!("{name} will keep the account, as a member."),
        UserChange::Suspend => {
            format!("{name} is signed out everywhere and cannot sign in until you reactivate them.")
        }
        UserChange::Reactivate => format!("{name} can sign in again."),
        UserChange::EndSessions => format!(
            "{name} is signed out on all devices and leaves meetings there. They can sign in again."
        ),
    }
}

/// What is said after it.
pub fn done(change: UserChange, name: &str) -> String {
    match change {
        UserChange::MakeAdmin => format!("{name} is now an admin"),
        UserChange::RemoveAdmin => format!("{name} is no longer an admin"),
        UserChange::Suspend => format!("{name} is suspended"),
        UserChange::Reactivate => format!("{name} is active again"),
        UserChange::EndSessions => format!("{name} is signed out everywhere"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_without_a_title_is_told_from_the_others_by_its_code() {
        assert_eq!(meeting_title(Some("Choir"), "mkd-vqtr-hba"), "Choir");
        let title = meeting_title(None, "mkd-vqtr-hba");
        assert_eq!(title, "Meeting mkd-vqtr-hba");
        assert!(end_consequence(&title).contains(&title));
    }

    #[test]
    fn every_change_names_whom_it_is_about() {
        for change in [
            UserChange::MakeAdmin,
            UserChange::RemoveAdmin,
            UserChange::Suspend,
            UserChange::Reactivate,
            UserChange::EndSessions,
        ] {
            for words in [question, consequence, done] {
                assert!(words(change, "Wei Chen").contains("Wei Chen"), "{change:?}");
            }
        }
    }
}
