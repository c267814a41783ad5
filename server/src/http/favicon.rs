//! `GET /favicon.ico`: where programs look for an icon that nobody told them of. Pages name the icon themselves.

use axum::response::{AppendHeaders, IntoResponse};
use http::{StatusCode, header};

/// It leads to the icon of the site, which is drawn at any size.
pub(crate) async fn show() -> impl IntoResponse {
    let headers = AppendHeaders([
        (header::LOCATION, "/favicon.svg"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ]);
    (StatusCode::PERMANENT_REDIRECT, headers)
}
