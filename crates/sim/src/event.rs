//! What can happen in the simulated world, at its time.

use crate::{peers::Description, person::Device, script::Act, world::Page};
use parley_protocol::{ClientMessage, ServerMessage};
use parley_room_client::{AcquireId, Input, OperationId, PeerId, PeerState};
use parley_room_server::{ConnectionId, HowDisconnected, Input as ServerInput};

#[derive(Debug)]
pub(crate) enum Event {
    Dial(ConnectionId),
    ToServer(ConnectionId, ClientMessage),
    ToClient(ConnectionId, ServerMessage),
    ClientHearsEnd(ConnectionId),
    ServerHearsEnd(ConnectionId, HowDisconnected),
    Stored(u32, ServerInput),
    ServerStarts,
    Page(Page, Input),
    StepDone(Page, PeerId, OperationId, Step),
    PeerState(Page, PeerId, (u32, u32), PeerState),
    IceGivesUp(Page, PeerId, (u32, u32)),
    Device(Page, Device, AcquireId, bool),
    Act(Act),
}

#[derive(Debug)]
pub(crate) enum Step {
    Offer,
    Answer(Description),
    Accept(Description),
}
