//! What a page needs to know about the server it comes from. The server writes it into the page once, so that
//! nothing has to be asked for and nothing flickers.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What is particular to this server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Whether somebody without an account may start a meeting.
    pub guests_may_start: bool,
    /// The name of the host in the page's address.
    pub host: String,
}

/// Makes the context; called once by the app.
pub fn provide_instance() {
    provide_context(SharedValue::new(read).into_inner());
}

/// The context.
pub fn use_instance() -> Instance {
    expect_context()
}

/// In the browser only while there is no page from the server: then the server decides when it is asked.
#[cfg(not(feature = "ssr"))]
fn read() -> Instance {
    Instance {
        guests_may_start: true,
        host: location().host().unwrap_or_default(),
    }
}

#[cfg(feature = "ssr")]
fn read() -> Instance {
    use crate::{server::request_header, services::AppServices};
    Instance {
        guests_may_start: use_context::<AppServices>()
            .is_some_and(|services| services.meetings.guests_may_start()),
        host: request_header("host").unwrap_or_default(),
    }
}
