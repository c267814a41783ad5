//! Who is invited: an address, or an account by its username.

use crate::accounts::UserId;
use parley_protocol::{EmailAddress, Username};
use std::fmt;

/// Whom the owner named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invited {
    /// By an address.
    Address(EmailAddress),
    /// By a username. The address of that account is never told to the owner.
    Account(Username),
}

impl Invited {
    /// Reads what was typed; `None` when it is neither.
    pub fn parse(typed: &str) -> Option<Self> {
        if let Ok(address) = EmailAddress::new(typed) {
            return Some(Self::Address(address));
        }
        Username::new(typed).ok().map(Self::Account)
    }
}

impl fmt::Display for Invited {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(formatter),
            Self::Account(username) => username.fmt(formatter),
        }
    }
}

/// Whom the database knows as invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invitee {
    /// Whoever proves this address.
    Address(EmailAddress),
    /// This account, whatever it is called by now.
    Account(UserId),
}
