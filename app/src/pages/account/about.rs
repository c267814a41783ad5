//! What the server knows of the flow that a browser is in. The address or the name that it is about comes from the
//! flow's cookie: the next page can say it, and it stands in no page's address.

use leptos::prelude::*;

/// The address or the name.
pub(crate) fn flow_subject() -> Option<String> {
    SharedValue::new(read_subject).into_inner()
}

/// How long to wait for another code, in seconds: the time goes on while the page is loaded again.
pub(crate) fn flow_wait() -> u64 {
    SharedValue::new(read_wait).into_inner()
}

#[cfg(feature = "ssr")]
fn read_subject() -> Option<String> {
    crate::server::flow_about()
}

#[cfg(feature = "ssr")]
fn read_wait() -> u64 {
    let parts = use_context::<http::request::Parts>();
    let wait = parts.and_then(|parts| parts.extensions.get::<crate::server::ResendWait>().copied());
    wait.map_or(0, |wait| wait.0)
}

/// In the browser only while there is no page from the server.
#[cfg(not(feature = "ssr"))]
fn read_subject() -> Option<String> {
    None
}

#[cfg(not(feature = "ssr"))]
fn read_wait() -> u64 {
    0
}
