//! Who sends to whom.

use parley_protocol::limits;

/// One of so many receivers decrypts what it gets.
const DECRYPTS: u32 = 16;

/// One shape of load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) title: &'static str,
    pub(crate) rooms: u32,
    /// Of each room; they send sound.
    pub(crate) senders: u32,
    /// Of each room; they only receive.
    pub(crate) receivers: u32,
    /// Senders send pictures as well.
    pub(crate) with_pictures: bool,
    /// Senders receive each other.
    pub(crate) senders_receive: bool,
}

impl Plan {
    /// A meeting of Parley has 50 seats, so larger audiences are several meetings, for both.
    pub(crate) const ALL: [Self; 7] = [
        Self::stage("1 to 25", 1, 25),
        Self::stage("1 to 49", 1, 49),
        Self::stage("8 times 1 to 49", 8, 49),
        Self::circle("4 with each other", 4),
        Self::circle("8 with each other", 8),
        Self::circle("16 with each other", 16),
        Self {
            title: "10 voices to 40",
            rooms: 1,
            senders: 10,
            receivers: 40,
            with_pictures: false,
            senders_receive: false,
        },
    ];

    const fn stage(title: &'static str, rooms: u32, receivers: u32) -> Self {
        Self {
            title,
            rooms,
            senders: 1,
            receivers,
            with_pictures: true,
            senders_receive: false,
        }
    }

    const fn circle(title: &'static str, people: u32) -> Self {
        Self {
            title,
            rooms: 1,
            senders: people,
            receivers: 0,
            with_pictures: true,
            senders_receive: true,
        }
    }

    /// Pictures that each receiver of a room gets.
    pub(crate) fn pictures(self) -> u32 {
        match (self.with_pictures, self.senders_receive) {
            (false, _) => 0,
            (true, true) => self.senders - 1,
            (true, false) => self.senders,
        }
    }

    /// Voices that each receiver of a room gets at most.
    pub(crate) fn voices(self) -> u32 {
        let others = self.senders - u32::from(self.senders_receive);
        others.min(u32::try_from(limits::AUDIO_SLOTS).unwrap_or(u32::MAX))
    }

    /// Of how many pictures somebody needs a key frame before only headers are read, for all but one of sixteen who receive
    /// in a room (or of all, if they are fewer): the middle one, as the first is served first.
    pub(crate) fn thin_after(self, participant: u32) -> Option<u32> {
        let group = self.in_room().min(DECRYPTS);
        let first = if self.senders_receive {
            1
        } else {
            self.senders + 1
        };
        let place = participant.checked_sub(first)? % DECRYPTS;
        (place != group / 2).then(|| self.pictures())
    }

    /// Everybody who receives.
    pub(crate) fn audience(self) -> u32 {
        self.rooms * self.in_room()
    }

    /// Everybody who receives in one room.
    fn in_room(self) -> u32 {
        let senders = if self.senders_receive {
            self.senders
        } else {
            0
        };
        self.receivers + senders
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_receiver_of_sixteen_decrypts_and_at_least_one_in_each_room() {
        for plan in Plan::ALL {
            let everybody = 1..=plan.senders + plan.receivers;
            let in_audience = |number: &u32| plan.senders_receive || *number > plan.senders;
            let reading = everybody
                .filter(in_audience)
                .filter(|number| plan.thin_after(*number).is_none());
            let expected = ((plan.in_room() + 7) / 16).max(1);
            assert_eq!(reading.count(), expected as usize, "{}", plan.title);
        }
    }
}
