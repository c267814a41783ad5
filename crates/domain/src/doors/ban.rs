//! Who may not come back to a meeting, until they are let back in.

use crate::{
    NameLook, ResumeHash, Seat, Visitor,
    accounts::{SecretHash, UserId},
};
use parley_protocol::{DisplayName, Timestamp};
use std::fmt;

/// Somebody who was removed for good, or was not let in for good. They are known again by each of these.
#[derive(Clone, PartialEq, Eq)]
pub struct Ban {
    /// Their account.
    pub user: Option<UserId>,
    /// What their browser holds.
    pub claim: Option<SecretHash>,
    /// The secret of their seat; `None` for who was not let in.
    pub resume: Option<ResumeHash>,
    /// The name they typed, and the network they came from: only together.
    pub display_name: DisplayName,
    /// See `display_name`.
    pub network: Option<SecretHash>,
    /// Since when.
    pub at: Timestamp,
}

impl fmt::Debug for Ban {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Ban({:?}, {})", self.user, self.display_name)
    }
}

impl Ban {
    /// Whether this is somebody who may not come back: the account, signed in anywhere, or the browser, signed in or not.
    /// Name and network are asked of guests alone: somebody with an account may have the same name at the same place.
    /// `typed` is the name of who comes anew; whoever holds a seat is known by its secret, and somebody else may have typed
    /// the same name.
    pub fn covers(
        &self,
        visitor: &Visitor,
        typed: Option<&DisplayName>,
        resume: Option<ResumeHash>,
    ) -> bool {
        if self.resume.is_some() && self.resume == resume {
            return true;
        }
        if self.knows(visitor) {
            return true;
        }
        let is_guest = visitor.user.is_none();
        let place = is_guest && self.network.is_some() && self.network == visitor.network;
        let look = |name: &DisplayName| NameLook::of(&name.without_number());
        place && typed.is_some_and(|typed| look(typed).is_like(&look(&self.display_name)))
    }

    /// Whether they were in the meeting: they were removed, not sent away from its door.
    pub fn was_inside(&self) -> bool {
        self.resume.is_some()
    }

    /// By account or browser.
    fn knows(&self, visitor: &Visitor) -> bool {
        let account = self.user.is_some() && self.user == visitor.user;
        account || (self.claim.is_some() && self.claim == visitor.claim)
    }

    /// Leaves out what would keep out the holder of a seat, too.
    pub fn spare(&mut self, seat: &Seat) {
        self.user = self.user.filter(|user| seat.visitor.user != Some(*user));
        self.claim = self
            .claim
            .filter(|claim| seat.visitor.claim != Some(*claim));
        self.resume = self.resume.filter(|resume| seat.resume != *resume);
    }

    /// This with what it did not know of who comes; `None` when there is nothing, or it is not surely them.
    pub fn completed(&self, visitor: &Visitor) -> Option<Self> {
        let completed = Self {
            claim: self.claim.or(visitor.claim),
            network: self.network.or(visitor.network),
            ..self.clone()
        };
        (self.knows(visitor) && completed != *self).then_some(completed)
    }

    /// Whether both were made of the same person at the same moment, and one may know more than the other.
    pub fn is_same(&self, other: &Self) -> bool {
        let of = |ban: &Self| (ban.user, ban.resume, ban.at);
        of(self) == of(other) && self.display_name == other.display_name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> DisplayName {
        DisplayName::new(text).unwrap()
    }

    fn guest(claim: u8, network: u8) -> Visitor {
        Visitor {
            user: None,
            claim: Some(SecretHash([claim; 32])),
            network: Some(SecretHash([network; 32])),
        }
    }

    fn account(user: i64) -> Visitor {
        Visitor {
            user: Some(UserId(user)),
            claim: None,
            network: Some(SecretHash([1; 32])),
        }
    }

    fn ban(visitor: Visitor) -> Ban {
        Ban {
            user: visitor.user,
            claim: visitor.claim,
            resume: Some(ResumeHash([9; 32])),
            display_name: name("Mallory"),
            network: visitor.network,
            at: Timestamp(0),
        }
    }

    #[test]
    fn t060_a_guest_is_known_by_browser_seat_and_name_with_network() {
        let ban = ban(guest(1, 1));
        let known = |visitor, text: &str, resume| ban.covers(&visitor, Some(&name(text)), resume);
        assert!(known(guest(1, 1), "Mallory", None), "the same tab");
        assert!(
            known(guest(1, 2), "Another name", None),
            "another name and network"
        );
        assert!(known(guest(2, 1), "MALLORY", None), "another browser");
        assert!(known(guest(2, 1), "Mallory (2)", None), "with a number");
        assert!(
            !ban.covers(&guest(2, 1), None, None),
            "somebody else of the same network who holds a seat"
        );
        let seat = Some(ResumeHash([9; 32]));
        assert!(known(account(7), "Ann", seat), "a stolen seat");
        assert!(
            !known(guest(2, 1), "Ann", None),
            "somebody else of the same network"
        );
        assert!(
            !known(guest(2, 2), "Mallory", None),
            "somebody of the same name"
        );
        assert!(
            !known(account(7), "Mallory", None),
            "an account of the same name"
        );
        let signed_in = Visitor {
            user: Some(UserId(7)),
            ..guest(1, 2)
        };
        assert!(known(signed_in, "Ann", None), "signed in in that browser");
    }

    #[test]
    fn t087_a_name_that_looks_the_same_hides_nobody() {
        let ban = Ban {
            display_name: name("Ines Moreau"),
            ..ban(guest(1, 1))
        };
        let known = |text: &str| ban.covers(&guest(2, 1), Some(&name(text)), None);
        assert!(known("\u{406}nes Moreau"), "with a Cyrillic letter");
        assert!(known("lnes Moreau (2)"), "with a small l");
        assert!(!known("Inez Moreau"), "somebody else");
    }

    #[test]
    fn t060_an_account_is_known_by_the_account() {
        let ban = ban(account(7));
        assert!(ban.covers(&account(7), Some(&name("Another name")), None));
        assert!(!ban.covers(&account(8), Some(&name("Mallory")), None));
        assert!(
            ban.covers(&guest(1, 1), Some(&name("Mallory")), None),
            "signed out, with the old name"
        );
        let signed_in = Visitor {
            claim: guest(5, 5).claim,
            ..account(7)
        };
        let in_browser = super::Ban {
            claim: signed_in.claim,
            ..ban
        };
        assert!(
            in_browser.covers(&guest(5, 2), Some(&name("Another name")), None),
            "signed out, with another name"
        );
    }

    #[test]
    fn t060_a_number_that_the_server_gave_hides_nobody() {
        let ban = Ban {
            display_name: name("Mallory (2)"),
            ..ban(guest(1, 1))
        };
        assert!(ban.covers(&guest(2, 1), Some(&name("Mallory")), None));
        assert!(!ban.covers(&guest(2, 1), Some(&name("Malory")), None));
    }
}
