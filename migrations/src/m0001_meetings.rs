//! Meetings, the seats in them, and their chat.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(meeting()).await?;
        manager.create_table(meeting_participant()).await?;
        manager.create_index(participant_by_resume()).await?;
        manager.create_table(chat_message()).await?;
        manager.create_index(chat_message_by_client_id()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(drop(ChatMessage::Table)).await?;
        manager.drop_table(drop(MeetingParticipant::Table)).await?;
        manager.drop_table(drop(Meeting::Table)).await?;
        Ok(())
    }
}

fn drop(table: impl IntoTableRef) -> TableDropStatement {
    Table::drop().table(table).take()
}

fn meeting() -> TableCreateStatement {
    Table::create()
        .table(Meeting::Table)
        .col(
            ColumnDef::new(Meeting::Id)
                .big_integer()
                .not_null()
                .auto_increment()
                .primary_key(),
        )
        .col(
            ColumnDef::new(Meeting::Code)
                .string_len(16)
                .not_null()
                .unique_key(),
        )
        .col(ColumnDef::new(Meeting::Title).string_len(200).null())
        .col(ColumnDef::new(Meeting::CreatedAt).big_integer().not_null())
        .take()
}

fn meeting_participant() -> TableCreateStatement {
    use MeetingParticipant as P;
    Table::create()
        .table(P::Table)
        .col(ColumnDef::new(P::MeetingId).big_integer().not_null())
        .col(ColumnDef::new(P::Participant).big_integer().not_null())
        .col(ColumnDef::new(P::Arrival).big_integer().not_null())
        .col(ColumnDef::new(P::DisplayName).string_len(80).not_null())
        .col(ColumnDef::new(P::Microphone).boolean().not_null())
        .col(ColumnDef::new(P::Camera).boolean().not_null())
        .col(ColumnDef::new(P::ResumeHash).binary_len(32).not_null())
        .col(ColumnDef::new(P::JoinedAt).big_integer().not_null())
        .col(ColumnDef::new(P::LeftAt).big_integer().null())
        .primary_key(Index::create().col(P::MeetingId).col(P::Participant))
        .foreign_key(
            ForeignKey::create()
                .name("fk_meeting_participant_meeting")
                .from(P::Table, P::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn participant_by_resume() -> IndexCreateStatement {
    Index::create()
        .name("ux_meeting_participant_resume")
        .table(MeetingParticipant::Table)
        .col(MeetingParticipant::MeetingId)
        .col(MeetingParticipant::ResumeHash)
        .unique()
        .take()
}

/// `client_id` is binary, so that no collation takes two ids that differ in case for the same.
fn chat_message() -> TableCreateStatement {
    use ChatMessage as M;
    Table::create()
        .table(M::Table)
        .col(ColumnDef::new(M::MeetingId).big_integer().not_null())
        .col(ColumnDef::new(M::Sequence).big_integer().not_null())
        .col(ColumnDef::new(M::ClientId).var_binary(64).not_null())
        .col(ColumnDef::new(M::Participant).big_integer().not_null())
        .col(ColumnDef::new(M::DisplayName).string_len(80).not_null())
        .col(ColumnDef::new(M::Text).text().not_null())
        .col(ColumnDef::new(M::SentAt).big_integer().not_null())
        .primary_key(Index::create().col(M::MeetingId).col(M::Sequence))
        .foreign_key(
            ForeignKey::create()
                .name("fk_chat_message_meeting")
                .from(M::Table, M::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn chat_message_by_client_id() -> IndexCreateStatement {
    Index::create()
        .name("ux_chat_message_client_id")
        .table(ChatMessage::Table)
        .col(ChatMessage::MeetingId)
        .col(ChatMessage::Participant)
        .col(ChatMessage::ClientId)
        .unique()
        .take()
}

#[derive(DeriveIden)]
enum Meeting {
    Table,
    Id,
    Code,
    Title,
    CreatedAt,
}

#[derive(DeriveIden)]
enum MeetingParticipant {
    Table,
    MeetingId,
    Participant,
    Arrival,
    DisplayName,
    Microphone,
    Camera,
    ResumeHash,
    JoinedAt,
    LeftAt,
}

#[derive(DeriveIden)]
enum ChatMessage {
    Table,
    MeetingId,
    Sequence,
    ClientId,
    Participant,
    DisplayName,
    Text,
    SentAt,
}
