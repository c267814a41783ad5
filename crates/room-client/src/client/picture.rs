//! What the page shows of the machines.

use super::RoomClient;
use crate::{ConnectionView, Phase, RoomView, chat::Chat};
use parley_protocol::permissions::Action;

impl RoomClient {
    /// What the page shows now.
    pub fn view(&self) -> RoomView {
        let roster = &self.roster;
        let waits = matches!(self.phase, Phase::Waiting(_));
        let chat = self.chat.as_ref().filter(|_| !waits);
        RoomView {
            phase: self.phase,
            join_refusal: self.door.refusal(),
            lobby_title: self.door.title().cloned(),
            connection: match self.farewell {
                Some(_) => ConnectionView::Idle,
                None => self.link.view(),
            },
            meeting: roster.meeting().cloned(),
            me: roster.me(),
            role: roster.role(),
            rules: roster.rules(),
            wanted_rules: self.hosting.wanted_rules(roster),
            may_unmute: self.hosting.may(Action::Unmute, roster),
            may_start_video: self.hosting.may(Action::StartVideo, roster),
            may_share: roster.may(Action::ShareScreen),
            may_chat: roster.may(Action::Chat),
            spotlight: roster.spotlight(),
            waiting: self.hosting.waiting().to_vec(),
            kept_out: self.hosting.kept_out().to_vec(),
            hand: roster.me().and_then(|me| roster.hand(me)),
            told: self.hosting.told(),
            asked: self.hosting.asked(roster),
            clock_offset: roster.clock_offset(),
            local: self.media.view(),
            tiles: self.tiles(),
            speakers: self.wishes.speakers().to_vec(),
            reception: self.wishes.reception(),
            hides_address: self.negotiation.hides_address(),
            hidden_from_all: self.negotiation.hides_address() && roster.is_mesh_without_relay(),
            line: self.quality.own(),
            statistics: self.quality.statistics().clone(),
            chat: chat.map(Chat::view).unwrap_or_default(),
            chat_has_more: chat.is_some_and(Chat::has_more),
        }
    }
}
