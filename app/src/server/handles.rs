//! Keys of the database, as pages are told them and tell them back.
//!
//! *Invariant*: a handle that this server did not make came from no page of ours, and is refused as such.

use crate::{
    error::AppError,
    services::{HandleKind, Handles},
};
use parley_domain::{
    accounts::{SessionId, UserId},
    schedule::ScheduleId,
};
use std::sync::Arc;

fn handles() -> Result<Arc<dyn Handles>, AppError> {
    Ok(super::services()?.handles)
}

fn open(kind: HandleKind, handle: &str) -> Result<i64, AppError> {
    handles()?.open(kind, handle).ok_or_else(|| {
        super::refuse_with(http::StatusCode::BAD_REQUEST);
        AppError::Malformed
    })
}

pub(crate) fn user_handle(id: UserId) -> Result<String, AppError> {
    Ok(handles()?.seal(HandleKind::User, id.0))
}

pub(crate) fn user_of(handle: &str) -> Result<UserId, AppError> {
    open(HandleKind::User, handle).map(UserId)
}

pub(crate) fn session_handle(id: SessionId) -> Result<String, AppError> {
    Ok(handles()?.seal(HandleKind::Session, id.0))
}

pub(crate) fn session_of(handle: &str) -> Result<SessionId, AppError> {
    open(HandleKind::Session, handle).map(SessionId)
}

pub(crate) fn schedule_handle(id: ScheduleId) -> Result<String, AppError> {
    Ok(handles()?.seal(HandleKind::Schedule, id.0))
}

pub(crate) fn schedule_of(handle: &str) -> Result<ScheduleId, AppError> {
    open(HandleKind::Schedule, handle).map(ScheduleId)
}
