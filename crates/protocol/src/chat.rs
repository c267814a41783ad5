//! A chat message as everybody gets it.

use crate::{ChatMessageId, ChatText, DisplayName, ParticipantId, Timestamp};
use serde::{Deserialize, Serialize};

/// A stored chat message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessageView {
    /// Its place: 1, 2, 3 … in each meeting, without gaps.
    pub sequence: u64,
    /// The id its writer gave it.
    pub id: ChatMessageId,
    /// Who wrote it.
    pub from: ParticipantId,
    /// The name they had then; the writer may have left.
    pub display_name: DisplayName,
    /// What they wrote.
    pub text: ChatText,
    /// When it reached the server, in milliseconds since 1970-01-01 UTC.
    pub sent_at: Timestamp,
}
