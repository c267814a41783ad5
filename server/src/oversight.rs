//! What admins see of the server: who is in a meeting, how the machine is doing.
//!
//! *Invariants*: every figure is measured; what cannot be measured here is `None`, never a guess.

mod machine;

use crate::{config::Config, http::health::database_answers_in, parts::Parts};
use machine::Processor;
use parley_app::services::{
    DatabaseView, DiskView, HostView, LiveMeetingView, MailView, ServerView, ServerWatch, Watching,
};
use parley_db::{Database, StoredOutbox};
use parley_domain::{
    Clock, MeetingId,
    accounts::{Accounts, OutboxRepository as _, UserId},
};
use parley_protocol::{MeetingCode, MeetingRules, Timestamp};
use parley_signaling::{LiveMeeting, Rooms};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

/// A page answers within a second, so its questions get a little less.
const LONGEST_WAIT: Duration = Duration::from_millis(900);

/// Where the figures come from.
pub(crate) struct Oversight {
    rooms: Rooms,
    accounts: Accounts,
    database: Database,
    database_kind: &'static str,
    outbox: StoredOutbox,
    sends_mail: bool,
    data_dir: PathBuf,
    clock: Arc<dyn Clock>,
    started: Timestamp,
    processor: Processor,
}

impl Oversight {
    pub(crate) fn new(
        config: &Config,
        parts: &Parts,
        database: &Database,
        accounts: &Accounts,
        rooms: &Rooms,
    ) -> Self {
        Self {
            rooms: rooms.clone(),
            accounts: accounts.clone(),
            database: database.clone(),
            database_kind: kind(&config.database.url),
            outbox: database.outbox(),
            sends_mail: config.mail.smtp_url.is_some(),
            data_dir: config.data_dir.clone(),
            started: parts.clock.now(),
            clock: Arc::clone(&parts.clock),
            processor: Processor::new(),
        }
    }

    async fn look(&self) -> ServerView {
        let now = self.clock.now();
        let live = self.rooms.live();
        let (database, meetings, accounts, mail, disk) = tokio::join!(
            database_answers_in(&self.database),
            self.meetings(&live, now),
            patiently(self.accounts.count()),
            patiently(self.outbox.queue()),
            machine::disk(self.data_dir.clone()),
        );
        ServerView {
            up_seconds: now.since(self.started).0 / 1000,
            people: live.iter().map(|live| count(live.participants)).sum(),
            connections: count(self.rooms.stats().sockets),
            meetings,
            accounts,
            processor: self.processor.used(),
            database: DatabaseView {
                kind: self.database_kind.to_owned(),
                answers_in_microseconds: database
                    .map(|time| u64::try_from(time.as_micros()).unwrap_or(u64::MAX)),
            },
            mail: MailView {
                is_sent: self.sends_mail,
                waiting: mail.map(|mail| mail.waiting),
                oldest_seconds: mail
                    .and_then(|mail| mail.oldest)
                    .map(|oldest| now.since(oldest).0 / 1000),
            },
            disk: disk.map(|(free, total)| DiskView { free, total }),
            memory: machine::memory(),
        }
    }

    async fn meetings(&self, live: &[LiveMeeting], now: Timestamp) -> Vec<LiveMeetingView> {
        let hosts = self.hosts(live).await;
        let view = live.iter().map(|live| LiveMeetingView {
            code: live.meeting.code.clone(),
            title: live.meeting.title.clone(),
            host: live
                .meeting
                .owner
                .and_then(|owner| hosts.get(&owner).cloned()),
            people: count(live.participants),
            seconds: now.since(live.since).0 / 1000,
        });
        view.collect()
    }

    /// Whoever owns a meeting; nobody owns what a guest started.
    async fn hosts(&self, live: &[LiveMeeting]) -> BTreeMap<UserId, HostView> {
        let owners: BTreeSet<UserId> = live.iter().filter_map(|live| live.meeting.owner).collect();
        if owners.is_empty() {
            return BTreeMap::new();
        }
        let owners: Vec<UserId> = owners.into_iter().collect();
        let hosts = patiently(self.accounts.list_by_ids(&owners)).await;
        let hosts = hosts.unwrap_or_default().into_iter();
        hosts
            .map(|user| {
                let host = HostView {
                    name: user.full_name.as_str().to_owned(),
                    picture: user.picture.map(|picture| picture.to_string()),
                };
                (user.id, host)
            })
            .collect()
    }
}

impl ServerWatch for Oversight {
    fn look(&self) -> Watching<'_> {
        Box::pin(self.look())
    }

    fn change_rules(&self, code: &MeetingCode, rules: MeetingRules) {
        self.rooms.change_rules(code, rules);
    }

    fn change_title(&self, code: &MeetingCode, title: Option<String>) {
        self.rooms.change_title(code, title);
    }

    fn remove_picture(&self, user: UserId) {
        self.rooms.change_picture(user, None);
    }

    fn is_in(&self, meeting: MeetingId, user: UserId) -> bool {
        self.rooms.is_here(meeting, user)
    }

    fn cancel(&self, code: &MeetingCode) {
        self.rooms.cancel(code);
    }

    fn end(&self, meeting: MeetingId) -> bool {
        self.rooms.end(meeting)
    }
}

async fn patiently<T, E>(question: impl Future<Output = Result<T, E>>) -> Option<T> {
    tokio::time::timeout(LONGEST_WAIT, question)
        .await
        .ok()?
        .ok()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn kind(url: &str) -> &'static str {
    match url.split_once(':') {
        Some(("postgres" | "postgresql", _)) => "PostgreSQL",
        Some(("mysql", _)) => "MySQL or MariaDB",
        _ => "SQLite",
    }
}
