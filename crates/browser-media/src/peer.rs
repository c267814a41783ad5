//! The peer connections and what becomes of them.
//!
//! *Invariants*: own tracks are exchanged without a new negotiation; nothing is heard of a peer connection after it was
//! closed.

use crate::{
    delivery::{Awaited, Delivery},
    device_access::Kind,
    ice::{configuration, peer_state, read_candidate},
    inputs::Inputs,
    listener::Listener,
    people::{People, Tracks},
    received::Received,
    router::Router,
    rtc_ext,
    senders::{replace_track, set_active},
    transceivers::{LocalTracks, transceivers},
};
use parley_protocol::{IceServer, MediaState, Milliseconds, ParticipantId};
use parley_room_client::{
    Input, MediaSource, PeerId, PeerOptions, PeerState, ReceivedSlot, Sending,
};
use std::{
    cell::RefCell,
    collections::BTreeMap,
    rc::{Rc, Weak},
};
use wasm_bindgen::JsCast;
use web_sys::{
    Event, MediaStream, MediaStreamTrack, RtcBundlePolicy, RtcIceTransportPolicy,
    RtcPeerConnection, RtcTrackEvent,
};

struct Peer {
    connection: RtcPeerConnection,
    participant: ParticipantId,
    starts_sharp: bool,
    received: Received,
    delivery: Rc<Delivery>,
    _listeners: Vec<Listener>,
}

/// A peer connection that is to be measured.
pub(crate) struct Measured {
    pub(crate) id: PeerId,
    pub(crate) connection: RtcPeerConnection,
    /// Set for the connection with the media router.
    pub(crate) router: Option<Rc<Router>>,
    /// The other end of a direct one.
    other: Option<ParticipantId>,
}

impl Measured {
    /// Whose sound or picture comes on a media section.
    pub(crate) fn participant(&self, mid: &str) -> Option<ParticipantId> {
        let router = self.router.as_ref();
        self.other
            .or_else(|| router.and_then(|router| router.occupant(mid)))
    }

    /// Whether a media section carries a screen, which stands still without being frozen.
    pub(crate) fn is_screen(&self, mid: &str) -> bool {
        if let Some(router) = &self.router {
            return router.is_screen(mid);
        }
        let mut all = transceivers(&self.connection);
        all.any(|(kind, one)| kind == Kind::Screen && one.mid().as_deref() == Some(mid))
    }
}

/// The peer connections there are.
pub(crate) struct Peers {
    this: Weak<Self>,
    pub(crate) inputs: Inputs,
    people: Rc<People>,
    router: RefCell<Option<Rc<Router>>>,
    local: RefCell<LocalTracks>,
    /// Only a name that sound and picture share, so that they are played in step.
    local_stream: Option<MediaStream>,
    open: RefCell<BTreeMap<PeerId, Peer>>,
}

impl Peers {
    pub(crate) fn new(inputs: Inputs, people: Rc<People>) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            this: this.clone(),
            inputs,
            people,
            router: RefCell::default(),
            local: RefCell::default(),
            local_stream: MediaStream::new().ok(),
            open: RefCell::default(),
        })
    }

    pub(crate) fn create(
        &self,
        id: PeerId,
        participant: ParticipantId,
        ice_servers: &[IceServer],
        options: PeerOptions,
    ) {
        let configuration = configuration(ice_servers);
        if options.relay_only {
            configuration.set_ice_transport_policy(RtcIceTransportPolicy::Relay);
        }
        let Ok(connection) = RtcPeerConnection::new_with_configuration(&configuration) else {
            return self.fail(id);
        };
        let received = Received::default();
        if options.offerer {
            let local = self.local.borrow();
            local.add_to(&connection, self.local_stream.as_ref());
        }
        let listeners = self.listen(id, participant, &connection, &received);
        let peer = Peer {
            connection,
            participant,
            starts_sharp: options.starts_sharp,
            received,
            delivery: Delivery::new(self.inputs.clone()),
            _listeners: listeners,
        };
        self.open.borrow_mut().insert(id, peer);
    }

    /// Makes the connection with the media router; there is one at most.
    pub(crate) fn create_router(&self, id: PeerId, ice_servers: &[IceServer]) {
        let configuration = configuration(ice_servers);
        configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
        let Ok(connection) = RtcPeerConnection::new_with_configuration(&configuration) else {
            return self.fail(id);
        };
        let listener = self.on_state(id, &connection);
        let router = Router::new(
            id,
            connection,
            self.local_stream.as_ref(),
            Rc::clone(&self.people),
            &self.inputs,
            listener,
        );
        self.router.replace(Some(Rc::new(router)));
    }

    fn router(&self, id: PeerId) -> Option<Rc<Router>> {
        self.router
            .borrow()
            .clone()
            .filter(|router| router.id == id)
    }

    pub(crate) fn is_router(&self, id: PeerId) -> bool {
        self.router(id).is_some()
    }

    /// Whether pictures begin sharp on a direct connection.
    pub(crate) fn starts_sharp(&self, id: PeerId) -> bool {
        let open = self.open.borrow();
        open.get(&id).is_some_and(|peer| peer.starts_sharp)
    }

    pub(crate) fn set_sending(&self, id: PeerId, sending: Sending) {
        if let Some(router) = self.router(id) {
            router.set_wanted(sending);
            self.fill_router(&router);
        }
    }

    /// The router's answer is set: what is wanted goes out.
    pub(crate) fn handle_router_answered(&self, id: PeerId) {
        if let Some(router) = self.router(id) {
            router.handle_answered();
            self.fill_router(&router);
        }
    }

    fn fill_router(&self, router: &Router) {
        let local = self.local.borrow();
        for kind in [Kind::Microphone, Kind::Camera, Kind::Screen] {
            router.set_track(kind, local.get(kind));
        }
    }

    pub(crate) fn set_slots(&self, id: PeerId, slots: Vec<ReceivedSlot>) {
        if let Some(router) = self.router(id) {
            router.set_slots(slots);
        }
    }

    pub(crate) fn play_from(&self, participant: ParticipantId, source: MediaSource) {
        self.people.play_from(participant, source);
    }

    /// The peer connections that are to be measured.
    pub(crate) fn measured(&self) -> Vec<Measured> {
        let open = self.open.borrow();
        let direct = open.iter().map(|(id, peer)| Measured {
            id: *id,
            connection: peer.connection.clone(),
            router: None,
            other: Some(peer.participant),
        });
        let router = self.router.borrow().clone();
        let router = router.map(|router| Measured {
            id: router.id,
            connection: router.connection.clone(),
            router: Some(router),
            other: None,
        });
        direct.chain(router).collect()
    }

    /// The direct connection is there: says when the first picture comes on it, while the router plays.
    fn await_picture(&self, id: PeerId) {
        let routed = self.router.borrow().is_some();
        let open = self.open.borrow();
        let Some(peer) = open.get(&id).filter(|_| routed) else {
            return;
        };
        let mut all = transceivers(&peer.connection);
        let camera = all.find(|(kind, _)| *kind == Kind::Camera);
        let delivered = Input::PeerDelivers { peer: id };
        let awaited = camera.map(|(_, camera)| Awaited::new(camera.receiver(), delivered));
        peer.delivery.watch(awaited.into_iter().collect());
    }

    fn fail(&self, peer: PeerId) {
        let state = PeerState::Failed;
        self.inputs.send(Input::PeerStateChanged { peer, state });
    }

    pub(crate) fn connection(&self, id: PeerId) -> Option<RtcPeerConnection> {
        let peers = self.open.borrow();
        let direct = peers.get(&id).map(|peer| peer.connection.clone());
        direct.or_else(|| self.router(id).map(|router| router.connection.clone()))
    }

    /// Plays these of what comes, and nothing else.
    pub(crate) fn set_playback(&self, id: PeerId, media: MediaState) {
        if let Some(peer) = self.open.borrow().get(&id) {
            peer.received.set_played(media);
        }
    }

    pub(crate) fn close(&self, id: PeerId) {
        let peer = self.open.borrow_mut().remove(&id);
        if let Some(peer) = peer {
            peer.connection.close();
            peer.delivery.stop();
            let direct = MediaSource::Direct;
            self.people
                .set_tracks(peer.participant, direct, Tracks::default());
        }
        let router = self.router.borrow_mut().take_if(|router| router.id == id);
        if let Some(router) = router {
            router.close();
        }
    }

    pub(crate) fn close_all(&self) {
        let mut ids: Vec<PeerId> = self.open.borrow().keys().copied().collect();
        ids.extend(self.router.borrow().as_ref().map(|router| router.id));
        for id in ids {
            self.close(id);
        }
    }

    /// Keeps what comes in the jitter buffer for so long.
    pub(crate) fn set_jitter_buffer_target(&self, id: PeerId, target: Option<Milliseconds>) {
        if let Some(connection) = self.connection(id) {
            for receiver in connection.get_receivers() {
                rtc_ext::set_jitter_buffer_target(receiver.unchecked_ref(), target);
            }
        }
    }

    /// Sends this track from now on, on every peer connection.
    pub(crate) fn set_local_track(&self, kind: Kind, track: Option<&MediaStreamTrack>) {
        self.local.borrow_mut().set(kind, track);
        if let Some(router) = &*self.router.borrow() {
            router.set_track(kind, track);
        }
        for peer in self.open.borrow().values() {
            let mut all = transceivers(&peer.connection);
            let Some((_, transceiver)) = all.find(|(of, _)| *of == kind) else {
                continue;
            };
            let sender = transceiver.sender();
            replace_track(&sender, track);
            if kind != Kind::Microphone {
                set_active(&sender, track.is_some());
            }
        }
    }

    /// Puts the own tracks into the transceivers that came with an offer.
    pub(crate) fn fill_transceivers(&self, connection: &RtcPeerConnection) {
        let local = self.local.borrow();
        local.fill(connection, self.local_stream.as_ref());
    }

    fn listen(
        &self,
        id: PeerId,
        participant: ParticipantId,
        connection: &RtcPeerConnection,
        received: &Received,
    ) -> Vec<Listener> {
        let (inputs, people, received) = (
            self.inputs.clone(),
            Rc::clone(&self.people),
            received.clone(),
        );
        let on_track = move |event: Event| {
            received.add(&event.unchecked_into::<RtcTrackEvent>().track());
            people.set_tracks(participant, MediaSource::Direct, received.tracks());
        };
        let on_candidate = move |event: Event| {
            if let Some(candidate) = read_candidate(event.unchecked_ref()) {
                inputs.send(Input::CandidateGathered {
                    peer: id,
                    candidate,
                });
            }
        };
        vec![
            Listener::new(connection, "track", on_track),
            Listener::new(connection, "icecandidate", on_candidate),
            self.on_state(id, connection),
        ]
    }

    fn on_state(&self, id: PeerId, connection: &RtcPeerConnection) -> Listener {
        let (peers, watched) = (self.this.clone(), connection.clone());
        Listener::new(connection, "connectionstatechange", move |_| {
            let state = peer_state(watched.connection_state());
            if let (Some(peers), Some(state)) = (peers.upgrade(), state) {
                if state == PeerState::Connected {
                    peers.await_picture(id);
                }
                peers
                    .inputs
                    .send(Input::PeerStateChanged { peer: id, state });
            }
        })
    }
}
