//! What only the server can do while it draws a page or answers a server function.

use crate::{error::AppError, services::AppServices};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// A header of the request, as text.
pub(crate) fn request_header(name: &str) -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    Some(parts.headers.get(name)?.to_str().ok()?.to_owned())
}

/// Answers with the status 404.
pub(crate) fn set_not_found() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
}

/// Answers a refusal with a status; a form that is sent without scripts is led back to its page instead.
pub(crate) fn refuse_with(status: http::StatusCode) {
    let is_form = use_context::<http::request::Parts>().is_some_and(|request| {
        let accept = request.headers.get(http::header::ACCEPT);
        request.method == http::Method::POST
            && accept.is_some_and(|accept| accept.to_str().is_ok_and(|a| a.contains("text/html")))
    });
    if let Some(response) = use_context::<ResponseOptions>().filter(|_| !is_form) {
        response.set_status(status);
    }
}

/// The use-cases.
pub(crate) fn services() -> Result<AppServices, AppError> {
    use_context::<AppServices>().ok_or(AppError::Ours)
}
