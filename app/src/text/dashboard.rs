//! The sentences of the dashboard.

/// What somebody sends to the people they want to meet.
pub fn invitation(name: &str, link: &str) -> String {
    format!("{name} invites you to a meeting on Parley.\n{link}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_ends_with_its_link() {
        assert_eq!(
            invitation("Ines Moreau", "https://meet.example.org/m/hyu-wern-xqa"),
            "Ines Moreau invites you to a meeting on Parley.\nhttps://meet.example.org/m/hyu-wern-xqa"
        );
    }
}
