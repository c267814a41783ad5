//! Where a client is, for the owner's list of sessions.

use super::ApiState;
use crate::http::address::{ClientAddress, Peer};
use axum::extract::{FromRef, FromRequestParts};
use http::{HeaderMap, header::USER_AGENT, request::Parts};
use parley_domain::accounts::Origin;
use std::convert::Infallible;

const UNKNOWN: &str = "API client";
const LONGEST: usize = 40;

/// Device and address of a request.
#[derive(Debug)]
pub(crate) struct ClientOrigin(pub(crate) Origin);

impl<S> FromRequestParts<S> for ClientOrigin
where
    ApiState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let state = ApiState::from_ref(state);
        let peer = parts.extensions.get::<Peer>();
        let address = peer.map(|Peer(peer)| {
            ClientAddress::new(peer.ip(), &parts.headers, state.trusted_proxies).to_string()
        });
        Ok(Self(Origin {
            device: device(&parts.headers),
            address: address.unwrap_or_default(),
        }))
    }
}

/// The first product of the `User-Agent` in words, `curl 8.5.0`.
fn device(headers: &HeaderMap) -> String {
    let agent = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok());
    let product = agent.and_then(|agent| agent.split_ascii_whitespace().next());
    match product {
        // Every browser calls itself so, which says nothing.
        Some(product) if !product.starts_with("Mozilla/") => {
            let words = product.replace('/', " ");
            words.trim().chars().take(LONGEST).collect()
        }
        _ => UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_client_is_named_by_its_first_product() {
        let long = "x".repeat(500);
        for (agent, expected) in [
            ("curl/8.5.0", "curl 8.5.0"),
            ("okhttp/4.12.0 (Android 15)", "okhttp 4.12.0"),
            ("python-requests", "python-requests"),
            ("Mozilla/5.0 (X11; Linux x86_64)", UNKNOWN),
            ("", UNKNOWN),
            (&long, &long[..LONGEST]),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, HeaderValue::from_str(agent).unwrap());
            assert_eq!(device(&headers), expected);
        }
        assert_eq!(device(&HeaderMap::new()), UNKNOWN);
    }
}
