//! What only the server can do while it draws a page or answers a server function.

mod cookies;
mod data_url;
mod guest;
mod handles;
mod identity;
mod waiting;

use crate::{
    error::{AppError, FieldProblem},
    onward::Onward,
    services::{AppServices, MISSED},
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

pub(crate) use cookies::{draft, end_draft, keep_draft};
pub(crate) use cookies::{
    end_flow, end_session, flow, flow_about, start_flow_about, start_session,
};
pub(crate) use cookies::{guest_cookie, guest_secret, session_secret};
pub(crate) use data_url::file_of_data_url;
pub(crate) use guest::claim_meetings;
pub(crate) use handles::{
    schedule_handle, schedule_of, session_handle, session_of, user_handle, user_of,
};
pub(crate) use identity::{origin, origin_at, require_signed_in, signed_in, signed_in_by};
pub(crate) use waiting::{ResendWait, resend_wait};

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

/// Tells the server, and nobody else, that there is no such meeting though the status does not say so.
pub(crate) fn mark_missed() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(MISSED, http::HeaderValue::from_static("1"));
    }
}

/// Whether a request is being answered.
pub(crate) fn is_answering() -> bool {
    use_context::<ResponseOptions>().is_some()
}

/// Whether a form was sent without scripts: then the answer is a page.
pub(crate) fn is_plain_form() -> bool {
    use_context::<http::request::Parts>().is_some_and(|request| {
        let accept = request.headers.get(http::header::ACCEPT);
        request.method == http::Method::POST
            && accept.is_some_and(|accept| accept.to_str().is_ok_and(|a| a.contains("text/html")))
    })
}

/// Answers a refusal with a status; a form that is sent without scripts is led back to its page instead.
pub(crate) fn refuse_with(status: http::StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>().filter(|_| !is_plain_form()) {
        response.set_status(status);
    }
}

/// Refuses until so many seconds have passed.
pub(crate) fn refuse_for(seconds: u64) {
    refuse_with(http::StatusCode::TOO_MANY_REQUESTS);
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(http::header::RETRY_AFTER, seconds.into());
    }
}

/// Refuses a form for what stands in it.
pub(crate) fn refuse_form(problems: Vec<FieldProblem>) -> AppError {
    refuse_with(http::StatusCode::UNPROCESSABLE_ENTITY);
    AppError::Form(problems)
}

/// Leads to another page by loading it, because who is signed in changed or a flow did: a plain form is redirected
/// here, and the page's script loads the [`Onward`] that comes back.
pub(crate) fn lead_to(path: &str) -> Onward {
    if is_plain_form() {
        leptos_axum::redirect(path);
    }
    Onward(path.to_owned())
}

/// The use-cases.
pub(crate) fn services() -> Result<AppServices, AppError> {
    use_context::<AppServices>().ok_or(AppError::Ours)
}
