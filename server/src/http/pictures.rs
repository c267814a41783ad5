//! Pictures of accounts: taking one, and showing one.
//!
//! *Invariants*: nothing of a body is kept before it is known whose picture it is; what is shown is WebP that this
//! server made, and runs nothing even when it is opened by itself (T-099); who may not see a picture is answered as if
//! there was none (T-005), also who has kept it from when they might (the browser asks each time), and other sites show
//! none (T-052).

use crate::{
    http::{cross_site, pages},
    state::AppState,
};
use axum::{
    body::{Body, to_bytes},
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt as _;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leptos::prelude::FromServerFnError as _;
use parley_app::error::{AccountField, AccountProblem, AppError, FieldProblem};
use parley_domain::accounts::{AccountsError, PictureId, PictureSize};
use parley_protocol::{PictureRuleError, limits};

/// Where a page sends a picture.
pub(crate) const CHANGE: &str = "/api/change_picture";

/// Kept by the browser, and shown only after asking: whoever uses it next may be somebody else.
const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// `POST /api/change_picture`: the body is the file. Answers the new picture's name.
pub(crate) async fn change(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(who) = state.services.signed_in_by(&parts).await else {
        discard(body).await;
        return refusal(AppError::SignedOut);
    };
    let Ok(file) = to_bytes(body, limits::PICTURE_BYTES).await else {
        return too_large();
    };
    let accounts = &state.services.accounts;
    let origin = &who.session.origin;
    match accounts
        .change_picture(&who.user, file.into(), origin)
        .await
    {
        Ok(id) => {
            state.rooms.change_picture(who.user.id, Some(&id));
            id.as_str().to_owned().into_response()
        }
        Err(error) => refusal(error.into()),
    }
}

/// Lets a body come to its end, as far as one may be long: a proxy that is still sending when the connection ends tells
/// of a fault of the server (502) in place of the answer.
async fn discard(body: Body) {
    let mut chunks = body.into_data_stream();
    while let Some(Ok(_)) = chunks.next().await {}
}

/// The refusal of a file with too many bytes.
pub(crate) fn too_large() -> Response {
    refusal(AccountsError::from(PictureRuleError::TooLarge).into())
}

fn refusal(error: AppError) -> Response {
    let too_large = FieldProblem::new(AccountField::Picture, AccountProblem::TooLong);
    let status = match &error {
        AppError::SignedOut => StatusCode::UNAUTHORIZED,
        AppError::Malformed => StatusCode::BAD_REQUEST,
        AppError::NotAllowed => StatusCode::FORBIDDEN,
        AppError::Form(problems) if problems.contains(&too_large) => StatusCode::PAYLOAD_TOO_LARGE,
        AppError::Form(_) | AppError::Plan(_) | AppError::Wrong { .. } => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        AppError::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
        AppError::TryLater | AppError::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Ours => StatusCode::INTERNAL_SERVER_ERROR,
    };
    // As server functions answer.
    let json = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, json)], error.ser()).into_response()
}

/// `GET /pictures/{id}/{side}`: for who is signed in, and for guests while they are in a meeting with whose it is.
pub(crate) async fn show(
    State(state): State<AppState>,
    Path((id, side)): Path<(String, String)>,
    request: Request,
) -> Response {
    if cross_site::is_foreign(request.headers()) {
        return cross_site::refusal();
    }
    let (parts, _) = request.into_parts();
    let (Some(id), Some(wanted)) = (PictureId::parse(&id), PictureSize::of_side(&side)) else {
        return pages::nothing();
    };
    let is_signed_in = state.services.signed_in_by(&parts).await.is_some();
    if !is_signed_in && !meets(&state, &parts.headers, &id) {
        return pages::nothing();
    }
    let tag = tag(&id, wanted);
    match state.services.accounts.picture(&id, wanted).await {
        Ok(Some(_)) if is_known(&parts.headers, &tag) => kept(StatusCode::NOT_MODIFIED, &tag),
        Ok(Some(bytes)) => shown(&tag, bytes),
        Ok(None) => pages::nothing(),
        Err(error) => {
            tracing::warn!(%error, "a picture could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Whether the picture is of somebody in a meeting in which this browser holds a seat now (T-106).
fn meets(state: &AppState, headers: &HeaderMap, id: &PictureId) -> bool {
    let secret = state.services.guest_secret(headers);
    let browser = secret.and_then(|secret| state.services.history.claim_of(&secret));
    browser.is_some_and(|browser| state.rooms.may_see(browser, id))
}

/// The name of a picture never gets other pixels.
fn tag(id: &PictureId, size: PictureSize) -> String {
    format!("\"{id}/{}\"", size.side())
}

/// Whether the browser has it already. A proxy that compresses may have made the tag a weak one.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    known
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

fn shown(tag: &str, bytes: Vec<u8>) -> Response {
    let mut response = kept(StatusCode::OK, tag);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/webp"));
    *response.body_mut() = Body::from(bytes);
    response
}

/// What an answer with a picture, or about one that the browser has, is without it.
fn kept(status: StatusCode, tag: &str) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, KEPT),
    ];
    (status, headers, [(header::ETAG, tag)], Body::empty()).into_response()
}
