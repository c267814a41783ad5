//! What the person ordered as somebody who runs the meeting, for as long as the server may still refuse it.
//!
//! *Invariants*: an order waits for no socket; the oldest comes first; one that is answered, refused or lost is here no
//! more, so nothing is told of it twice.

use crate::{HostCommand, outbox::Outbox};
use parley_protocol::{MeetingRules, MeetingRulesChange, RequestId};
use std::collections::VecDeque;

/// Orders that are remembered.
const MOST: usize = 64;

#[derive(Debug)]
struct Order {
    request: RequestId,
    /// What it changes in the rules.
    change: Option<MeetingRulesChange>,
}

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    sent: VecDeque<Order>,
}

impl Orders {
    /// Sends an order; false when there is no socket to say it on.
    pub(crate) fn send(&mut self, command: HostCommand, out: &mut Outbox) -> bool {
        let Some(request) = out.send(|request| command.into_message(request)) else {
            return false;
        };
        if self.sent.len() == MOST {
            self.sent.pop_front();
        }
        let change = if let HostCommand::SetRules { change } = command {
            Some(change)
        } else {
            None
        };
        self.sent.push_back(Order { request, change });
        true
    }

    /// Takes out an order that the server refused; false when it was none.
    pub(crate) fn take(&mut self, request: RequestId) -> bool {
        let place = self.sent.iter().position(|order| order.request == request);
        place.is_some_and(|place| self.sent.remove(place).is_some())
    }

    /// The server answers in order: what was said before the ping that it has answered is done.
    pub(crate) fn handle_pong(&mut self, ping: RequestId) {
        self.sent.retain(|order| order.request > ping);
    }

    /// Changes are done in the order in which they were sent. So one that shows in the rules is done only when none
    /// before it is awaited.
    pub(crate) fn handle_rules(&mut self, rules: MeetingRules) {
        let is_change = |order: &Order| order.change.is_some();
        while let Some(place) = self.sent.iter().position(is_change) {
            let change = self.sent[place].change.unwrap_or_default();
            if rules.with(change) != rules {
                return;
            }
            self.sent.remove(place);
        }
    }

    /// Forgets them all: their answers will not come. Says how many they were.
    pub(crate) fn lose(&mut self) -> u32 {
        let lost = u32::try_from(self.sent.len()).unwrap_or(u32::MAX);
        self.sent.clear();
        lost
    }

    /// These rules with what was ordered since.
    pub(crate) fn apply_to(&self, rules: MeetingRules) -> MeetingRules {
        let changes = self.sent.iter().filter_map(|order| order.change);
        changes.fold(rules, MeetingRules::with)
    }
}
