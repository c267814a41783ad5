//! Who speaks, by the audio levels that come with the packets (RFC 6464).

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use parley_protocol::ParticipantId;

/// Quieter than this is not speech, in dBov.
const SPEECH: i8 = -50;
/// So much speech makes a speaker.
const ENTER: Duration = Duration::from_secs(1);
/// More than this is not counted: so long (times [`FALL`]) is the silence after which a speaker is none any more.
const MOST: Duration = Duration::from_millis(1500);
/// Silence takes away as much as speech gave, so many times slower.
const FALL: u32 = 2;
/// Between two packets of a voice lies less than this; what is longer is silence.
const GAP: Duration = Duration::from_millis(100);
/// So much speech is heard at all: a click is shorter.
const HEARD: Duration = Duration::from_millis(60);
/// Who was heard so recently keeps a slot while others speak too.
const KEEPS_SLOT: Duration = Duration::from_secs(1);

#[derive(Clone, Debug)]
struct Voice {
    /// Speech not yet outweighed by silence.
    voiced: Duration,
    /// Speech without a pause.
    run: Duration,
    last_packet: Instant,
    last_heard: Option<Instant>,
    speaking_since: Option<Instant>,
}

/// The voices of one room.
#[derive(Clone, Debug, Default)]
pub struct Speakers {
    voices: BTreeMap<ParticipantId, Voice>,
    told: Vec<ParticipantId>,
}

impl Speakers {
    /// Notes a packet of sound: its level in dBov (0 loudest, -127 silence) and what the sender's own detector says.
    pub fn observe(
        &mut self,
        participant: ParticipantId,
        level: i8,
        is_voice: Option<bool>,
        now: Instant,
    ) {
        let voice = self.voices.entry(participant).or_insert_with(|| Voice {
            voiced: Duration::ZERO,
            run: Duration::ZERO,
            last_packet: now,
            last_heard: None,
            speaking_since: None,
        });
        let is_speech = level >= SPEECH && is_voice != Some(false);
        let since = now.saturating_duration_since(voice.last_packet);
        voice.last_packet = voice.last_packet.max(now);
        if is_speech && since <= GAP {
            voice.voiced = (voice.voiced + since).min(MOST);
            voice.run += since;
            if voice.run >= HEARD {
                voice.last_heard = Some(now);
            }
        } else {
            voice.voiced = voice.voiced.saturating_sub(since / FALL);
            voice.run = Duration::ZERO;
        }
        if voice.voiced >= ENTER {
            voice.speaking_since.get_or_insert(now);
        } else if voice.voiced.is_zero() {
            voice.speaking_since = None;
        }
    }

    /// Forgets a participant: muted or gone.
    pub fn remove(&mut self, participant: ParticipantId) {
        self.voices.remove(&participant);
    }

    /// Lets time pass for those who send nothing (DTX sends no silence).
    pub fn tick(&mut self, now: Instant) {
        for voice in self.voices.values_mut() {
            let since = now.saturating_duration_since(voice.last_packet);
            if since > GAP {
                voice.voiced = voice.voiced.saturating_sub(since / FALL);
                voice.run = Duration::ZERO;
                voice.last_packet = now;
                if voice.voiced.is_zero() {
                    voice.speaking_since = None;
                }
            }
        }
    }

    /// Who speaks now, the one who has spoken longest first; only when it changed.
    pub fn poll(&mut self) -> Option<Vec<ParticipantId>> {
        let mut speaking: Vec<_> = self
            .voices
            .iter()
            .filter_map(|(id, voice)| Some((voice.speaking_since?, *id)))
            .collect();
        speaking.sort();
        let speaking: Vec<_> = speaking.into_iter().map(|(_, id)| id).collect();
        if speaking == self.told {
            return None;
        }
        self.told.clone_from(&speaking);
        Some(speaking)
    }

    /// Sorts participants so that those come first who are to be heard when there are not slots for all: who has a
    /// slot and was heard a moment ago keeps it, then those heard last; those never heard keep their order.
    pub fn rank(
        &self,
        participants: &mut [ParticipantId],
        held: &[Option<ParticipantId>],
        now: Instant,
    ) {
        participants.sort_by_key(|id| {
            let heard = self.voices.get(id).and_then(|voice| voice.last_heard);
            let keeps = held.contains(&Some(*id))
                && heard.is_some_and(|heard| now.saturating_duration_since(heard) < KEEPS_SLOT);
            std::cmp::Reverse((keeps, heard))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: ParticipantId = ParticipantId(1);
    const B: ParticipantId = ParticipantId(2);
    const C: ParticipantId = ParticipantId(3);

    struct Talk {
        speakers: Speakers,
        now: Instant,
    }

    impl Talk {
        fn new() -> Self {
            Self {
                speakers: Speakers::default(),
                now: crate::start_of_test(),
            }
        }

        /// Everybody in the list sends a level for some time.
        fn run(&mut self, milliseconds: u64, levels: &[(ParticipantId, i8)]) {
            for _ in 0..milliseconds / 20 {
                self.now += Duration::from_millis(20);
                for (id, level) in levels {
                    self.speakers.observe(*id, *level, None, self.now);
                }
                self.speakers.tick(self.now);
            }
        }
    }

    #[test]
    fn a_second_of_speech_makes_a_speaker() {
        let mut talk = Talk::new();
        talk.run(900, &[(A, -20), (B, -80)]);
        assert_eq!(talk.speakers.poll(), None);
        talk.run(200, &[(A, -20), (B, -80)]);
        assert_eq!(talk.speakers.poll(), Some(vec![A]));
        assert_eq!(talk.speakers.poll(), None);
    }

    #[test]
    fn a_cough_makes_none() {
        let mut talk = Talk::new();
        for _ in 0..20 {
            talk.run(300, &[(A, -10)]);
            talk.run(1700, &[(A, -90)]);
        }
        assert_eq!(talk.speakers.poll(), None);
    }

    #[test]
    fn a_speaker_stays_through_pauses_and_leaves_after_a_long_silence() {
        let mut talk = Talk::new();
        talk.run(3000, &[(A, -20)]);
        assert_eq!(talk.speakers.poll(), Some(vec![A]));
        talk.run(2000, &[(A, -90)]);
        assert_eq!(talk.speakers.poll(), None);
        talk.run(1200, &[(A, -90)]);
        assert_eq!(talk.speakers.poll(), Some(Vec::new()));
    }

    #[test]
    fn silence_that_is_not_sent_counts_as_well() {
        let mut talk = Talk::new();
        talk.run(3000, &[(A, -20)]);
        talk.speakers.poll();
        talk.run(3500, &[]);
        assert_eq!(talk.speakers.poll(), Some(Vec::new()));
    }

    #[test]
    fn who_speaks_longest_comes_first() {
        let mut talk = Talk::new();
        talk.run(2000, &[(B, -20)]);
        talk.run(2000, &[(B, -20), (A, -10)]);
        assert_eq!(talk.speakers.poll(), Some(vec![B, A]));
        talk.speakers.remove(B);
        assert_eq!(talk.speakers.poll(), Some(vec![A]));
    }

    #[test]
    fn the_senders_own_detector_can_say_that_it_is_noise() {
        let mut speakers = Speakers::default();
        let start = crate::start_of_test();
        for step in 0..200 {
            speakers.observe(
                A,
                -10,
                Some(false),
                start + Duration::from_millis(step * 20),
            );
        }
        assert_eq!(speakers.poll(), None);
    }

    #[test]
    fn the_one_heard_last_ranks_first_after_a_moment() {
        let mut talk = Talk::new();
        talk.run(500, &[(A, -20), (B, -90), (C, -90)]);
        talk.run(100, &[(A, -90), (B, -90), (C, -30)]);
        let mut order = [A, B, C];
        talk.speakers.rank(&mut order, &[], talk.now);
        assert_eq!(order, [C, A, B]);
        talk.speakers.rank(&mut order, &[Some(A)], talk.now);
        assert_eq!(
            order,
            [A, C, B],
            "who has a slot keeps it while they are heard"
        );
    }
}
