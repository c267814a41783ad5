//! A panic in a handler becomes a plain answer with a reference, and one line in the log with the same reference.

use crate::state::AppState;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt as _;
use http::StatusCode;
use std::{any::Any, fmt::Write as _, panic::AssertUnwindSafe};

/// The layer.
pub(crate) async fn catch_panics(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let mut bytes = [0; 4];
            state.random.fill(&mut bytes);
            sorry(&bytes, &*panic)
        }
    }
}

fn sorry(bytes: &[u8], panic: &(dyn Any + Send)) -> Response {
    let reference = bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes every write");
        text
    });
    let cause = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    tracing::error!(reference, cause, "a request panicked");
    let text = format!("Something went wrong on our side. Reference: {reference}\n");
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t135_the_answer_names_a_reference_and_nothing_of_the_cause() {
        let cause: Box<dyn Any + Send> = Box::new("no such table: secrets");
        let response = sorry(&[0xab, 0xcd, 0, 1], &*cause);
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), 1024);
        let body = body.now_or_never().unwrap().unwrap();
        assert_eq!(
            body,
            "Something went wrong on our side. Reference: abcd0001\n"
        );
    }
}
