//! What is planned, as the server tells it.

use super::super::schedule::draft::Every;
use crate::error::AppError;
use leptos::prelude::*;
use parley_protocol::{MeetingAddress, Timestamp};
use serde::{Deserialize, Serialize};

/// The times that are looked at together.
#[cfg(feature = "ssr")]
const MOST: usize = 100;
/// How far ahead is shown at first, in milliseconds: two weeks. Of a meeting that is later, its first time is shown.
#[cfg(feature = "ssr")]
const SOON: u64 = 14 * 24 * 3_600_000;

/// A meeting that comes, or goes on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UpcomingView {
    /// The handle of its plan.
    pub id: String,
    /// What tells it from the other times of its series.
    pub key: String,
    /// Where people meet.
    pub address: MeetingAddress,
    /// What it is called.
    pub title: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Its day in the reader's zone, as far as the server knows that, counted from 1970-01-01.
    pub day: i64,
    /// When it begins, by the clocks there.
    pub clock: String,
    /// Its day by the clocks of the zone it was planned in, as a date field holds it.
    pub date: String,
    /// When it begins by those clocks, as its field holds it.
    pub time: String,
    /// The name of that zone.
    pub zone: String,
    /// How it repeats.
    pub every: Every,
    /// Whether the reader planned it.
    pub is_host: bool,
    /// Who planned it.
    pub host: String,
    /// Whether it has a password.
    pub has_password: bool,
    /// Whether people wait before they come in.
    pub waiting_room: bool,
}

/// The meetings to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaView {
    /// The first ones, in their order.
    pub meetings: Vec<UpcomingView>,
    /// Whether there are later ones.
    pub has_later: bool,
    /// The day that it is, as [`UpcomingView::day`].
    pub today: i64,
    /// The moment that it is.
    pub now: Timestamp,
}

/// The meetings that who asks planned or is invited to: the next weeks, or as far as they are looked at. Whose they are
/// is the session's to say; nothing in the request can (T-081).
#[server(prefix = "/api", endpoint = "list_upcoming")]
pub async fn list_upcoming(all: bool) -> Result<AgendaView, AppError> {
    use crate::server;
    let user = server::require_signed_in().await?.user;
    let schedules = server::services()?.schedules;
    let found = schedules.upcoming(&user, MOST).await?;
    seen::agenda(found, all, schedules.now())
}

#[cfg(feature = "ssr")]
mod seen {
    use super::{super::super::schedule::read, AgendaView, MOST, SOON, UpcomingView};
    use crate::{
        error::AppError,
        moment::zone::COOKIE,
        server::{request_header, schedule_handle},
    };
    use parley_domain::schedule::{UpcomingMeeting, Zone};
    use parley_protocol::{Milliseconds, Timestamp};
    use std::collections::BTreeSet;

    pub(super) fn agenda(
        found: Vec<UpcomingMeeting>,
        all: bool,
        now: Timestamp,
    ) -> Result<AgendaView, AppError> {
        let zone = zone_of_reader();
        let count = found.len();
        let last = now + Milliseconds(SOON);
        let mut plans = BTreeSet::new();
        let shown = found.into_iter().filter(|meeting| {
            let is_first = plans.insert(meeting.schedule);
            all || is_first || meeting.occurrence.starts_at <= last
        });
        let shown = shown.map(|meeting| view(meeting, zone));
        let meetings = shown.collect::<Result<Vec<_>, _>>()?;
        Ok(AgendaView {
            has_later: !all && (meetings.len() < count || count == MOST),
            meetings,
            today: day(zone, now),
            now,
        })
    }

    fn view(meeting: UpcomingMeeting, zone: Zone) -> Result<UpcomingView, AppError> {
        let occurrence = meeting.occurrence;
        Ok(UpcomingView {
            id: schedule_handle(meeting.schedule)?,
            key: read::key_text(occurrence.key),
            address: meeting.address,
            title: occurrence.title.as_str().to_owned(),
            starts_at: occurrence.starts_at,
            ends_at: occurrence.ends_at,
            day: day(zone, occurrence.starts_at),
            clock: read::time_text(zone.clock_at(occurrence.starts_at)),
            date: read::date_text(occurrence.start),
            time: read::time_text(occurrence.start),
            zone: meeting.zone.name().to_owned(),
            every: read::every(meeting.repeat),
            is_host: meeting.is_host,
            host: meeting.host.as_str().to_owned(),
            has_password: meeting.has_password,
            waiting_room: meeting.rules.waiting_room,
        })
    }

    fn day(zone: Zone, at: Timestamp) -> i64 {
        let local = zone.clock_at(at).and_utc();
        local.timestamp().div_euclid(86_400)
    }

    /// As the browser told it.
    fn zone_of_reader() -> Zone {
        let cookies = request_header("cookie").unwrap_or_default();
        zone_in(&cookies).unwrap_or(Zone::UTC)
    }

    fn zone_in(cookies: &str) -> Option<Zone> {
        let pairs = cookies.split(';');
        let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        let (_, name) = pairs.find(|(name, _)| *name == COOKIE)?;
        Zone::parse(name)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_zone_is_found_among_other_cookies() {
            let found = |cookies| zone_in(cookies).map(Zone::name);
            assert_eq!(found("a=b; zone=Asia/Tokyo; c=d"), Some("Asia/Tokyo"));
            assert_eq!(found("zone=\"><script>"), None);
            assert_eq!(found("timezone=Asia/Tokyo"), None);
            assert_eq!(found(""), None);
        }

        #[test]
        fn a_day_is_that_of_the_readers_zone() {
            // 2026-03-12, 23:30 UTC.
            let at = Timestamp(1_773_358_200_000);
            let tokyo = Zone::parse("Asia/Tokyo").unwrap();
            assert_eq!(day(tokyo, at), day(Zone::UTC, at) + 1);
        }
    }
}
