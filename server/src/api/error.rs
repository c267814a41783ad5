//! The one shape of an error, and which error is which status.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use parley_domain::{MeetingsError, accounts::AccountsError};
use parley_protocol::Milliseconds;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Error)]
pub(crate) struct ErrorBody {
    /// For programs: one of the codes that the operation lists.
    #[schema(example = "refused")]
    code: &'static str,
    /// For people who write programs.
    message: String,
    /// The field of the request that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

/// An error with what HTTP says about it.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    body: ErrorBody,
    /// Seconds after which it may be tried again.
    retry_after: Option<u64>,
    challenge: Option<&'static str>,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, message: &str) -> Self {
        Self {
            status,
            body: ErrorBody {
                code,
                message: message.to_owned(),
                field: None,
            },
            retry_after: None,
            challenge: None,
        }
    }

    fn about(mut self, field: &str) -> Self {
        self.body.field = Some(field.to_owned());
        self
    }

    fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub(super) fn without_token() -> Self {
        let message = "Send an access token: Authorization: Bearer …";
        Self {
            challenge: Some("Bearer"),
            ..Self::new(StatusCode::UNAUTHORIZED, "no_token", message)
        }
    }

    pub(super) fn bad_token() -> Self {
        let message = "The access token is not ours, too old, or its session is over. Refresh it, or sign in again.";
        Self {
            challenge: Some("Bearer error=\"invalid_token\""),
            ..Self::new(StatusCode::UNAUTHORIZED, "bad_token", message)
        }
    }

    pub(super) fn not_json() -> Self {
        let message = "Send JSON, and say so: Content-Type: application/json";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", message)
    }

    pub(super) fn malformed(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", message)
    }

    pub(super) fn invalid(field: &str, message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid", message).about(field)
    }

    fn nothing_here() -> Self {
        let message = "There is no such operation; see /api/v1/docs.";
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    fn wrong_method() -> Self {
        let message = "This operation has another method: see Allow, or /api/v1/docs.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", message)
    }

    pub(super) fn broken(message: &str) -> Self {
        tracing::error!(message, "the API cannot answer");
        let message = "Something went wrong on our side.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", message)
    }

    fn away() -> Self {
        let message = "The server is busy or its database is away. Try again in a moment.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "try_later", message).after(1)
    }

    fn too_often(wait: Milliseconds) -> Self {
        let message = "That was too often. Wait for the seconds in Retry-After.";
        let seconds = wait.0.div_ceil(1000).max(1);
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_often", message).after(seconds)
    }
}

/// What is answered where there is no operation.
pub(crate) fn nothing() -> Response {
    ApiError::nothing_here().into_response()
}

/// What is answered where an operation has another method.
pub(crate) fn wrong_method() -> Response {
    ApiError::wrong_method().into_response()
}

impl From<AccountsError> for ApiError {
    fn from(error: AccountsError) -> Self {
        use AccountsError as E;
        match error {
            E::Refused => {
                let message =
                    "Name and password do not fit, or the refresh token is not good any more.";
                Self::new(StatusCode::UNAUTHORIZED, "refused", message)
            }
            E::Suspended => {
                let message = "The account is suspended.";
                Self::new(StatusCode::FORBIDDEN, "suspended", message)
            }
            E::NotAllowed => {
                let message = "This is not for this account to do.";
                Self::new(StatusCode::FORBIDDEN, "not_allowed", message)
            }
            E::TooOften(wait) => Self::too_often(wait),
            E::Busy(_) | E::PicturesBusy => Self::away(),
            E::Repository(error) => {
                tracing::warn!(%error, "an API request could not be answered");
                Self::away()
            }
            E::CodeWrong
            | E::CodeExpired
            | E::CodeDead
            | E::UsernameTaken(_)
            | E::EmailTaken
            | E::PasswordEasy
            | E::PasswordKnown
            | E::CurrentPasswordWrong
            | E::NotBegun
            | E::Picture(_)
            | E::Pictures(_) => Self::broken("an error that no operation of the API has"),
        }
    }
}

impl From<MeetingsError> for ApiError {
    fn from(error: MeetingsError) -> Self {
        match error {
            MeetingsError::NotAllowed => AccountsError::NotAllowed.into(),
            MeetingsError::Repository(error) => AccountsError::from(error).into(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.body).expect("strings are JSON");
        let json = [(header::CONTENT_TYPE, "application/json")];
        let mut response = (self.status, json, body).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = self.challenge {
            let challenge = HeaderValue::from_static(challenge);
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_whole_seconds() {
        for (wait, expected) in [(1, 1), (1_000, 1), (1_001, 2), (3_000, 3)] {
            let error = ApiError::from(AccountsError::TooOften(Milliseconds(wait)));
            assert_eq!(error.retry_after, Some(expected));
        }
    }

    #[test]
    fn t135_what_went_wrong_inside_stays_inside() {
        let cause = "no such table: account".to_owned();
        let error = parley_domain::RepositoryError::Unavailable(cause.into());
        let error = ApiError::from(AccountsError::Repository(error));
        assert_eq!(error.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!format!("{error:?}").contains("table"));
    }
}
