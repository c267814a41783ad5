//! Sessions in memory.

use super::{Answer, Memory};
use async_trait::async_trait;
use parley_domain::accounts::*;
use parley_protocol::Timestamp;

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
