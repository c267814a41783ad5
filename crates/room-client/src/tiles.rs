//! Tiles and rows of the participant list, made of what the machines know.

use crate::{TileView, quality::Quality, roster::Roster};
use parley_protocol::{MediaState, ParticipantId, ParticipantView};

/// Everybody, the person themselves first. `connected` says whether somebody's sound and picture come through, by
/// whether their socket is there.
pub(crate) fn view(
    roster: &Roster,
    quality: &Quality,
    own: MediaState,
    connected: impl Fn(ParticipantId, bool) -> bool,
) -> Vec<TileView> {
    let tile = |participant: &ParticipantView, is_self, media: MediaState, connected| TileView {
        participant: participant.id,
        display_name: participant.display_name.clone(),
        picture: participant.picture.clone(),
        is_self,
        microphone: media.microphone,
        camera: media.camera,
        screen: media.screen,
        media_connected: connected,
        quality: if is_self {
            quality.own()
        } else {
            quality.of(participant.id)
        },
        lost: !is_self && !participant.connected && !connected,
        role: participant.role,
        owner: participant.owner,
        hand: roster.hand(participant.id),
        in_spotlight: roster.spotlight() == Some(participant.id),
    };
    let me = roster.own().map(|me| tile(me, true, own, true));
    let others = roster.others().map(|other| {
        let connected = connected(other.id, other.connected);
        tile(other, false, other.media, connected)
    });
    me.into_iter().chain(others).collect()
}
