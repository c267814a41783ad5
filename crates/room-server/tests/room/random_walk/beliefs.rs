//! What each connection believes of the meeting by what it heard, and that it is so.

use crate::support::Bench;
use parley_domain::{Visitor, doors::Ban};
use parley_protocol::{
    ChatMessageView, DisplayName, KeptOutView, KnockView, MeetingView, ParticipantId,
    ParticipantView, Role, ServerMessage, Timestamp, Topology,
};
use parley_room_server::ConnectionId;
use std::collections::{BTreeMap, BTreeSet};

/// Who said hello on a connection, and what they believe.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) visitor: Visitor,
    pub(super) name: DisplayName,
    pub(super) belief: Belief,
}

#[derive(Debug)]
pub(super) enum Belief {
    /// Outside: nothing but waiting.
    Out {
        waits: bool,
    },
    In(Box<Inside>),
}

#[derive(Debug)]
pub(super) struct Inside {
    you: ParticipantId,
    meeting: MeetingView,
    roster: BTreeMap<ParticipantId, ParticipantView>,
    chat: BTreeSet<u64>,
    waiting: Vec<KnockView>,
    kept_out: Vec<KeptOutView>,
}

impl Client {
    pub(super) fn waits(&self) -> bool {
        matches!(self.belief, Belief::Out { waits: true })
    }

    /// Takes a message. `bans`: those who could not come in when it was sent.
    pub(super) fn hear(&mut self, message: ServerMessage, bans: &[Ban], bench: &Bench) {
        if let ServerMessage::Snapshot { resume, .. } = &message {
            let typed = resume.is_some().then_some(&self.name);
            let inside = Inside::new(message.clone());
            self.assert_not_banned(&inside, typed, bans, bench);
            assert!(matches!(self.belief, Belief::Out { .. }), "in once");
            self.belief = Belief::In(Box::new(inside));
            return;
        }
        match &mut self.belief {
            Belief::In(inside) => inside.hear(message),
            Belief::Out { waits } => match message {
                ServerMessage::Lobby { .. } => *waits = true,
                ServerMessage::Pong { .. }
                | ServerMessage::Refused { .. }
                | ServerMessage::Closing { .. } => {}
                other => panic!("who waits hears {other:?}"),
            },
        }
    }

    /// Whoever held the seat goes by its secret, and whoever is new by the name they `typed`, too.
    fn assert_not_banned(
        &self,
        inside: &Inside,
        typed: Option<&DisplayName>,
        bans: &[Ban],
        bench: &Bench,
    ) {
        if self.visitor.user == crate::people::OWNER.user {
            return;
        }
        let resume = Some(bench.seats[&inside.you].resume);
        for ban in bans {
            let covered = ban.covers(&self.visitor, typed, resume);
            assert!(!covered, "{ban:?} {self:?}");
        }
    }

    /// All that they believe is so. `rules` are those of the meeting, and so many wait.
    pub(super) fn check(&self, bench: &Bench, expected: &Expected) {
        let Belief::In(inside) = &self.belief else {
            return;
        };
        let mut believed: Vec<_> = inside.roster.values().cloned().collect();
        // Nobody hears of what they switch on or off themselves.
        if let Some(own) = believed.iter_mut().find(|view| view.id == inside.you) {
            own.media = bench.view(inside.you.0).media;
        }
        assert_eq!(believed, expected.people);
        assert_eq!(inside.meeting.rules, expected.rules);
        let topology = inside.meeting.topology;
        assert!(expected.topology.contains(&topology), "{topology:?}");
        let spotlight = inside.meeting.spotlight;
        assert!(spotlight.is_none_or(|who| inside.roster.contains_key(&who)));
        if inside.is_hosting() {
            assert_eq!(inside.waiting.len(), expected.waiting, "who waits");
            let kept_out = inside.kept_out.iter().map(|view| view.since);
            let sees_all = inside.roster[&inside.you].owner || !expected.is_owned;
            let since = inside.meeting.started_at;
            let seen = expected.kept_out.iter().copied();
            let seen = seen.filter(|at| sees_all || *at >= since);
            assert!(kept_out.eq(seen), "who is out");
        } else {
            assert!(inside.waiting.is_empty(), "nobody else knows who waits");
            assert!(inside.kept_out.is_empty(), "nor who is kept out");
        }
    }

    /// What stands in their offers: which page load it is.
    pub(super) fn description(&self) -> String {
        match &self.belief {
            Belief::In(inside) => inside.description(),
            Belief::Out { .. } => "outside".to_owned(),
        }
    }

    /// What all must agree on.
    pub(super) fn spotlight(&self) -> Option<Option<ParticipantId>> {
        match &self.belief {
            Belief::In(inside) => Some(inside.meeting.spotlight),
            Belief::Out { .. } => None,
        }
    }

    /// Who waits, as far as they may know.
    pub(super) fn knows_waiting(&self) -> Option<&[KnockView]> {
        match &self.belief {
            Belief::In(inside) if inside.is_hosting() => Some(&inside.waiting),
            _ => None,
        }
    }
}

/// What is so.
pub(super) struct Expected {
    pub(super) people: Vec<ParticipantView>,
    pub(super) rules: parley_protocol::MeetingRules,
    pub(super) waiting: usize,
    pub(super) kept_out: Vec<Timestamp>,
    pub(super) is_owned: bool,
    pub(super) topology: &'static [Topology],
}

impl Inside {
    fn new(message: ServerMessage) -> Self {
        let ServerMessage::Snapshot {
            you,
            meeting,
            participants,
            chat,
            waiting,
            kept_out,
            ..
        } = message
        else {
            panic!("{message:?}");
        };
        let roster = participants.into_iter().map(|view| (view.id, view));
        Self {
            you,
            meeting,
            roster: roster.collect(),
            chat: chat.iter().map(|line| line.sequence).collect(),
            waiting,
            kept_out,
        }
    }

    fn description(&self) -> String {
        format!("{} {}", self.you, self.roster[&self.you].arrival.0)
    }

    fn is_hosting(&self) -> bool {
        let own = self.roster.get(&self.you);
        own.is_some_and(|own| own.role.is_hosting())
    }

    fn hear(&mut self, message: ServerMessage) {
        match message {
            ServerMessage::ParticipantJoined { participant } => {
                let before = self.roster.insert(participant.id, participant);
                assert_eq!(before, None, "joined once");
            }
            ServerMessage::ParticipantChanged { participant } => {
                let before = self.roster.insert(participant.id, participant);
                assert!(before.is_some(), "changed what is there");
            }
            ServerMessage::ParticipantLeft { participant, .. } => {
                assert!(self.roster.remove(&participant).is_some());
            }
            ServerMessage::ChatPosted { message } => self.hear_chat(&message),
            ServerMessage::MeetingChanged { meeting } => {
                assert_ne!(self.meeting, meeting, "told when it changed");
                self.meeting = meeting;
            }
            ServerMessage::Waiting { waiting } => {
                assert!(waiting.is_empty() || self.is_hosting(), "{waiting:?}");
                self.waiting = waiting;
            }
            ServerMessage::KeptOut { kept_out } => {
                assert!(kept_out.is_empty() || self.is_hosting(), "{kept_out:?}");
                self.kept_out = kept_out;
            }
            ServerMessage::MediaAnswer { sdp, .. } => assert_eq!(sdp, self.description()),
            ServerMessage::MediaSlots { .. }
            | ServerMessage::MediaWanted { .. }
            | ServerMessage::Speaking { .. } => {
                assert_ne!(self.meeting.topology, Topology::Mesh, "{message:?}");
            }
            ServerMessage::Lobby { .. } | ServerMessage::Snapshot { .. } => {
                panic!("in the meeting one hears {message:?}");
            }
            _ => {}
        }
        let hosts = self.roster.values();
        let hosts = hosts.filter(|view| view.role == Role::Host).count();
        assert!(hosts <= 1, "nobody hears of two hosts");
    }

    fn hear_chat(&mut self, message: &ChatMessageView) {
        assert!(self.chat.insert(message.sequence), "posted once");
    }
}

/// Hears everything that was said, and lets those go who are gone.
pub(super) fn hear_all(
    clients: &mut BTreeMap<ConnectionId, Client>,
    bench: &mut Bench,
    bans: &[Ban],
) {
    for (connection, heard) in std::mem::take(&mut bench.sent) {
        let client = clients.get_mut(&connection);
        let client = client.unwrap_or_else(|| panic!("{heard:?} for who is gone"));
        for message in heard {
            client.hear(message, bans, bench);
        }
    }
    clients.retain(|connection, _| !bench.closed.contains_key(connection));
}
