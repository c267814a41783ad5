//! Between whom the media of a room flow.
//!
//! *Invariant*: it follows from the setting, from who holds a seat, and from the one pair for whom direct did not work.

use crate::TopologySetting;
use parley_protocol::{Arrival, ParticipantId, Topology};

/// A page load in a seat.
pub(crate) type Page = (ParticipantId, Arrival);

#[derive(Debug)]
pub(crate) struct TopologyMachine {
    setting: TopologySetting,
    /// The pages for which direct did not work; with other ones it is tried again.
    failed: Option<Vec<Page>>,
    /// What those in the meeting know.
    told: Topology,
}

impl TopologyMachine {
    pub(crate) fn new(setting: TopologySetting, pages: &[Page]) -> Self {
        let mut machine = Self {
            setting,
            failed: None,
            told: Topology::Mesh,
        };
        machine.told = machine.of(pages);
        machine
    }

    /// The topology for those who hold a seat.
    pub(crate) fn of(&self, pages: &[Page]) -> Topology {
        match self.setting {
            TopologySetting::Mesh => Topology::Mesh,
            TopologySetting::Sfu => Topology::Sfu,
            TopologySetting::Auto if pages.len() > 2 => Topology::Sfu,
            TopologySetting::Auto if self.failed.as_deref() == Some(pages) => Topology::Sfu,
            TopologySetting::Auto => Topology::Direct,
        }
    }

    /// Direct does not work for these; what is said late, when they are not two any more, says nothing.
    pub(crate) fn fail(&mut self, pages: &[Page]) {
        if pages.len() == 2 {
            self.failed = Some(pages.to_vec());
        }
    }

    /// Notes what everybody is told; whether it is new to them.
    pub(crate) fn tell(&mut self, topology: Topology) -> bool {
        std::mem::replace(&mut self.told, topology) != topology
    }

    pub(crate) const fn has_router(&self) -> bool {
        self.setting.has_router()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(numbers: &[u32]) -> Vec<Page> {
        let page = |number: &u32| (ParticipantId(*number), Arrival(*number));
        numbers.iter().map(page).collect()
    }

    fn of(setting: TopologySetting, people: &[u32]) -> Topology {
        TopologyMachine::new(setting, &[]).of(&pages(people))
    }

    #[test]
    fn two_are_direct_and_three_are_not() {
        for (people, expected) in [
            (&[][..], Topology::Direct),
            (&[1], Topology::Direct),
            (&[1, 2], Topology::Direct),
            (&[1, 2, 3], Topology::Sfu),
        ] {
            assert_eq!(of(TopologySetting::Auto, people), expected, "{people:?}");
            assert_eq!(of(TopologySetting::Mesh, people), Topology::Mesh);
            assert_eq!(of(TopologySetting::Sfu, people), Topology::Sfu);
        }
    }

    #[test]
    fn a_pair_that_failed_stays_with_the_router_until_it_is_another_pair() {
        let mut machine = TopologyMachine::new(TopologySetting::Auto, &[]);
        machine.fail(&pages(&[1, 2]));
        assert_eq!(machine.of(&pages(&[1, 2])), Topology::Sfu);
        assert_eq!(machine.of(&pages(&[1, 3])), Topology::Direct);
        let reloaded = [
            (ParticipantId(1), Arrival(1)),
            (ParticipantId(2), Arrival(9)),
        ];
        assert_eq!(machine.of(&reloaded), Topology::Direct);
        assert_eq!(machine.of(&pages(&[1])), Topology::Direct);
    }

    #[test]
    fn a_late_word_of_failure_says_nothing() {
        let mut machine = TopologyMachine::new(TopologySetting::Auto, &[]);
        machine.fail(&pages(&[1]));
        machine.fail(&pages(&[1, 2, 3]));
        assert_eq!(machine.of(&pages(&[1])), Topology::Direct);
        assert_eq!(machine.of(&pages(&[1, 2])), Topology::Direct);
    }
}
