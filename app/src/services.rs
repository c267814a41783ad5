//! What pages and server functions need on the server; given by the router as a context.

use parley_domain::Meetings;

/// The use-cases, one field for each area.
#[derive(Clone)]
pub struct AppServices {
    /// Starting and finding meetings.
    pub meetings: Meetings,
}
