//! The headers that every answer carries, whatever answered.

use crate::state::AppState;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue, header};
use leptos::{context::use_context, nonce::use_nonce};
use leptos_axum::ResponseOptions;

const PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), \
     autoplay=(self), speaker-selection=(self), picture-in-picture=(self), screen-wake-lock=(self), \
     clipboard-write=(self), geolocation=(), usb=(), payment=(), midi=(), serial=(), hid=(), \
     accelerometer=(), gyroscope=(), magnetometer=(), browsing-topics=()";

/// What is the same in every answer of one server.
#[derive(Clone, Debug)]
pub(crate) struct SecurityHeaders {
    /// Everything of the policy but the scripts.
    policy: String,
    https: bool,
}

impl SecurityHeaders {
    /// `sockets`: where pages may connect to besides their own origin.
    pub(crate) fn new(sockets: &[String], https: bool) -> Self {
        let sockets = sockets.join(" ");
        Self {
            policy: format!(
                "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; \
                 media-src 'self' blob: mediastream:; connect-src 'self' {sockets}; manifest-src 'self'; \
                 worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
            ),
            https,
        }
    }

    /// Gives the page that is rendered at the moment a policy with its own nonce.
    pub(crate) fn provide_page_policy(&self) {
        if let (Some(nonce), Some(options)) = (use_nonce(), use_context::<ResponseOptions>()) {
            let policy = format!(
                "{}; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'",
                self.policy
            );
            let policy = HeaderValue::try_from(policy).expect("a nonce is base64");
            options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }

    fn strict_policy(&self) -> HeaderValue {
        HeaderValue::try_from(&self.policy).expect("origins are plain ASCII")
    }
}

/// The layer. It is the outermost one but the log, so that refusals and errors have the headers too.
pub(crate) async fn add_security_headers(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert_with(|| state.security_headers.strict_policy());
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // A form that is refused without scripts is answered by the page that it came from.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if state.security_headers.https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    response
}
