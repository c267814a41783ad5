//! Somebody with a browser tab.

use crate::peers::FakePeer;
use parley_domain::Visitor;
use parley_protocol::{ChatMessageId, ParticipantId, Timestamp};
use parley_room_client::{
    AcquireId, Input, MediaSource, PeerId, RoomClient, RoomClientConfig, SocketId, StoredSeat,
};
use parley_room_server::ConnectionId;
use std::collections::{BTreeMap, BTreeSet};

/// The tab; `epoch` counts its page loads.
#[derive(Debug, Default)]
pub(crate) struct Person {
    pub(crate) client: Option<RoomClient>,
    pub(crate) epoch: u32,
    pub(crate) visitor: Visitor,
    pub(crate) stored: Option<StoredSeat>,
    pub(crate) sockets: BTreeMap<SocketId, ConnectionId>,
    pub(crate) peers: BTreeMap<PeerId, FakePeer>,
    /// From where others are played, as far as the client has said so.
    pub(crate) plays: BTreeMap<ParticipantId, MediaSource>,
    pub(crate) microphone: Slot,
    pub(crate) camera: Slot,
    pub(crate) screen: Slot,
    /// What was written on this page load.
    pub(crate) written: BTreeSet<ChatMessageId>,
}

/// What a browser is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Device {
    Microphone,
    Camera,
    Screen,
}

/// A device of the browser.
#[derive(Debug, Default)]
pub(crate) struct Slot {
    pub(crate) newest: Option<AcquireId>,
    pub(crate) running: Option<AcquireId>,
}

impl Person {
    /// Loads the page.
    pub(crate) fn load(&mut self, seed: u64, now: Timestamp) {
        self.client = Some(RoomClient::new(
            RoomClientConfig {
                stored_seat: self.stored.clone(),
                jitter_seed: seed,
                microphone_wanted: seed.is_multiple_of(2),
                camera_wanted: seed.is_multiple_of(3),
                ..RoomClientConfig::default()
            },
            now,
        ));
    }

    pub(crate) fn slot(&mut self, device: Device) -> &mut Slot {
        match device {
            Device::Microphone => &mut self.microphone,
            Device::Camera => &mut self.camera,
            Device::Screen => &mut self.screen,
        }
    }

    /// The page goes away with all that it held, but not what the tab remembers.
    pub(crate) fn unload(&mut self) {
        *self = Self {
            epoch: self.epoch + 1,
            stored: self.stored.take(),
            visitor: self.visitor,
            ..Self::default()
        };
    }

    pub(crate) fn handle(&mut self, input: Input, now: Timestamp) {
        if let Some(client) = &mut self.client {
            client.handle(input, now);
        }
    }

    pub(crate) fn timeout(&self) -> Option<Timestamp> {
        self.client.as_ref()?.poll_timeout()
    }
}
