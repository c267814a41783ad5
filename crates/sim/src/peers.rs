//! Peer connections as far as they matter here: sessions, generations of ICE credentials, candidates, state.
//!
//! *Invariants*: one step at a time; a candidate is only added to a peer connection with a remote description; an
//! answer fits the offer that is pending, and sessions do not change under a peer connection.

use parley_protocol::MediaState;
use parley_room_client::{OperationId, PeerState, ReceivedSlot, Sending};

/// A description: whose, of which generation, and for an answer what it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Description {
    pub(crate) session: u32,
    pub(crate) generation: u32,
    pub(crate) answers: u32,
}

impl Description {
    pub(crate) fn write(self) -> String {
        let Self {
            session,
            generation,
            answers,
        } = self;
        format!("v=0\r\no=- {session} {generation} IN IP4 0.0.0.0\r\ns=canary-sdp {answers}\r\n")
    }

    pub(crate) fn read(sdp: &str) -> Self {
        let numbers: Vec<u32> = sdp
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|part| part.parse().ok())
            .collect();
        Self {
            session: numbers[1],
            generation: numbers[2],
            answers: numbers[numbers.len() - 1],
        }
    }
}

/// A peer connection.
#[derive(Debug)]
pub(crate) struct FakePeer {
    pub(crate) session: u32,
    pub(crate) local: u32,
    pub(crate) remote: Option<Description>,
    pub(crate) pending_offer: bool,
    pub(crate) candidate: bool,
    pub(crate) state: PeerState,
    pub(crate) operation: Option<OperationId>,
    /// The generations, own and theirs, on which it runs or has tried to run.
    pub(crate) tried: Option<(u32, u32)>,
    /// What of the other side's is played.
    pub(crate) played: MediaState,
    /// Whether the other side is the media router.
    pub(crate) router: bool,
    /// What is sent to the router: the microphone, the layers of the camera, those of the screen.
    pub(crate) sending: Sending,
    /// What comes from the router.
    pub(crate) slots: Vec<ReceivedSlot>,
}

impl FakePeer {
    pub(crate) fn new(session: u32) -> Self {
        Self {
            session,
            local: 0,
            remote: None,
            pending_offer: false,
            candidate: false,
            state: PeerState::Connecting,
            operation: None,
            tried: None,
            played: MediaState::default(),
            router: false,
            sending: Sending::default(),
            slots: Vec::new(),
        }
    }

    pub(crate) fn to_router(session: u32) -> Self {
        Self {
            router: true,
            ..Self::new(session)
        }
    }

    /// Takes the other's description; `false` when a browser would refuse it.
    pub(crate) fn set_remote(&mut self, remote: Description) -> bool {
        let same = self.remote.is_none_or(|old| old.session == remote.session);
        if same {
            self.remote = Some(remote);
            self.candidate = false;
        }
        same
    }

    pub(crate) fn add_candidate(&mut self, generation: u32) {
        let remote = self.remote.expect("a candidate comes after a description");
        self.candidate |= remote.generation == generation;
    }

    /// The own and the other's generation, once both are settled.
    pub(crate) fn generations(&self) -> Option<(u32, u32)> {
        let remote = self.remote.filter(|_| !self.pending_offer)?;
        Some((self.local, remote.generation))
    }

    /// The pair of generations that could be connected now.
    pub(crate) fn ready(&self) -> Option<(u32, u32)> {
        self.generations().filter(|_| self.candidate)
    }
}
