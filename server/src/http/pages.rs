//! Pages that leptos renders, its server functions, and what is neither a page nor a route.

use crate::{api, state::AppState};
use axum::{
    Router,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode, Uri, header};
use leptos::prelude::provide_context;
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, generate_route_list, render_app_to_stream_in_order_with_context,
};
use parley_app::{App, shell};

/// The pages there are.
pub fn page_routes() -> Vec<AxumRouteListing> {
    generate_route_list(App)
}

/// The routes of pages and server functions.
pub(crate) fn router(state: &AppState) -> Router<AppState> {
    let options = state.leptos_options.clone();
    Router::new().leptos_routes_with_context(state, page_routes(), context(state), move || {
        shell(options.clone())
    })
}

fn context(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let services = state.services.clone();
    let headers = state.security_headers.clone();
    move || {
        provide_context(services.clone());
        headers.provide_page_policy();
    }
}

/// A file of the site; else the page that says that there is nothing, or a plain line for whoever is no browser tab.
pub(crate) async fn site_or_nothing(State(state): State<AppState>, request: Request) -> Response {
    if api::is_path(request.uri().path()) {
        return api::nothing();
    }
    let build_id = state.build_id.as_deref();
    let (parts, body) = request.into_parts();
    if let Some(file) = state.site.serve(&parts, build_id).await {
        return file;
    }
    let request = Request::from_parts(parts, body);
    if !wants_page(&request) {
        return nothing();
    }
    let options = state.leptos_options.clone();
    let render =
        render_app_to_stream_in_order_with_context(context(&state), move || shell(options.clone()));
    let mut response = render(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// The answer to a route that has other methods, which the router names in `Allow`.
pub(crate) async fn wrong_method(uri: Uri) -> Response {
    if api::is_path(uri.path()) {
        api::wrong_method()
    } else {
        StatusCode::METHOD_NOT_ALLOWED.into_response()
    }
}

/// The answer to a path where there is nothing, or nothing for who asks.
pub(crate) fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response()
}

/// Looks up who asks for a page, before it is drawn.
pub(crate) async fn know_viewer(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    if !wants_page(&request) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    state.services.know_viewer(&mut parts).await;
    next.run(Request::from_parts(parts, body)).await
}

/// T-047: a missing file is never answered by a page.
fn wants_page(request: &Request) -> bool {
    let path = request.uri().path();
    let last = path.rsplit('/').next().unwrap_or_default();
    let wants_html = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    request.method() == Method::GET
        && wants_html
        && !last.contains('.')
        && !path.starts_with("/api/")
}
