//! Starting and finding meetings, against a repository in memory.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use async_trait::async_trait;
use parley_domain::{
    Clock, Meeting, MeetingId, MeetingRepository, MeetingSettings, Meetings, MeetingsError,
    NewMeeting, Random, RepositoryError,
    accounts::{SecretHash, UserId},
    schedule::StoredPassword,
};
use parley_protocol::{MeetingCode, MeetingLink, MeetingRules, Timestamp};
use std::{
    cmp::Reverse,
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU8, Ordering},
    },
};

#[derive(Default)]
struct Memory {
    meetings: Mutex<BTreeMap<MeetingCode, Meeting>>,
    owners: Mutex<Vec<Option<UserId>>>,
    /// For how many days.
    kept: Mutex<BTreeMap<MeetingId, u32>>,
    away: bool,
}

#[async_trait]
impl MeetingRepository for Memory {
    async fn add(&self, new: NewMeeting) -> Result<Meeting, RepositoryError> {
        if self.away {
            return Err(RepositoryError::Unavailable("away".into()));
        }
        let mut meetings = self.meetings.lock().unwrap();
        if meetings.contains_key(&new.code) {
            return Err(RepositoryError::Conflict);
        }
        self.owners.lock().unwrap().push(new.owner);
        let id = MeetingId(i64::try_from(meetings.len()).unwrap() + 1);
        let meeting = new.stored_as(id);
        meetings.insert(meeting.code.clone(), meeting.clone());
        Ok(meeting)
    }

    async fn lookup(&self, id: MeetingId) -> Result<Option<Meeting>, RepositoryError> {
        let meetings = self.meetings.lock().unwrap();
        Ok(meetings.values().find(|meeting| meeting.id == id).cloned())
    }

    async fn find_by_code(&self, code: &MeetingCode) -> Result<Option<Meeting>, RepositoryError> {
        Ok(self.meetings.lock().unwrap().get(code).cloned())
    }

    async fn find_by_link(&self, link: &MeetingLink) -> Result<Option<Meeting>, RepositoryError> {
        let meetings = self.meetings.lock().unwrap();
        let mut meetings = meetings.values();
        Ok(meetings
            .find(|meeting| meeting.link.as_ref() == Some(link))
            .cloned())
    }

    async fn set_rules(
        &self,
        meeting: MeetingId,
        rules: MeetingRules,
    ) -> Result<(), RepositoryError> {
        let mut meetings = self.meetings.lock().unwrap();
        let mut meetings = meetings.values_mut();
        if let Some(meeting) = meetings.find(|stored| stored.id == meeting) {
            meeting.rules = rules;
        }
        Ok(())
    }

    async fn history_days(&self, meeting: MeetingId) -> Result<Option<u32>, RepositoryError> {
        Ok(self.kept.lock().unwrap().get(&meeting).copied())
    }

    async fn set_settings(
        &self,
        meeting: MeetingId,
        settings: MeetingSettings,
    ) -> Result<(), RepositoryError> {
        let (rules, password) = (settings.rules, settings.password);
        let kept = settings.history_days.map(|days| (meeting, days));
        self.kept.lock().unwrap().extend(kept);
        let found = self.lookup(meeting).await?.unwrap();
        let rules = MeetingRules {
            locked: found.rules.locked,
            ..rules
        };
        self.set_rules(meeting, rules).await?;
        let mut meetings = self.meetings.lock().unwrap();
        let mut meetings = meetings.values_mut();
        if let (Some(meeting), StoredPassword::Set(hash)) =
            (meetings.find(|stored| stored.id == meeting), password)
        {
            meeting.password = hash;
        }
        Ok(())
    }

    async fn list_with_open_seats(&self) -> Result<Vec<Meeting>, RepositoryError> {
        Ok(Vec::new())
    }

    async fn list_by_owner(
        &self,
        owner: UserId,
        skip: u64,
        count: u64,
    ) -> Result<(Vec<Meeting>, u64), RepositoryError> {
        let meetings = self.meetings.lock().unwrap();
        let owners = self.owners.lock().unwrap();
        let is_theirs = |meeting: &&Meeting| {
            let place = usize::try_from(meeting.id.0).unwrap() - 1;
            owners[place] == Some(owner)
        };
        let mut mine: Vec<Meeting> = meetings.values().filter(is_theirs).cloned().collect();
        mine.sort_by_key(|meeting| Reverse(meeting.id));
        let total = mine.len() as u64;
        let part = mine
            .into_iter()
            .skip(usize::try_from(skip).unwrap())
            .take(usize::try_from(count).unwrap());
        Ok((part.collect(), total))
    }
}

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp(1_234)
    }
}

/// Fills with one byte, which counts up after every `repeat` calls.
struct Steps {
    calls: AtomicU8,
    repeat: u8,
}

impl Random for Steps {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.calls.fetch_add(1, Ordering::SeqCst) / self.repeat);
    }
}

fn meetings(repository: Arc<Memory>, repeat: u8, guests_may_start: bool) -> Meetings {
    let random = Steps {
        calls: AtomicU8::new(0),
        repeat,
    };
    Meetings::new(
        repository,
        Arc::new(FixedClock),
        Arc::new(random),
        guests_may_start,
    )
}

#[tokio::test]
async fn a_started_meeting_has_a_fresh_code_the_time_and_is_found() {
    let meetings = meetings(Arc::default(), 1, true);
    let meeting = meetings.start_as_guest().await.unwrap();
    assert_eq!(meeting.code.as_str(), "aaa-aaaa-aaa");
    assert_eq!(meeting.created_at, Timestamp(1_234));
    let found = meetings.find(&meeting.code).await.unwrap();
    assert_eq!(found, Some(meeting));
}

#[tokio::test]
async fn a_meeting_is_of_whom_started_it_and_a_guests_is_nobodys() {
    let repository = Arc::new(Memory::default());
    let meetings = meetings(Arc::clone(&repository), 1, true);
    meetings.start_as_user(UserId(7)).await.unwrap();
    meetings.start_as_guest().await.unwrap();
    let owners = repository.owners.lock().unwrap();
    assert_eq!(owners[..], [Some(UserId(7)), None]);
}

#[tokio::test]
async fn t081_the_doors_of_a_meeting_are_its_owners_to_set_and_a_lock_stays() {
    let repository = Arc::new(Memory::default());
    let meetings = meetings(Arc::clone(&repository), 1, true);
    let owner = UserId(7);
    let code = meetings.start_as_user(owner).await.unwrap().code;
    let locked = MeetingRules {
        locked: true,
        ..MeetingRules::default()
    };
    repository.set_rules(MeetingId(1), locked).await.unwrap();
    let wanted = MeetingRules {
        waiting_room: true,
        ..MeetingRules::default()
    };
    let hash = SecretHash([7; 32]);
    let set = async |user, password| {
        let settings = MeetingSettings {
            rules: wanted,
            password,
            history_days: Some(0),
        };
        meetings.set_settings(user, &code, settings).await
    };
    let before = meetings.find(&code).await.unwrap();
    let stranger = set(UserId(8), StoredPassword::Set(Some(hash))).await;
    assert_eq!(stranger.unwrap(), None);
    assert_eq!(meetings.find(&code).await.unwrap(), before);
    let own = MeetingRules {
        locked: true,
        ..wanted
    };
    for (password, stored) in [
        (StoredPassword::Set(Some(hash)), Some(hash)),
        (StoredPassword::Keep, Some(hash)),
        (StoredPassword::Set(None), None),
    ] {
        assert_eq!(set(owner, password).await.unwrap(), Some(wanted));
        let now = meetings.find(&code).await.unwrap().unwrap();
        assert_eq!((now.rules, now.password), (own, stored));
    }
    let kept = meetings.history_days(MeetingId(1)).await.unwrap();
    assert_eq!(kept, Some(1), "no shorter than can be");
}

#[tokio::test]
async fn t081_what_somebody_started_is_listed_for_them_alone_the_newest_first() {
    let meetings = meetings(Arc::default(), 1, true);
    let first = meetings.start_as_user(UserId(7)).await.unwrap();
    meetings.start_as_user(UserId(8)).await.unwrap();
    meetings.start_as_guest().await.unwrap();
    let second = meetings.start_as_user(UserId(7)).await.unwrap();
    let all = meetings.owned(UserId(7), 0, 10).await.unwrap();
    assert_eq!(all, (vec![second, first.clone()], 2));
    let part = meetings.owned(UserId(7), 1, 1).await.unwrap();
    assert_eq!(part, (vec![first], 2));
}

#[tokio::test]
async fn a_taken_code_is_tried_again_with_another() {
    let meetings = meetings(Arc::default(), 3, true);
    let first = meetings.start_as_guest().await.unwrap();
    let second = meetings.start_as_guest().await.unwrap();
    assert_ne!(first.code, second.code);
}

#[tokio::test]
async fn randomness_that_never_changes_ends_in_a_conflict_and_not_in_a_loop() {
    let meetings = meetings(Arc::default(), u8::MAX, true);
    meetings.start_as_guest().await.unwrap();
    let outcome = meetings.start_as_guest().await;
    assert!(matches!(
        outcome,
        Err(MeetingsError::Repository(RepositoryError::Conflict))
    ));
}

#[tokio::test]
async fn guests_start_nothing_where_they_may_not() {
    let repository = Arc::new(Memory::default());
    let meetings = meetings(Arc::clone(&repository), 1, false);
    assert!(!meetings.guests_may_start());
    let outcome = meetings.start_as_guest().await;
    assert!(matches!(outcome, Err(MeetingsError::NotAllowed)));
    assert!(repository.meetings.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_database_that_is_away_is_said_to_be_away() {
    let repository = Arc::new(Memory {
        away: true,
        ..Memory::default()
    });
    let outcome = meetings(repository, 1, true).start_as_guest().await;
    assert!(matches!(
        outcome,
        Err(MeetingsError::Repository(RepositoryError::Unavailable(_)))
    ));
}
