//! The HTTP API under `/api/v1/`: JSON in and out, for programs.
//!
//! *Invariants*: who asks is told by a bearer token and by nothing else, so that a browser that is signed in by a cookie
//! gives nothing to another site here; a token is worth nothing when its session is over; what is described in
//! [`document`] is what the handlers take and give.

mod bearer;
mod device;
mod docs;
mod document;
mod error;
mod extract;
mod html;
mod jwt;
mod keys;
mod me;
mod meetings;
mod provider;
mod token;

pub(crate) use self::{
    docs::docs,
    document::openapi,
    error::{nothing, wrong_method},
    keys::Keys,
    me::me,
    meetings::meetings,
    token::token,
};

pub use self::keys::KeysError;

use crate::{
    accounts::{Wired, handles::SealedHandles},
    config::{Config, Origin},
    parts::Parts,
    state::AppState,
};
use axum::extract::FromRef;
use http::HeaderMap;
use parley_domain::{Clock, accounts::Accounts};
use std::sync::Arc;

/// Where clients get tokens.
pub(crate) const TOKEN_PATH: &str = "/api/v1/token";

/// Whether a path is the API's, which answers in its own shape where nothing is, too.
pub(crate) fn is_path(path: &str) -> bool {
    path.starts_with("/api/v1/")
}

/// What the handlers need.
#[derive(Clone)]
pub(crate) struct ApiState {
    pub(crate) keys: Keys,
    pub(crate) accounts: Accounts,
    pub(crate) handles: SealedHandles,
    pub(crate) clock: Arc<dyn Clock>,
    /// The public address: who tokens are from, and where meetings are.
    pub(crate) issuer: Arc<str>,
    pub(crate) trusted_proxies: usize,
}

impl ApiState {
    /// With the keys in the folder of the configuration.
    ///
    /// # Errors
    /// [`KeysError`] when they cannot be used.
    pub(crate) fn open(
        config: &Config,
        parts: &Parts,
        wired: &Wired,
        public_url: &Origin,
    ) -> Result<Self, KeysError> {
        Ok(Self {
            keys: open_keys(config, parts)?,
            accounts: wired.accounts.clone(),
            handles: wired.handles.clone(),
            clock: Arc::clone(&parts.clock),
            issuer: public_url.to_string().into(),
            trusted_proxies: config.http.trusted_proxies,
        })
    }
}

impl ApiState {
    fn signer(&self) -> jwt::Signer<'_> {
        jwt::Signer {
            keys: &self.keys,
            handles: &self.handles,
            issuer: &self.issuer,
        }
    }
}

fn open_keys(config: &Config, parts: &Parts) -> Result<Keys, KeysError> {
    let folder = config.data_dir.join("keys");
    Keys::open(&folder, parts.clock.now(), &*parts.random)
}

/// Adds a key to the folder of the configuration and says its id. A server that runs does not know it before it starts
/// again.
///
/// # Errors
/// [`KeysError`] when the folder cannot be used.
pub(crate) fn rotate_keys(config: &Config, parts: &Parts) -> Result<String, KeysError> {
    open_keys(config, parts)?.rotate(parts.clock.now(), &*parts.random)
}

impl FromRef<AppState> for ApiState {
    fn from_ref(state: &AppState) -> Self {
        state.api.clone()
    }
}

/// Whether a request is for the API and was made by no browser: nothing in it was added by itself, so that no other
/// site can have made somebody's browser send it (T-041). A cookie is such a thing.
pub(crate) fn is_without_browser(path: &str, headers: &HeaderMap) -> bool {
    let of_browsers = ["origin", "sec-fetch-site", "cookie"];
    is_path(path)
        && of_browsers.iter().all(|name| !headers.contains_key(*name))
        && (path == TOKEN_PATH || bearer::token_in(headers).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn is_let_in(path: &str, pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        is_without_browser(path, &headers)
    }

    const BEARER: (&str, &str) = ("authorization", "Bearer abc");

    #[test]
    fn t041_a_token_opens_the_api_without_an_origin_and_nothing_else() {
        assert!(is_let_in("/api/v1/anything", &[BEARER]));
        assert!(is_let_in(TOKEN_PATH, &[]));
        for path in ["/api/start_meeting", "/api/v1", "/m/mkd-vqtr-hba", "/"] {
            assert!(!is_let_in(path, &[BEARER]), "{path}");
        }
        for basic in [("authorization", "Basic abc"), ("accept", "*/*")] {
            assert!(!is_let_in("/api/v1/anything", &[basic]), "{basic:?}");
        }
    }

    #[test]
    fn t037_t041_what_a_browser_adds_by_itself_closes_the_api() {
        for added in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("cookie", "session=abc"),
        ] {
            assert!(
                !is_let_in("/api/v1/anything", &[BEARER, added]),
                "{added:?}"
            );
            assert!(!is_let_in(TOKEN_PATH, &[added]), "{added:?}");
        }
    }
}
