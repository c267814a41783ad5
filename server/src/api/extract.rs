//! Bodies and queries of requests, with our errors, and answers in JSON.

use super::error::ApiError;
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Query, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header, request::Parts};
use serde::{Serialize, de::DeserializeOwned};

/// JSON in a request, to the letter of its type, or in an answer.
#[derive(Debug)]
pub(crate) struct AppJson<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for AppJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::not_json());
        }
        let bytes = Bytes::from_request(request, state).await;
        // What is too large is answered by the layer that counts.
        let bytes = bytes.map_err(|_| ApiError::malformed("The body did not come whole."))?;
        parse(&bytes).map(Self)
    }
}

impl<T: Serialize> IntoResponse for AppJson<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
            Err(_) => ApiError::broken("an answer is no JSON").into_response(),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

/// What serde says names fields of ours and places in the body, and never what stood there: it may be a password.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let message = if error.is_data() {
            "The fields are not those of this operation; see /api/v1/docs.".to_owned()
        } else {
            let (line, column) = (error.line(), error.column());
            format!("The body is no JSON from line {line}, column {column}.")
        };
        ApiError::malformed(&message)
    })
}

/// The query of an address, with no name but those of its type.
#[derive(Debug)]
pub(crate) struct AppQuery<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for AppQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::from_request_parts(parts, state).await;
        let message =
            "The query has names or values that this operation does not; see /api/v1/docs.";
        let Query(query) = query.map_err(|_| ApiError::malformed(message))?;
        Ok(Self(query))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn says_json(kind: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        is_json(&headers)
    }

    #[test]
    fn t037_what_a_form_of_another_site_can_send_is_not_json() {
        assert!(says_json("application/json"));
        assert!(says_json("Application/JSON; charset=utf-8"));
        for form in [
            "text/plain",
            "text/plain; application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=application/json",
            "application/jsonp",
            "",
        ] {
            assert!(!says_json(form), "{form}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn an_error_never_repeats_what_was_sent() {
        for sent in [
            r#""hunter2""#,
            "{\"hunter2\": 1}",
            "hunter2",
            "[\"hunter2\"]",
        ] {
            let error = parse::<u8>(sent.as_bytes()).unwrap_err();
            assert!(!format!("{error:?}").contains("hunter2"), "{sent}");
        }
    }
}
