//! Requests from other sites: refused for every unsafe method, and for sockets.
//!
//! *Invariants*: `Sec-Fetch-Site` decides where the browser sends it, and only `same-origin` and `none` pass; without
//! it the `Origin` must be ours to the letter; without both the request is refused, unless it is for the API and nothing
//! in it was added by a browser.

use crate::{api, config::Origin, state::AppState};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header::ORIGIN};
use std::net::SocketAddr;

const REFUSED: &str = "This request came from another site. Open Parley at its own address. (Operators: http.public_url \
                       must be that address.)\n";

/// The origins from which pages of ours come.
#[derive(Clone, Debug)]
pub(crate) struct Origins {
    own: Vec<String>,
}

impl Origins {
    /// The public one; where that is this machine and only this machine can connect, also the other ways to write it.
    /// Behind a proxy another program of this machine is as foreign as any site.
    pub(crate) fn new(public: &Origin, listen: SocketAddr) -> Self {
        let mut own = vec![public.to_string()];
        if public.is_loopback() && listen.ip().is_loopback() {
            for host in ["localhost", "127.0.0.1", "[::1]"] {
                own.push(Origin::plain(host, listen.port()).to_string());
            }
        }
        Self { own }
    }

    /// Whether the request has an `Origin` and it is ours.
    pub(crate) fn has_own(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (Some(origin), None) => self.own.iter().any(|own| own.as_bytes() == origin),
            _ => false,
        }
    }

    fn lets_change(&self, headers: &HeaderMap) -> bool {
        match headers.get("sec-fetch-site") {
            Some(site) => site == "same-origin" || site == "none",
            None => self.has_own(headers),
        }
    }
}

/// Whether a browser says that another site asks: for what other sites must not even show.
pub(crate) fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

/// The layer.
pub(crate) async fn refuse_cross_site(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let (path, headers) = (request.uri().path(), request.headers());
    if request.method().is_safe()
        || state.origins.lets_change(headers)
        || api::is_without_browser(path, headers)
    {
        next.run(request).await
    } else {
        refusal()
    }
}

pub(crate) fn refusal() -> Response {
    (StatusCode::FORBIDDEN, REFUSED).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn origins(public: &str, listen: &str) -> Origins {
        Origins::new(&public.parse().unwrap(), listen.parse().unwrap())
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn t053_only_our_own_origin_to_the_letter_is_ours() {
        let origins = origins("https://meet.example.org", "0.0.0.0:3000");
        assert!(origins.has_own(&headers(&[("origin", "https://meet.example.org")])));
        for foreign in [
            "https://evil.example",
            "null",
            "https://meet.example.org.evil.example",
            "https://evil-meet.example.org",
            "http://meet.example.org",
            "https://meet.example.org:8443",
            "https://sub.meet.example.org",
            "https://MEET.example.org",
            "https://meet.example.org/",
            "http://localhost:3000",
            "",
        ] {
            assert!(
                !origins.has_own(&headers(&[("origin", foreign)])),
                "{foreign}"
            );
        }
        assert!(!origins.has_own(&HeaderMap::new()));
        let twice = [
            ("origin", "https://meet.example.org"),
            ("origin", "https://evil.example"),
        ];
        assert!(!origins.has_own(&headers(&twice)));
    }

    #[test]
    fn on_loopback_its_names_are_ours_at_that_port_only() {
        let origins = origins("http://localhost:3000", "127.0.0.1:3000");
        for own in ["http://localhost:3000", "http://127.0.0.1:3000"] {
            assert!(origins.has_own(&headers(&[("origin", own)])), "{own}");
        }
        assert!(!origins.has_own(&headers(&[("origin", "http://localhost:3001")])));
    }

    #[test]
    fn t053_behind_a_proxy_no_name_of_loopback_is_ours() {
        let origins = origins("https://meet.example.org", "127.0.0.1:3000");
        assert!(origins.has_own(&headers(&[("origin", "https://meet.example.org")])));
        for foreign in [
            "http://localhost:3000",
            "http://127.0.0.1:3000",
            "http://[::1]:3000",
        ] {
            let foreign = headers(&[("origin", foreign)]);
            assert!(!origins.has_own(&foreign), "{foreign:?}");
            assert!(!origins.lets_change(&foreign), "{foreign:?}");
        }
    }

    #[test]
    fn t052_what_another_site_would_show_is_foreign() {
        for foreign in ["cross-site", "same-site", "anything"] {
            assert!(is_foreign(&headers(&[("sec-fetch-site", foreign)])));
        }
        for own in ["same-origin", "none"] {
            assert!(!is_foreign(&headers(&[("sec-fetch-site", own)])));
        }
        assert!(!is_foreign(&HeaderMap::new()));
    }

    #[test]
    fn t040_a_sister_site_may_change_nothing() {
        let origins = origins("https://meet.example.org", "0.0.0.0:3000");
        let own = ("origin", "https://meet.example.org");
        assert!(origins.lets_change(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(origins.lets_change(&headers(&[("sec-fetch-site", "none")])));
        assert!(!origins.lets_change(&headers(&[("sec-fetch-site", "same-site"), own])));
        assert!(!origins.lets_change(&headers(&[("sec-fetch-site", "cross-site"), own])));
        assert!(origins.lets_change(&headers(&[own])));
        assert!(!origins.lets_change(&HeaderMap::new()), "t041");
    }
}
