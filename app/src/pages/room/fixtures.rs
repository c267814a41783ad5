//! Views for tests.

use super::view_parts::empty_view;
use parley_protocol::{
    ChatMessageId, ChatText, DisplayName, KnockId, KnockView, MeetingRules, MeetingView,
    ParticipantId, Role, Timestamp, Topology,
};
use parley_room_client::{ChatLineView, ConnectionView, Phase, QualityView, RoomView, TileView};

pub(super) fn name(text: &str) -> DisplayName {
    DisplayName::new(text).unwrap()
}

pub(super) fn message_id(number: u32) -> ChatMessageId {
    ChatMessageId::try_from(format!("message-{number:08}")).unwrap()
}

pub(super) fn chat_line(id: u32, from: u32, who: &str, sent_at: Option<u64>) -> ChatLineView {
    ChatLineView {
        id: message_id(id),
        from: ParticipantId(from),
        display_name: name(who),
        is_self: false,
        text: ChatText::new("Hello").unwrap(),
        sent_at: sent_at.map(Timestamp),
        refused: None,
    }
}

pub(super) fn tile(id: u32, who: &str) -> TileView {
    TileView {
        participant: ParticipantId(id),
        display_name: name(who),
        picture: None,
        is_self: id == 1,
        microphone: true,
        camera: true,
        screen: false,
        media_connected: true,
        quality: QualityView::default(),
        lost: false,
        role: Role::Participant,
        owner: false,
        hand: None,
        in_spotlight: false,
    }
}

pub(super) fn knock(id: u32, who: &str) -> KnockView {
    KnockView {
        id: KnockId(id),
        display_name: name(who),
        guest: true,
        since: Timestamp(0),
    }
}

/// In a meeting as participant 1, together with these.
pub(super) fn in_meeting(others: &[TileView]) -> RoomView {
    let mut view = empty_view();
    view.phase = Phase::InMeeting;
    view.connection = ConnectionView::Connected;
    view.me = Some(ParticipantId(1));
    view.meeting = Some(MeetingView {
        code: "mkd-vqtr-hba".parse().unwrap(),
        title: None,
        started_at: Timestamp(0),
        rules: MeetingRules::default(),
        spotlight: None,
        topology: Topology::Mesh,
    });
    view.role = Some(Role::Participant);
    view.tiles = vec![tile(1, "Ines Moreau")];
    view.tiles.extend_from_slice(others);
    view
}
