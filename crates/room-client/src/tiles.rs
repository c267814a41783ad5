//! Tiles and rows of the participant list, made of what the machines know.

use crate::{TileView, negotiation::Negotiation, roster::Roster};
use parley_protocol::{MediaState, ParticipantView};

/// Everybody, the person themselves first.
pub(crate) fn view(roster: &Roster, negotiation: &Negotiation, own: MediaState) -> Vec<TileView> {
    let tile = |participant: &ParticipantView, is_self, media: MediaState, connected| TileView {
        participant: participant.id,
        display_name: participant.display_name.clone(),
        is_self,
        microphone: media.microphone,
        camera: media.camera,
        media_connected: connected,
        lost: !is_self && !participant.connected && !connected,
        role: participant.role,
        hand: roster.hand(participant.id),
        in_spotlight: roster.spotlight() == Some(participant.id),
    };
    let me = roster.own().map(|me| tile(me, true, own, true));
    let others = roster.others().map(|other| {
        let connected = negotiation.is_connected(other.id);
        tile(other, false, other.media, connected)
    });
    me.into_iter().chain(others).collect()
}
