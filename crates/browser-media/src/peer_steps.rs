//! The asynchronous steps of a negotiation (JSEP, RFC 9429), each answered by its outcome.

use crate::{
    ice::candidate_init,
    peer::Peers,
    sdp::{with_dtx, with_start_bitrate},
};
use js_sys::{Promise, Reflect};
use parley_protocol::IceCandidate;
use parley_room_client::{Input, OperationId, PeerId};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{RtcOfferOptions, RtcPeerConnection, RtcSdpType, RtcSessionDescriptionInit};

impl Peers {
    pub(crate) fn create_offer(
        self: &Rc<Self>,
        peer: PeerId,
        operation: OperationId,
        ice_restart: bool,
    ) {
        let connection = self.connection(peer);
        self.answer(peer, operation, async move {
            let connection = connection.ok_or(JsValue::NULL)?;
            let options = RtcOfferOptions::new();
            options.set_ice_restart(ice_restart);
            let offer = connection.create_offer_with_rtc_offer_options(&options);
            let sdp = set_local(&connection, offer).await?;
            Ok(Input::OfferCreated {
                peer,
                operation,
                sdp,
            })
        });
    }

    pub(crate) fn accept_offer(self: &Rc<Self>, peer: PeerId, operation: OperationId, sdp: String) {
        let connection = self.connection(peer);
        let peers = Rc::clone(self);
        let sdp = self.wished_of(peer, sdp);
        self.answer(peer, operation, async move {
            let connection = connection.ok_or(JsValue::NULL)?;
            set_remote(&connection, RtcSdpType::Offer, &sdp).await?;
            peers.fill_transceivers(&connection);
            let sdp = set_local(&connection, connection.create_answer()).await?;
            Ok(Input::AnswerCreated {
                peer,
                operation,
                sdp,
            })
        });
    }

    pub(crate) fn accept_answer(
        self: &Rc<Self>,
        peer: PeerId,
        operation: OperationId,
        sdp: String,
    ) {
        let connection = self.connection(peer);
        let peers = Rc::clone(self);
        let sdp = self.wished_of(peer, sdp);
        self.answer(peer, operation, async move {
            let connection = connection.ok_or(JsValue::NULL)?;
            set_remote(&connection, RtcSdpType::Answer, &sdp).await?;
            peers.handle_router_answered(peer);
            Ok(Input::AnswerAccepted { peer, operation })
        });
    }

    /// The other end's description, with what it is to say of how is sent to it.
    fn wished_of(&self, peer: PeerId, sdp: String) -> String {
        if self.is_router(peer) {
            with_dtx(&sdp)
        } else if self.starts_sharp(peer) {
            with_start_bitrate(&sdp)
        } else {
            sdp
        }
    }

    /// A candidate that the browser cannot use is one way less, no failure.
    pub(crate) fn add_candidate(&self, peer: PeerId, candidate: &IceCandidate) {
        if let Some(connection) = self.connection(peer) {
            let init = candidate_init(candidate);
            let added = connection.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&init));
            spawn_local(async move {
                let _ = JsFuture::from(added).await;
            });
        }
    }

    fn answer(
        self: &Rc<Self>,
        peer: PeerId,
        operation: OperationId,
        step: impl Future<Output = Result<Input, JsValue>> + 'static,
    ) {
        let peers = Rc::clone(self);
        spawn_local(async move {
            let outcome = step.await;
            peers
                .inputs
                .send(outcome.unwrap_or(Input::PeerFailed { peer, operation }));
        });
    }
}

/// Sets what the promise makes as local description and returns its text.
async fn set_local(connection: &RtcPeerConnection, made: Promise) -> Result<String, JsValue> {
    let description = JsFuture::from(made).await?;
    let sdp = Reflect::get(&description, &"sdp".into())?
        .as_string()
        .ok_or(JsValue::NULL)?;
    let set = connection.set_local_description(description.unchecked_ref());
    JsFuture::from(set).await?;
    Ok(sdp)
}

async fn set_remote(
    connection: &RtcPeerConnection,
    kind: RtcSdpType,
    sdp: &str,
) -> Result<(), JsValue> {
    let description = RtcSessionDescriptionInit::new(kind);
    description.set_sdp(sdp);
    JsFuture::from(connection.set_remote_description(&description)).await?;
    Ok(())
}
