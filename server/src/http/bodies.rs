//! How many bytes a request may bring. Counted as they come, so that a body without a length stops at the limit, too
//! (T-102).

use crate::http::pictures;
use axum::{
    body::{Body, Bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt as _;
use http::{StatusCode, header};
use parley_protocol::limits;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

/// A form.
const FORM: usize = 64 * 1024;
/// A form with a cropped picture in it, as text.
const FORM_WITH_PICTURE: usize = 512 * 1024;

fn limit_of(path: &str) -> usize {
    match path {
        pictures::CHANGE => limits::PICTURE_BYTES,
        "/api/complete_registration" => FORM_WITH_PICTURE,
        _ => FORM,
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the body is too large")]
struct TooLarge;

/// The layer.
pub(crate) async fn limit_body(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let limit = limit_of(&path);
    if declared(&request).is_some_and(|length| length > limit as u64) {
        return refusal(&path);
    }
    let is_over = Arc::new(AtomicBool::new(false));
    let noted = Arc::clone(&is_over);
    let request = request.map(|body| counted(body, limit, noted));
    let response = next.run(request).await;
    if is_over.load(Relaxed) {
        refusal(&path)
    } else {
        response
    }
}

fn declared(request: &Request) -> Option<u64> {
    let length = request.headers().get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

fn counted(body: Body, limit: usize, is_over: Arc<AtomicBool>) -> Body {
    let mut left = limit;
    Body::from_stream(body.into_data_stream().map(move |chunk| {
        let chunk: Bytes = chunk?;
        let rest = left.checked_sub(chunk.len()).ok_or_else(|| {
            is_over.store(true, Relaxed);
            axum::Error::new(TooLarge)
        });
        left = rest?;
        Ok::<_, axum::Error>(chunk)
    }))
}

fn refusal(path: &str) -> Response {
    if path == pictures::CHANGE {
        pictures::too_large()
    } else {
        let words = "That is more than this page takes.\n";
        (StatusCode::PAYLOAD_TOO_LARGE, words).into_response()
    }
}
