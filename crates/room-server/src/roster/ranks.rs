//! Roles and hands of those who hold a seat, and who is the host.
//!
//! *Invariants*: there is one host at most; when somebody with an account is there, there is one.

use super::{Place, Presence, Roster};
use parley_domain::accounts::UserId;
use parley_protocol::{ParticipantId, Role, Timestamp, limits};

impl Roster {
    /// What a participant may do.
    pub(crate) fn role(&self, participant: ParticipantId) -> Option<Role> {
        self.lookup(participant).map(|seat| seat.role)
    }

    /// Who is the host.
    pub(crate) fn host(&self) -> Option<ParticipantId> {
        let mut places = self.places.values();
        places
            .find(|place| place.seat.role == Role::Host)
            .map(|place| place.seat.participant)
    }

    /// Whether the host is connected.
    pub(crate) fn is_host_here(&self) -> bool {
        self.host()
            .is_some_and(|host| self.connection(host).is_some())
    }

    /// Gives somebody a role; whether that is another one.
    pub(crate) fn set_role(&mut self, participant: ParticipantId, role: Role) -> bool {
        let Some(place) = self.places.get_mut(&participant) else {
            return false;
        };
        std::mem::replace(&mut place.seat.role, role) != role
    }

    /// What somebody is who neither hosts nor helps to.
    pub(crate) fn plain_role(&self, participant: ParticipantId) -> Role {
        let user = self.lookup(participant).and_then(|seat| seat.visitor.user);
        plain_role(user)
    }

    /// Raises or lowers a hand; whether that changed something. A hand that is up keeps its place.
    pub(crate) fn set_hand(
        &mut self,
        participant: ParticipantId,
        raised: bool,
        now: Timestamp,
    ) -> bool {
        let Some(place) = self.places.get_mut(&participant) else {
            return false;
        };
        if place.hand_raised_at.is_some() == raised {
            return false;
        }
        place.hand_raised_at = raised.then_some(now);
        true
    }

    /// Everybody whose hand is up.
    pub(crate) fn raised_hands(&self) -> Vec<ParticipantId> {
        let places = self.places.values();
        places
            .filter(|place| place.hand_raised_at.is_some())
            .map(|place| place.seat.participant)
            .collect()
    }

    /// The connections of hosts and co-hosts.
    pub(crate) fn hosting_connections(&self) -> Vec<crate::ConnectionId> {
        let connections = self.connections.iter();
        connections
            .filter(|(_, who)| self.role(**who).is_some_and(Role::is_hosting))
            .map(|(connection, _)| *connection)
            .collect()
    }

    /// Who is the host next, and when: at once when there is none, else when the host has been away for
    /// [`limits::HOST_GRACE`]. A co-host who is there comes first, then who has an account, each time the one who came
    /// first; `None` while the host is there, or nobody can follow.
    pub(crate) fn next_host(&self) -> Option<(ParticipantId, Option<Timestamp>)> {
        let due = match self.host().and_then(|host| self.places.get(&host)) {
            None => None,
            Some(host) => match host.presence {
                Presence::Connected(_) => return None,
                Presence::Away { since, .. } => Some(since + limits::HOST_GRACE),
            },
        };
        let present = |place: &&Place| matches!(place.presence, Presence::Connected(_));
        let rank = |place: &Place| match place.seat.role {
            Role::CoHost => Some(0),
            Role::Participant => Some(1),
            Role::Host | Role::Guest => None,
        };
        let candidates = self.places.values().filter(present);
        let first = candidates
            .filter_map(|place| Some((rank(place)?, place.seat.came_at, place.seat.participant)))
            .min();
        first.map(|(_, _, participant)| (participant, due))
    }
}

/// What somebody is by their account.
pub(super) fn plain_role(user: Option<UserId>) -> Role {
    match user {
        Some(_) => Role::Participant,
        None => Role::Guest,
    }
}
