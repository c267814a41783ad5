//! What handlers and layers share.

use crate::{
    api::ApiState,
    http::{
        cross_site::Origins, headers::SecurityHeaders, limits::RateLimits,
        open_sockets::OpenSockets, session_sockets::SessionSockets, site::Site,
    },
    parts::Parts,
};
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use parley_app::services::AppServices;
use parley_db::Database;
use parley_domain::{Clock, Meetings, Random, doors::Doors, schedule::Schedules};
use parley_signaling::Rooms;
use std::sync::Arc;
use tokio_util::task::TaskTracker;

#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) leptos_options: LeptosOptions,
    pub(crate) services: AppServices,
    pub(crate) api: ApiState,
    pub(crate) rooms: Rooms,
    pub(crate) doors: Doors,
    pub(crate) database: Database,
    pub(crate) origins: Arc<Origins>,
    pub(crate) security_headers: SecurityHeaders,
    pub(crate) rate_limits: Arc<RateLimits>,
    pub(crate) open_sockets: OpenSockets,
    pub(crate) session_sockets: SessionSockets,
    pub(crate) trusted_proxies: usize,
    pub(crate) site: Site,
    pub(crate) build_id: Option<String>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    /// The sockets that are open, and the passwords that are judged: a stop waits for them.
    pub(crate) sockets: TaskTracker,
}

impl AppState {
    pub(crate) fn site(parts: &Parts) -> (LeptosOptions, Option<String>) {
        (parts.site.leptos_options(), parts.site.build_id())
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos_options.clone()
    }
}

impl FromRef<AppState> for Schedules {
    fn from_ref(state: &AppState) -> Self {
        state.services.schedules.clone()
    }
}

impl FromRef<AppState> for Meetings {
    fn from_ref(state: &AppState) -> Self {
        state.services.meetings.clone()
    }
}
