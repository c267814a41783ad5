//! The history, against a repository in memory and in virtual time.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use async_trait::async_trait;
use parley_domain::{
    Clock, Random, RepositoryError,
    accounts::{CodeBinding, Digests, SecretHash, UserId},
    history::{
        Attendee, CLAIM_AGE, CLAIMS, History, HistoryPage, HistoryPorts, HistoryRepository, NEWEST,
        PAGE, PastRun, Stay,
    },
};
use parley_protocol::{
    DisplayName, MeetingAddress, MeetingCode, Milliseconds, OneTimeCode, Timestamp,
};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering::SeqCst},
};

const INES: UserId = UserId(1);
const WEI: UserId = UserId(2);
const START: u64 = 1_790_000_000_000;
const DAY: u64 = 24 * 3_600_000;

/// A guest's place, or an account's.
#[derive(Clone, Debug)]
struct Place {
    user: Option<UserId>,
    claim: Option<SecretHash>,
    came_at: Timestamp,
}

#[derive(Default)]
struct Memory {
    places: Mutex<Vec<Place>>,
    now: AtomicU64,
    fills: AtomicU64,
}

#[async_trait]
impl HistoryRepository for Memory {
    async fn list(
        &self,
        user: UserId,
        skip: u64,
        count: u64,
    ) -> Result<HistoryPage, RepositoryError> {
        let mut places = self.places.lock().unwrap().clone();
        places.retain(|place| place.user == Some(user));
        places.sort_by_key(|place| std::cmp::Reverse(place.came_at));
        let (skip, count) = (
            usize::try_from(skip).unwrap(),
            usize::try_from(count).unwrap(),
        );
        Ok(HistoryPage {
            runs: places.iter().skip(skip).take(count).map(run).collect(),
            has_older: places.len() > skip + count,
        })
    }

    async fn claim(
        &self,
        user: UserId,
        claim: SecretHash,
        since: Timestamp,
        most: u64,
    ) -> Result<u64, RepositoryError> {
        let mut places = self.places.lock().unwrap();
        let theirs = places.iter_mut().rev().filter(|place| {
            place.user.is_none() && place.claim == Some(claim) && place.came_at >= since
        });
        let mut claimed = 0;
        for place in theirs.take(usize::try_from(most).unwrap()) {
            place.user = Some(user);
            claimed += 1;
        }
        Ok(claimed)
    }

    async fn forget_claims(&self, before: Timestamp) -> Result<u64, RepositoryError> {
        let mut places = self.places.lock().unwrap();
        let old = places.iter_mut().filter(|place| place.came_at < before);
        Ok(old.filter_map(|place| place.claim.take()).count() as u64)
    }

    /// As if everybody met alone, and in meetings without an owner.
    async fn forget_runs(&self, before: Timestamp, most: u64) -> Result<u64, RepositoryError> {
        let mut left = most;
        self.places.lock().unwrap().retain(|place| {
            let goes = left > 0 && place.user.is_none() && place.came_at < before;
            left -= u64::from(goes);
            !goes
        });
        Ok(most - left)
    }

    async fn forget_old_runs(
        &self,
        now: Timestamp,
        kept: Milliseconds,
        most: u64,
    ) -> Result<u64, RepositoryError> {
        assert!(most > 0);
        let mut places = self.places.lock().unwrap();
        let all = places.len();
        places.retain(|place| place.came_at >= now - kept);
        Ok((all - places.len()) as u64)
    }

    async fn stays(
        &self,
        owner: UserId,
        _: &MeetingAddress,
        _: Option<Timestamp>,
        _: u64,
    ) -> Result<Option<Vec<Stay>>, RepositoryError> {
        let mut places = self.places.lock().unwrap().clone();
        places.retain(|place| place.user == Some(owner));
        let stay = |place: &Place| Stay {
            run: place.came_at,
            name: DisplayName::new("=Ines").unwrap(),
            of: Attendee::Account(owner),
            came_at: place.came_at,
            left_at: None,
        };
        Ok((!places.is_empty()).then(|| places.iter().map(stay).collect()))
    }
}

impl Clock for Memory {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.load(SeqCst))
    }
}

impl Random for Memory {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(u8::try_from(self.fills.fetch_add(1, SeqCst)).unwrap());
    }
}

impl Digests for Memory {
    fn digest(&self, bytes: &[u8]) -> SecretHash {
        SecretHash([bytes[1]; 32])
    }
    fn code(&self, _: &CodeBinding, _: &OneTimeCode) -> [u8; 32] {
        [0; 32]
    }
    fn keyed(&self, _: &str, bytes: &[u8]) -> SecretHash {
        self.digest(bytes)
    }
}

fn run(place: &Place) -> PastRun {
    PastRun {
        code: MeetingCode::from_typed("hyu-wern-xqa").unwrap(),
        title: None,
        started_at: place.came_at,
        ended_at: None,
        people: 1,
        names: Vec::new(),
    }
}

fn house() -> (Arc<Memory>, History) {
    let memory = Arc::new(Memory::default());
    memory.now.store(START, SeqCst);
    let history = History::new(HistoryPorts {
        repository: memory.clone(),
        digests: memory.clone(),
        clock: memory.clone(),
        random: memory.clone(),
        kept: Milliseconds(400 * DAY),
    });
    (memory, history)
}

impl Memory {
    fn came(&self, user: Option<UserId>, claim: Option<SecretHash>) {
        self.places.lock().unwrap().push(Place {
            user,
            claim,
            came_at: self.now(),
        });
        self.now.fetch_add(1000, SeqCst);
    }
}

fn starts(page: &HistoryPage) -> Vec<u64> {
    let starts = page.runs.iter().map(|run| run.started_at.0 - START);
    starts.map(|milliseconds| milliseconds / 1000).collect()
}

#[tokio::test]
async fn pages_go_from_the_newest_to_the_oldest_and_say_whether_there_are_older_ones() {
    let (memory, history) = house();
    for _ in 0..=2 * PAGE {
        memory.came(Some(INES), None);
    }
    let newest = history.newest(INES).await.unwrap();
    assert_eq!(newest.runs.len() as u64, NEWEST);
    assert!(newest.has_older);
    let first = history.page(INES, 1).await.unwrap();
    assert_eq!(starts(&first), (11..=20).rev().collect::<Vec<_>>());
    assert!(first.has_older);
    let last = history.page(INES, 3).await.unwrap();
    assert_eq!((starts(&last), last.has_older), (vec![0], false));
    for beyond in [4, u64::MAX] {
        let page = history.page(INES, beyond).await.unwrap();
        assert_eq!(page, HistoryPage::default());
    }
    assert_eq!(history.page(INES, 0).await.unwrap(), first);
}

#[tokio::test]
async fn t081_nobody_sees_the_history_of_somebody_else() {
    let (memory, history) = house();
    memory.came(Some(INES), None);
    assert_eq!(history.newest(INES).await.unwrap().runs.len(), 1);
    assert_eq!(history.newest(WEI).await.unwrap(), HistoryPage::default());
}

#[tokio::test]
async fn a_guest_who_signs_in_keeps_the_meeting_and_only_once() {
    let (memory, history) = house();
    let (secret, other) = (history.fresh_secret(), history.fresh_secret());
    assert_ne!(secret, other);
    let (claim, of_other) = (history.claim_of(&secret), history.claim_of(&other));
    assert!(claim.is_some() && claim != of_other);
    memory.came(None, claim);
    memory.came(None, of_other);
    assert_eq!(history.claim(INES, &secret).await.unwrap(), 1);
    assert_eq!(history.claim(WEI, &secret).await.unwrap(), 0);
    assert_eq!(starts(&history.newest(INES).await.unwrap()), [0]);
    assert_eq!(history.newest(WEI).await.unwrap(), HistoryPage::default());
}

#[tokio::test]
async fn t081_what_is_no_secret_claims_nothing() {
    let (memory, history) = house();
    memory.came(None, None);
    for forged in [
        "",
        "0",
        "00'; --",
        &"0".repeat(63),
        &"g".repeat(64),
        &"A".repeat(64),
    ] {
        assert_eq!(history.claim_of(forged), None, "{forged}");
        assert_eq!(history.claim(INES, forged).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_claim_ends_after_thirty_days_and_is_forgotten() {
    let (memory, history) = house();
    let secret = history.fresh_secret();
    memory.came(None, history.claim_of(&secret));
    memory.came(Some(WEI), history.claim_of(&secret));
    let claims = || {
        let places = memory.places.lock().unwrap();
        let claims = places.iter().map(|place| place.claim.is_some());
        claims.collect::<Vec<_>>()
    };
    memory.now.store(START + CLAIM_AGE, SeqCst);
    history.prune().await.unwrap();
    assert_eq!(claims(), [true, true]);
    memory.now.fetch_add(1, SeqCst);
    assert_eq!(history.claim(INES, &secret).await.unwrap(), 0);
    history.prune().await.unwrap();
    assert_eq!(claims(), [true], "what nobody can see is forgotten too");
    memory.now.fetch_add(1000, SeqCst);
    history.prune().await.unwrap();
    assert_eq!(claims(), [false]);
    assert_eq!(history.newest(WEI).await.unwrap().runs.len(), 1);
}

#[tokio::test]
async fn so_many_are_claimed_at_once_and_no_more() {
    let (memory, history) = house();
    let secret = history.fresh_secret();
    for _ in 0..=CLAIMS {
        memory.came(None, history.claim_of(&secret));
    }
    assert_eq!(history.claim(INES, &secret).await.unwrap(), CLAIMS);
}

#[tokio::test]
async fn what_is_kept_no_longer_is_forgotten() {
    let (memory, history) = house();
    memory.came(Some(INES), None);
    memory.now.store(START + 400 * DAY, SeqCst);
    history.prune().await.unwrap();
    assert_eq!(history.newest(INES).await.unwrap().runs.len(), 1);
    memory.now.fetch_add(1, SeqCst);
    history.prune().await.unwrap();
    assert_eq!(history.newest(INES).await.unwrap().runs.len(), 0);
}

#[tokio::test]
async fn t081_t089_the_owner_exports_who_was_there_and_nobody_else() {
    let (memory, history) = house();
    memory.came(Some(INES), None);
    let code = MeetingCode::from_typed("mkd-vqtr-hba").unwrap();
    let address = MeetingAddress::Code(code);
    let text = history.export(INES, &address, None).await.unwrap().unwrap();
    assert!(
        text.contains("\r\n2026-09-21T14:13:20Z,'=Ines,yes,"),
        "{text}"
    );
    assert_eq!(history.export(WEI, &address, None).await.unwrap(), None);
}
