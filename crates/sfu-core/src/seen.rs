//! Which of the newest sequence numbers have come.

const WORDS: usize = 16;
const WINDOW: u64 = 64 * WORDS as u64;

/// A window of 1,024 sequence numbers that ends with the newest one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    highest: Option<u64>,
    words: [u64; WORDS],
}

impl Seen {
    /// Remembers a sequence number; `false` when it came before, or is too old to say.
    pub(crate) fn is_new(&mut self, seq: u64) -> bool {
        let highest = self.highest.unwrap_or(seq);
        if seq > highest {
            if seq - highest >= WINDOW {
                self.words = [0; WORDS];
            } else {
                for passed in highest + 1..=seq {
                    self.set(passed, false);
                }
            }
        } else if highest - seq >= WINDOW {
            return false;
        }
        self.highest = Some(highest.max(seq));
        let is_new = !self.get(seq);
        self.set(seq, true);
        is_new
    }

    fn get(&self, seq: u64) -> bool {
        self.words[word(seq)] & bit(seq) != 0
    }

    fn set(&mut self, seq: u64, came: bool) {
        if came {
            self.words[word(seq)] |= bit(seq);
        } else {
            self.words[word(seq)] &= !bit(seq);
        }
    }
}

fn word(seq: u64) -> usize {
    usize::try_from(seq / 64 % WORDS as u64).unwrap_or_default()
}

fn bit(seq: u64) -> u64 {
    1 << (seq % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_new_once() {
        let mut seen = Seen::default();
        assert!(seen.is_new(10));
        assert!(!seen.is_new(10));
        assert!(seen.is_new(12));
        assert!(seen.is_new(11));
        assert!(!seen.is_new(11));
    }

    #[test]
    fn what_left_the_window_is_not_new() {
        let mut seen = Seen::default();
        assert!(seen.is_new(5));
        assert!(seen.is_new(5 + WINDOW));
        assert!(!seen.is_new(5));
        assert!(seen.is_new(6));
    }

    #[test]
    fn a_far_jump_forgets_what_was() {
        let mut seen = Seen::default();
        for seq in 0..WINDOW {
            assert!(seen.is_new(seq));
        }
        assert!(seen.is_new(WINDOW * 10));
        assert!(seen.is_new(WINDOW * 10 - 1));
        assert!(!seen.is_new(3));
    }
}
