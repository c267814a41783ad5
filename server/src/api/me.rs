//! `GET /api/v1/me`: the account.

use super::{bearer::Caller, error::ErrorBody, extract::AppJson};
use parley_domain::accounts::{Role, User};
use serde::Serialize;
use utoipa::ToSchema;

/// The own account.
#[derive(Serialize, ToSchema)]
pub(crate) struct Account {
    /// By which one signs in.
    #[schema(example = "ines")]
    username: String,
    /// The name that others see.
    #[schema(example = "Inês Duarte")]
    full_name: String,
    /// The address, proved by a code.
    #[schema(format = Email, example = "ines@example.org")]
    email: String,
    /// E.164; `null` for an account that was made without one.
    #[schema(required, example = "+442079460958")]
    phone: Option<String>,
    /// What it may do.
    role: AccountRole,
    /// The code of the personal meeting.
    #[schema(example = "mkd-vqtr-hba")]
    personal_code: String,
    /// When it was made, in milliseconds since 1970-01-01 UTC.
    #[schema(example = 1_767_225_600_000_u64)]
    created_at: u64,
}

/// What an account may do beyond its own affairs.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AccountRole {
    /// Nothing.
    Member,
    /// Look after the server.
    Admin,
}

impl From<User> for Account {
    fn from(user: User) -> Self {
        Self {
            username: user.username.as_str().to_owned(),
            full_name: user.full_name.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            phone: user.phone.map(|phone| phone.as_str().to_owned()),
            role: match user.role {
                Role::Member => AccountRole::Member,
                Role::Admin => AccountRole::Admin,
            },
            personal_code: user.personal_code.as_str().to_owned(),
            created_at: user.created_at.0,
        }
    }
}

/// The own account
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "Account",
    security(("access_token" = [])),
    responses(
        (status = 200, description = "The account whose token it is.", body = Account),
        (status = 401, description = "`no_token`, or `bad_token`: refresh it, or sign in again.", body = ErrorBody),
        (status = 429, description = "Plain text: too many requests from your address. Again after the seconds in \
                                      `Retry-After`."),
        (status = 503, description = "`try_later`.", body = ErrorBody),
    )
)]
pub(crate) async fn me(Caller(who): Caller) -> AppJson<Account> {
    AppJson(who.user.into())
}
