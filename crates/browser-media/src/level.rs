//! How loud a moment of sound is, and whether somebody is speaking.
//!
//! *Invariant*: a click or a short pause does not count: speaking starts after 200 ms of sound and ends after 800 ms
//! without.

use parley_protocol::{Milliseconds, Timestamp};

const STARTS_AFTER: Milliseconds = Milliseconds(200);
const ENDS_AFTER: Milliseconds = Milliseconds(800);
/// Quieter than this is shown as nothing.
const FLOOR_DECIBELS: f64 = -60.0;
/// Louder than this is shown as full.
const FULL_DECIBELS: f64 = -10.0;
/// The level from which sound counts as speech: 30 % of the meter, -45 dB.
const SPEECH_LEVEL: f64 = 0.3;

/// The loudness of samples between -1 and 1 as a meter shows it: 0 to 1, even in decibels.
pub(crate) fn level(samples: &[f32]) -> f64 {
    let count = u32::try_from(samples.len()).unwrap_or(u32::MAX).max(1);
    let energy: f64 = samples
        .iter()
        .map(|sample| f64::from(*sample).powi(2))
        .sum();
    let decibels = 10.0 * (energy / f64::from(count)).log10();
    ((decibels - FLOOR_DECIBELS) / (FULL_DECIBELS - FLOOR_DECIBELS)).clamp(0.0, 1.0)
}

/// Decides from level to level whether somebody is speaking.
#[derive(Debug, Default)]
pub(crate) struct SpeakingDetector {
    speaking: bool,
    /// Since when the levels have said the opposite.
    opposite_since: Option<Timestamp>,
}

impl SpeakingDetector {
    /// Takes a level; returns whether they speak when that has changed.
    pub(crate) fn hear(&mut self, level: f64, now: Timestamp) -> Option<bool> {
        let loud = level >= SPEECH_LEVEL;
        if loud == self.speaking {
            self.opposite_since = None;
            return None;
        }
        let since = *self.opposite_since.get_or_insert(now);
        let needed = if loud { STARTS_AFTER } else { ENDS_AFTER };
        if now.since(since) < needed {
            return None;
        }
        self.opposite_since = None;
        self.speaking = loud;
        Some(loud)
    }

    pub(crate) fn is_speaking(&self) -> bool {
        self.speaking
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOUD: f64 = 0.8;
    const QUIET: f64 = 0.05;

    fn changes(levels: &[(u64, f64)]) -> Vec<(u64, bool)> {
        let mut detector = SpeakingDetector::default();
        levels
            .iter()
            .filter_map(|(at, level)| {
                let change = detector.hear(*level, Timestamp(*at))?;
                Some((*at, change))
            })
            .collect()
    }

    #[test]
    fn silence_is_nothing_and_a_shout_is_full() {
        assert!(level(&[]).abs() < f64::EPSILON);
        assert!(level(&[0.0; 64]).abs() < f64::EPSILON);
        assert!((level(&[0.9; 64]) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_voice_is_in_the_middle_of_the_meter() {
        let voice = level(&[0.03, -0.03, 0.03, -0.03]);
        assert!((0.5..0.7).contains(&voice), "{voice}");
    }

    #[test]
    fn speaking_starts_after_a_fifth_of_a_second() {
        let heard = [(0, LOUD), (100, LOUD), (200, LOUD), (300, LOUD)];
        assert_eq!(changes(&heard), [(200, true)]);
    }

    #[test]
    fn a_click_is_not_speech() {
        assert_eq!(
            changes(&[(0, LOUD), (100, LOUD), (150, QUIET), (250, LOUD)]),
            []
        );
    }

    #[test]
    fn a_pause_between_words_does_not_end_it() {
        let heard = [
            (0, LOUD),
            (200, LOUD),
            (300, QUIET),
            (1000, QUIET),
            (1050, LOUD),
            (1100, QUIET),
            (1899, QUIET),
            (1900, QUIET),
        ];
        assert_eq!(changes(&heard), [(200, true), (1900, false)]);
    }
}
