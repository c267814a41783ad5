//! What pages and server functions need on the server; given by the router as a context.

pub use crate::pages::admin::server_view::{
    DatabaseView, DiskView, HostView, LiveMeetingView, MailView, ProcessorView, ServerView,
};

use parley_domain::{
    MeetingId, Meetings,
    accounts::{Accounts, Origin, SignedIn, UserId},
    doors::Doors,
    history::History,
    schedule::Schedules,
};
use parley_protocol::{MeetingCode, MeetingRules};
use std::{pin::Pin, sync::Arc};

/// An answer of [`ServerWatch`] on its way.
pub type Watching<'a> = Pin<Box<dyn Future<Output = ServerView> + Send + 'a>>;

/// Knows how the server is doing.
pub trait ServerWatch: Send + Sync {
    /// How it is doing now.
    fn look(&self) -> Watching<'_>;
    /// Tells a meeting that goes on what it allows from now on.
    fn change_rules(&self, code: &MeetingCode, rules: MeetingRules);
    /// Tells it what it is called from now on.
    fn change_title(&self, code: &MeetingCode, title: Option<String>);
    /// Tells open rooms that an account has no picture any more.
    fn remove_picture(&self, user: UserId);
    /// Whether an account is in it at this moment.
    fn is_in(&self, meeting: MeetingId, user: UserId) -> bool;
    /// Tells it that it was cancelled: who waits is sent away, who is in it stays.
    fn cancel(&self, code: &MeetingCode);
    /// Ends a meeting for everybody in it; false when nobody is.
    fn end(&self, meeting: MeetingId) -> bool;
}

/// What a handle stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandleKind {
    /// An account.
    User,
    /// A session.
    Session,
    /// A planned meeting.
    Schedule,
}

/// Turns keys of the database into texts that tell nothing, and back: pages are told handles, never keys (T-080).
pub trait Handles: Send + Sync {
    /// The handle of a key, the same each time.
    fn seal(&self, kind: HandleKind, key: i64) -> String;
    /// The key of a handle; `None` when it is none of this kind.
    fn open(&self, kind: HandleKind, handle: &str) -> Option<i64>;
}

/// A header of answers about a meeting that is not there, for who counts them; it never leaves the server.
pub const MISSED: http::HeaderName = http::HeaderName::from_static("x-parley-missed");

/// The use-cases, one field for each area, and what cookies need to know.
#[derive(Clone)]
pub struct AppServices {
    /// Starting and finding meetings.
    pub meetings: Meetings,
    /// Accounts, sessions, codes.
    pub accounts: Accounts,
    /// The passwords of meetings.
    pub doors: Doors,
    /// Past meetings.
    pub history: History,
    /// Planned meetings.
    pub schedules: Schedules,
    /// How the server is doing, for admins.
    pub server_watch: Arc<dyn ServerWatch>,
    /// What keys of the database are called outside.
    pub handles: Arc<dyn Handles>,
    /// Whether the public address is HTTPS: cookies then are `Secure` and have the prefix `__Host-`.
    pub secure_cookies: bool,
}

/// The client's address as the server believes it; an extension of every request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientAddress(pub String);

impl ClientAddress {
    /// From where this client sent these headers, as the lists of sessions and events say it.
    pub fn origin(&self, headers: &http::HeaderMap) -> Origin {
        crate::server::origin_at(self, headers)
    }
}

impl AppServices {
    /// The secret of the session in a request's cookie.
    pub fn session_secret(&self, headers: &http::HeaderMap) -> Option<String> {
        crate::server::session_secret(self, headers)
    }

    /// The secret by which a guest's browser keeps the meetings it was in, among a request's cookies.
    pub fn guest_secret(&self, headers: &http::HeaderMap) -> Option<String> {
        crate::server::guest_secret(self, headers)
    }

    /// The text of `Set-Cookie` that gives a guest's browser this secret.
    pub fn guest_cookie(&self, secret: &str) -> String {
        crate::server::guest_cookie(self, secret)
    }

    /// Who is signed in, for a request that is neither a page nor a server function.
    pub async fn signed_in_by(&self, parts: &http::request::Parts) -> Option<SignedIn> {
        crate::server::signed_in_by(self, parts).await
    }

    /// Looks up who asks for a page, and how long they wait for another code where the page says it, and keeps it with
    /// the request. The server calls this for every page, after the client's address is known and before the page is
    /// drawn, because drawing does not wait.
    pub async fn know_viewer(&self, parts: &mut http::request::Parts) {
        if let Some(wait) = crate::server::resend_wait(self, parts).await {
            parts.extensions.insert(wait);
        }
        if let Some(who) = crate::server::signed_in_by(self, parts).await {
            parts
                .extensions
                .insert(crate::session::Viewer::from(who.user));
        }
    }
}
