//! Who looks at the page. The server looks it up before it draws the page and writes it into it once; what changes it
//! (signing in, signing out) loads a page as a whole.

use leptos::prelude::*;
use parley_protocol::MeetingCode;
use serde::{Deserialize, Serialize};

/// Who is signed in, as far as pages need to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The name that others see.
    pub full_name: String,
    /// By which they sign in.
    pub username: String,
    /// The address.
    pub email: String,
    /// The phone number.
    pub phone: Option<String>,
    /// Whether they look after the server.
    pub is_admin: bool,
    /// The code of their personal meeting.
    pub personal_code: MeetingCode,
}

#[derive(Clone)]
struct Session(Option<Viewer>);

/// Makes the context; called once by the app.
pub fn provide_session() {
    provide_context(Session(SharedValue::new(read).into_inner()));
}

/// Who is signed in.
pub fn use_viewer() -> Option<Viewer> {
    use_context::<Session>()?.0
}

/// In the browser only while there is no page from the server: then nobody is known.
#[cfg(not(feature = "ssr"))]
fn read() -> Option<Viewer> {
    None
}

/// What [`crate::services::AppServices::know_viewer`] has put there.
#[cfg(feature = "ssr")]
fn read() -> Option<Viewer> {
    let parts = use_context::<http::request::Parts>()?;
    parts.extensions.get::<Viewer>().cloned()
}

#[cfg(feature = "ssr")]
impl From<parley_domain::accounts::User> for Viewer {
    fn from(user: parley_domain::accounts::User) -> Self {
        Self {
            full_name: user.full_name.as_str().to_owned(),
            username: user.username.into(),
            email: user.email.into(),
            phone: user.phone.map(String::from),
            is_admin: user.role == parley_domain::accounts::Role::Admin,
            personal_code: user.personal_code,
        }
    }
}
