//! Where ICE may go, with credentials that are renewed before they end.
//!
//! *Invariants*: only who holds a seat gets them, and each their own (T-114); the secret itself goes nowhere (T-116).

use super::{RoomConfig, RoomServer};
use crate::ice;
use parley_protocol::{IceServer, ParticipantId, ServerMessage, Timestamp};

impl RoomServer {
    /// The servers as somebody who has a seat is told them.
    pub(super) fn ice_servers_for(&self, you: ParticipantId, now: Timestamp) -> Vec<IceServer> {
        let RoomConfig {
            meeting,
            ice_servers,
            turn_secret,
            ..
        } = &self.config;
        ice::servers_for(ice_servers, turn_secret.as_ref(), (meeting.id, you), now)
    }

    /// After every input: while somebody is there whose credentials end, it is known when they are renewed.
    pub(super) fn schedule_renewal(&mut self, now: Timestamp) {
        let config = &self.config;
        let is_needed = self.roster.connected() > 0
            && ice::end(&config.ice_servers, config.turn_secret.as_ref());
        let due = self.renewal.unwrap_or(now + ice::RENEWED);
        self.renewal = is_needed.then_some(due);
    }

    /// When their time has come, everybody who is there gets new ones.
    pub(super) fn renew(&mut self, now: Timestamp) {
        if self.renewal.is_none_or(|due| due > now) {
            return;
        }
        self.renewal = None;
        for participant in self.roster.list_participants() {
            let ice_servers = self.ice_servers_for(participant, now);
            self.tell_participant(participant, ServerMessage::IceServers { ice_servers });
        }
    }
}
