//! The four cookies: the session, the flow of somebody who is in the middle of proving an address, what a guest's
//! browser keeps to have its meetings in the history after signing in, and what stood in a form that was refused.
//!
//! *Invariants*: all are `HttpOnly`, `SameSite=Lax` and for the whole host; behind HTTPS they are `Secure` and have
//! the prefix `__Host-`, when they are set and when they are removed (T-033).

use crate::services::AppServices;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::fmt::Write as _;

/// How long a kept session's cookie stays, in seconds: as long as the longest session.
const KEPT: u64 = parley_domain::accounts::SESSION_LONGEST / 1000;

/// How long a guest's browser keeps its secret, in seconds: as long as it can be used.
const GUEST_KEPT: u64 = parley_domain::history::CLAIM_AGE / 1000;

/// How long what was typed is kept, in seconds: the page that needs it comes at once.
const DRAFT_KEPT: u64 = 300;

/// The longest text that is kept of a form, in bytes: a cookie has 4096, and digits take twice as many.
const DRAFT_LONGEST: usize = 1500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cookie {
    Session,
    Flow,
    Guest,
    Draft,
}

/// How long a cookie lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    /// Until the browser is closed.
    Browser,
    /// So many seconds; none removes it.
    Seconds(u64),
}

impl Cookie {
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-parley_session",
            (Self::Session, false) => "parley_session",
            (Self::Flow, true) => "__Host-parley_flow",
            (Self::Flow, false) => "parley_flow",
            (Self::Guest, true) => "__Host-parley_guest",
            (Self::Guest, false) => "parley_guest",
            (Self::Draft, true) => "__Host-parley_draft",
            (Self::Draft, false) => "parley_draft",
        }
    }

    /// The text of `Set-Cookie`.
    fn set(self, secure: bool, value: &str, life: Life) -> String {
        let name = self.name(secure);
        let secure = if secure { "; Secure" } else { "" };
        let age = match life {
            Life::Browser => String::new(),
            Life::Seconds(seconds) => format!("; Max-Age={seconds}"),
        };
        format!("{name}={value}; HttpOnly; SameSite=Lax; Path=/{secure}{age}")
    }

    /// The value among the cookies of a request. A name that is there twice is nobody's.
    pub(super) fn read(self, secure: bool, cookies: &str) -> Option<String> {
        let mut values = cookies.split(';').filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name == self.name(secure)).then_some(value)
        });
        let value = values.next()?;
        (values.next().is_none() && !value.is_empty()).then(|| value.to_owned())
    }
}

/// A flow's cookie: the secret, and about which address or name it is, so that the next page can say it.
fn flow_value(secret: &str, about: &str) -> String {
    format!("{secret}.{}", to_digits(about))
}

fn to_digits(text: &str) -> String {
    text.bytes().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("a String takes every write");
        digits
    })
}

fn split_flow(value: &str) -> (&str, Option<String>) {
    let (secret, about) = value.split_once('.').unwrap_or((value, ""));
    (secret, from_digits(about).filter(|about| !about.is_empty()))
}

fn from_digits(digits: &str) -> Option<String> {
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let pairs = digits.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    String::from_utf8(bytes?).ok()
}

fn is_secure() -> bool {
    super::services().is_ok_and(|services| services.secure_cookies)
}

fn read(cookie: Cookie) -> Option<String> {
    cookie.read(is_secure(), &super::request_header("cookie")?)
}

fn append(cookie: Cookie, value: &str, life: Life) {
    let text = cookie.set(is_secure(), value, life);
    let response = use_context::<ResponseOptions>();
    if let (Some(response), Ok(header)) = (response, http::HeaderValue::from_str(&text)) {
        response.append_header(http::header::SET_COOKIE, header);
    }
}

fn read_from(cookie: Cookie, services: &AppServices, headers: &http::HeaderMap) -> Option<String> {
    let cookies = headers.get(http::header::COOKIE)?.to_str().ok()?;
    cookie.read(services.secure_cookies, cookies)
}

/// The secret of the session in the cookies of a request.
pub(crate) fn session_secret(services: &AppServices, headers: &http::HeaderMap) -> Option<String> {
    read_from(Cookie::Session, services, headers)
}

/// The secret of a guest's browser in the cookies of a request.
pub(crate) fn guest_secret(services: &AppServices, headers: &http::HeaderMap) -> Option<String> {
    read_from(Cookie::Guest, services, headers)
}

/// What gives a guest's browser its secret.
pub(crate) fn guest_cookie(services: &AppServices, secret: &str) -> String {
    let life = Life::Seconds(GUEST_KEPT);
    Cookie::Guest.set(services.secure_cookies, secret, life)
}

/// The secret of this browser as a guest.
pub(super) fn guest() -> Option<String> {
    read(Cookie::Guest)
}

/// The secret of the session.
pub(super) fn session() -> Option<String> {
    read(Cookie::Session)
}

/// Gives the browser a session; with `keep` it outlives the browser's window.
pub(crate) fn start_session(secret: &str, keep: bool) {
    let life = if keep {
        Life::Seconds(KEPT)
    } else {
        Life::Browser
    };
    append(Cookie::Session, secret, life);
}

/// Takes the session's cookie away.
pub(crate) fn end_session() {
    append(Cookie::Session, "", Life::Seconds(0));
}

/// The secret of the flow that the browser is in.
pub(crate) fn flow() -> Option<String> {
    secret_of(&read(Cookie::Flow)?)
}

/// The secret of the flow in the cookies of a request, and what the flow is about.
pub(super) fn flow_in(
    services: &AppServices,
    headers: &http::HeaderMap,
) -> Option<(String, Option<String>)> {
    let value = read_from(Cookie::Flow, services, headers)?;
    Some((secret_of(&value)?, split_flow(&value).1))
}

fn secret_of(flow: &str) -> Option<String> {
    let (secret, _) = split_flow(flow);
    (!secret.is_empty()).then(|| secret.to_owned())
}

/// The address or the name that the flow is about.
pub(crate) fn flow_about() -> Option<String> {
    split_flow(&read(Cookie::Flow)?).1
}

/// Begins a flow about an address or a name; without a secret it only carries the name to the next page.
pub(crate) fn start_flow_about(secret: &str, about: &str) {
    append(Cookie::Flow, &flow_value(secret, about), Life::Browser);
}

/// Ends the flow.
pub(crate) fn end_flow() {
    append(Cookie::Flow, "", Life::Seconds(0));
}

/// What stood in the form that this browser sent last without scripts, when it was refused.
pub(crate) fn draft() -> Option<String> {
    from_digits(&read(Cookie::Draft)?)
}

/// Keeps what stood in a form for the page that it is led back to. What nobody types is too long and is not kept.
pub(crate) fn keep_draft(typed: &str) {
    if typed.len() <= DRAFT_LONGEST {
        append(Cookie::Draft, &to_digits(typed), Life::Seconds(DRAFT_KEPT));
    }
}

/// Forgets it.
pub(crate) fn end_draft() {
    append(Cookie::Draft, "", Life::Seconds(0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t033_a_cookie_behind_https_is_for_this_host_alone_and_not_for_scripts() {
        assert_eq!(
            Cookie::Session.set(true, "abc", Life::Seconds(KEPT)),
            "__Host-parley_session=abc; HttpOnly; SameSite=Lax; Path=/; Secure; Max-Age=2592000"
        );
        assert_eq!(
            Cookie::Flow.set(true, "abc", Life::Browser),
            "__Host-parley_flow=abc; HttpOnly; SameSite=Lax; Path=/; Secure"
        );
        assert_eq!(
            Cookie::Guest.set(true, "abc", Life::Seconds(GUEST_KEPT)),
            "__Host-parley_guest=abc; HttpOnly; SameSite=Lax; Path=/; Secure; Max-Age=2592000"
        );
    }

    #[test]
    fn t033_a_removal_has_the_same_flags() {
        assert_eq!(
            Cookie::Session.set(true, "", Life::Seconds(0)),
            "__Host-parley_session=; HttpOnly; SameSite=Lax; Path=/; Secure; Max-Age=0"
        );
        assert_eq!(
            Cookie::Session.set(false, "", Life::Seconds(0)),
            "parley_session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0"
        );
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let cookies = "theme=dark; parley_session=abc; x-parley_session=evil";
        let read = |cookies: &str| Cookie::Session.read(false, cookies);
        assert_eq!(read(cookies).as_deref(), Some("abc"));
        assert_eq!(read("parley_session="), None);
        assert_eq!(read("parley_session=a; parley_session=b"), None);
        assert_eq!(Cookie::Session.read(true, cookies), None);
    }

    #[test]
    fn a_flow_carries_what_it_is_about() {
        let value = flow_value("5ec7e7", "ines; Path=/\r\né@example.org");
        assert!(
            value
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'.')
        );
        let about = Some("ines; Path=/\r\né@example.org".to_owned());
        assert_eq!(split_flow(&value), ("5ec7e7", about));
        assert_eq!(split_flow("5ec7e7"), ("5ec7e7", None));
        assert_eq!(split_flow("5ec7e7.zz"), ("5ec7e7", None));
        assert_eq!(split_flow("5ec7e7.e"), ("5ec7e7", None));
    }
}
