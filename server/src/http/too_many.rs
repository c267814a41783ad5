//! What is answered where something was done too often.

use crate::api;
use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use leptos::prelude::FromServerFnError as _;
use parley_app::error::AppError;
use std::time::Duration;

/// Whether a page's script calls a server function; a form without scripts asks for a page.
pub(crate) fn is_function_call(request: &Request) -> bool {
    let path = request.uri().path();
    let accept = request.headers().get(header::ACCEPT);
    let wants_page =
        accept.is_some_and(|accept| accept.to_str().is_ok_and(|a| a.contains("text/html")));
    path.starts_with("/api/") && !api::is_path(path) && !wants_page
}

/// A refusal that says when to try again.
pub(crate) fn too_many(wait: Duration) -> Response {
    (
        StatusCode::TOO_MANY_REQUESTS,
        [(header::RETRY_AFTER, seconds(wait).to_string())],
        "That was a lot at once. Please wait a moment and try again.\n",
    )
        .into_response()
}

/// The same in the form in which server functions answer: their callers read nothing else.
pub(crate) fn too_many_calls(wait: Duration) -> Response {
    let seconds = seconds(wait);
    let headers = [
        (header::RETRY_AFTER, seconds.to_string()),
        (header::CONTENT_TYPE, "application/json".to_owned()),
    ];
    let error = AppError::TooOften { seconds };
    (StatusCode::TOO_MANY_REQUESTS, headers, error.ser()).into_response()
}

fn seconds(wait: Duration) -> u64 {
    let seconds = wait.as_millis().div_ceil(1000).max(1);
    u64::try_from(seconds).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn is_call(path: &str, accept: &str) -> bool {
        let request = http::Request::builder()
            .uri(path)
            .header(header::ACCEPT, accept);
        is_function_call(&request.body(Body::empty()).unwrap())
    }

    #[test]
    fn only_the_call_of_a_script_is_answered_as_one() {
        assert!(is_call("/api/sign_in", "application/json"));
        assert!(!is_call("/api/sign_in", "text/html,*/*;q=0.8"));
        assert!(!is_call("/api/v1/token", "application/json"));
        assert!(!is_call("/m/mkd-vqtr-hba", "application/json"));
    }
}
