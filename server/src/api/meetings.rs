//! `GET /api/v1/meetings`: the meetings of the account.

use super::{
    ApiState,
    bearer::Caller,
    error::{ApiError, ErrorBody},
    extract::{AppJson, AppQuery},
};
use axum::extract::State;
use parley_domain::{
    Meeting, MeetingId, Meetings, MeetingsError,
    accounts::User,
    schedule::{PlannedTime, Schedules, Zone},
};
use parley_protocol::{MeetingLink, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const USUAL: u64 = 20;
const MOST: u64 = 100;

/// Which part of the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// How many to leave out from the start.
    #[param(default = 0)]
    skip: Option<u64>,
    /// How many to list.
    #[param(default = 20, minimum = 1, maximum = 100)]
    count: Option<u64>,
}

/// A part of the account's meetings, the newest first: its personal meeting, those it planned and those it started.
/// Planned meetings that were cancelled are not listed, nor are those that one only took part in.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct MeetingList {
    /// The meetings of this part.
    meetings: Vec<ListedMeeting>,
    /// How many there are in all.
    total: u64,
}

/// A meeting of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Meeting)]
pub(crate) struct ListedMeeting {
    /// Its code.
    #[schema(example = "mkd-vqtr-hba")]
    code: String,
    /// What it is called; null where it has no title.
    #[schema(example = "Weekly check-in")]
    title: Option<String>,
    /// Where people open it: by its custom link, where it has one.
    #[schema(format = "uri", example = "https://meet.example.org/m/weekly-check-in")]
    url: String,
    /// What makes it the account's.
    kind: MeetingKind,
    /// When it was made, in milliseconds since 1970-01-01 UTC.
    #[schema(example = 1_767_225_600_000_u64)]
    created_at: u64,
    /// When a planned meeting begins (RFC 3339, in UTC): the next time that is not over, else the last one; null for
    /// the others.
    #[schema(format = "date-time", example = "2026-01-13T08:00:00Z")]
    starts_at: Option<String>,
    /// How long that time takes, in minutes; null for the others.
    #[schema(example = 45)]
    duration_minutes: Option<u32>,
    /// The time zone by whose clocks it was planned, by its IANA name; null for the others.
    #[schema(example = "Europe/Berlin")]
    time_zone: Option<String>,
}

/// What makes a meeting the account's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MeetingKind {
    /// The one that every account has, with the same code for good.
    Personal,
    /// It was planned by somebody who was signed in to the account, for one time or several.
    Planned,
    /// It was started by somebody who was signed in to the account.
    Started,
}

/// The own meetings, in parts
#[utoipa::path(
    get,
    path = "/api/v1/meetings",
    tag = "Meetings",
    params(Part),
    security(("access_token" = [])),
    responses(
        (status = 200, description = "A part of the list.", body = MeetingList),
        (status = 400, description = "`malformed`: other names or values than these. `invalid`: `field` breaks a rule.",
         body = ErrorBody),
        (status = 401, description = "`no_token`, or `bad_token`: refresh it, or sign in again.", body = ErrorBody),
        (status = 429, description = "Plain text: too many requests from your address. Again after the seconds in \
                                      `Retry-After`."),
        (status = 503, description = "`try_later`.", body = ErrorBody),
    )
)]
pub(crate) async fn meetings(
    State(state): State<ApiState>,
    State(stored): State<Meetings>,
    State(plans): State<Schedules>,
    Caller(who): Caller,
    AppQuery(part): AppQuery<Part>,
) -> Result<AppJson<MeetingList>, ApiError> {
    let (skip, count) = part.checked()?;
    let (owned, total) = stored.owned(who.user.id, skip, count).await?;
    let ids: Vec<MeetingId> = owned.iter().map(|meeting| meeting.id).collect();
    let planned = plans.planned(&ids).await.map_err(MeetingsError::from)?;
    let meetings = owned.iter().map(|meeting| {
        let time = planned.get(&meeting.id);
        listed(meeting, time, &who.user, &state.issuer)
    });
    Ok(AppJson(MeetingList {
        meetings: meetings.collect(),
        total,
    }))
}

impl Part {
    /// How many to leave out and how many to list.
    fn checked(&self) -> Result<(u64, u64), ApiError> {
        let count = self.count.unwrap_or(USUAL);
        if !(1..=MOST).contains(&count) {
            return Err(ApiError::invalid("count", "From 1 to 100."));
        }
        Ok((self.skip.unwrap_or_default(), count))
    }
}

fn listed(
    meeting: &Meeting,
    time: Option<&PlannedTime>,
    who: &User,
    issuer: &str,
) -> ListedMeeting {
    let code = meeting.code.as_str();
    let address = meeting.link.as_ref().map_or(code, MeetingLink::as_str);
    ListedMeeting {
        code: code.to_owned(),
        title: meeting.title.clone(),
        url: [issuer, "/m/", address].concat(),
        kind: if meeting.code == who.personal_code {
            MeetingKind::Personal
        } else if time.is_some() {
            MeetingKind::Planned
        } else {
            MeetingKind::Started
        },
        created_at: meeting.created_at.0,
        starts_at: time.map(|time| date_time(time.starts_at)),
        duration_minutes: time.map(|time| time.minutes),
        time_zone: time.map(|time| time.zone.name().to_owned()),
    }
}

/// As RFC 3339 has it.
fn date_time(moment: Timestamp) -> String {
    let clock = Zone::UTC.clock_at(moment);
    clock.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_twenty_from_the_start_and_at_most_a_hundred() {
        let checked = |skip, count| Part { skip, count }.checked().ok();
        assert_eq!(checked(None, None), Some((0, 20)));
        assert_eq!(checked(Some(145), Some(100)), Some((145, 100)));
        assert_eq!(checked(Some(u64::MAX), Some(1)), Some((u64::MAX, 1)));
        for count in [0, 101, u64::MAX] {
            assert_eq!(checked(None, Some(count)), None, "{count}");
        }
    }
}
