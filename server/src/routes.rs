//! The routes that are neither pages nor server functions.
//!
//! *Invariants*: what is served is what [`PLAIN_ROUTES`] lists, with one method each; routes are added nowhere else.
//! The inventory of the tests holds the sources to that.

use crate::{
    api,
    http::{calendar, favicon, health, pictures, socket},
    state::AppState,
};
use axum::{
    Router,
    routing::{MethodFilter, on},
};

macro_rules! plain_routes {
    ($($method:ident $path:literal => $handler:path;)*) => {
        /// Method and path of each.
        pub const PLAIN_ROUTES: &[(&str, &str)] = &[$((stringify!($method), $path)),*];

        pub(crate) fn plain() -> Router<AppState> {
            Router::new()$(.route($path, on(MethodFilter::$method, $handler)))*
        }
    };
}

plain_routes! {
    GET "/favicon.ico" => favicon::show;
    GET "/healthz" => health::healthz;
    GET "/readyz" => health::readyz;
    POST "/api/change_picture" => pictures::change;
    GET "/pictures/{id}/{side}" => pictures::show;
    GET "/socket/{code}" => socket::open;
    GET "/calendar/{file}" => calendar::feed;
    GET "/m/{code}/calendar.ics" => calendar::meeting;
    GET "/m/{code}/history.csv" => calendar::history;
    POST "/api/v1/token" => api::token;
    GET "/api/v1/me" => api::me;
    GET "/api/v1/meetings" => api::meetings;
    GET "/api/v1/openapi.json" => api::openapi;
    GET "/api/v1/docs" => api::docs;
}
