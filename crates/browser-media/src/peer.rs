//! The peer connections and what becomes of them.
//!
//! *Invariants*: one stream holds all that comes from one peer connection; own tracks are exchanged without a new
//! negotiation; nothing is heard of a peer connection after it was closed.

use crate::{
    device_access::Kind, inputs::Inputs, listener::Listener, media_elements::Playback,
    received::Received, rtc_ext,
};
use js_sys::{Array, JSON};
use parley_protocol::{IceCandidate, IceServer, MediaState, ParticipantId};
use parley_room_client::{Input, PeerId, PeerState};
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{
    Event, MediaStream, MediaStreamTrack, RtcConfiguration, RtcIceCandidateInit, RtcPeerConnection,
    RtcPeerConnectionIceEvent, RtcPeerConnectionState, RtcRtpSender, RtcRtpTransceiver,
    RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcTrackEvent,
};

/// Own tracks, as every peer connection sends them.
#[derive(Default)]
struct LocalTracks {
    microphone: Option<MediaStreamTrack>,
    camera: Option<MediaStreamTrack>,
}

impl LocalTracks {
    fn get(&self, kind: Kind) -> Option<&MediaStreamTrack> {
        match kind {
            Kind::Microphone => self.microphone.as_ref(),
            Kind::Camera => self.camera.as_ref(),
        }
    }
}

struct Peer {
    connection: RtcPeerConnection,
    participant: ParticipantId,
    received: Received,
    _listeners: Vec<Listener>,
}

/// The peer connections there are.
pub(crate) struct Peers {
    pub(crate) inputs: Inputs,
    playback: Rc<Playback>,
    local: RefCell<LocalTracks>,
    /// Only a name that sound and picture share, so that they are played in step.
    local_stream: Option<MediaStream>,
    open: RefCell<BTreeMap<PeerId, Peer>>,
}

impl Peers {
    pub(crate) fn new(inputs: Inputs, playback: Rc<Playback>) -> Rc<Self> {
        Rc::new(Self {
            inputs,
            playback,
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
        offerer: bool,
    ) {
        let (Ok(connection), Ok(received)) = (
            RtcPeerConnection::new_with_configuration(&configuration(ice_servers)),
            Received::new(),
        ) else {
            return self.inputs.send(Input::PeerStateChanged {
                peer: id,
                state: PeerState::Failed,
            });
        };
        if offerer {
            self.add_transceivers(&connection);
        }
        let listeners = self.listen(id, participant, &connection, &received);
        let peer = Peer {
            connection,
            participant,
            received,
            _listeners: listeners,
        };
        self.open.borrow_mut().insert(id, peer);
    }

    pub(crate) fn connection(&self, id: PeerId) -> Option<RtcPeerConnection> {
        let peers = self.open.borrow();
        peers.get(&id).map(|peer| peer.connection.clone())
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
            let stream = peer.received.stream();
            self.playback.remove_stream(peer.participant, stream);
        }
    }

    pub(crate) fn close_all(&self) {
        let ids: Vec<PeerId> = self.open.borrow().keys().copied().collect();
        for id in ids {
            self.close(id);
        }
    }

    /// Sends this track from now on, on every peer connection.
    pub(crate) fn set_local_track(&self, kind: Kind, track: Option<&MediaStreamTrack>) {
        let mut local = self.local.borrow_mut();
        match kind {
            Kind::Microphone => local.microphone = track.cloned(),
            Kind::Camera => local.camera = track.cloned(),
        }
        for peer in self.open.borrow().values() {
            for (of, sender) in senders(&peer.connection) {
                if of == kind {
                    replace_track(&sender, track);
                }
            }
        }
    }

    /// Puts the own tracks into the transceivers that came with an offer: the first of each kind, however many
    /// somebody offers.
    pub(crate) fn fill_transceivers(&self, connection: &RtcPeerConnection) {
        for kind in [Kind::Microphone, Kind::Camera] {
            let first = transceivers(connection).find(|transceiver| kind_of(transceiver) == kind);
            let Some(transceiver) = first else {
                continue;
            };
            transceiver.set_direction(RtcRtpTransceiverDirection::Sendrecv);
            let sender = transceiver.sender();
            if let Some(stream) = &self.local_stream {
                rtc_ext::set_stream(&sender, stream);
            }
            replace_track(&sender, self.local.borrow().get(kind));
        }
    }

    fn add_transceivers(&self, connection: &RtcPeerConnection) {
        let init = RtcRtpTransceiverInit::new();
        init.set_direction(RtcRtpTransceiverDirection::Sendrecv);
        if let Some(stream) = &self.local_stream {
            init.set_streams(&Array::of1(stream));
        }
        for (kind, name) in [(Kind::Microphone, "audio"), (Kind::Camera, "video")] {
            let transceiver = connection.add_transceiver_with_str_and_init(name, &init);
            replace_track(&transceiver.sender(), self.local.borrow().get(kind));
        }
    }

    fn listen(
        &self,
        id: PeerId,
        participant: ParticipantId,
        connection: &RtcPeerConnection,
        received: &Received,
    ) -> Vec<Listener> {
        let (inputs, playback, received) = (
            self.inputs.clone(),
            Rc::clone(&self.playback),
            received.clone(),
        );
        let on_track = move |event: Event| {
            received.add(&event.unchecked_into::<RtcTrackEvent>().track());
            playback.set_stream(participant, received.stream());
        };
        let on_candidate = move |event: Event| {
            if let Some(candidate) = read_candidate(event.unchecked_ref()) {
                inputs.send(Input::CandidateGathered {
                    peer: id,
                    candidate,
                });
            }
        };
        let (inputs, watched) = (self.inputs.clone(), connection.clone());
        let on_state = move |_: Event| {
            if let Some(state) = peer_state(watched.connection_state()) {
                inputs.send(Input::PeerStateChanged { peer: id, state });
            }
        };
        vec![
            Listener::new(connection, "track", on_track),
            Listener::new(connection, "icecandidate", on_candidate),
            Listener::new(connection, "connectionstatechange", on_state),
        ]
    }
}

pub(crate) fn candidate_init(candidate: &IceCandidate) -> RtcIceCandidateInit {
    let init = RtcIceCandidateInit::new(&candidate.candidate);
    init.set_sdp_mid(candidate.sdp_mid.as_deref());
    init.set_sdp_m_line_index(candidate.sdp_m_line_index);
    init
}

/// The candidate of an event; `None` for the ends of gathering, which the other side has no use for.
fn read_candidate(event: &RtcPeerConnectionIceEvent) -> Option<IceCandidate> {
    let candidate = event.candidate()?;
    let text = candidate.candidate();
    (!text.is_empty()).then(|| IceCandidate {
        candidate: text,
        sdp_mid: candidate.sdp_mid(),
        sdp_m_line_index: candidate.sdp_m_line_index(),
    })
}

fn configuration(ice_servers: &[IceServer]) -> RtcConfiguration {
    let configuration = RtcConfiguration::new();
    let servers = serde_json::to_string(ice_servers)
        .ok()
        .and_then(|json| JSON::parse(&json).ok());
    if let Some(servers) = servers {
        configuration.set_ice_servers(&servers);
    }
    configuration
}

fn peer_state(state: RtcPeerConnectionState) -> Option<PeerState> {
    match state {
        RtcPeerConnectionState::New | RtcPeerConnectionState::Connecting => {
            Some(PeerState::Connecting)
        }
        RtcPeerConnectionState::Connected => Some(PeerState::Connected),
        RtcPeerConnectionState::Disconnected => Some(PeerState::Disconnected),
        RtcPeerConnectionState::Failed => Some(PeerState::Failed),
        RtcPeerConnectionState::Closed | _ => None,
    }
}

fn transceivers(connection: &RtcPeerConnection) -> impl Iterator<Item = RtcRtpTransceiver> {
    let all = connection.get_transceivers();
    (0..all.length()).map(move |index| all.get(index).unchecked_into())
}

fn kind_of(transceiver: &RtcRtpTransceiver) -> Kind {
    if transceiver.receiver().track().kind() == "audio" {
        Kind::Microphone
    } else {
        Kind::Camera
    }
}

fn senders(connection: &RtcPeerConnection) -> impl Iterator<Item = (Kind, RtcRtpSender)> {
    transceivers(connection).map(|transceiver| (kind_of(&transceiver), transceiver.sender()))
}

/// The browser keeps replacements in order by itself; one that fails leaves a connection that is being closed.
fn replace_track(sender: &RtcRtpSender, track: Option<&MediaStreamTrack>) {
    let replaced = wasm_bindgen_futures::JsFuture::from(sender.replace_track(track));
    wasm_bindgen_futures::spawn_local(async move {
        let _ = replaced.await;
    });
}
