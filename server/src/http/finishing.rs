//! Who says a password and hangs up has tried it all the same.
//!
//! *Invariants*: where a password is judged the work goes on to its end, also when nobody waits for the answer any more, so
//! that what was counted as a try is noted as one (T-007).

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use std::panic::resume_unwind;
use tokio_util::task::TaskTracker;

/// Where the password of an account is judged.
const JUDGING: [&str; 4] = [
    "/api/sign_in",
    "/api/change_password",
    "/api/begin_email_change",
    "/api/v1/token",
];

/// The layer. The body is read outside of the task, so that one that never ends goes with its request.
pub(crate) async fn finish(
    State(tasks): State<TaskTracker>,
    request: Request,
    next: Next,
) -> Response {
    if !JUDGING.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    // How much may come is bounded outside.
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let request = Request::from_parts(parts, Body::from(body));
    match tasks.spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // Only a runtime that ends cancels it.
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        middleware::from_fn_with_state,
        routing::{MethodRouter, any},
    };
    use futures_util::FutureExt as _;
    use std::{panic::AssertUnwindSafe, sync::Arc};
    use tokio::sync::Semaphore;
    use tower::ServiceExt as _;

    fn request(path: &str) -> Request {
        Request::post(path).body(Body::from("password=x")).unwrap()
    }

    #[tokio::test]
    async fn t007_what_judges_a_password_goes_on_when_the_other_side_hangs_up() {
        for (path, goes_on) in JUDGING
            .map(|path| (path, true))
            .into_iter()
            .chain([("/m/x", false)])
        {
            let [begun, hash, noted] = [0; 3].map(|none| Arc::new(Semaphore::new(none)));
            let ports = (Arc::clone(&begun), Arc::clone(&hash), Arc::clone(&noted));
            let handler = async move |body: String| {
                assert_eq!(body, "password=x");
                ports.0.add_permits(1);
                ports.1.acquire().await.unwrap().forget();
                ports.2.add_permits(1);
            };
            let tasks = TaskTracker::new();
            let app: MethodRouter = any(handler).layer(from_fn_with_state(tasks.clone(), finish));
            let mut answer = Box::pin(app.oneshot(request(path)));
            tokio::select! {
                _ = &mut answer => panic!("the password is not judged yet"),
                permit = begun.acquire() => permit.unwrap().forget(),
            }
            drop(answer);
            hash.add_permits(1);
            tasks.close();
            tasks.wait().await;
            assert_eq!(noted.available_permits() == 1, goes_on, "{path}");
        }
    }

    #[tokio::test]
    async fn a_panic_stays_one_for_the_layer_that_answers_it() {
        let app: MethodRouter = any(async || -> () { panic!("ours") })
            .layer(from_fn_with_state(TaskTracker::new(), finish));
        let answer = AssertUnwindSafe(app.oneshot(request(JUDGING[0])));
        assert!(answer.catch_unwind().await.is_err());
    }
}
