//! Starting and finding meetings.

use crate::{
    Clock, Meeting, MeetingId, MeetingRepository, MeetingSettings, NewMeeting, Random,
    RepositoryError, accounts::UserId, schedule::HISTORY_DAYS,
};
use parley_protocol::{MeetingAddress, MeetingCode, MeetingRules};
use std::sync::Arc;

/// Codes tried before giving up. With 45 bits in a code the second try is already rare.
const TRIES: usize = 5;

/// Why a meeting could not be started or found.
#[derive(Debug, thiserror::Error)]
pub enum MeetingsError {
    /// This server lets only people with an account start meetings.
    #[error("guests may not start meetings")]
    NotAllowed,
    /// The database is away: try again later.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

/// The use-cases around meetings.
#[derive(Clone)]
pub struct Meetings {
    repository: Arc<dyn MeetingRepository>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    guests_may_start: bool,
}

impl Meetings {
    /// `guests_may_start`: whether somebody without an account may start a meeting.
    pub fn new(
        repository: Arc<dyn MeetingRepository>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        guests_may_start: bool,
    ) -> Self {
        Self {
            repository,
            clock,
            random,
            guests_may_start,
        }
    }

    /// Whether somebody without an account may start a meeting.
    pub fn guests_may_start(&self) -> bool {
        self.guests_may_start
    }

    /// Starts a meeting with a fresh code, for somebody without an account.
    ///
    /// # Errors
    /// [`MeetingsError::NotAllowed`] by the setting; [`MeetingsError::Repository`] when it cannot be stored.
    pub async fn start_as_guest(&self) -> Result<Meeting, MeetingsError> {
        if !self.guests_may_start {
            return Err(MeetingsError::NotAllowed);
        }
        self.start(None).await
    }

    /// Starts a meeting with a fresh code, for somebody with an account: it is theirs.
    ///
    /// # Errors
    /// [`MeetingsError::Repository`] when it cannot be stored.
    pub async fn start_as_user(&self, owner: UserId) -> Result<Meeting, MeetingsError> {
        self.start(Some(owner)).await
    }

    async fn start(&self, owner: Option<UserId>) -> Result<Meeting, MeetingsError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let meeting = NewMeeting {
                code: self.fresh_code(),
                title: None,
                owner,
                created_at: self.clock.now(),
            };
            match self.repository.add(meeting).await {
                Err(RepositoryError::Conflict) if tries < TRIES => {}
                outcome => return Ok(outcome?),
            }
        }
    }

    /// The meeting with this code.
    ///
    /// # Errors
    /// [`MeetingsError::Repository`] when it cannot be looked up.
    pub async fn find(&self, code: &MeetingCode) -> Result<Option<Meeting>, MeetingsError> {
        Ok(self.repository.find_by_code(code).await?)
    }

    /// The meeting with this code or custom link.
    ///
    /// # Errors
    /// [`MeetingsError::Repository`] when it cannot be looked up.
    pub async fn find_by_address(
        &self,
        address: &MeetingAddress,
    ) -> Result<Option<Meeting>, MeetingsError> {
        Ok(match address {
            MeetingAddress::Code(code) => self.repository.find_by_code(code).await?,
            MeetingAddress::Link(link) => self.repository.find_by_link(link).await?,
        })
    }

    /// A part of the meetings of an account, the newest first, and how many it has in all: its personal meeting,
    /// those it started, and those it planned, without the cancelled ones.
    ///
    /// # Errors
    /// [`MeetingsError::Repository`] when they cannot be listed.
    pub async fn owned(
        &self,
        owner: UserId,
        skip: u64,
        count: u64,
    ) -> Result<(Vec<Meeting>, u64), MeetingsError> {
        Ok(self.repository.list_by_owner(owner, skip, count).await?)
    }

    /// Changes what the owner of a meeting sets; returns what it allows from now on, or `None` where the meeting is not
    /// theirs. A lock is the business of those who are in it: it is neither changed nor told.
    ///
    /// # Errors
    /// [`MeetingsError::Repository`] when it cannot be stored.
    pub async fn set_settings(
        &self,
        owner: UserId,
        code: &MeetingCode,
        mut settings: MeetingSettings,
    ) -> Result<Option<MeetingRules>, MeetingsError> {
        let found = self.repository.find_by_code(code).await?;
        let Some(meeting) = found.filter(|meeting| meeting.is_owned_by(Some(owner))) else {
            return Ok(None);
        };
        let (fewest, most) = HISTORY_DAYS;
        let days = settings.history_days;
        settings.history_days = days.map(|days| days.clamp(fewest, most));
        settings.rules.locked = false;
        self.repository.set_settings(meeting.id, settings).await?;
        Ok(Some(settings.rules))
    }

    /// After how many days what happens in a meeting is forgotten, where it says so.
    ///
    /// # Errors
    /// [`MeetingsError::Repository`] when it cannot be looked up.
    pub async fn history_days(&self, meeting: MeetingId) -> Result<Option<u32>, MeetingsError> {
        Ok(self.repository.history_days(meeting).await?)
    }

    fn fresh_code(&self) -> MeetingCode {
        let mut bytes = [0; 64];
        loop {
            self.random.fill(&mut bytes);
            if let Some(code) = MeetingCode::from_random(&bytes) {
                return code;
            }
        }
    }
}
