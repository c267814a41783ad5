//! All routes, and the layers around them in their order.

use crate::{
    http::{address, bodies, cross_site, finishing, headers, limits, log, pages, panics, timeout},
    routes,
    state::AppState,
};
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
};

pub(crate) fn router(state: AppState) -> Router {
    let routes = routes::plain()
        .merge(pages::router(&state))
        .method_not_allowed_fallback(pages::wrong_method)
        .fallback(pages::site_or_nothing);
    layered(routes, &state).with_state(state)
}

/// From the inside out: the last one sees a request first.
fn layered(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    let state = || state.clone();
    routes
        .layer(from_fn_with_state(state().sockets, finishing::finish))
        .layer(from_fn(bodies::limit_body))
        .layer(from_fn_with_state(state(), pages::know_viewer))
        .layer(from_fn_with_state(state(), address::name_client))
        .layer(from_fn_with_state(state(), limits::limit_rate))
        .layer(from_fn_with_state(state(), cross_site::refuse_cross_site))
        .layer(from_fn(timeout::limit_time))
        .layer(from_fn_with_state(state(), panics::catch_panics))
        .layer(from_fn_with_state(state(), headers::add_security_headers))
        .layer(from_fn_with_state(state(), log::log_requests))
}
