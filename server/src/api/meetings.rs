//! `GET /api/v1/meetings`: the meetings of the account.

use super::{
    ApiState,
    bearer::Caller,
    error::{ApiError, ErrorBody},
    extract::{AppJson, AppQuery},
};
use axum::extract::State;
use parley_domain::accounts::User;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const USUAL: usize = 20;
const MOST: usize = 100;

/// Which part of the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// How many to leave out from the start.
    #[param(default = 0)]
    skip: Option<usize>,
    /// How many to list.
    #[param(default = 20, minimum = 1, maximum = 100)]
    count: Option<usize>,
}

/// A part of the account's meetings. These are the meetings that belong to the account; today that is its personal
/// meeting alone, because other meetings have no owner. Meetings that one only took part in are not listed.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct MeetingList {
    /// The meetings of this part.
    meetings: Vec<ListedMeeting>,
    /// How many there are in all.
    total: usize,
}

/// A meeting of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Meeting)]
pub(crate) struct ListedMeeting {
    /// Its code.
    #[schema(example = "mkd-vqtr-hba")]
    code: String,
    /// Where people open it.
    #[schema(format = "uri", example = "https://meet.example.org/m/mkd-vqtr-hba")]
    url: String,
    /// What makes it the account's.
    kind: MeetingKind,
}

/// What makes a meeting the account's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MeetingKind {
    /// The one that every account has, with the same code for good.
    Personal,
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
        (status = 503, description = "`try_later`.", body = ErrorBody),
    )
)]
pub(crate) async fn meetings(
    State(state): State<ApiState>,
    Caller(who): Caller,
    AppQuery(part): AppQuery<Part>,
) -> Result<AppJson<MeetingList>, ApiError> {
    let all = vec![personal(&who.user, &state.issuer)];
    cut(&all, &part).map(AppJson)
}

fn personal(user: &User, issuer: &str) -> ListedMeeting {
    let code = user.personal_code.as_str();
    ListedMeeting {
        code: code.to_owned(),
        url: [issuer, "/m/", code].concat(),
        kind: MeetingKind::Personal,
    }
}

fn cut(all: &[ListedMeeting], part: &Part) -> Result<MeetingList, ApiError> {
    let count = part.count.unwrap_or(USUAL);
    if !(1..=MOST).contains(&count) {
        return Err(ApiError::invalid("count", "From 1 to 100."));
    }
    let listed = all.iter().skip(part.skip.unwrap_or_default()).take(count);
    Ok(MeetingList {
        meetings: listed.cloned().collect(),
        total: all.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(skip: Option<usize>, count: Option<usize>) -> Option<Vec<usize>> {
        let all: Vec<ListedMeeting> = (0..150)
            .map(|number| ListedMeeting {
                code: number.to_string(),
                url: String::new(),
                kind: MeetingKind::Personal,
            })
            .collect();
        let list = cut(&all, &Part { skip, count }).ok()?;
        assert_eq!(list.total, 150);
        let codes = list.meetings.iter().map(|one| one.code.parse().unwrap());
        Some(codes.collect())
    }

    #[test]
    fn a_list_comes_in_parts() {
        assert_eq!(codes(None, None), Some((0..20).collect()));
        assert_eq!(codes(Some(145), Some(100)), Some((145..150).collect()));
        assert_eq!(codes(Some(usize::MAX), Some(1)), Some(Vec::new()));
        for count in [0, 101, usize::MAX] {
            assert_eq!(codes(None, Some(count)), None, "{count}");
        }
    }
}
