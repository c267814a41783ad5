//! Where a form leads to after it did its work.
//!
//! *Invariants*: an address that came from outside leads to a page of this server or home (T-046).

use crate::paths;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The page to load next, as a server function's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Onward(pub String);

impl Onward {
    /// Loads the page as a whole: the server then draws it for who is signed in now.
    pub fn load(&self) {
        // A browser that cannot load a page stays where it is.
        drop(location().assign(&self.0));
    }
}

/// What `?next=` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next<'a> {
    /// This page.
    Page(&'a str),
    /// A new meeting.
    NewMeeting,
}

/// Reads `?next=`: a path of this server, made of letters, digits and what separates them; anything else leads home.
/// Percent signs are not among them, so nothing can be hidden.
pub fn safe_next(next: &str) -> Next<'_> {
    if next == "new" {
        return Next::NewMeeting;
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~?=&".contains(&byte);
    let fits = next.len() <= 200
        && next.starts_with('/')
        && !next.contains("//")
        && !next.contains("/.")
        && !next.starts_with("/api/")
        && next.bytes().all(allowed);
    Next::Page(if fits { next } else { paths::HOME })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_asked_for_is_kept() {
        for page in [
            "/",
            "/dashboard",
            "/dashboard?schedule",
            "/m/kvm-rtdq-hsy",
            "/recordings/12?from=mail&x=1",
        ] {
            assert_eq!(safe_next(page), Next::Page(page));
        }
        assert_eq!(safe_next("new"), Next::NewMeeting);
    }

    #[test]
    fn t046_nothing_leads_to_another_server() {
        let long = format!("/{}", "a".repeat(200));
        for payload in [
            "",
            " ",
            "evil",
            "new ",
            "NEW",
            "//evil.example",
            "///evil.example",
            "////evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "\\/evil.example",
            "/\\/evil.example",
            "https://evil.example",
            "https:evil.example",
            "https:/evil.example",
            "http:\\\\evil.example",
            "HTTPS://EVIL.EXAMPLE",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "ftp://evil.example",
            "mailto:x@evil.example",
            " //evil.example",
            "\t//evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r\nLocation: https://evil.example",
            "/\0/evil.example",
            "/%09/evil.example",
            "/%2f/evil.example",
            "%2f%2fevil.example",
            "/%2fevil.example",
            "/%5cevil.example",
            "/%0d%0aSet-Cookie:x=y",
            "/.//evil.example",
            "/..//evil.example",
            "/../evil",
            "/a//evil.example",
            "/@evil.example",
            "/:80@evil.example",
            "@evil.example",
            "user@evil.example",
            "/dashboard#x",
            "/\u{2028}/evil.example",
            "/／evil.example",
            "／／evil.example",
            "。evil.example",
            "?next=//evil.example",
            "#//evil.example",
            "/api/sign_out",
            &long,
        ] {
            assert_eq!(safe_next(payload), Next::Page(paths::HOME), "{payload:?}");
        }
    }
}
