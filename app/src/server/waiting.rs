//! How long somebody who proves an address waits for another code, looked up before the page is drawn.

use super::cookies;
use crate::{paths, services::AppServices};
use http::request::Parts;
use parley_domain::accounts::AccountsError;

/// Kept with the request, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ResendWait(pub(crate) u64);

/// For the pages that have a button for another code. A database that is away leaves it to the button to say so.
pub(crate) async fn resend_wait(services: &AppServices, parts: &Parts) -> Option<ResendWait> {
    let page = parts.uri.path();
    if page != paths::VERIFY && page != paths::RESET {
        return None;
    }
    let (secret, about) = cookies::flow_in(services, &parts.headers)?;
    let accounts = &services.accounts;
    let wait = if page == paths::VERIFY {
        accounts.registration_wait(&secret).await
    } else {
        accounts.reset_wait(&secret, &about?).await
    };
    match wait {
        Ok(wait) => Some(ResendWait(wait.0.div_ceil(1000))),
        Err(AccountsError::NotBegun) => None,
        Err(cause) => {
            leptos::logging::error!("a wait could not be looked up: {cause:?}");
            None
        }
    }
}
