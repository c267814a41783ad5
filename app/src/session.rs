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
    /// The name of their picture; what is shown is [`use_own_picture`].
    pub picture: Option<String>,
    /// Whether they look after the server.
    pub is_admin: bool,
    /// The code of their personal meeting.
    pub personal_code: MeetingCode,
}

#[derive(Clone)]
struct Session(Option<Viewer>);

#[derive(Clone, Copy)]
struct OwnPicture(RwSignal<Option<String>>);

/// Makes the context; called once by the app.
pub fn provide_session() {
    let session = Session(SharedValue::new(read).into_inner());
    let viewer = session.0.as_ref();
    let picture = viewer.and_then(|viewer| viewer.picture.clone());
    provide_context(OwnPicture(RwSignal::new(picture)));
    provide_context(session);
}

/// The name of the picture of who is signed in: it changes without loading the page, so that nothing that is typed is
/// lost.
pub fn use_own_picture() -> RwSignal<Option<String>> {
    use_context::<OwnPicture>().map_or_else(RwSignal::default, |own| own.0)
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
            picture: user.picture.map(|picture| picture.to_string()),
            is_admin: user.role == parley_domain::accounts::Role::Admin,
            personal_code: user.personal_code,
        }
    }
}
