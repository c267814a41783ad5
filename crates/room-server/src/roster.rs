//! Seats: who holds which, on which connection, and until when a seat waits for somebody who is away.
//!
//! *Invariants*: ids and arrivals only go up; names of held seats are unique; a seat with a connection has no
//! expiry, one without has one.

mod ranks;
mod seating;
mod sending;

use crate::topology::Page;
use crate::{ConnectionId, HowDisconnected};
use parley_domain::{MeetingId, ResumeHash, Seat, SeatCounters, Visitor, accounts::UserId};
use parley_protocol::{
    MediaState, ParticipantId, ParticipantView, PictureId, Role, Timestamp, limits,
};
pub(crate) use seating::Seated;
pub(crate) use sending::without;
use std::collections::{BTreeMap, BTreeSet};

/// A held seat.
#[derive(Clone, Debug)]
struct Place {
    seat: Seat,
    /// Of who sits there now: not stored, they bring it along whenever they come.
    picture: Option<PictureId>,
    presence: Presence,
    /// When its holder was last there, while they are away.
    gone_at: Option<Timestamp>,
    hand_raised_at: Option<Timestamp>,
    /// What was switched off for its holder, until they say themselves what they send: they may not have heard of it.
    switched_off: MediaState,
    /// What a host asked its holder to switch on although the rules forbid it: once, until it goes off again.
    leave: MediaState,
}

#[derive(Clone, Copy, Debug)]
enum Presence {
    Connected(ConnectionId),
    Away { since: Timestamp, until: Timestamp },
}

/// The seats of a room.
#[derive(Debug)]
pub(crate) struct Roster {
    meeting: MeetingId,
    owner: Option<UserId>,
    capacity: usize,
    counters: SeatCounters,
    places: BTreeMap<ParticipantId, Place>,
    connections: BTreeMap<ConnectionId, ParticipantId>,
    started_at: Timestamp,
    /// Those of this run who were removed: they come as everybody does who was not here.
    removed: BTreeSet<ParticipantId>,
}

impl Roster {
    /// The seats that are held when the room opens wait for their participants. Whoever does not come back was there
    /// until `noted_at`.
    pub(crate) fn new(
        (meeting, owner): (MeetingId, Option<UserId>),
        capacity: usize,
        counters: SeatCounters,
        (seats, noted_at): (Vec<Seat>, Option<Timestamp>),
        now: Timestamp,
    ) -> Self {
        let until = now + limits::SEAT_KEPT;
        let mut roster = Self {
            meeting,
            owner,
            capacity,
            counters,
            places: BTreeMap::new(),
            connections: BTreeMap::new(),
            started_at: now,
            removed: BTreeSet::new(),
        };
        for mut seat in seats.into_iter().filter(|seat| seat.left_at.is_none()) {
            // Seats are stored one by one, so that a crash may leave two.
            if seat.role == Role::Host && roster.host().is_some() {
                seat.role = Role::CoHost;
            }
            roster.started_at = roster.started_at.min(seat.run);
            roster.count(&seat);
            let place = Place {
                presence: Presence::Away { since: now, until },
                hand_raised_at: None,
                switched_off: MediaState::default(),
                leave: MediaState::default(),
                gone_at: Some(noted_at.unwrap_or(now).max(seat.came_at)),
                picture: None,
                seat,
            };
            roster.places.insert(place.seat.participant, place);
        }
        roster
    }

    /// Takes the connection from its seat, which waits from now on.
    pub(crate) fn disconnect(
        &mut self,
        connection: ConnectionId,
        how: HowDisconnected,
        now: Timestamp,
    ) -> Option<ParticipantId> {
        let participant = self.connections.remove(&connection)?;
        let kept = match how {
            HowDisconnected::PageClosed | HowDisconnected::SessionEnded => {
                limits::SEAT_KEPT_AFTER_PAGE_CLOSED
            }
            HowDisconnected::Broken => limits::SEAT_KEPT,
        };
        let place = self.places.get_mut(&participant)?;
        place.presence = Presence::Away {
            since: now,
            until: now + kept,
        };
        place.gone_at = Some(now);
        Some(participant)
    }

    /// Gives up the seat of a participant; what is returned is to be stored.
    pub(crate) fn give_up(&mut self, participant: ParticipantId, now: Timestamp) -> Option<Seat> {
        let place = self.places.remove(&participant)?;
        if let Presence::Connected(connection) = place.presence {
            self.connections.remove(&connection);
        }
        Some(Seat {
            left_at: place.gone_at.or(Some(now)),
            ..place.seat
        })
    }

    /// Takes the seat of a participant, and what they could do by it; what is returned is to be stored.
    pub(crate) fn remove(&mut self, participant: ParticipantId, now: Timestamp) -> Option<Seat> {
        self.set_role(participant, self.plain_role(participant));
        self.removed.insert(participant);
        self.give_up(participant, now)
    }

    /// Those for whom their seat has waited long enough.
    pub(crate) fn list_expired(&self, now: Timestamp) -> Vec<ParticipantId> {
        let expired =
            |place: &&Place| matches!(place.presence, Presence::Away { until, .. } if until <= now);
        let places = self.places.values().filter(expired);
        places.map(|place| place.seat.participant).collect()
    }

    /// When the next seat expires.
    pub(crate) fn next_expiry(&self) -> Option<Timestamp> {
        let until = |place: &Place| match place.presence {
            Presence::Away { until, .. } => Some(until),
            Presence::Connected(_) => None,
        };
        self.places.values().filter_map(until).min()
    }

    /// Who sits on a connection.
    pub(crate) fn find_by_connection(&self, connection: ConnectionId) -> Option<ParticipantId> {
        self.connections.get(&connection).copied()
    }

    /// The held seat with this secret.
    pub(crate) fn find_by_resume(&self, resume: ResumeHash) -> Option<&Seat> {
        let mut seats = self.places.values().map(|place| &place.seat);
        seats.find(|seat| seat.resume == resume)
    }

    /// Whether an account holds a seat: nobody waits at a door behind which they are.
    pub(crate) fn is_here(&self, user: Option<UserId>) -> bool {
        let mut seats = self.places.values().map(|place| &place.seat);
        user.is_some() && seats.any(|seat| seat.visitor.user == user)
    }

    /// The held seat of a participant.
    pub(crate) fn lookup(&self, participant: ParticipantId) -> Option<&Seat> {
        self.places.get(&participant).map(|place| &place.seat)
    }

    /// The connection of a participant, while there is one.
    pub(crate) fn connection(&self, participant: ParticipantId) -> Option<ConnectionId> {
        match self.places.get(&participant)?.presence {
            Presence::Connected(connection) => Some(connection),
            Presence::Away { .. } => None,
        }
    }

    /// The connections of everybody but one.
    pub(crate) fn list_others(&self, participant: ParticipantId) -> Vec<ConnectionId> {
        let others = self
            .connections
            .iter()
            .filter(|(_, who)| **who != participant);
        others.map(|(connection, _)| *connection).collect()
    }

    /// The connections of everybody.
    pub(crate) fn list_connections(&self) -> Vec<ConnectionId> {
        self.connections.keys().copied().collect()
    }

    /// Everybody who holds a seat.
    pub(crate) fn list_participants(&self) -> Vec<ParticipantId> {
        self.places.keys().copied().collect()
    }

    /// The page loads that hold a seat, by participant.
    pub(crate) fn list_pages(&self) -> Vec<Page> {
        let page = |place: &Place| (place.seat.participant, place.seat.arrival);
        self.places.values().map(page).collect()
    }

    /// A participant as the others see them.
    pub(crate) fn view(&self, participant: ParticipantId) -> Option<ParticipantView> {
        self.places
            .get(&participant)
            .map(|place| view(place, self.owner))
    }

    /// Everybody who holds a seat, by id.
    pub(crate) fn list_views(&self) -> Vec<ParticipantView> {
        let places = self.places.values();
        places.map(|place| view(place, self.owner)).collect()
    }

    /// By which browser each seat is held, and with which picture.
    pub(crate) fn faces(&self) -> impl Iterator<Item = (Visitor, Option<&PictureId>)> {
        let places = self.places.values();
        places.map(|place| (place.seat.visitor, place.picture.as_ref()))
    }

    /// How many hold a seat.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// How many are connected.
    pub(crate) fn connected(&self) -> usize {
        self.connections.len()
    }

    /// When the first of those present came; it holds until the room is empty.
    pub(crate) fn started_at(&self) -> Timestamp {
        self.started_at
    }
}

fn view(place: &Place, owner: Option<UserId>) -> ParticipantView {
    ParticipantView {
        id: place.seat.participant,
        arrival: place.seat.arrival,
        display_name: place.seat.display_name.clone(),
        picture: place.picture.clone(),
        role: place.seat.role,
        owner: owner.is_some() && place.seat.visitor.user == owner,
        hand_raised_at: place.hand_raised_at,
        media: place.seat.media,
        connected: matches!(place.presence, Presence::Connected(_)),
    }
}
