//! What waits for the shell.

use std::collections::VecDeque;

use crate::api::{Event, Output};
use crate::stats::Stats;

/// The output queue and the counters, which all rooms of a router share.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    queue: VecDeque<Output>,
    pub(crate) stats: Stats,
}

impl Outbox {
    pub(crate) fn tell(&mut self, event: Event) {
        self.queue.push_back(Output::Event(event));
    }

    pub(crate) fn transmit(&mut self, output: Output) {
        if let Output::Transmit { contents, .. } = &output {
            self.stats.packets_out += 1;
            self.stats.bytes_out += contents.len() as u64;
        }
        self.queue.push_back(output);
    }

    pub(crate) fn pop(&mut self) -> Option<Output> {
        self.queue.pop_front()
    }
}
