//! What those who hold a seat send, as far as the server knows.

use super::{Place, Roster};
use parley_domain::Seat;
use parley_protocol::{MediaState, ParticipantId};

impl Roster {
    /// Sets what a participant says that they send; `None` when nothing changed.
    pub(crate) fn set_media(
        &mut self,
        participant: ParticipantId,
        media: MediaState,
    ) -> Option<&Seat> {
        let place = self.places.get_mut(&participant)?;
        place.switched_off = MediaState::default();
        let changed = place.seat.media != media;
        place.send(media);
        changed.then_some(&place.seat)
    }

    /// Leaves on what is set in `media`, for who comes and hears it with all the rest; whether something went off.
    pub(crate) fn limit_media(&mut self, participant: ParticipantId, media: MediaState) -> bool {
        let Some(place) = self.places.get_mut(&participant) else {
            return false;
        };
        let changed = place.seat.media != media;
        place.send(media);
        changed
    }

    /// Switches off what is set in `off`; whether any of it was on.
    pub(crate) fn switch_off(&mut self, participant: ParticipantId, off: MediaState) -> bool {
        let Some(place) = self.places.get_mut(&participant) else {
            return false;
        };
        let media = place.seat.media;
        place.leave = without(place.leave, off);
        place.send(without(media, off));
        place.switched_off.microphone |= media.microphone && off.microphone;
        place.switched_off.camera |= media.camera && off.camera;
        place.switched_off.screen |= media.screen && off.screen;
        place.seat.media != media
    }

    /// What a participant may switch on, or have on, although the rules forbid it.
    pub(crate) fn leave(&self, participant: ParticipantId) -> MediaState {
        let place = self.places.get(&participant);
        place.map_or_else(MediaState::default, |place| place.leave)
    }

    /// Lets a participant switch on what is set in `on`, once.
    pub(crate) fn give_leave(&mut self, participant: ParticipantId, on: MediaState) {
        if let Some(place) = self.places.get_mut(&participant) {
            place.leave.microphone |= on.microphone;
            place.leave.camera |= on.camera;
        }
    }

    /// Takes from everybody the leave for what is set in `off`.
    pub(crate) fn take_leave(&mut self, off: MediaState) {
        for place in self.places.values_mut() {
            place.leave = without(place.leave, off);
        }
    }
}

impl Place {
    /// Its holder sends this from now on. Leave for what goes off is used up.
    pub(super) fn send(&mut self, media: MediaState) {
        let gone = without(self.seat.media, media);
        self.leave = without(self.leave, gone);
        self.seat.media = media;
    }
}

/// `media` without what is set in `off`.
pub(crate) fn without(media: MediaState, off: MediaState) -> MediaState {
    MediaState {
        microphone: media.microphone && !off.microphone,
        camera: media.camera && !off.camera,
        screen: media.screen && !off.screen,
    }
}
