//! What the domain needs from outside: repositories, a clock, randomness.

use crate::{
    Meeting, MeetingId, MeetingSettings, NewMeeting, ResumeHash, Seat, accounts::UserId, doors::Ban,
};
use async_trait::async_trait;
use parley_protocol::{
    ChatMessageId, ChatMessageView, ChatText, DisplayName, MeetingCode, MeetingLink, MeetingRules,
    ParticipantId, Timestamp,
};

/// What a caller of a repository can act on.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// Something unique is there already: choose another.
    #[error("taken")]
    Conflict,
    /// The database did not answer or answered nonsense: try again later.
    #[error("database unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Stores meetings.
#[async_trait]
pub trait MeetingRepository: Send + Sync {
    /// Stores a meeting.
    ///
    /// # Errors
    /// [`RepositoryError::Conflict`] when the code is taken.
    async fn add(&self, meeting: NewMeeting) -> Result<Meeting, RepositoryError>;
    /// The meeting with this key, as it is now.
    async fn lookup(&self, meeting: MeetingId) -> Result<Option<Meeting>, RepositoryError>;
    /// The meeting with this code.
    async fn find_by_code(&self, code: &MeetingCode) -> Result<Option<Meeting>, RepositoryError>;
    /// The meeting with this custom link.
    async fn find_by_link(&self, link: &MeetingLink) -> Result<Option<Meeting>, RepositoryError>;
    /// Changes what a meeting allows: all of it, as its room says.
    async fn set_rules(
        &self,
        meeting: MeetingId,
        rules: MeetingRules,
    ) -> Result<(), RepositoryError>;
    /// Changes what the owner of a meeting sets, all or nothing, but no lock: that is its room's.
    async fn set_settings(
        &self,
        meeting: MeetingId,
        settings: MeetingSettings,
    ) -> Result<(), RepositoryError>;
    /// After how many days what happens in a meeting is forgotten, where it says so.
    async fn history_days(&self, meeting: MeetingId) -> Result<Option<u32>, RepositoryError>;
    /// Meetings in which somebody holds a seat: those that a restarted server opens again.
    async fn list_with_open_seats(&self) -> Result<Vec<Meeting>, RepositoryError>;
    /// A part of the meetings of an account, the newest first, and how many it has in all. Those that were planned and
    /// cancelled are left out.
    async fn list_by_owner(
        &self,
        owner: UserId,
        skip: u64,
        count: u64,
    ) -> Result<(Vec<Meeting>, u64), RepositoryError>;
}

/// How far a meeting has counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeatCounters {
    /// The highest participant id ever given, 0 for none.
    pub participant: u32,
    /// The highest arrival ever given, 0 for none.
    pub arrival: u32,
}

/// Stores seats.
#[async_trait]
pub trait SeatRepository: Send + Sync {
    /// Stores a seat, new or changed (its key is meeting and participant), and that its holder is or was in the run.
    /// An account or a claim that is stored for the run is kept.
    async fn save(&self, seat: &Seat) -> Result<(), RepositoryError>;
    /// The seats that are held, by participant.
    async fn list_open(&self, meeting: MeetingId) -> Result<Vec<Seat>, RepositoryError>;
    /// The seat with this secret, held or given up.
    async fn find_by_resume(
        &self,
        meeting: MeetingId,
        resume: ResumeHash,
    ) -> Result<Option<Seat>, RepositoryError>;
    /// How far the meeting has counted.
    async fn counters(&self, meeting: MeetingId) -> Result<SeatCounters, RepositoryError>;
    /// Notes that the run which began then still goes on.
    async fn note_run(
        &self,
        meeting: MeetingId,
        run: Timestamp,
        at: Timestamp,
    ) -> Result<(), RepositoryError>;
    /// When that was last noted of any run of the meeting.
    async fn last_noted(&self, meeting: MeetingId) -> Result<Option<Timestamp>, RepositoryError>;
}

/// Stores who may not come back to a meeting.
#[async_trait]
pub trait BanRepository: Send + Sync {
    /// Stores a ban.
    async fn add(&self, meeting: MeetingId, ban: &Ban) -> Result<(), RepositoryError>;
    /// Lets somebody back in: what is stored of the same person of the same moment goes ([`Ban::is_same`]).
    async fn remove(&self, meeting: MeetingId, ban: &Ban) -> Result<(), RepositoryError>;
    /// All bans of a meeting.
    async fn list(&self, meeting: MeetingId) -> Result<Vec<Ban>, RepositoryError>;
}

/// A chat message to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChatMessage {
    /// In which meeting.
    pub meeting: MeetingId,
    /// The id its writer gave it.
    pub id: ChatMessageId,
    /// Who wrote it.
    pub from: ParticipantId,
    /// The name they have now.
    pub display_name: DisplayName,
    /// What they wrote.
    pub text: ChatText,
    /// When it reached the server.
    pub sent_at: Timestamp,
}

/// Stores chat.
#[async_trait]
pub trait ChatRepository: Send + Sync {
    /// Stores a message and gives it the next sequence, in one transaction. The same id from the same participant
    /// again returns the message that is stored.
    async fn add(&self, message: NewChatMessage) -> Result<ChatMessageView, RepositoryError>;
    /// The newest `count` messages by sequence, oldest first, and whether there are older ones.
    async fn list_newest(
        &self,
        meeting: MeetingId,
        count: usize,
    ) -> Result<(Vec<ChatMessageView>, bool), RepositoryError>;
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01 UTC.
    fn now(&self) -> Timestamp;
}

/// Makes randomness that nobody can guess.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}
