//! Who sends to whom.

use parley_protocol::limits;

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

    /// Everybody who receives.
    pub(crate) fn audience(self) -> u32 {
        let senders = if self.senders_receive {
            self.senders
        } else {
            0
        };
        self.rooms * (self.receivers + senders)
    }
}
