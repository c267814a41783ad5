//! The connections between participants and the media router, as far as the room has to know them.
//!
//! *Invariants*: a leg belongs to one page load, and nothing of an older one is passed on (T-121); the router is told what
//! somebody may send before it takes their offer, and of each change at once (T-063).

use crate::topology::Page;
use crate::{ConnectionId, MediaCommand, Wanted};
use parley_protocol::{
    Arrival, MediaState, NegotiationId, ParticipantId, RequestId, ServerMessage, SlotView,
    VideoWish,
};
use std::collections::BTreeMap;

/// An offer as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) connection: ConnectionId,
    pub(crate) request: RequestId,
    /// As the page counts.
    pub(crate) negotiation: NegotiationId,
}

#[derive(Debug)]
struct Leg {
    arrival: Arrival,
    wishes: Option<(bool, Vec<VideoWish>)>,
    /// What the router knows that they may send; `None` when it does not know them.
    sends: Option<MediaState>,
    /// The step of the newest offer that is not answered.
    pending: Option<(NegotiationId, Asked)>,
    /// An offer was answered: there is a connection.
    is_answered: bool,
    slots: Vec<SlotView>,
    wanted: Option<Wanted>,
}

impl Leg {
    fn new(arrival: Arrival) -> Self {
        Self {
            arrival,
            wishes: None,
            sends: None,
            pending: None,
            is_answered: false,
            slots: Vec::new(),
            wanted: None,
        }
    }

    /// What the router has to know of them.
    fn introduce(&self, participant: ParticipantId) -> Vec<MediaCommand> {
        let sends = self
            .sends
            .map(|media| MediaCommand::Sends { participant, media });
        let wishes = self.wishes.clone();
        let wishes = wishes.map(|(audio, video)| MediaCommand::Wishes {
            participant,
            audio,
            video,
        });
        sends.into_iter().chain(wishes).collect()
    }
}

/// All legs of a room.
#[derive(Debug, Default)]
pub(crate) struct Legs {
    last_step: u32,
    legs: BTreeMap<ParticipantId, Leg>,
}

impl Legs {
    /// Takes an offer to the router. Steps are counted for the whole room, so that the answer to an older page load, which
    /// counts from 1 as well, is told from the one that is waited for.
    pub(crate) fn offer(
        &mut self,
        (participant, arrival): Page,
        media: MediaState,
        asked: Asked,
        sdp: String,
    ) -> Vec<MediaCommand> {
        self.last_step = self.last_step.wrapping_add(1);
        let negotiation = NegotiationId(self.last_step);
        let leg = self.leg(participant, arrival);
        let mut commands = Vec::new();
        // With no connection, who knows what the router remembers.
        if leg.sends.replace(media).is_none() || !leg.is_answered {
            commands = leg.introduce(participant);
        }
        leg.pending = Some((negotiation, asked));
        commands.push(MediaCommand::Offer {
            participant,
            negotiation,
            sdp,
        });
        commands
    }

    /// Notes what somebody wants; the router hears of it once it knows them.
    pub(crate) fn wish(
        &mut self,
        (participant, arrival): Page,
        audio: bool,
        video: Vec<VideoWish>,
    ) -> Option<MediaCommand> {
        let leg = self.leg(participant, arrival);
        leg.wishes = Some((audio, video.clone()));
        leg.sends.map(|_| MediaCommand::Wishes {
            participant,
            audio,
            video,
        })
    }

    /// Lets go of those who are gone or have loaded their page again, and says what the others may send now.
    pub(crate) fn follow<F>(&mut self, lookup: F) -> Vec<MediaCommand>
    where
        F: Fn(ParticipantId) -> Option<(Arrival, MediaState)>,
    {
        let mut commands = Vec::new();
        self.legs.retain(|participant, leg| {
            if let Some((_, video)) = &mut leg.wishes {
                video.retain(|wish| lookup(wish.participant).is_some());
            }
            let participant = *participant;
            let seat = lookup(participant).filter(|(arrival, _)| *arrival == leg.arrival);
            match (seat, &mut leg.sends) {
                (None, Some(_)) => commands.push(MediaCommand::Leave { participant }),
                (Some((_, media)), Some(sends)) if *sends != media => {
                    *sends = media;
                    commands.push(MediaCommand::Sends { participant, media });
                }
                (None, None) | (Some(_), _) => {}
            }
            seat.is_some()
        });
        commands
    }

    /// Whose answer it is, as their page counts; `None` when it is late.
    pub(crate) fn answer(
        &mut self,
        participant: ParticipantId,
        step: NegotiationId,
    ) -> Option<NegotiationId> {
        let asked = self.settle(participant, step)?;
        self.legs.get_mut(&participant)?.is_answered = true;
        Some(asked.negotiation)
    }

    /// Takes the offer of a step off those that wait; `None` when another one waits by now.
    pub(crate) fn settle(
        &mut self,
        participant: ParticipantId,
        step: NegotiationId,
    ) -> Option<Asked> {
        let pending = &mut self.legs.get_mut(&participant)?.pending;
        let asked = pending.take_if(|(waiting, _)| *waiting == step);
        asked.map(|(_, asked)| asked)
    }

    /// Notes what comes where; whether there is somebody to be told.
    pub(crate) fn set_slots(&mut self, participant: ParticipantId, slots: Vec<SlotView>) -> bool {
        let leg = self.answered(participant);
        leg.map(|leg| leg.slots = slots).is_some()
    }

    /// Notes what is wanted of somebody; whether there is somebody to be told.
    pub(crate) fn set_wanted(&mut self, participant: ParticipantId, wanted: Wanted) -> bool {
        let leg = self.answered(participant);
        leg.map(|leg| leg.wanted = Some(wanted)).is_some()
    }

    /// The connection of somebody is gone; whether they are to be told: not when they are making another one already.
    /// Then the router, which may have forgotten them, hears again of what they may send and want.
    pub(crate) fn disconnect(&mut self, participant: ParticipantId) -> (bool, Vec<MediaCommand>) {
        let Some(leg) = self.answered(participant) else {
            return (false, Vec::new());
        };
        leg.is_answered = false;
        leg.slots.clear();
        leg.wanted = None;
        if leg.pending.is_none() {
            (true, Vec::new())
        } else {
            (false, leg.introduce(participant))
        }
    }

    /// What a page that was away hears after its snapshot: all that it may have missed. No slots at all say that there is
    /// no connection.
    pub(crate) fn catch_up(&self, (participant, arrival): Page) -> Vec<ServerMessage> {
        let leg = self.legs.get(&participant);
        let leg = leg.filter(|leg| leg.arrival == arrival && leg.is_answered);
        let slots = leg.map_or_else(Vec::new, |leg| leg.slots.clone());
        let mut messages = vec![ServerMessage::MediaSlots { slots }];
        let wanted = leg.and_then(|leg| leg.wanted.clone());
        messages.extend(wanted.map(ServerMessage::from));
        messages
    }

    fn answered(&mut self, participant: ParticipantId) -> Option<&mut Leg> {
        let leg = self.legs.get_mut(&participant);
        leg.filter(|leg| leg.is_answered)
    }

    fn leg(&mut self, participant: ParticipantId, arrival: Arrival) -> &mut Leg {
        let leg = self.legs.entry(participant);
        leg.or_insert_with(|| Leg::new(arrival))
    }
}
