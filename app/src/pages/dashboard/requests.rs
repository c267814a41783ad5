//! What the dashboard asks of the server.

use crate::error::AppError;
use leptos::prelude::*;
use parley_protocol::{MeetingCode, Timestamp};
use serde::{Deserialize, Serialize};

/// One time that people met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastView {
    /// The meeting's code.
    pub code: MeetingCode,
    /// Its title, when it has one.
    pub title: Option<String>,
    /// When the first came.
    pub started_at: Timestamp,
    /// When the last left; nothing while somebody is there.
    pub ended_at: Option<Timestamp>,
    /// How many came.
    pub people: u64,
    /// The names of the first of them.
    pub names: Vec<String>,
}

/// A part of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    /// The newest first.
    pub past: Vec<PastView>,
    /// Whether there are older ones.
    pub has_older: bool,
}

/// The meetings that who asks was in or owns: a page of them counted from 1, or the newest few for page 0. Whose they
/// are is the session's to say; nothing in the request can (T-081).
#[server(prefix = "/api", endpoint = "list_history")]
pub async fn list_history(page: u64) -> Result<HistoryView, AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user.id;
    let history = server::services()?.history;
    let part = match page {
        0 => history.newest(user).await?,
        page => history.page(user, page).await?,
    };
    Ok(HistoryView {
        past: part.runs.into_iter().map(seen).collect(),
        has_older: part.has_older,
    })
}

/// Somebody who was in a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// The name shown there.
    pub name: String,
    /// Each time they were there: when they came and when they left, nothing while they are there.
    pub stays: Vec<(Timestamp, Option<Timestamp>)>,
}

/// Who was in one run of a meeting, for its owner; nothing for others.
#[server(prefix = "/api", endpoint = "list_stays")]
pub async fn list_stays(
    code: MeetingCode,
    run: Timestamp,
) -> Result<Option<Vec<PersonView>>, AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user.id;
    let history = server::services()?.history;
    let address = parley_protocol::MeetingAddress::Code(code);
    let stays = history.stays(user, &address, Some(run)).await?;
    Ok(stays.map(people))
}

/// Each person with all their stays, under the name that they came with first.
#[cfg(feature = "ssr")]
fn people(stays: Vec<parley_domain::history::Stay>) -> Vec<PersonView> {
    let mut places = std::collections::BTreeMap::new();
    let mut people: Vec<PersonView> = Vec::new();
    for stay in stays {
        let times = (stay.came_at, stay.left_at);
        let place = *places.entry(stay.of).or_insert(people.len());
        match people.get_mut(place) {
            Some(person) => person.stays.push(times),
            None => people.push(PersonView {
                name: stay.name.into(),
                stays: vec![times],
            }),
        }
    }
    people
}

#[cfg(feature = "ssr")]
fn seen(run: parley_domain::history::PastRun) -> PastView {
    PastView {
        code: run.code,
        title: run.title,
        started_at: run.started_at,
        ended_at: run.ended_at,
        people: run.people,
        names: run.names.into_iter().map(String::from).collect(),
    }
}

/// Leads to the personal meeting of who asks.
#[server(prefix = "/api", endpoint = "start_personal_meeting")]
pub async fn start_personal_meeting() -> Result<(), AppError> {
    let who = crate::server::require_signed_in().await?;
    leptos_axum::redirect(&crate::paths::meeting(&who.user.personal_code));
    Ok(())
}

/// Makes a meeting for later and answers its code.
#[server(prefix = "/api", endpoint = "create_link")]
pub async fn create_link() -> Result<MeetingCode, AppError> {
    use crate::server;
    let who = server::require_signed_in().await?;
    let meetings = server::services()?.meetings;
    let meeting = meetings.start_as_user(who.user.id).await?;
    Ok(meeting.code)
}
