//! What was saved before the page was loaded, from its address. Who is signed in is written into a page once, so that
//! what changes it loads the page again.

use crate::{components::toast::use_notices, paths};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// The address of the page after its profile was saved.
#[cfg(feature = "ssr")]
pub(super) const PROFILE_SAVED: &str = "/profile?saved=profile";
/// The address of the page after its password was changed.
#[cfg(feature = "ssr")]
pub(super) const PASSWORD_CHANGED: &str = "/profile?saved=password";

/// What is told.
fn words(saved: &str) -> Option<&'static str> {
    match saved {
        "profile" => Some("Profile saved"),
        "password" => Some("Password changed"),
        _ => None,
    }
}

/// Tells it once, and takes it out of the address, so that it is not told again.
pub(super) fn tell_what_was_saved() {
    let notices = use_notices();
    let query = use_query_map();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let saved = query.with_untracked(|query| query.get("saved"));
        if let Some(words) = saved.as_deref().and_then(words) {
            notices.show(words);
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(paths::PROFILE, options);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_page_knows_is_told() {
        assert_eq!(words("profile"), Some("Profile saved"));
        assert_eq!(words("password"), Some("Password changed"));
        assert_eq!(words("<b>anything</b>"), None);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn each_address_has_its_words() {
        for address in [PROFILE_SAVED, PASSWORD_CHANGED] {
            let (page, saved) = address.split_once("?saved=").unwrap();
            assert_eq!(page, paths::PROFILE);
            assert!(words(saved).is_some(), "{address}");
        }
    }
}
