//! What was typed, kept in this tab until the account is made, so that another address can be chosen without typing
//! everything again. Passwords are not kept.

use super::fields::Typed;
use leptos::prelude::*;

const PREFIX: &str = "register.";
const PICTURE: &str = "register.picture";

impl Typed {
    /// What may be kept, by the names of the fields.
    pub(super) fn kept(&mut self) -> [(&'static str, &mut String); 5] {
        [
            ("full_name", &mut self.full_name),
            ("username", &mut self.username),
            ("email", &mut self.email),
            ("country", &mut self.country),
            ("phone", &mut self.phone),
        ]
    }
}

/// A browser without storage keeps nothing, and the form is empty then.
fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// Keeps what is typed.
pub(super) fn keep(mut typed: Typed) {
    let Some(storage) = storage() else { return };
    for (name, value) in typed.kept() {
        drop(storage.set_item(&format!("{PREFIX}{name}"), value));
    }
}

/// What was kept.
pub(super) fn kept() -> Typed {
    let mut typed = Typed::default();
    if let Some(storage) = storage() {
        for (name, value) in typed.kept() {
            let found = storage.get_item(&format!("{PREFIX}{name}"));
            *value = found.ok().flatten().unwrap_or_default();
        }
    }
    typed
}

/// Keeps the picture, in place of the one that was kept.
pub(super) fn keep_picture(picture: Option<&str>) {
    let Some(storage) = storage() else { return };
    drop(match picture {
        Some(picture) => storage.set_item(PICTURE, picture),
        None => storage.remove_item(PICTURE),
    });
}

/// The picture that was kept.
pub(super) fn kept_picture() -> Option<String> {
    storage()?.get_item(PICTURE).ok().flatten()
}

/// Forgets it.
pub(super) fn forget() {
    let Some(storage) = storage() else { return };
    drop(storage.remove_item(PICTURE));
    for (name, _) in Typed::default().kept() {
        drop(storage.remove_item(&format!("{PREFIX}{name}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_kept() {
        let mut typed = Typed::default();
        for (_, value) in typed.kept() {
            "kept".clone_into(value);
        }
        assert!(typed.password.is_empty() && typed.confirm_password.is_empty());
    }
}
