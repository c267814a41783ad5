//! Chat in the database: sequences without gaps, every message once.

use crate::{
    entity::{
        chat_message::{self as message, Column},
        meeting,
    },
    error::{bad_row, repository_error, to_column},
    transaction::begin_writing,
};
use async_trait::async_trait;
use parley_domain::{ChatRepository, MeetingId, NewChatMessage, RepositoryError};
use parley_protocol::{
    ChatMessageId, ChatMessageView, ChatText, DisplayName, ParticipantId, Timestamp,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction,
    DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Table `chat_message`.
#[derive(Clone, Debug)]
pub struct StoredChat {
    connection: DatabaseConnection,
}

impl StoredChat {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self { connection }
    }

    async fn add_in_one_transaction(&self, new: &NewChatMessage) -> Result<message::Model, DbErr> {
        let transaction = begin_writing(&self.connection).await?;
        // The row of the meeting is the lock of its sequence where rows can be locked.
        meeting::Entity::find_by_id(new.meeting.0)
            .lock_exclusive()
            .one(&transaction)
            .await?;
        if let Some(stored) = find(&transaction, new).await? {
            transaction.rollback().await?;
            return Ok(stored);
        }
        let highest: Option<Option<i64>> = message::Entity::find()
            .select_only()
            .column_as(Column::Sequence.max(), "sequence")
            .filter(Column::MeetingId.eq(new.meeting.0))
            .into_tuple()
            .one(&transaction)
            .await?;
        let sequence = highest.flatten().unwrap_or_default() + 1;
        let stored = to_row(new, sequence).insert(&transaction).await?;
        transaction.commit().await?;
        Ok(stored)
    }
}

#[async_trait]
impl ChatRepository for StoredChat {
    async fn add(&self, message: NewChatMessage) -> Result<ChatMessageView, RepositoryError> {
        let stored = self
            .add_in_one_transaction(&message)
            .await
            .map_err(repository_error)?;
        from_row(stored)
    }

    async fn list_newest(
        &self,
        meeting: MeetingId,
        count: usize,
    ) -> Result<(Vec<ChatMessageView>, bool), RepositoryError> {
        let limit = u64::try_from(count).unwrap_or(u64::MAX).saturating_add(1);
        let mut rows = message::Entity::find()
            .filter(Column::MeetingId.eq(meeting.0))
            .order_by_desc(Column::Sequence)
            .limit(limit)
            .all(&self.connection)
            .await
            .map_err(repository_error)?;
        let has_more = rows.len() > count;
        rows.truncate(count);
        rows.reverse();
        let messages = rows.into_iter().map(from_row).collect::<Result<_, _>>()?;
        Ok((messages, has_more))
    }
}

async fn find(
    transaction: &DatabaseTransaction,
    new: &NewChatMessage,
) -> Result<Option<message::Model>, DbErr> {
    message::Entity::find()
        .filter(Column::MeetingId.eq(new.meeting.0))
        .filter(Column::Participant.eq(i64::from(new.from.0)))
        .filter(Column::ClientId.eq(new.id.as_str().as_bytes().to_vec()))
        .one(transaction)
        .await
}

fn to_row(new: &NewChatMessage, sequence: i64) -> message::ActiveModel {
    message::ActiveModel {
        meeting_id: Set(new.meeting.0),
        sequence: Set(sequence),
        client_id: Set(new.id.as_str().as_bytes().to_vec()),
        participant: Set(new.from.0.into()),
        display_name: Set(new.display_name.as_str().to_owned()),
        text: Set(new.text.as_str().to_owned()),
        sent_at: Set(to_column(new.sent_at.0)),
    }
}

fn from_row(row: message::Model) -> Result<ChatMessageView, RepositoryError> {
    let bad = || bad_row("chat_message");
    let id = String::from_utf8(row.client_id).map_err(|_| bad())?;
    Ok(ChatMessageView {
        sequence: u64::try_from(row.sequence).map_err(|_| bad())?,
        id: ChatMessageId::try_from(id).map_err(|_| bad())?,
        from: ParticipantId(u32::try_from(row.participant).map_err(|_| bad())?),
        display_name: DisplayName::new(&row.display_name).map_err(|_| bad())?,
        text: ChatText::new(&row.text).map_err(|_| bad())?,
        sent_at: Timestamp(u64::try_from(row.sent_at).map_err(|_| bad())?),
    })
}
