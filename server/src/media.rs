//! The media router of this server: started with it, given to its rooms, measured.

mod figures;
mod room;

use crate::{config::MediaConfig, metrics::Figure, server::ServerError};
use parley_sfu_net::{RoomKey, Sfu, SfuConfig};
use parley_signaling::{MediaRouter, RoomMedia, Rooms};
use room::Line;
use std::{
    io,
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::available_parallelism,
};

/// Threads at most; each has a port of its own.
const MOST_SHARDS: usize = 4;

/// The router, where there is one.
#[derive(Clone, Default)]
pub(crate) struct Media {
    router: Option<Arc<Router>>,
}

/// The router as rooms see it.
struct Router {
    sfu: Sfu,
    rooms: AtomicU64,
}

impl Media {
    /// Takes the ports, unless every meeting is a mesh.
    pub(crate) fn start(config: &MediaConfig) -> Result<Self, ServerError> {
        if !config.topology.has_router() {
            return Ok(Self::default());
        }
        let address = config.listen;
        let sfu = Sfu::start(SfuConfig {
            listen: address,
            public_addresses: config.public_addresses.clone(),
            shards: shards(available_parallelism().map_or(1, NonZero::get)),
        });
        let sfu = sfu.map_err(|source| {
            if source.kind() == io::ErrorKind::AddrInUse {
                ServerError::MediaPortTaken { address }
            } else {
                ServerError::Media { address, source }
            }
        })?;
        tracing::info!(ports = ?sfu.ports(), "media");
        let rooms = AtomicU64::new(1);
        Ok(Self {
            router: Some(Arc::new(Router { sfu, rooms })),
        })
    }

    /// For the rooms.
    pub(crate) fn router(&self) -> Option<Arc<dyn MediaRouter>> {
        let router = self.router.clone();
        router.map(|router| router as Arc<dyn MediaRouter>)
    }

    /// All that is counted.
    pub(crate) fn figures(&self, rooms: &Rooms) -> Vec<Figure> {
        let stats = self.router.as_ref().map(|router| router.sfu.stats());
        let media = stats.as_ref().map(figures::of_media).into_iter().flatten();
        figures::of_rooms(rooms.stats())
            .into_iter()
            .chain(figures::of_waits(&rooms.waits()))
            .chain(media)
            .collect()
    }
}

/// One for every two cores: rooms, the database and the kernel need the others.
fn shards(cores: usize) -> usize {
    (cores / 2).clamp(1, MOST_SHARDS)
}

impl MediaRouter for Router {
    fn open_room(&self) -> Box<dyn RoomMedia> {
        let key = RoomKey(self.rooms.fetch_add(1, Ordering::Relaxed));
        Box::new(Line::new(key, self.sfu.open_room(key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_cores_route_media_and_four_at_most() {
        let expected = [(1, 1), (2, 1), (3, 1), (4, 2), (8, 4), (64, 4)];
        for (cores, threads) in expected {
            assert_eq!(shards(cores), threads, "{cores}");
        }
    }
}
