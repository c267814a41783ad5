//! Rules that are changed by more than one person.

use crate::people::{OPEN, OWNER, REQUEST, account, meeting_heard};
use crate::support::Bench;
use parley_protocol::{ClientMessage, MeetingRules, MeetingRulesChange};

#[test]
fn two_who_change_different_rules_at_the_same_moment_both_get_what_they_want() {
    let mut bench = Bench::owned(OPEN);
    let [host, helper] = [OWNER, account(7)].map(|visitor| bench.come(visitor, "Ann"));
    bench.set_co_host(host, 2, true);
    let locks = MeetingRulesChange {
        locked: Some(true),
        ..MeetingRulesChange::default()
    };
    let closes_the_chat = MeetingRulesChange {
        may_chat: Some(false),
        ..MeetingRulesChange::default()
    };
    // Neither has heard of the other's.
    let request = REQUEST;
    for (from, change) in [(host, locks), (helper, closes_the_chat)] {
        bench.say(from, ClientMessage::SetRules { request, change });
    }
    let both = MeetingRules {
        locked: true,
        may_chat: false,
        ..OPEN
    };
    assert_eq!(meeting_heard(&bench.heard(host)).rules, both);
}
