//! What rooms need from outside, and what they allow.

use crate::MediaRouter;
use parley_domain::{
    BanRepository, ChatRepository, Clock, MeetingRepository, Random, SeatRepository, doors::Doors,
};
use parley_protocol::IceServer;
use parley_room_server::{TopologySetting, TurnSecret};
use std::sync::Arc;

/// What rooms need from outside.
#[derive(Clone)]
pub struct RoomsPorts {
    /// Finds the meetings that a started server opens again, and stores what they allow.
    pub meetings: Arc<dyn MeetingRepository>,
    /// Stores seats.
    pub seats: Arc<dyn SeatRepository>,
    /// Stores chat.
    pub chat: Arc<dyn ChatRepository>,
    /// Stores who may not come back.
    pub bans: Arc<dyn BanRepository>,
    /// Judges passwords.
    pub doors: Doors,
    /// Stamps.
    pub clock: Arc<dyn Clock>,
    /// Makes resume tokens.
    pub random: Arc<dyn Random>,
    /// Routes media; without one every room is a mesh.
    pub media: Option<Arc<dyn MediaRouter>>,
}

/// What rooms allow.
#[derive(Clone, Debug, Default)]
pub struct RoomsConfig {
    /// Where ICE may go.
    pub ice_servers: Vec<IceServer>,
    /// Makes credentials for those of them that are TURN servers without any.
    pub turn_secret: Option<TurnSecret>,
    /// Between whom media may flow, where there is a router.
    pub topology: TopologySetting,
}
