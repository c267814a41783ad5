//! Taking a seat: a new one, one that is held, or one that was given up.

use super::{Place, Presence, Roster, ranks::plain_role, view, without};
use crate::{ConnectionId, Hello, name};
use parley_domain::{Seat, Visitor, accounts::UserId};
use parley_protocol::{Arrival, MediaState, ParticipantId, PictureId, Role, Timestamp};

/// What a hello came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seated {
    /// A seat nobody held before: the others meet somebody.
    Joined {
        participant: ParticipantId,
        new: bool,
    },
    /// A seat that was held: `replaced` is the connection that had it until now.
    Returned {
        participant: ParticipantId,
        replaced: Option<ConnectionId>,
        changed: bool,
    },
    /// No seat is free.
    Full,
}

impl Roster {
    /// Gives a seat to a connection that has none. One more than there are is for the owner of the meeting.
    pub(crate) fn seat(
        &mut self,
        connection: ConnectionId,
        (hello, is_owner): (&Hello, bool),
        now: Timestamp,
    ) -> Seated {
        let capacity = self.capacity + usize::from(is_owner);
        match &hello.returning {
            Some(seat) if self.places.contains_key(&seat.participant) => {
                self.take_again(seat.participant, connection, hello)
            }
            _ if self.places.len() >= capacity => Seated::Full,
            Some(seat) => {
                self.count(seat);
                self.place(connection, hello, seat.clone(), now)
            }
            None => {
                let seat = self.new_seat(hello, now);
                self.place(connection, hello, seat, now)
            }
        }
    }

    /// What somebody becomes who takes a seat now. In another run everybody is what they are by their account; and a host
    /// who gave up the seat was followed.
    fn role_of(&self, hello: &Hello) -> Role {
        let user = hello.visitor.user;
        let Some(seat) = &hello.returning else {
            return plain_role(user);
        };
        match self.places.get(&seat.participant) {
            Some(place) if place.seat.role == Role::Guest => {
                plain_role(place.seat.visitor.user.or(user))
            }
            Some(place) => place.seat.role,
            None if self.was_here(seat) && seat.role.is_hosting() => Role::CoHost,
            None => plain_role(user),
        }
    }

    /// Whether the holder of a seat was here in the run that goes on, and was not removed.
    pub(crate) fn was_here(&self, seat: &Seat) -> bool {
        let is_this_run = !self.places.is_empty() && seat.run == self.started_at;
        is_this_run && !self.removed.contains(&seat.participant)
    }

    /// Gives the seats of an account another picture; returns those that had another one.
    pub(crate) fn set_picture(
        &mut self,
        user: UserId,
        picture: Option<PictureId>,
    ) -> Vec<ParticipantId> {
        let places = self.places.values_mut();
        let changed = places
            .filter(|place| place.seat.visitor.user == Some(user) && place.picture != picture);
        changed
            .map(|place| {
                place.picture.clone_from(&picture);
                place.seat.participant
            })
            .collect()
    }

    fn take_again(
        &mut self,
        participant: ParticipantId,
        connection: ConnectionId,
        hello: &Hello,
    ) -> Seated {
        let known = self
            .places
            .get(&participant)
            .map(|place| place.seat.arrival);
        let kept = known.filter(|arrival| hello.arrival == Some(*arrival));
        let arrival = kept.unwrap_or_else(|| self.next_arrival());
        let role = self.role_of(hello);
        let replaced = self.connection(participant);
        let place = self
            .places
            .get_mut(&participant)
            .expect("the caller found it");
        let before = view(place, self.owner);
        place.seat.arrival = arrival;
        place.send(without(hello.media, place.switched_off));
        place.seat.visitor = known_better(place.seat.visitor, hello.visitor);
        place.seat.role = role;
        place.picture.clone_from(&hello.picture);
        place.presence = Presence::Connected(connection);
        place.gone_at = None;
        let changed = view(place, self.owner) != before;
        if let Some(replaced) = replaced {
            self.connections.remove(&replaced);
        }
        self.connections.insert(connection, participant);
        Seated::Returned {
            participant,
            replaced,
            changed,
        }
    }

    fn new_seat(&mut self, hello: &Hello, now: Timestamp) -> Seat {
        self.counters.participant += 1;
        Seat {
            meeting: self.meeting,
            participant: ParticipantId(self.counters.participant),
            arrival: Arrival(0),
            display_name: hello.display_name.clone(),
            media: hello.media,
            role: plain_role(hello.visitor.user),
            resume: hello.hash,
            joined_at: now,
            left_at: None,
            run: now,
            came_at: now,
            visitor: hello.visitor,
        }
    }

    /// Those who are there took down their peer connections when the seat was given up, so it is always a new arrival.
    fn place(
        &mut self,
        connection: ConnectionId,
        hello: &Hello,
        seat: Seat,
        now: Timestamp,
    ) -> Seated {
        let role = self.role_of(hello);
        if self.places.is_empty() {
            self.started_at = now;
            self.removed.clear();
        }
        let taken = self.places.values().map(|place| &place.seat.display_name);
        let display_name = name::unique(&seat.display_name, taken);
        let seat = Seat {
            arrival: self.next_arrival(),
            display_name,
            media: hello.media,
            role,
            left_at: None,
            run: self.started_at,
            came_at: now,
            visitor: hello.visitor,
            ..seat
        };
        let participant = seat.participant;
        self.removed.remove(&participant);
        let place = Place {
            seat,
            picture: hello.picture.clone(),
            presence: Presence::Connected(connection),
            gone_at: None,
            hand_raised_at: None,
            switched_off: MediaState::default(),
            leave: MediaState::default(),
        };
        self.places.insert(participant, place);
        self.connections.insert(connection, participant);
        Seated::Joined {
            participant,
            new: hello.returning.is_none(),
        }
    }

    fn next_arrival(&mut self) -> Arrival {
        self.counters.arrival += 1;
        Arrival(self.counters.arrival)
    }

    /// A stored seat may be ahead of the stored counters.
    pub(super) fn count(&mut self, seat: &Seat) {
        self.counters.participant = self.counters.participant.max(seat.participant.0);
        self.counters.arrival = self.counters.arrival.max(seat.arrival.0);
    }
}

/// A guest who has signed in meanwhile has an account from now on; an account may come with another browser.
fn known_better(before: Visitor, now: Visitor) -> Visitor {
    Visitor {
        user: before.user.or(now.user),
        claim: now.claim.or(before.claim),
        network: now.network,
    }
}
