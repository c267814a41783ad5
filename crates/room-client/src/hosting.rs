//! What hosts do to the person and what the person asks of them: mutes, requests, the own hand, who waits and who is kept
//! out.
//!
//! *Invariants*: nothing that comes from the server switches on a microphone or camera; whoever may not have one on has
//! it off; who waits or is kept out is known only while the person may let them in.

use crate::{
    Asked, HostCommand, OrderRefusal, Told, device::Kind, local_media::LocalMedia, orders::Orders,
    outbox::Outbox, roster::Roster,
};
use parley_protocol::{
    ClientMessage, ErrorCode, KeptOutView, KnockView, MediaState, MeetingRules, RequestId,
    ServerMessage, Timestamp, permissions::Action,
};

/// The machine.
#[derive(Debug, Default)]
pub(crate) struct Hosting {
    waiting: Vec<KnockView>,
    kept_out: Vec<KeptOutView>,
    told: Told,
    asked: Asked,
    /// What a host asked for although the rules forbid it: once, until it goes off again.
    leave: MediaState,
    /// What was wanted after the last input.
    wanted: MediaState,
    /// Orders that the server may still refuse.
    orders: Orders,
    /// The last change of the own hand, and what it was before.
    hand: Option<(RequestId, Option<Timestamp>)>,
}

impl Hosting {
    /// Takes what the server says about this; other messages change nothing.
    pub(crate) fn handle(
        &mut self,
        message: &ServerMessage,
        media: &mut LocalMedia,
        out: &mut Outbox,
    ) {
        if let ServerMessage::Snapshot {
            waiting, kept_out, ..
        } = message
        {
            self.waiting.clone_from(waiting);
            self.kept_out.clone_from(kept_out);
        } else if let ServerMessage::Waiting { waiting } = message {
            self.waiting.clone_from(waiting);
        } else if let ServerMessage::KeptOut { kept_out } = message {
            self.kept_out.clone_from(kept_out);
        } else if let ServerMessage::MeetingChanged { meeting } = message {
            self.orders.handle_rules(meeting.rules);
        } else if let ServerMessage::Muted { all } = message {
            let count = if *all {
                &mut self.told.everyone_muted
            } else {
                &mut self.told.muted
            };
            *count = count.wrapping_add(1);
            self.asked.to_unmute = false;
            self.leave.microphone = false;
            media.switch_off(Kind::Microphone, out);
        } else if matches!(message, ServerMessage::VideoStopped {}) {
            self.told.video_stopped = self.told.video_stopped.wrapping_add(1);
            self.asked.to_start_video = false;
            self.leave.camera = false;
            media.switch_off(Kind::Camera, out);
        } else if matches!(message, ServerMessage::SharingStopped {}) {
            self.told.sharing_stopped = self.told.sharing_stopped.wrapping_add(1);
            media.stop_sharing(out);
        } else if matches!(message, ServerMessage::AskedToUnmute {}) {
            self.asked.to_unmute = true;
            self.leave.microphone = true;
        } else if matches!(message, ServerMessage::AskedToStartVideo {}) {
            self.asked.to_start_video = true;
            self.leave.camera = true;
        }
    }

    /// Follows the own role, the rules, and what the person did: after every input while in the meeting.
    pub(crate) fn settle(&mut self, roster: &Roster, media: &mut LocalMedia, out: &mut Outbox) {
        if !roster.may(Action::Admit) {
            self.waiting.clear();
        }
        if !roster.may(Action::Readmit) {
            self.kept_out.clear();
        }
        self.use_up_leave(roster, media.wanted());
        for (action, kind) in [
            (Action::Unmute, Kind::Microphone),
            (Action::StartVideo, Kind::Camera),
        ] {
            if !self.may(action, roster) {
                media.switch_off(kind, out);
            }
        }
        if !self.may(Action::ShareScreen, roster) {
            media.stop_sharing(out);
        }
        let wanted = media.wanted();
        self.wanted = wanted;
        self.asked.to_unmute &= !wanted.microphone;
        self.asked.to_start_video &= !wanted.camera;
    }

    /// Leave is over when what it was for has gone off, and nobody needs one for what the rules allow.
    fn use_up_leave(&mut self, roster: &Roster, wanted: MediaState) {
        let before = self.wanted;
        let went_off = MediaState {
            microphone: before.microphone && !wanted.microphone,
            camera: before.camera && !wanted.camera,
            screen: false,
        };
        self.leave.microphone &= !went_off.microphone && !roster.may(Action::Unmute);
        self.leave.camera &= !went_off.camera && !roster.may(Action::StartVideo);
    }

    /// Whether the person may do this, by the table or by leave of a host.
    pub(crate) fn may(&self, action: Action, roster: &Roster) -> bool {
        let sound = action == Action::Unmute && self.leave.microphone;
        let picture = action == Action::StartVideo && self.leave.camera;
        sound || picture || roster.may(action)
    }

    /// The person wants to switch on what they may not.
    pub(crate) fn refuse(&mut self) {
        self.told.refused = self.told.refused.wrapping_add(1);
    }

    /// The server does not let the person send this. The rules that it goes by have come before; should they say nothing
    /// against it, all of it goes off.
    pub(crate) fn handle_forbidden(
        &mut self,
        refused: MediaState,
        roster: &Roster,
        media: &mut LocalMedia,
        out: &mut Outbox,
    ) {
        self.refuse();
        self.leave = MediaState::default();
        let microphone = refused.microphone && !roster.may(Action::Unmute);
        let camera = refused.camera && !roster.may(Action::StartVideo);
        let screen = refused.screen && !roster.may(Action::ShareScreen);
        let unclear = !microphone && !camera && !screen;
        if screen || unclear && refused.screen {
            media.stop_sharing(out);
        }
        if microphone || unclear && refused.microphone {
            media.switch_off(Kind::Microphone, out);
        }
        if camera || unclear && refused.camera {
            media.switch_off(Kind::Camera, out);
        }
    }

    pub(crate) fn dismiss(&mut self) {
        self.asked = Asked::default();
        self.leave = MediaState::default();
    }

    /// Raises or lowers the own hand. It is shown at once, and the server says it again.
    pub(crate) fn set_hand(
        &mut self,
        raised: bool,
        roster: &mut Roster,
        now: Timestamp,
        out: &mut Outbox,
    ) {
        let before = roster.own().and_then(|own| own.hand_raised_at);
        if before.is_some() == raised {
            return;
        }
        let request = out.send(|request| ClientMessage::SetHand { request, raised });
        self.hand = request.map(|request| (request, before));
        if request.is_some() {
            let raised_at = raised.then(|| roster.next_hand_at(now));
            roster.set_own_hand(raised_at);
        }
    }

    pub(crate) fn handle_refused(
        &mut self,
        request: RequestId,
        code: ErrorCode,
        roster: &mut Roster,
    ) {
        if let Some((_, before)) = self.hand.take_if(|(sent, _)| *sent == request) {
            roster.set_own_hand(before);
        }
        if self.orders.take(request) {
            self.tell_refused(1, OrderRefusal::Server(code));
        }
    }

    pub(crate) fn command(&mut self, command: HostCommand, out: &mut Outbox) {
        if !self.orders.send(command, out) {
            self.tell_refused(1, OrderRefusal::NotConnected);
        }
    }

    pub(crate) fn handle_pong(&mut self, ping: RequestId) {
        self.orders.handle_pong(ping);
    }

    /// What was ordered and not answered counts as refused: whether it was done shows once the socket is back.
    pub(crate) fn lose_link(&mut self) {
        let lost = self.orders.lose();
        if lost > 0 {
            self.tell_refused(lost, OrderRefusal::ConnectionLost);
        }
    }

    fn tell_refused(&mut self, count: u32, refusal: OrderRefusal) {
        self.told.orders_refused = self.told.orders_refused.wrapping_add(count);
        self.told.order_refusal = Some(refusal);
    }

    /// The rules with what the person ordered and the server has not answered.
    pub(crate) fn wanted_rules(&self, roster: &Roster) -> MeetingRules {
        self.orders.apply_to(roster.rules())
    }

    /// Out of the meeting. What was told stays: it is only counted.
    pub(crate) fn reset(&mut self) {
        self.waiting.clear();
        self.kept_out.clear();
        self.dismiss();
        self.hand = None;
        self.orders = Orders::default();
    }

    pub(crate) fn waiting(&self) -> &[KnockView] {
        &self.waiting
    }

    pub(crate) fn kept_out(&self) -> &[KeptOutView] {
        &self.kept_out
    }

    pub(crate) fn told(&self) -> Told {
        self.told
    }

    /// What a host asks and the person may do.
    pub(crate) fn asked(&self, roster: &Roster) -> Asked {
        Asked {
            to_unmute: self.asked.to_unmute && self.may(Action::Unmute, roster),
            to_start_video: self.asked.to_start_video && self.may(Action::StartVideo, roster),
        }
    }
}
