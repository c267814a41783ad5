//! What the chat panel makes of the chat: groups and unread messages.

use super::links::{Piece, split_links};
use parley_protocol::ChatMessageId;
use parley_room_client::ChatLineView;

/// Messages of one person within this time stand under one name.
const GROUP_MILLISECONDS: u64 = 5 * 60 * 1000;

/// A message as the panel draws it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChatRow {
    /// The message.
    pub(super) line: ChatLineView,
    /// Its text, split at links.
    pub(super) pieces: Vec<Piece>,
    /// Whether it goes on under the name of the message before it.
    pub(super) follows: bool,
}

/// The rows for these messages, in their order.
pub(super) fn chat_rows(lines: &[ChatLineView]) -> Vec<ChatRow> {
    let mut before: Option<&ChatLineView> = None;
    lines
        .iter()
        .map(|line| {
            let follows = before.is_some_and(|before| belongs_under(before, line));
            before = Some(line);
            ChatRow {
                line: line.clone(),
                pieces: split_links(line.text.as_str()),
                follows,
            }
        })
        .collect()
}

fn belongs_under(before: &ChatLineView, line: &ChatLineView) -> bool {
    let soon = match (before.sent_at, line.sent_at) {
        (Some(before), Some(sent)) => sent.since(before).0 < GROUP_MILLISECONDS,
        _ => true,
    };
    before.from == line.from && before.display_name == line.display_name && soon
}

/// The last message that the server has, up to which everything is read when the panel is looked at.
pub(super) fn last_stored(lines: &[ChatLineView]) -> Option<ChatMessageId> {
    lines
        .iter()
        .rev()
        .find(|line| line.sent_at.is_some())
        .map(|line| line.id.clone())
}

/// How many messages of others came after `read`. When `read` is not among them any more, all of them did.
pub(super) fn unread(lines: &[ChatLineView], read: Option<&ChatMessageId>) -> usize {
    let start = read
        .and_then(|read| lines.iter().position(|line| line.id == *read))
        .map_or(0, |position| position + 1);
    lines[start..].iter().filter(|line| !line.is_self).count()
}

/// The words for unread messages, for `aria-description`.
pub(super) fn unread_words(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 unread message".to_owned()),
        count => Some(format!("{count} unread messages")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::{chat_line, message_id};

    #[test]
    fn messages_of_one_person_stand_together_for_five_minutes() {
        let lines = [
            chat_line(1, 2, "Ada", Some(0)),
            chat_line(2, 2, "Ada", Some(60_000)),
            chat_line(3, 3, "Ben", Some(61_000)),
            chat_line(4, 2, "Ada", Some(62_000)),
            chat_line(5, 2, "Ada", Some(400_000)),
            chat_line(6, 2, "Ada", None),
        ];
        let follows: Vec<bool> = chat_rows(&lines).iter().map(|row| row.follows).collect();
        assert_eq!(follows, [false, true, false, false, false, true]);
    }

    #[test]
    fn unread_counts_what_others_wrote_after_the_last_look() {
        let mut own = chat_line(3, 1, "Me", Some(3));
        own.is_self = true;
        let lines = [
            chat_line(1, 2, "Ada", Some(1)),
            chat_line(2, 2, "Ada", Some(2)),
            own,
            chat_line(4, 2, "Ada", Some(4)),
        ];
        assert_eq!(unread(&lines, None), 3);
        assert_eq!(unread(&lines, Some(&message_id(1))), 2);
        assert_eq!(unread(&lines, Some(&message_id(4))), 0);
        assert_eq!(unread(&lines, Some(&message_id(99))), 3);
        assert_eq!(unread(&[], Some(&message_id(1))), 0);
    }

    #[test]
    fn what_is_on_its_way_is_not_the_last_stored_message() {
        let lines = [chat_line(1, 2, "Ada", Some(1)), chat_line(2, 1, "Me", None)];
        assert_eq!(last_stored(&lines), Some(message_id(1)));
        assert_eq!(last_stored(&[]), None);
    }

    #[test]
    fn one_message_is_not_messages() {
        assert_eq!(unread_words(0), None);
        assert_eq!(unread_words(1).as_deref(), Some("1 unread message"));
        assert_eq!(unread_words(2).as_deref(), Some("2 unread messages"));
    }
}
