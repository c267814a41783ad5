//! Small readings of the room's view: titles, initials, the order of people, the time.

pub(super) use crate::text::meeting_title;
use parley_protocol::{MeetingRules, ParticipantId, Timestamp};
use parley_room_client::{
    Asked, ConnectionView, DeviceView, LocalMediaView, MediaDevice, Phase, QualityView, Reception,
    RoomView, ScreenShareView, StatisticsView, TileView, Told,
};
use std::collections::BTreeSet;

/// The view before the room client has said anything: what the server draws.
pub(super) fn empty_view() -> RoomView {
    let device = DeviceView {
        wanted: true,
        on: false,
        asking: false,
        error: None,
        device: None,
        choices: Vec::new(),
    };
    RoomView {
        phase: Phase::Lobby,
        join_refusal: None,
        lobby_title: None,
        connection: ConnectionView::Idle,
        meeting: None,
        me: None,
        role: None,
        rules: MeetingRules::default(),
        wanted_rules: MeetingRules::default(),
        may_unmute: true,
        may_start_video: true,
        may_share: true,
        may_chat: true,
        spotlight: None,
        waiting: Vec::new(),
        kept_out: Vec::new(),
        hand: None,
        told: Told::default(),
        asked: Asked::default(),
        clock_offset: 0,
        local: LocalMediaView {
            microphone: device.clone(),
            camera: device,
            screen: ScreenShareView::default(),
            speakers: Vec::new(),
        },
        tiles: Vec::new(),
        speakers: Vec::new(),
        reception: Reception::default(),
        hides_address: false,
        hidden_from_all: false,
        line: QualityView::default(),
        statistics: StatisticsView::default(),
        chat: Vec::new(),
        chat_has_more: false,
    }
}

/// The document's title without the name of the product; `was_inside` is whether the person was in the meeting.
pub(super) fn document_title(phase: Phase, title: &str, unread: usize, was_inside: bool) -> String {
    match phase {
        Phase::Lobby | Phase::Joining => format!("Join {title}"),
        Phase::Waiting(_) => "Waiting room".to_owned(),
        Phase::InMeeting if unread > 0 => format!("({unread}) {title}"),
        Phase::InMeeting => title.to_owned(),
        Phase::Left(reason) => super::ending::heading(reason, was_inside).to_owned(),
    }
}

/// Who is shown large: whoever a host has put into the spotlight. In a pair the other one is large as it is.
pub(super) fn large_tile(tiles: &[TileView]) -> Option<ParticipantId> {
    let large = tiles.iter().find(|tile| tile.in_spotlight)?;
    (tiles.len() > 2).then_some(large.participant)
}

/// Who shares a screen: the others by seat, then oneself.
pub(super) fn screens(tiles: &[TileView]) -> Vec<ParticipantId> {
    let mut sharing: Vec<&TileView> = tiles.iter().filter(|tile| tile.screen).collect();
    sharing.sort_by_key(|tile| tile.is_self);
    sharing.iter().map(|tile| tile.participant).collect()
}

/// The order of the tiles: the large one, the others by seat, oneself last.
pub(super) fn tile_order(tiles: &[TileView], large: Option<ParticipantId>) -> Vec<ParticipantId> {
    let mut order: Vec<&TileView> = tiles.iter().collect();
    order.sort_by_key(|tile| (Some(tile.participant) != large, tile.is_self));
    order.iter().map(|tile| tile.participant).collect()
}

/// More tries than this to get in say that the server is away; they go on all the same.
const TRIES_IN_SILENCE: u32 = 3;

/// Whether somebody who wants to join is to be told that the server is away.
pub(super) fn is_unreachable(connection: ConnectionView) -> bool {
    matches!(connection, ConnectionView::Connecting { attempt } if attempt > TRIES_IN_SILENCE)
}

/// Who speaks, in words.
pub(super) fn speakers_words(tiles: &[TileView], speaking: &BTreeSet<ParticipantId>) -> String {
    let names: Vec<&str> = tiles
        .iter()
        .filter(|tile| speaking.contains(&tile.participant))
        .map(|tile| {
            if tile.is_self {
                "You"
            } else {
                tile.display_name.as_str()
            }
        })
        .collect();
    match names.as_slice() {
        [] => "Nobody is speaking".to_owned(),
        ["You"] => "You are speaking".to_owned(),
        [name] => format!("{name} is speaking"),
        [first @ .., last] => format!("{} and {last} are speaking", first.join(", ")),
    }
}

/// The name of a device in a list; browsers give none before the person has allowed access.
pub(super) fn device_label(device: &MediaDevice, kind: &str, index: usize) -> String {
    if device.label.is_empty() {
        format!("{kind} {}", index + 1)
    } else {
        device.label.clone()
    }
}

/// The time in the meeting, `24:18` or `1:24:18`.
pub(super) fn timer_text(now: Timestamp, clock_offset: i64, started_at: Timestamp) -> String {
    let now = now.0.saturating_add_signed(clock_offset);
    let seconds = now.saturating_sub(started_at.0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

/// How long somebody was there, in words.
pub(super) fn stay_words(from: Timestamp, to: Timestamp) -> String {
    let minutes = to.since(from).0 / 60_000;
    let plural = |count: u64, one: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    };
    match (minutes / 60, minutes % 60) {
        (0, 0) => "less than a minute".to_owned(),
        (0, minutes) => plural(minutes, "minute"),
        (hours, 0) => plural(hours, "hour"),
        (hours, minutes) => format!("{} {}", plural(hours, "hour"), plural(minutes, "minute")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::tile;
    use parley_protocol::{LobbyState, MeetingCode};
    use parley_room_client::LeftReason;

    #[test]
    fn a_meeting_without_a_title_is_called_by_its_code() {
        let code: MeetingCode = "mkd-vqtr-hba".parse().unwrap();
        assert_eq!(meeting_title(None, &code), "Meeting mkd-vqtr-hba");
        assert_eq!(meeting_title(Some(" "), &code), "Meeting mkd-vqtr-hba");
        assert_eq!(meeting_title(Some("Design review"), &code), "Design review");
    }

    #[test]
    fn the_document_title_counts_unread_messages_in_the_meeting_only() {
        assert_eq!(
            document_title(Phase::Lobby, "Review", 0, false),
            "Join Review"
        );
        assert_eq!(
            document_title(Phase::InMeeting, "Review", 0, true),
            "Review"
        );
        assert_eq!(
            document_title(Phase::InMeeting, "Review", 3, true),
            "(3) Review"
        );
        assert_eq!(
            document_title(Phase::Left(LeftReason::Left), "Review", 3, true),
            "You left the meeting"
        );
        let waiting = Phase::Waiting(LobbyState::WaitingForHost);
        assert_eq!(document_title(waiting, "Review", 0, false), "Waiting room");
        let full = LeftReason::Refused(parley_protocol::ErrorCode::MeetingFull);
        assert_eq!(
            document_title(Phase::Left(full), "Review", 0, false),
            "This meeting is full"
        );
    }

    #[test]
    fn the_own_tile_is_last_and_the_large_one_first() {
        let tiles = [tile(1, "Zoe"), tile(3, "ben"), tile(4, "Ada")];
        let order = |large| -> Vec<u32> {
            let order = tile_order(&tiles, large);
            order.iter().map(|id| id.0).collect()
        };
        assert_eq!(order(None), [3, 4, 1]);
        assert_eq!(order(Some(ParticipantId(4))), [4, 3, 1]);
        assert_eq!(order(Some(ParticipantId(1))), [1, 3, 4]);
    }

    #[test]
    fn the_spotlight_makes_somebody_large_unless_there_are_only_two() {
        let mut tiles = vec![tile(1, "Zoe"), tile(3, "Ben")];
        tiles[1].in_spotlight = true;
        assert_eq!(large_tile(&tiles), None);
        tiles.push(tile(4, "Ada"));
        assert_eq!(large_tile(&tiles), Some(ParticipantId(3)));
        tiles[1].in_spotlight = false;
        assert_eq!(large_tile(&tiles), None);
    }

    #[test]
    fn the_own_screen_stands_behind_those_of_others() {
        let mut tiles = [tile(1, "Zoe"), tile(3, "Ben"), tile(4, "Ada")];
        assert_eq!(screens(&tiles), []);
        tiles[0].screen = true;
        tiles[2].screen = true;
        assert_eq!(screens(&tiles), [ParticipantId(4), ParticipantId(1)]);
    }

    #[test]
    fn a_server_that_stays_away_is_told_before_joining_only() {
        let attempt = |attempt| is_unreachable(ConnectionView::Connecting { attempt });
        assert_eq!([attempt(1), attempt(3), attempt(4)], [false, false, true]);
        assert!(!is_unreachable(ConnectionView::Reconnecting { attempt: 9 }));
    }

    #[test]
    fn who_speaks_is_said_in_a_sentence() {
        let tiles = [tile(1, "Me"), tile(2, "Ada"), tile(3, "Ben")];
        let words =
            |ids: &[u32]| speakers_words(&tiles, &ids.iter().copied().map(ParticipantId).collect());
        assert_eq!(words(&[]), "Nobody is speaking");
        assert_eq!(words(&[1]), "You are speaking");
        assert_eq!(words(&[2]), "Ada is speaking");
        assert_eq!(words(&[1, 2, 3]), "You, Ada and Ben are speaking");
    }

    #[test]
    fn the_timer_uses_the_servers_clock() {
        assert_eq!(timer_text(Timestamp(402_999), 0, Timestamp(0)), "06:42");
        assert_eq!(timer_text(Timestamp(5_058_000), 0, Timestamp(0)), "1:24:18");
        assert_eq!(timer_text(Timestamp(10_000), 50_000, Timestamp(0)), "01:00");
        assert_eq!(timer_text(Timestamp(0), -5, Timestamp(9)), "00:00");
    }

    #[test]
    fn a_stay_is_told_in_minutes_and_hours() {
        let words = |minutes: u64| stay_words(Timestamp(0), Timestamp(minutes * 60_000));
        assert_eq!(words(0), "less than a minute");
        assert_eq!(words(1), "1 minute");
        assert_eq!(words(45), "45 minutes");
        assert_eq!(words(60), "1 hour");
        assert_eq!(words(81), "1 hour 21 minutes");
    }

    #[test]
    fn a_device_without_a_name_gets_a_number() {
        let device = MediaDevice {
            id: "x".to_owned(),
            label: String::new(),
        };
        assert_eq!(device_label(&device, "Microphone", 1), "Microphone 2");
    }
}
