//! The repositories of accounts in memory. What the real ones promise of many at once is tested on real databases.

use async_trait::async_trait;
use parley_domain::{
    Meeting, MeetingId, MeetingRepository, MeetingSettings, NewMeeting, RepositoryError,
    accounts::*,
};
use parley_protocol::{EmailAddress, MeetingCode, MeetingLink, MeetingRules, Timestamp, limits};
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
impl SessionRepository for Memory {
    async fn add(&self, new: NewSession) -> Answer<Session> {
        let mut sessions = self.sessions.lock().unwrap();
        let session = Session {
            id: SessionId(
                sessions
                    .iter()
                    .map(|session| session.0.id.0)
                    .max()
                    .unwrap_or(0)
                    + 1,
            ),
            user: new.user,
            origin: new.origin,
            keep: new.keep,
            created_at: new.created_at,
            last_used_at: new.created_at,
        };
        sessions.push((session.clone(), new.secret));
        Ok(session)
    }
    async fn find(&self, secret: SecretHash) -> Answer<Option<Session>> {
        let sessions = self.sessions.lock().unwrap();
        Ok(sessions
            .iter()
            .find(|session| session.1 == secret)
            .map(|session| session.0.clone()))
    }
    async fn lookup(&self, id: SessionId) -> Answer<Option<Session>> {
        let sessions = self.sessions.lock().unwrap();
        let found = sessions.iter().find(|session| session.0.id == id);
        Ok(found.map(|session| session.0.clone()))
    }
    async fn touch(&self, id: SessionId, origin: &Origin, at: Timestamp) -> Answer<()> {
        for session in self
            .sessions
            .lock()
            .unwrap()
            .iter_mut()
            .filter(|session| session.0.id == id)
        {
            session.0.origin = origin.clone();
            session.0.last_used_at = at;
        }
        Ok(())
    }
    async fn list(&self, user: UserId) -> Answer<Vec<Session>> {
        let sessions = self.sessions.lock().unwrap();
        let mut theirs: Vec<Session> = sessions
            .iter()
            .map(|session| session.0.clone())
            .filter(|session| session.user == user)
            .collect();
        theirs.sort_by_key(|session| std::cmp::Reverse((session.last_used_at, session.id.0)));
        Ok(theirs)
    }
    async fn remove(&self, user: UserId, id: SessionId) -> Answer<bool> {
        let mut sessions = self.sessions.lock().unwrap();
        let before = sessions.len();
        sessions.retain(|session| session.0.id != id || session.0.user != user);
        Ok(sessions.len() < before)
    }
    async fn remove_all(&self, user: UserId, but: Option<SessionId>) -> Answer<Vec<SessionId>> {
        let ends = |session: &Session| session.user == user && Some(session.id) != but;
        let mut sessions = self.sessions.lock().unwrap();
        let ended = sessions
            .iter()
            .map(|session| &session.0)
            .filter(|session| ends(session));
        let ended = ended.map(|session| session.id).collect();
        sessions.retain(|session| !ends(&session.0));
        Ok(ended)
    }
    async fn prune(&self, used: Timestamp, begun: Timestamp) -> Answer<u64> {
        let mut sessions = self.sessions.lock().unwrap();
        let before = sessions.len();
        sessions.retain(|session| session.0.last_used_at >= used && session.0.created_at >= begun);
        Ok((before - sessions.len()) as u64)
    }
    async fn alive(
        &self,
        ids: &[SessionId],
        used: Timestamp,
        begun: Timestamp,
    ) -> Answer<Vec<SessionId>> {
        let sessions = self.sessions.lock().unwrap();
        let alive = sessions.iter().map(|session| &session.0).filter(|session| {
            ids.contains(&session.id)
                && session.last_used_at >= used
                && session.created_at >= begun
                && self
                    .one(|user| user.id == session.user && !user.suspended)
                    .is_some()
        });
        Ok(alive.map(|session| session.id).collect())
    }
}

#[async_trait]
impl PendingRepository for Memory {
    async fn save(&self, pending: &PendingRegistration) -> Answer<()> {
        self.pending
            .lock()
            .unwrap()
            .insert(pending.flow, pending.clone());
        Ok(())
    }
    async fn find(&self, flow: SecretHash) -> Answer<Option<PendingRegistration>> {
        Ok(self.pending.lock().unwrap().get(&flow).cloned())
    }
    async fn remove(&self, flow: SecretHash) -> Answer<()> {
        self.pending.lock().unwrap().remove(&flow);
        Ok(())
    }
    async fn prune(&self, _: Timestamp) -> Answer<u64> {
        Ok(0)
    }
}

#[async_trait]
impl CodeRepository for Memory {
    async fn add(&self, made: NewCode) -> Answer<CodeId> {
        let mut codes = self.codes.lock().unwrap();
        for code in codes.iter_mut() {
            let (old, new) = (&code.made.binding, &made.binding);
            code.dead |= old.purpose == new.purpose && old.address == new.address;
        }
        codes.push(Code {
            made,
            tries: 0,
            dead: false,
        });
        Ok(CodeId(i64::try_from(codes.len()).unwrap()))
    }
    async fn made_since(&self, address: &str, since: Timestamp) -> Answer<Vec<Timestamp>> {
        let made = {
            let codes = self.codes.lock().unwrap();
            let of_address = codes
                .iter()
                .filter(|code| code.made.binding.address == address);
            of_address
                .map(|code| code.made.created_at)
                .filter(|at| *at >= since)
                .collect()
        };
        // As with a database, others get in between.
        tokio::task::yield_now().await;
        Ok(made)
    }
    async fn is_made(&self, binding: &CodeBinding) -> Answer<bool> {
        let codes = self.codes.lock().unwrap();
        Ok(codes.iter().any(|code| code.made.binding == *binding))
    }
    async fn try_once(
        &self,
        binding: &CodeBinding,
        hash: [u8; 32],
        now: Timestamp,
    ) -> Answer<CodeOutcome> {
        let mut codes = self.codes.lock().unwrap();
        let valid = |code: &Code| now.0 < code.made.created_at.0 + limits::CODE_VALID.0;
        let found = codes
            .iter_mut()
            .find(|code| code.made.binding == *binding && !code.dead && valid(code));
        let Some(code) = found else {
            return Ok(CodeOutcome::Expired);
        };
        if code.tries == limits::CODE_TRIES {
            return Ok(CodeOutcome::TooMany);
        }
        code.tries += 1;
        code.dead = code.made.hash == Some(hash);
        Ok(if code.dead {
            CodeOutcome::Right
        } else {
            CodeOutcome::Wrong
        })
    }
    async fn set_sent(&self, _: CodeId, _: Timestamp) -> Answer<()> {
        Ok(())
    }
    async fn prune(&self, _: Timestamp) -> Answer<u64> {
        Ok(0)
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
