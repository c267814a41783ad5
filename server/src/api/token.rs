//! `POST /api/v1/token`: sign in, or refresh.

use super::{
    ApiState,
    device::ClientOrigin,
    error::{ApiError, ErrorBody},
    extract::AppJson,
    jwt,
};
use axum::extract::State;
use parley_domain::accounts::Issued;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How one gets tokens. A field that is not here is refused.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "grant_type", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum TokenRequest {
    /// With the account's name and password.
    Password {
        /// Username or e-mail address, in any case.
        #[schema(example = "ines@example.org", max_length = 254)]
        name: String,
        /// The password.
        #[schema(format = Password, max_length = 256)]
        password: String,
    },
    /// With the refresh token of the last answer. It works once: with the second use the whole session ends.
    RefreshToken {
        /// The refresh token.
        #[schema(max_length = 64)]
        refresh_token: String,
    },
}

/// Tokens of a session.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// For the header `Authorization: Bearer …`. Its content is for the server only.
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds for which the access token is good; less when the session ends.
    #[schema(example = 600)]
    expires_in: u64,
    /// For the next tokens. The session ends when it is used a second time, after 14 days without a refresh, and 30
    /// days after the sign-in.
    refresh_token: String,
}

/// Sign in, or refresh
///
/// A sign-in is a session: its owner sees it in the list of sessions and can end it there, and its tokens end with it.
#[utoipa::path(
    post,
    path = "/api/v1/token",
    tag = "Tokens",
    request_body = TokenRequest,
    responses(
        (status = 200, description = "New tokens.", body = Tokens),
        (status = 400, description = "`malformed`: no JSON, or other fields than these. `invalid`: `field` breaks a \
                                      rule.", body = ErrorBody),
        (status = 401, description = "`refused`: name and password do not fit, or the refresh token is not good any \
                                      more.", body = ErrorBody),
        (status = 403, description = "`suspended`: an admin suspended the account.", body = ErrorBody),
        (status = 413, description = "Plain text: the body has more than 64 KiB."),
        (status = 415, description = "`not_json`: the Content-Type is another.", body = ErrorBody),
        (status = 429, description = "`too_often`: again after the seconds in `Retry-After`. Plain text, with the same \
                                      header: too many requests from your address.", body = ErrorBody),
        (status = 503, description = "`try_later`.", body = ErrorBody),
    )
)]
pub(crate) async fn token(
    State(state): State<ApiState>,
    ClientOrigin(origin): ClientOrigin,
    AppJson(request): AppJson<TokenRequest>,
) -> Result<AppJson<Tokens>, ApiError> {
    let issued = match request {
        TokenRequest::Password { name, password } => {
            let password = state.accounts.typed_password(&password);
            state
                .accounts
                .issue_tokens(&name, &password, origin)
                .await?
        }
        TokenRequest::RefreshToken { refresh_token } => {
            state.accounts.refresh(&refresh_token, &origin).await?
        }
    };
    answer(&state, &issued)
}

fn answer(state: &ApiState, issued: &Issued) -> Result<AppJson<Tokens>, ApiError> {
    let now = state.clock.now();
    let access_token = state.signer().sign(&issued.who, now);
    Ok(AppJson(Tokens {
        access_token: access_token.ok_or_else(|| ApiError::broken("a token was not signed"))?,
        token_type: "Bearer",
        expires_in: jwt::VALID.0 / 1000,
        refresh_token: issued.refresh_token.expose().to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_taken(body: &str) -> bool {
        serde_json::from_str::<TokenRequest>(body).is_ok()
    }

    #[test]
    fn t031_only_the_fields_of_the_grant_are_taken() {
        assert!(is_taken(
            r#"{"grant_type": "password", "name": "ines", "password": "x"}"#
        ));
        assert!(is_taken(
            r#"{"grant_type": "refresh_token", "refresh_token": "x"}"#
        ));
        for refused in [
            r#"{"grant_type": "password", "name": "ines", "password": "x", "role": "admin"}"#,
            r#"{"grant_type": "refresh_token", "refresh_token": "x", "session": 1}"#,
            r#"{"grant_type": "refresh_token", "name": "ines", "password": "x"}"#,
            r#"{"grant_type": "client_credentials"}"#,
            r#"{"name": "ines", "password": "x"}"#,
            r#"{"grant_type": "password", "name": "ines"}"#,
            r#"{"grant_type": "password", "name": ["ines"], "password": "x"}"#,
            "[]",
        ] {
            assert!(!is_taken(refused), "{refused}");
        }
    }
}
