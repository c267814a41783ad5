//! What is said when the room changes: found by comparing two views.

use super::device_words::{Device, error_words};
use super::rights_words::rights_changes;
use super::share_words::{share_changes, share_failure};
use parley_room_client::{ConnectionView, DeviceView, Phase, RoomView};

/// In larger meetings coming and going is not announced.
const MOST_ANNOUNCED: usize = 15;

/// Something to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Announcement {
    /// Somebody came or went, or wrote while the chat was closed, or another device took the place of one that is gone.
    Note(String),
    /// Something about one's own devices needs attention.
    Warning(String),
    /// The connection is lost; true until [`Announcement::ConnectionBack`].
    ConnectionLost,
    /// The connection is there again.
    ConnectionBack,
}

/// What is to be said about the step from one view to the next.
pub(super) fn announcements(old: &RoomView, new: &RoomView, chat_open: bool) -> Vec<Announcement> {
    let mut list = Vec::new();
    if is_connected_phase(old.phase) && is_connected_phase(new.phase) {
        list.extend(connection_change(old.connection, new.connection));
    }
    if new.phase != Phase::InMeeting {
        return list;
    }
    for (device, old, new) in [
        (
            Device::Microphone,
            &old.local.microphone,
            &new.local.microphone,
        ),
        (Device::Camera, &old.local.camera, &new.local.camera),
    ] {
        list.extend(device_change(device, old, new));
    }
    list.extend(share_failure(old, new).map(|words| Announcement::Warning(words.to_owned())));
    if old.phase != Phase::InMeeting {
        return list;
    }
    if old.me == new.me {
        list.extend(people_changes(old, new).map(Announcement::Note));
        list.extend(rights_changes(old, new).into_iter().map(Announcement::Note));
        list.extend(share_changes(old, new).into_iter().map(Announcement::Note));
        if !chat_open {
            list.extend(new_messages(old, new).map(Announcement::Note));
        }
    }
    list
}

/// Whether the page has a connection to lose: in the meeting and in the waiting room.
fn is_connected_phase(phase: Phase) -> bool {
    matches!(phase, Phase::InMeeting | Phase::Waiting(_))
}

fn is_lost(connection: ConnectionView) -> bool {
    matches!(connection, ConnectionView::Reconnecting { .. })
}

fn connection_change(old: ConnectionView, new: ConnectionView) -> Option<Announcement> {
    match (is_lost(old), is_lost(new)) {
        (false, true) => Some(Announcement::ConnectionLost),
        (true, false) => Some(Announcement::ConnectionBack),
        _ => None,
    }
}

fn people_changes(old: &RoomView, new: &RoomView) -> impl Iterator<Item = String> {
    let few = old.tiles.len().max(new.tiles.len()) <= MOST_ANNOUNCED;
    let only_in = |tiles: &RoomView, others: &RoomView, verb: &str| -> Vec<String> {
        tiles
            .tiles
            .iter()
            .filter(|tile| few && !tile.is_self)
            .filter(|tile| {
                !others
                    .tiles
                    .iter()
                    .any(|other| other.participant == tile.participant)
            })
            .map(|tile| format!("{} {verb}", tile.display_name))
            .collect()
    };
    let left = only_in(old, new, "left");
    let joined = only_in(new, old, "joined");
    left.into_iter().chain(joined)
}

fn new_messages(old: &RoomView, new: &RoomView) -> impl Iterator<Item = String> {
    let mut writers: Vec<String> = new
        .chat
        .iter()
        .filter(|line| !line.is_self && !old.chat.iter().any(|other| other.id == line.id))
        .map(|line| format!("New message from {}", line.display_name))
        .collect();
    writers.dedup();
    writers.into_iter()
}

fn device_change(device: Device, old: &DeviceView, new: &DeviceView) -> Option<Announcement> {
    if let Some(error) = new.error.filter(|_| new.wanted) {
        let fresh = (old.error != new.error || old.asking) && !new.asking;
        return fresh.then(|| Announcement::Warning(error_words(device, error).to_owned()));
    }
    let before = old.device.as_deref()?;
    let gone = label(old, before)?;
    let still_there = new.choices.iter().any(|choice| choice.id == before);
    let now = label(new, new.device.as_deref()?)?;
    (!still_there && new.on)
        .then(|| Announcement::Note(format!("{gone} was disconnected. Parley now uses {now}.")))
}

fn label(device: &DeviceView, id: &str) -> Option<String> {
    device
        .choices
        .iter()
        .find(|choice| choice.id == id && !choice.label.is_empty())
        .map(|choice| choice.label.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::{chat_line, in_meeting, tile};
    use crate::pages::room::view_parts::empty_view;
    use parley_protocol::LobbyState;
    use parley_room_client::{DeviceError, MediaDevice};

    fn notes(old: &RoomView, new: &RoomView, chat_open: bool) -> Vec<String> {
        announcements(old, new, chat_open)
            .into_iter()
            .filter_map(|announcement| match announcement {
                Announcement::Note(words) | Announcement::Warning(words) => Some(words),
                Announcement::ConnectionLost | Announcement::ConnectionBack => None,
            })
            .collect()
    }

    #[test]
    fn coming_and_going_is_announced() {
        let old = in_meeting(&[tile(2, "Ada"), tile(3, "Ben")]);
        let new = in_meeting(&[tile(2, "Ada"), tile(4, "Wei Chen")]);
        assert_eq!(notes(&old, &new, false), ["Ben left", "Wei Chen joined"]);
    }

    #[test]
    fn those_who_were_there_before_are_not_announced() {
        let new = in_meeting(&[tile(2, "Ada")]);
        assert_eq!(notes(&empty_view(), &new, false), Vec::<String>::new());
    }

    #[test]
    fn large_meetings_are_quiet() {
        let crowd: Vec<_> = (2..=17)
            .map(|id| tile(id, &format!("Guest {id}")))
            .collect();
        let old = in_meeting(&crowd[1..]);
        assert_eq!(
            notes(&old, &in_meeting(&crowd), false),
            Vec::<String>::new()
        );
    }

    #[test]
    fn messages_are_announced_while_the_chat_is_closed() {
        let old = in_meeting(&[tile(2, "Ada")]);
        let mut new = old.clone();
        new.chat = vec![
            chat_line(1, 2, "Ada", Some(1)),
            chat_line(2, 2, "Ada", Some(2)),
        ];
        assert_eq!(notes(&old, &new, false), ["New message from Ada"]);
        assert_eq!(notes(&old, &new, true), Vec::<String>::new());
        assert_eq!(notes(&new, &new, false), Vec::<String>::new());
        new.chat[0].is_self = true;
        new.chat.truncate(1);
        assert_eq!(notes(&old, &new, false), Vec::<String>::new());
    }

    #[test]
    fn a_lost_connection_is_told_once_and_so_is_its_return() {
        let there = in_meeting(&[]);
        let mut lost = there.clone();
        lost.connection = ConnectionView::Reconnecting { attempt: 1 };
        let mut longer = there.clone();
        longer.connection = ConnectionView::Reconnecting { attempt: 2 };
        assert_eq!(
            announcements(&there, &lost, false),
            [Announcement::ConnectionLost]
        );
        assert_eq!(announcements(&lost, &longer, false), []);
        assert_eq!(
            announcements(&longer, &there, false),
            [Announcement::ConnectionBack]
        );
    }

    #[test]
    fn a_connection_that_is_lost_while_waiting_may_come_back_in_the_meeting() {
        let waiting = |connection| {
            let mut view = empty_view();
            view.phase = Phase::Waiting(LobbyState::WaitingForHost);
            view.connection = connection;
            view
        };
        let there = waiting(ConnectionView::Connected);
        let lost = waiting(ConnectionView::Reconnecting { attempt: 1 });
        assert_eq!(
            announcements(&there, &lost, false),
            [Announcement::ConnectionLost]
        );
        assert_eq!(
            announcements(&lost, &in_meeting(&[]), false),
            [Announcement::ConnectionBack]
        );
    }

    #[test]
    fn a_device_that_fails_in_the_meeting_is_told() {
        let old = in_meeting(&[]);
        let mut new = old.clone();
        new.local.camera.error = Some(DeviceError::InUse);
        assert_eq!(
            notes(&old, &new, false),
            ["Another app is using the camera."]
        );
        assert_eq!(notes(&new, &new, false), Vec::<String>::new());
    }

    #[test]
    fn a_device_that_is_gone_is_named_with_the_one_in_its_place() {
        let device = |id: &str, label: &str| MediaDevice {
            id: id.to_owned(),
            label: label.to_owned(),
        };
        let mut old = in_meeting(&[]);
        old.local.microphone.on = true;
        old.local.microphone.device = Some("a".to_owned());
        old.local.microphone.choices = vec![device("a", "Headset"), device("b", "Built-in")];
        let mut new = old.clone();
        new.local.microphone.device = Some("b".to_owned());
        assert_eq!(notes(&old, &new, false), Vec::<String>::new(), "chosen");
        new.local.microphone.choices.remove(0);
        assert_eq!(
            notes(&old, &new, false),
            ["Headset was disconnected. Parley now uses Built-in."]
        );
    }
}
