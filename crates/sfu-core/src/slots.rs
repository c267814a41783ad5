//! Who comes on which of a subscriber's media sections.
//!
//! *Invariants*: nobody, and no picture, has two slots; who keeps being wished for keeps their slot; an earlier wish gets
//! a slot before a later one.

/// The slots of one kind of one subscriber: `H` is who is heard, or which picture is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slots<H> {
    holders: Vec<Option<H>>,
}

impl<H: Copy + Eq> Slots<H> {
    /// That many free slots.
    pub fn new(count: usize) -> Self {
        Self {
            holders: vec![None; count],
        }
    }

    /// Gives the slots to the first who are wished for, as many as there are. Says whether anything changed.
    pub fn assign(&mut self, wished: &[H]) -> bool {
        let wished = &wished[..wished.len().min(self.holders.len())];
        let before = self.holders.clone();
        for holder in &mut self.holders {
            if holder.is_some_and(|held| !wished.contains(&held)) {
                *holder = None;
            }
        }
        for wish in wished {
            if self.slot_of(*wish).is_none()
                && let Some(free) = self.holders.iter_mut().find(|holder| holder.is_none())
            {
                *free = Some(*wish);
            }
        }
        self.holders != before
    }

    /// Who comes on a slot.
    pub fn holder(&self, slot: usize) -> Option<H> {
        self.holders.get(slot).copied().flatten()
    }

    /// Where they come.
    pub fn slot_of(&self, wished: H) -> Option<usize> {
        self.holders
            .iter()
            .position(|holder| *holder == Some(wished))
    }

    /// All slots in order.
    pub fn holders(&self) -> &[Option<H>] {
        &self.holders
    }
}

#[cfg(test)]
mod tests {
    use parley_protocol::ParticipantId;

    use super::*;

    fn ids(numbers: &[u32]) -> Vec<ParticipantId> {
        numbers.iter().copied().map(ParticipantId).collect()
    }

    fn held(slots: &Slots<ParticipantId>) -> Vec<u32> {
        slots
            .holders()
            .iter()
            .map(|holder| holder.map_or(0, |id| id.0))
            .collect()
    }

    #[test]
    fn who_is_still_wished_for_keeps_the_slot() {
        let mut slots = Slots::new(3);
        assert!(slots.assign(&ids(&[5, 6, 7])));
        assert!(slots.assign(&ids(&[8, 7, 5])));
        assert_eq!(held(&slots), [5, 8, 7]);
        assert!(!slots.assign(&ids(&[7, 8, 5])));
    }

    #[test]
    fn an_earlier_wish_comes_first_when_there_are_too_many() {
        let mut slots = Slots::new(2);
        slots.assign(&ids(&[1, 2, 3]));
        assert_eq!(held(&slots), [1, 2]);
        slots.assign(&ids(&[3, 2, 1]));
        assert_eq!(held(&slots), [3, 2]);
    }

    #[test]
    fn who_leaves_frees_the_slot_and_the_others_stay() {
        let mut slots = Slots::new(3);
        slots.assign(&ids(&[1, 2, 3]));
        slots.assign(&ids(&[1, 3]));
        assert_eq!(held(&slots), [1, 0, 3]);
        assert_eq!(slots.slot_of(ParticipantId(3)), Some(2));
        assert_eq!(slots.holder(1), None);
        assert_eq!(slots.holder(9), None);
    }

    #[test]
    fn the_same_wish_twice_is_one_slot() {
        let mut slots = Slots::new(3);
        slots.assign(&ids(&[1, 1, 2]));
        assert_eq!(held(&slots), [1, 2, 0]);
    }
}
