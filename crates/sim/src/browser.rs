//! The browser's work: sockets, devices, and the steps of peer connections.

use crate::{
    event::{Event, Step},
    peers::{Description, FakePeer},
    person::{Device, Slot},
    world::{Page, Wire, World},
};
use parley_protocol::IceCandidate;
use parley_room_client::{
    AcquireId, DeviceError, Effect, Input, OperationId, PeerId, PeerState, ReceivedSlot, SocketId,
};
use parley_room_server::{ConnectionId, HowDisconnected};

/// Before the number of a candidate.
const CANDIDATE: &str = "canary-ice ";

impl World {
    pub(crate) fn execute(&mut self, who: usize, effect: Effect) {
        let page = (who, self.people[who].epoch);
        match effect {
            Effect::OpenSocket { socket } => self.open_socket(page, socket),
            Effect::Send { socket, message } => {
                let connection = self.people[who].sockets[&socket];
                self.send_up(connection, Event::ToServer(connection, message));
            }
            Effect::CloseSocket { socket } => {
                let connection = self.people[who].sockets[&socket];
                let how = HowDisconnected::Broken;
                self.send_up(connection, Event::ServerHearsEnd(connection, how));
            }
            Effect::AcquireMicrophone { acquire, .. } => {
                self.acquire(page, Device::Microphone, acquire);
            }
            Effect::AcquireCamera { acquire, .. } => self.acquire(page, Device::Camera, acquire),
            Effect::AcquireScreen { acquire } => self.acquire(page, Device::Screen, acquire),
            Effect::EnableMicrophone { .. }
            | Effect::SetJitterBufferTarget { .. }
            | Effect::StoreReception { .. }
            | Effect::StoreHidesAddress { .. } => {}
            Effect::ReleaseMicrophone => self.people[who].microphone = Slot::default(),
            Effect::ReleaseCamera => self.people[who].camera = Slot::default(),
            Effect::ReleaseScreen => self.people[who].screen = Slot::default(),
            Effect::CreatePeer { peer, .. } => {
                let fake = FakePeer::new(self.number());
                self.people[who].peers.insert(peer, fake);
            }
            Effect::CreateSfuPeer { .. }
            | Effect::SetSending { .. }
            | Effect::SetSlots { .. }
            | Effect::PlayFrom { .. } => self.execute_routed(page, effect),
            Effect::SetPlayback { peer, media } => {
                let fake = self.people[who].peers.get_mut(&peer);
                fake.expect("it is open").played = media;
            }
            Effect::ClosePeer { peer } => self.close_peer(who, peer),
            Effect::CreateOffer {
                peer, operation, ..
            } => self.begin(page, peer, operation, Step::Offer),
            Effect::AcceptOffer {
                peer,
                operation,
                sdp,
            } => self.begin(page, peer, operation, Step::Answer(Description::read(&sdp))),
            Effect::AcceptAnswer {
                peer,
                operation,
                sdp,
            } => self.begin(page, peer, operation, Step::Accept(Description::read(&sdp))),
            Effect::AddCandidate { peer, candidate } => {
                self.add_candidate(who, peer, &candidate.candidate);
            }
            Effect::StoreSeat { seat } => self.people[who].stored = Some(seat),
            Effect::ForgetSeat => self.people[who].stored = None,
            Effect::ReloadPage => panic!("page and server are of one version"),
        }
    }

    fn add_candidate(&mut self, who: usize, peer: PeerId, candidate: &str) {
        let generation = candidate.strip_prefix(CANDIDATE);
        let generation = generation.and_then(|number| number.parse().ok());
        let generation = generation.expect("candidates are numbers");
        let peer = self.people[who].peers.get_mut(&peer).expect("it is open");
        peer.add_candidate(generation);
        self.try_to_connect();
    }

    fn execute_routed(&mut self, page: Page, effect: Effect) {
        if let Effect::CreateSfuPeer { peer, .. } = effect {
            let fake = FakePeer::to_router(self.number());
            self.people[page.0].peers.insert(peer, fake);
        } else if let Effect::SetSending { peer, sending } = effect {
            let fake = self.people[page.0].peers.get_mut(&peer);
            fake.expect("it is open").sending = sending;
        } else if let Effect::SetSlots { peer, slots } = effect {
            self.set_slots(page, peer, slots);
        } else if let Effect::PlayFrom {
            participant,
            source,
        } = effect
        {
            self.people[page.0].plays.insert(participant, source);
        }
    }

    /// What comes of whom. What is awaited comes soon.
    fn set_slots(&mut self, page: Page, peer: PeerId, slots: Vec<ReceivedSlot>) {
        for slot in slots.iter().filter(|slot| slot.awaited) {
            let delivers = Input::SlotDelivers {
                peer,
                mid: slot.mid.clone(),
                source: slot.source,
            };
            self.soon(20, 6_000, Event::Page(page, delivers));
        }
        let fake = self.people[page.0].peers.get_mut(&peer);
        fake.expect("it is open").slots = slots;
    }

    fn open_socket(&mut self, page: Page, socket: SocketId) {
        let connection = ConnectionId(self.number().into());
        self.people[page.0].sockets.insert(socket, connection);
        let wire = Wire::new(page, socket, self.now);
        self.wires.insert(connection, wire);
        self.soon(2, 100, Event::Dial(connection));
    }

    fn acquire(&mut self, page: Page, device: Device, acquire: AcquireId) {
        self.people[page.0].slot(device).newest = Some(acquire);
        let works = !(self.faults && self.random.percent(25));
        self.soon(5, 900, Event::Device(page, device, acquire, works));
    }

    pub(crate) fn device_answers(
        &mut self,
        page: Page,
        device: Device,
        acquire: AcquireId,
        works: bool,
    ) {
        if self.people[page.0].epoch != page.1 {
            return;
        }
        let slot = self.people[page.0].slot(device);
        if !works {
            let error = DeviceError::NotFound;
            self.feed(page.0, Input::DeviceFailed { acquire, error });
        } else if slot.newest == Some(acquire) {
            slot.running = Some(acquire);
            let device = None;
            self.feed(page.0, Input::DeviceAcquired { acquire, device });
        }
    }

    fn begin(&mut self, page: Page, peer: PeerId, operation: OperationId, step: Step) {
        let fake = self.people[page.0].peers.get_mut(&peer);
        let fake = fake.expect("it is open");
        assert_eq!(fake.operation, None, "one step at a time");
        fake.operation = Some(operation);
        self.soon(1, 40, Event::StepDone(page, peer, operation, step));
    }

    pub(crate) fn step_done(
        &mut self,
        page: Page,
        peer: PeerId,
        operation: OperationId,
        step: Step,
    ) {
        let fails = self.faults && self.random.percent(3);
        let generation = self.number();
        let fake = self.people[page.0].peers.get_mut(&peer);
        let Some(fake) = fake.filter(|f| f.operation == Some(operation)) else {
            return;
        };
        fake.operation = None;
        let input = if fails {
            None
        } else {
            take_step(fake, peer, operation, step, generation)
        };
        let settled = fake.generations();
        let accepted = matches!(input, Some(Input::AnswerAccepted { .. }));
        if let Some(ready) = settled.filter(|_| fake.router && accepted) {
            fake.tried = Some(ready);
            let state = if self.faults && self.random.percent(10) {
                PeerState::Failed
            } else {
                PeerState::Connected
            };
            self.soon(20, 400, Event::PeerState(page, peer, ready, state));
        }
        let describes = matches!(
            input,
            Some(Input::OfferCreated { .. } | Input::AnswerCreated { .. })
        );
        self.feed_page(page, input.unwrap_or(Input::PeerFailed { peer, operation }));
        if let Some(pair) = settled {
            self.soon(8_000, 15_000, Event::IceGivesUp(page, peer, pair));
        }
        if describes {
            for _ in 0..self.random.range(1, 4) {
                let candidate = IceCandidate {
                    candidate: format!("{CANDIDATE}{generation}"),
                    sdp_mid: None,
                    sdp_m_line_index: None,
                };
                let input = Input::CandidateGathered { peer, candidate };
                self.soon(1, 60, Event::Page(page, input));
            }
        }
        self.try_to_connect();
    }
}

/// What a browser answers to a step; `None` when it fails.
fn take_step(
    fake: &mut FakePeer,
    peer: PeerId,
    operation: OperationId,
    step: Step,
    generation: u32,
) -> Option<Input> {
    match step {
        Step::Offer => {
            fake.local = generation;
            fake.pending_offer = true;
            let sdp = Description {
                session: fake.session,
                generation,
                answers: 0,
            };
            let sdp = sdp.write();
            Some(Input::OfferCreated {
                peer,
                operation,
                sdp,
            })
        }
        Step::Answer(offer) => fake.set_remote(offer).then(|| {
            fake.local = generation;
            let sdp = Description {
                session: fake.session,
                generation,
                answers: offer.generation,
            };
            let sdp = sdp.write();
            Input::AnswerCreated {
                peer,
                operation,
                sdp,
            }
        }),
        Step::Accept(answer) => {
            assert!(fake.pending_offer, "an answer without an offer");
            assert_eq!(answer.answers, fake.local, "an answer to another offer");
            fake.pending_offer = false;
            fake.set_remote(answer)
                .then_some(Input::AnswerAccepted { peer, operation })
        }
    }
}
