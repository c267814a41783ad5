//! The use-cases around planned meetings: their ports, their errors, and planning itself.

use super::{
    Draft, Invited, Invitee, NewSchedule, PasswordChange, Plan, PlanError, Schedule,
    ScheduleRepository, Series, occurrences::over_at,
};
use crate::{
    Clock, Random, RepositoryError,
    accounts::{Digests, Mailer, MeetingNews, User, UserRepository},
    doors::Doors,
};
use parley_protocol::{MeetingCode, MeetingLink, Milliseconds, Timestamp, limits};
use std::{collections::BTreeMap, sync::Arc};

/// Somebody who plans a meeting for this minute has time to fill in the dialog.
const GRACE: Milliseconds = Milliseconds::from_seconds(300);
/// Codes tried before giving up.
const TRIES: usize = 5;
/// Characters of an ending that is drawn by lot.
const ENDING: usize = 4;
const ENDINGS: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// What planning is built on.
#[derive(Clone)]
pub struct SchedulesPorts {
    /// The plans.
    pub repository: Arc<dyn ScheduleRepository>,
    /// Who owns them and who is invited by a username.
    pub users: Arc<dyn UserRepository>,
    /// Seals invitations, which are queued together with what they tell.
    pub mailer: Arc<dyn Mailer>,
    /// Hashes tokens of feeds.
    pub digests: Arc<dyn Digests>,
    /// Hashes passwords of meetings.
    pub doors: Doors,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Where people open the server, without a slash at the end.
    pub public_url: String,
}

/// Why something about a plan was refused.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// The plan breaks a rule.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The custom link is taken ("This link is taken."); this one is free.
    #[error("link taken")]
    LinkTaken(Option<MeetingLink>),
    /// No account has this username ("This does not look like an email or a username.").
    #[error("nobody is called {0}")]
    UnknownInvitee(Invited),
    /// More than [`super::INVITEES`] are invited.
    #[error("too many invited people")]
    TooManyInvitees,
    /// The account has caused too many mails today: again after this long.
    #[error("too many mails")]
    TooManyMails(Milliseconds),
    /// More than [`super::EXCEPTIONS`] times of one series would be otherwise: change the series.
    #[error("too many exceptions")]
    TooManyExceptions,
    /// There is no such meeting, or no such time of it, that this person may change.
    #[error("not found")]
    NotFound,
    /// Somebody changed it in between: load it again.
    #[error("changed in between")]
    Changed,
    /// The database is away: try again later.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

/// The use-cases around planned meetings.
#[derive(Clone)]
pub struct Schedules {
    pub(super) ports: SchedulesPorts,
}

impl Schedules {
    /// On these ports.
    pub fn new(ports: SchedulesPorts) -> Self {
        Self { ports }
    }

    /// Plans a meeting and invites to it: all of it or nothing.
    ///
    /// # Errors
    /// [`ScheduleError`], but neither `NotFound` nor `Changed`.
    pub async fn schedule(&self, owner: &User, draft: Draft) -> Result<Schedule, ScheduleError> {
        let plan = self.timed(&draft, None)?;
        self.refuse_link(&draft, None).await?;
        let invitees = self.resolve(owner, &draft.invited).await?;
        self.count_mails(owner, invitees.len()).await?;
        let mut tries = 0;
        loop {
            tries += 1;
            let new = self.prepare(owner, &draft, &plan, &invitees).await?;
            match self.ports.repository.add(new).await {
                Err(RepositoryError::Conflict) if tries < TRIES => {
                    // Not the code but the link, taken since it was looked at.
                    if let Some(link) = &draft.link {
                        self.refuse_taken(link).await?;
                    }
                }
                outcome => return Ok(outcome?),
            }
        }
    }

    /// With a fresh code, and the mails that tell it.
    async fn prepare(
        &self,
        owner: &User,
        draft: &Draft,
        plan: &Plan,
        invitees: &[Invitee],
    ) -> Result<NewSchedule, ScheduleError> {
        let code = self.fresh_code();
        let password = match &draft.password {
            PasswordChange::Set(password) => Some(self.ports.doors.hash(password)),
            PasswordChange::Keep | PasswordChange::Remove => None,
        };
        let series = Series {
            code,
            link: draft.link.clone(),
            owner: owner.id,
            rules: draft.unlocked(),
            has_password: password.is_some(),
            history_days: draft.kept_days(),
            plan: plan.clone(),
            exceptions: BTreeMap::new(),
            sequence: 0,
            cancelled: false,
            created_at: self.now(),
        };
        let mails = self
            .letters(owner, &series, None, invitees, MeetingNews::Invited)
            .await?;
        Ok(NewSchedule {
            over_at: over_at(&series),
            series,
            password,
            invitees: invitees.to_vec(),
            mails,
        })
    }

    /// A link like the taken one that is free.
    ///
    /// # Errors
    /// [`RepositoryError`] when it cannot be looked up.
    pub async fn suggest_link(
        &self,
        taken: &MeetingLink,
    ) -> Result<Option<MeetingLink>, RepositoryError> {
        let numbers = (2..=9).map(|number| number.to_string());
        let endings = numbers.chain((0..TRIES).map(|_| self.fresh_ending()));
        for ending in endings {
            if let Some(near) = with_ending(taken, &ending)
                && !self.ports.repository.is_taken(&near).await?
            {
                return Ok(Some(near));
            }
        }
        Ok(None)
    }

    /// A few letters and digits that nobody takes for others.
    fn fresh_ending(&self) -> String {
        let mut bytes = [0; ENDING];
        self.ports.random.fill(&mut bytes);
        let letter = |byte| char::from(ENDINGS[usize::from(byte) % ENDINGS.len()]);
        bytes.into_iter().map(letter).collect()
    }

    /// Whether a link is free; a taken one is answered with one like it.
    ///
    /// # Errors
    /// [`ScheduleError::LinkTaken`], or [`ScheduleError::Repository`] when it cannot be looked up.
    pub async fn refuse_taken(&self, link: &MeetingLink) -> Result<(), ScheduleError> {
        if self.ports.repository.is_taken(link).await? {
            return Err(ScheduleError::LinkTaken(self.suggest_link(link).await?));
        }
        Ok(())
    }

    /// The moment that it is now.
    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    fn fresh_code(&self) -> MeetingCode {
        let mut bytes = [0; 64];
        loop {
            self.ports.random.fill(&mut bytes);
            if let Some(code) = MeetingCode::from_random(&bytes) {
                return code;
            }
        }
    }
}

/// A link and an ending, without so much of the link that it is too long.
fn with_ending(link: &MeetingLink, ending: &str) -> Option<MeetingLink> {
    let (_, longest) = limits::MEETING_LINK_CHARACTERS;
    let most = longest.saturating_sub(ending.len() + 1);
    // It has no characters but those of one byte.
    let begin = link.as_str().get(..most).unwrap_or(link.as_str());
    let begin = begin.trim_end_matches('-');
    MeetingLink::new(&format!("{begin}-{ending}")).ok()
}

/// Refuses a plan whose first time begins in the past.
pub(super) fn refuse_past(plan: &Plan, now: Timestamp) -> Result<(), PlanError> {
    if plan.zone.moment(plan.start) + GRACE < now {
        return Err(PlanError::Past);
    }
    Ok(())
}
