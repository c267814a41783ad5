//! What goes between a room and its media router.
//!
//! *Invariants*: nobody without a seat reaches the router (T-058, T-121), and nothing of it reaches them (T-059); whoever
//! leaves, is removed or is muted is let go of in the router in the same step (T-122).

use super::RoomServer;
use crate::legs::Asked;
use crate::topology::Page;
use crate::{ConnectionId, Effect, MediaCommand, MediaEvent, MediaRefusal};
use parley_protocol::{
    Arrival, ClientMessage, ErrorCode, NegotiationId, ParticipantId, ServerMessage, Topology,
    VideoWish, limits,
};
use std::collections::BTreeSet;

impl RoomServer {
    /// Does what a page says to the router.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller names what is for the router"
    )]
    pub(super) fn handle_routed(
        &mut self,
        connection: ConnectionId,
        from: ParticipantId,
        message: ClientMessage,
    ) -> Result<(), ErrorCode> {
        match message {
            ClientMessage::MediaOffer {
                request,
                negotiation,
                sdp,
            } => {
                let asked = Asked {
                    connection,
                    request,
                    negotiation,
                };
                self.handle_offer(from, asked, sdp)
            }
            ClientMessage::SetWishes { audio, video, .. } => self.handle_wishes(from, audio, video),
            ClientMessage::DirectFailed { .. } => {
                self.handle_direct_failed();
                Ok(())
            }
            _ => Err(ErrorCode::BadMessage),
        }
    }

    fn handle_offer(
        &mut self,
        from: ParticipantId,
        asked: Asked,
        sdp: String,
    ) -> Result<(), ErrorCode> {
        if !self.topology.has_router() || sdp.len() > limits::SDP_BYTES {
            return Err(ErrorCode::MediaRefused);
        }
        let seat = self.roster.lookup(from).ok_or(ErrorCode::Forbidden)?;
        let (page, media) = ((from, seat.arrival), seat.media);
        let commands = self.legs.offer(page, media, asked, sdp);
        self.command(commands);
        Ok(())
    }

    /// A wish for somebody who is not here is dropped: they may just have left.
    fn handle_wishes(
        &mut self,
        from: ParticipantId,
        audio: bool,
        mut video: Vec<VideoWish>,
    ) -> Result<(), ErrorCode> {
        if !self.topology.has_router() {
            return Err(ErrorCode::MediaRefused);
        }
        let picture = |wish: &VideoWish| (wish.participant, wish.source);
        let different: BTreeSet<_> = video.iter().map(picture).collect();
        let is_of_others = video.iter().all(|wish| wish.participant != from);
        let is_sound = different.len() == video.len() && is_of_others;
        if video.len() > limits::VIDEO_SLOTS || !is_sound {
            return Err(ErrorCode::BadMessage);
        }
        video.retain(|wish| self.roster.lookup(wish.participant).is_some());
        let page = self.page(from).ok_or(ErrorCode::Forbidden)?;
        let command = self.legs.wish(page, audio, video);
        self.command(command);
        Ok(())
    }

    fn handle_direct_failed(&mut self) {
        let pages = self.roster.list_pages();
        if self.topology.of(&pages) == Topology::Direct {
            self.topology.fail(&pages);
        }
    }

    pub(super) fn handle_media_event(&mut self, event: MediaEvent) {
        match event {
            MediaEvent::Answer {
                participant,
                negotiation,
                sdp,
            } => {
                if let Some(negotiation) = self.legs.answer(participant, negotiation) {
                    let answer = ServerMessage::MediaAnswer { negotiation, sdp };
                    self.tell_participant(participant, answer);
                }
            }
            MediaEvent::Refused {
                participant,
                negotiation,
                refusal,
            } => self.media_refused(participant, negotiation, refusal),
            MediaEvent::Slots { participant, slots } => {
                if self.legs.set_slots(participant, slots.clone()) {
                    self.tell_participant(participant, ServerMessage::MediaSlots { slots });
                }
            }
            MediaEvent::Wanted {
                participant,
                wanted,
            } => {
                if self.legs.set_wanted(participant, wanted.clone()) {
                    self.tell_participant(participant, wanted.into());
                }
            }
            MediaEvent::Speaking { participants } => self.set_speaking(participants),
            MediaEvent::Disconnected { participant } => {
                let (is_told, commands) = self.legs.disconnect(participant);
                self.command(commands);
                if is_told {
                    let slots = Vec::new();
                    self.tell_participant(participant, ServerMessage::MediaSlots { slots });
                }
            }
        }
    }

    /// On another socket nobody knows the request.
    fn media_refused(
        &mut self,
        participant: ParticipantId,
        step: NegotiationId,
        refusal: MediaRefusal,
    ) {
        let Some(asked) = self.legs.settle(participant, step) else {
            return;
        };
        let code = match refusal {
            MediaRefusal::BadOffer => ErrorCode::MediaRefused,
            MediaRefusal::Full => ErrorCode::Unavailable,
        };
        if self.roster.connection(participant) == Some(asked.connection) {
            self.refuse(asked.connection, Some(asked.request), code);
        }
    }

    fn set_speaking(&mut self, mut participants: Vec<ParticipantId>) {
        participants.retain(|participant| self.roster.lookup(*participant).is_some());
        if self.speaking != participants {
            self.speaking.clone_from(&participants);
            let to = self.roster.list_connections();
            self.tell_all(to, ServerMessage::Speaking { participants });
        }
    }

    /// What a page hears of media after its snapshot; `held` is the arrival that it holds when only its socket was away.
    pub(super) fn tell_media_so_far(
        &mut self,
        connection: ConnectionId,
        you: ParticipantId,
        held: Option<Arrival>,
    ) {
        if !self.topology.has_router() {
            return;
        }
        let page = self.page(you).filter(|(_, arrival)| held == Some(*arrival));
        let missed = page.map_or_else(Vec::new, |page| self.legs.catch_up(page));
        for message in missed {
            self.tell(connection, message);
        }
        if !self.speaking.is_empty() {
            let participants = self.speaking.clone();
            self.tell(connection, ServerMessage::Speaking { participants });
        }
    }

    /// After every input: the router knows who is there and what they may send.
    pub(super) fn follow_media(&mut self) {
        let roster = &self.roster;
        let commands = self.legs.follow(|participant| {
            let seat = roster.lookup(participant)?;
            Some((seat.arrival, seat.media))
        });
        self.speaking
            .retain(|participant| roster.lookup(*participant).is_some());
        self.command(commands);
    }

    /// Tells those who do not know it yet between whom media flow now; `newcomer` has it from their snapshot.
    pub(super) fn follow_topology(&mut self, newcomer: Option<ParticipantId>) {
        let topology = self.topology.of(&self.roster.list_pages());
        if self.topology.tell(topology) {
            let meeting = self.meeting_view();
            let to = match newcomer {
                Some(newcomer) => self.roster.list_others(newcomer),
                None => self.roster.list_connections(),
            };
            self.tell_all(to, ServerMessage::MeetingChanged { meeting });
        }
    }

    fn page(&self, participant: ParticipantId) -> Option<Page> {
        let seat = self.roster.lookup(participant)?;
        Some((participant, seat.arrival))
    }

    fn command(&mut self, commands: impl IntoIterator<Item = MediaCommand>) {
        self.effects.extend(commands.into_iter().map(Effect::Media));
    }
}
