//! The repositories of accounts in memory. What the real ones promise of many at once is tested on real databases.

#[path = "memory/codes.rs"]
mod codes;
#[path = "memory/sessions.rs"]
mod sessions;

use async_trait::async_trait;
use parley_domain::{
    Meeting, MeetingId, MeetingRepository, MeetingSettings, NewMeeting, RepositoryError,
    accounts::*,
};
use parley_protocol::{EmailAddress, MeetingCode, MeetingLink, MeetingRules, Timestamp};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
};

type Answer<T> = Result<T, RepositoryError>;

#[derive(Default)]
pub(crate) struct Memory {
    users: Mutex<Vec<(User, PasswordHash)>>,
    meetings: Mutex<Vec<Meeting>>,
    sessions: Mutex<Vec<(Session, SecretHash)>>,
    pending: Mutex<BTreeMap<SecretHash, PendingRegistration>>,
    codes: Mutex<Vec<Code>>,
    pub(crate) events: Mutex<Vec<AuditEvent>>,
    /// Accounts and passwords that were looked for.
    pub(crate) read: AtomicU64,
    /// Whether pictures of accounts cannot be changed.
    pub(crate) away: AtomicBool,
    /// Whether they are changed and nobody hears of it.
    pub(crate) answers_lost: AtomicBool,
}

struct Code {
    made: NewCode,
    tries: u32,
    dead: bool,
}

impl Memory {
    fn change(&self, id: UserId, change: impl FnOnce(&mut (User, PasswordHash))) {
        let mut users = self.users.lock().unwrap();
        change(users.iter_mut().find(|user| user.0.id == id).unwrap());
    }

    fn one(&self, wanted: impl Fn(&User) -> bool) -> Option<User> {
        let users = self.users.lock().unwrap();
        users.iter().map(|user| user.0.clone()).find(wanted)
    }
}

#[async_trait]
impl UserRepository for Memory {
    async fn add(&self, new: NewUser) -> Answer<User> {
        let mut users = self.users.lock().unwrap();
        if users.iter().any(|(user, _)| {
            user.email.key() == new.email.key() || user.username.key() == new.username.key()
        }) {
            return Err(RepositoryError::Conflict);
        }
        let user = User {
            id: UserId(i64::try_from(users.len()).unwrap() + 1),
            full_name: new.full_name,
            username: new.username,
            email: new.email,
            phone: new.phone,
            role: new.role,
            suspended: false,
            personal_code: new.personal_code,
            picture: None,
            created_at: new.created_at,
            last_seen_at: None,
        };
        users.push((user.clone(), new.password));
        Ok(user)
    }
    async fn lookup(&self, id: UserId) -> Answer<Option<User>> {
        Ok(self.one(|user| user.id == id))
    }
    async fn find_by_email(&self, key: &str) -> Answer<Option<User>> {
        self.read.fetch_add(1, SeqCst);
        Ok(self.one(|user| user.email.key() == key))
    }
    async fn find_by_username(&self, key: &str) -> Answer<Option<User>> {
        self.read.fetch_add(1, SeqCst);
        Ok(self.one(|user| user.username.key() == key))
    }
    async fn password(&self, id: UserId) -> Answer<Option<PasswordHash>> {
        self.read.fetch_add(1, SeqCst);
        let users = self.users.lock().unwrap();
        Ok(users
            .iter()
            .find(|user| user.0.id == id)
            .map(|user| user.1.clone()))
    }
    async fn set_password(&self, id: UserId, hash: &PasswordHash) -> Answer<()> {
        self.change(id, |user| user.1 = hash.clone());
        Ok(())
    }
    async fn set_profile(
        &self,
        id: UserId,
        change: &ProfileChange,
        email: Option<&EmailAddress>,
    ) -> Answer<()> {
        let (username, email_key) = (change.username.key(), email.map(EmailAddress::key));
        let is_taken =
            |user: &User| user.username.key() == username || Some(user.email.key()) == email_key;
        if self.one(|user| user.id != id && is_taken(user)).is_some() {
            return Err(RepositoryError::Conflict);
        }
        self.change(id, |user| {
            user.0.full_name = change.full_name.clone();
            user.0.username = change.username.clone();
            user.0.phone.clone_from(&change.phone);
            if let Some(email) = email {
                user.0.email = email.clone();
            }
        });
        Ok(())
    }
    async fn set_standing(
        &self,
        id: UserId,
        standing: Standing,
        by: Option<UserId>,
    ) -> Answer<bool> {
        let is_admin = |user: &User| user.role == Role::Admin && !user.suspended;
        if let Some(by) = by
            && (by == id || self.one(|user| user.id == by && is_admin(user)).is_none())
        {
            return Ok(false);
        }
        self.change(id, |user| match standing {
            Standing::Role(role) => user.0.role = role,
            Standing::Suspended(suspended) => user.0.suspended = suspended,
        });
        Ok(true)
    }
    async fn swap_picture(
        &self,
        id: UserId,
        old: Option<&PictureId>,
        new: Option<&PictureId>,
    ) -> Answer<bool> {
        if self.away.load(SeqCst) {
            return Err(RepositoryError::Unavailable("away".into()));
        }
        let mut is_old = false;
        self.change(id, |user| {
            is_old = user.0.picture.as_ref() == old;
            if is_old {
                user.0.picture = new.cloned();
            }
        });
        if self.answers_lost.load(SeqCst) {
            return Err(RepositoryError::Unavailable("lost".into()));
        }
        Ok(is_old)
    }
    async fn pictures(&self) -> Answer<Vec<PictureId>> {
        let users = self.users.lock().unwrap();
        Ok(users
            .iter()
            .filter_map(|user| user.0.picture.clone())
            .collect())
    }
    async fn set_last_seen(&self, id: UserId, at: Timestamp) -> Answer<()> {
        self.change(id, |user| user.0.last_seen_at = Some(at));
        Ok(())
    }
    async fn list(&self, _: &str, _: u64, _: u64) -> Answer<(Vec<User>, u64)> {
        let users: Vec<User> = self
            .users
            .lock()
            .unwrap()
            .iter()
            .map(|user| user.0.clone())
            .collect();
        let count = users.len() as u64;
        Ok((users, count))
    }
    async fn list_by_ids(&self, ids: &[UserId]) -> Answer<Vec<User>> {
        let users = self.users.lock().unwrap();
        let users = users.iter().map(|user| user.0.clone());
        Ok(users.filter(|user| ids.contains(&user.id)).collect())
    }
}

#[async_trait]
impl MeetingRepository for Memory {
    async fn add(&self, new: NewMeeting) -> Answer<Meeting> {
        let mut meetings = self.meetings.lock().unwrap();
        let id = MeetingId(i64::try_from(meetings.len()).unwrap() + 1);
        let meeting = new.stored_as(id);
        meetings.push(meeting.clone());
        Ok(meeting)
    }
    async fn lookup(&self, id: MeetingId) -> Answer<Option<Meeting>> {
        let meetings = self.meetings.lock().unwrap();
        Ok(meetings.iter().find(|meeting| meeting.id == id).cloned())
    }
    async fn find_by_code(&self, code: &MeetingCode) -> Answer<Option<Meeting>> {
        let meetings = self.meetings.lock().unwrap();
        Ok(meetings
            .iter()
            .find(|meeting| meeting.code == *code)
            .cloned())
    }
    async fn find_by_link(&self, _: &MeetingLink) -> Answer<Option<Meeting>> {
        Ok(None)
    }
    async fn set_rules(&self, _: MeetingId, _: MeetingRules) -> Answer<()> {
        Ok(())
    }
    async fn set_settings(&self, _: MeetingId, _: MeetingSettings) -> Answer<()> {
        Ok(())
    }
    async fn history_days(&self, _: MeetingId) -> Answer<Option<u32>> {
        Ok(None)
    }
    async fn list_with_open_seats(&self) -> Answer<Vec<Meeting>> {
        Ok(Vec::new())
    }
    async fn list_by_owner(&self, _: UserId, _: u64, _: u64) -> Answer<(Vec<Meeting>, u64)> {
        Ok((Vec::new(), 0))
    }
}

#[async_trait]
impl AuditRepository for Memory {
    async fn add(&self, event: AuditEvent) -> Answer<()> {
        self.events.lock().unwrap().push(event);
        Ok(())
    }
    async fn list(&self, user: UserId, _: u64) -> Answer<Vec<AuditEvent>> {
        let events = self.events.lock().unwrap();
        Ok(events
            .iter()
            .rev()
            .filter(|event| event.user == user)
            .cloned()
            .collect())
    }
    async fn search(&self, _: &str, _: u64, _: u64) -> Answer<(Vec<AuditEntry>, u64)> {
        let name = |id| self.one(|user| user.id == id).map(|user| user.username);
        let events = self.events.lock().unwrap();
        let entries: Vec<AuditEntry> = events
            .iter()
            .rev()
            .map(|event| AuditEntry {
                event: event.clone(),
                about: name(event.user).unwrap(),
                by: event.by.and_then(name),
            })
            .collect();
        let count = entries.len() as u64;
        Ok((entries, count))
    }
    async fn prune(&self, before: Timestamp) -> Answer<u64> {
        let mut events = self.events.lock().unwrap();
        let all = events.len();
        events.retain(|event| event.at >= before);
        Ok((all - events.len()) as u64)
    }
}
