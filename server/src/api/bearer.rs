//! Who asks, by a bearer token.

use super::{ApiState, error::ApiError};
use axum::extract::{FromRef, FromRequestParts};
use http::{HeaderMap, header::AUTHORIZATION, request::Parts};
use parley_domain::accounts::SignedIn;

/// Who asks. Cookies are not looked at.
#[derive(Debug)]
pub(crate) struct Caller(pub(crate) SignedIn);

/// The token of the one `Authorization` header that there is.
pub(super) fn token_in(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

impl<S> FromRequestParts<S> for Caller
where
    ApiState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let state = ApiState::from_ref(state);
        let token = token_in(&parts.headers).ok_or_else(ApiError::without_token)?;
        let named = state.signer().check(token, state.clock.now());
        let named = named.ok_or_else(ApiError::bad_token)?;
        let who = state.accounts.signed_in_by(named.session).await?;
        let who = who.filter(|who| who.user.id == named.user);
        who.map(Self).ok_or_else(ApiError::bad_token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn token(values: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_static(value));
        }
        token_in(&headers).map(str::to_owned)
    }

    #[test]
    fn one_header_with_one_token_is_a_token() {
        for good in ["Bearer abc", "bearer abc", "BEARER  abc "] {
            assert_eq!(token(&[good]).as_deref(), Some("abc"), "{good}");
        }
        for bad in ["Bearer", "Bearer ", "abc", "Basic abc", "", "Bearerabc"] {
            assert_eq!(token(&[bad]), None, "{bad}");
        }
        assert_eq!(token(&["Bearer abc", "Bearer def"]), None);
        assert_eq!(token(&[]), None);
    }
}
