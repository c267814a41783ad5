//! Who asks, and from where.

use super::cookies::{self, Cookie};
use crate::{
    error::AppError,
    services::{AppServices, ClientAddress},
};
use http::{HeaderMap, StatusCode, header, request::Parts};
use leptos::prelude::use_context;
use parley_domain::accounts::{Origin, SignedIn};

/// Who is signed in, by the cookie of the request.
pub(crate) async fn signed_in() -> Result<Option<SignedIn>, AppError> {
    let Some(secret) = cookies::session() else {
        return Ok(None);
    };
    let accounts = super::services()?.accounts;
    Ok(accounts.signed_in(&secret, &origin()).await?)
}

/// Who is signed in; nobody is refused with the status 401.
pub(crate) async fn require_signed_in() -> Result<SignedIn, AppError> {
    let who = signed_in().await?;
    who.ok_or_else(|| {
        super::refuse_with(StatusCode::UNAUTHORIZED);
        AppError::SignedOut
    })
}

/// From where the request comes.
pub(crate) fn origin() -> Origin {
    use_context::<Parts>().map_or_else(Origin::default, |parts| origin_of(&parts))
}

/// Who is signed in, for a request that no page is drawn for yet. A database that is away leaves a visitor.
pub(crate) async fn signed_in_by(services: &AppServices, parts: &Parts) -> Option<SignedIn> {
    let cookies = text_of(&parts.headers, &header::COOKIE);
    let secret = Cookie::Session.read(services.secure_cookies, cookies)?;
    let origin = origin_of(parts);
    let found = services.accounts.signed_in(&secret, &origin).await;
    found.unwrap_or_else(|cause| {
        leptos::logging::error!("a session could not be looked up: {cause:?}");
        None
    })
}

fn origin_of(parts: &Parts) -> Origin {
    let address = parts.extensions.get::<ClientAddress>().cloned();
    origin_at(&address.unwrap_or_default(), &parts.headers)
}

/// From where a client with this address sent these headers.
pub(crate) fn origin_at(address: &ClientAddress, headers: &HeaderMap) -> Origin {
    Origin {
        device: device(text_of(headers, &header::USER_AGENT)),
        address: address.0.clone(),
    }
}

fn text_of<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> &'a str {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    text.unwrap_or_default()
}

/// Browser and system in words. The order matters: most browsers also say that they are others.
fn device(user_agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(sign, _)| user_agent.contains(sign));
        found.map(|(_, name)| *name)
    };
    let browser = named(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = named(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Macintosh", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("Unknown browser on {system}"),
        (None, None) => "Unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_called_by_its_browser_and_its_system() {
        for (user_agent, words) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
                "Safari on macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPhone",
            ),
            ("curl/8.5 (Linux)", "Unknown browser on Linux"),
            ("", "Unknown browser"),
        ] {
            assert_eq!(device(user_agent), words, "{user_agent}");
        }
    }

    #[test]
    fn nothing_of_a_user_agent_is_repeated() {
        assert_eq!(device("<script>Firefox/</script>"), "Firefox");
    }

    #[test]
    fn an_origin_has_the_address_that_the_server_believes() {
        let mut request = http::Request::new(());
        let address = ClientAddress("203.0.113.7".to_owned());
        request.extensions_mut().insert(address);
        let (parts, ()) = request.into_parts();
        assert_eq!(origin_of(&parts).address, "203.0.113.7");
    }
}
