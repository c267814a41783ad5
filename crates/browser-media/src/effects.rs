//! Carries out what the room client wants.

use crate::{device_access::Kind, page, shared::Shared, storage};
use parley_room_client::Effect;

impl Shared {
    pub(crate) fn execute(&self, effect: Effect) {
        match effect {
            Effect::OpenSocket { socket } => self.sockets.open(socket),
            Effect::Send { socket, message } => self.sockets.send(socket, &message),
            Effect::CloseSocket { socket } => self.sockets.close(socket),
            Effect::AcquireMicrophone { acquire, device } => {
                self.devices.acquire(Kind::Microphone, acquire, device);
            }
            Effect::AcquireCamera { acquire, device } => {
                self.devices.acquire(Kind::Camera, acquire, device);
            }
            Effect::AcquireScreen { acquire } => self.devices.acquire_screen(acquire),
            Effect::ReleaseScreen => self.devices.release(Kind::Screen),
            Effect::EnableMicrophone { on } => self.devices.enable_microphone(on),
            Effect::ReleaseMicrophone => self.devices.release(Kind::Microphone),
            Effect::ReleaseCamera => self.devices.release(Kind::Camera),
            Effect::CreatePeer {
                peer,
                participant,
                ice_servers,
                options,
            } => self.peers.create(peer, participant, &ice_servers, options),
            Effect::CreateOffer {
                peer,
                operation,
                ice_restart,
            } => self.peers.create_offer(peer, operation, ice_restart),
            Effect::AcceptOffer {
                peer,
                operation,
                sdp,
            } => self.peers.accept_offer(peer, operation, sdp),
            Effect::AcceptAnswer {
                peer,
                operation,
                sdp,
            } => self.peers.accept_answer(peer, operation, sdp),
            Effect::AddCandidate { peer, candidate } => self.peers.add_candidate(peer, &candidate),
            Effect::SetPlayback { peer, media } => self.peers.set_playback(peer, media),
            Effect::CreateSfuPeer { peer, ice_servers } => {
                self.peers.create_router(peer, &ice_servers);
            }
            Effect::SetSending { peer, sending } => self.peers.set_sending(peer, sending),
            Effect::SetSlots { peer, slots } => self.peers.set_slots(peer, slots),
            Effect::PlayFrom {
                participant,
                source,
            } => self.peers.play_from(participant, source),
            Effect::SetJitterBufferTarget { peer, target } => {
                self.peers.set_jitter_buffer_target(peer, target);
            }
            Effect::StoreReception { reception } => storage::store_reception(reception),
            Effect::StoreHidesAddress { hides } => storage::store_hides_address(hides),
            Effect::ClosePeer { peer } => self.peers.close(peer),
            Effect::StoreSeat { seat } => storage::store_seat(&self.code, seat),
            Effect::ForgetSeat => storage::forget_seat(&self.code),
            Effect::ReloadPage => {
                self.reload.replace(Some(page::reload()));
            }
        }
    }
}
