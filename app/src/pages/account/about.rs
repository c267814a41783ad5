//! The address or the name that a flow is about, from the flow's cookie: the next page can say it, and it stands in no
//! page's address.

use leptos::prelude::*;

/// What the server has written into the page.
pub(crate) fn flow_subject() -> Option<String> {
    SharedValue::new(read).into_inner()
}

#[cfg(feature = "ssr")]
fn read() -> Option<String> {
    crate::server::flow_about()
}

/// In the browser only while there is no page from the server.
#[cfg(not(feature = "ssr"))]
fn read() -> Option<String> {
    None
}
