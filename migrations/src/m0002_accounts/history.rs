//! Whose a meeting is and which account a participant had, for the history of meetings. Both are empty for guests.
//!
//! They are no foreign keys: SQLite cannot add one to a table that is there.

use sea_orm_migration::prelude::*;

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let owner = ColumnDef::new(Meeting::OwnerId).big_integer().null().take();
    let user = ColumnDef::new(MeetingParticipant::UserId)
        .big_integer()
        .null()
        .take();
    manager.alter_table(add(Meeting::Table, owner)).await?;
    manager
        .alter_table(add(MeetingParticipant::Table, user))
        .await?;
    manager.create_index(meeting_by_owner()).await?;
    manager.create_index(participant_by_user()).await
}

/// SQLite drops no column that stands in an index.
pub(super) async fn down(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .drop_index(unindex(
            MeetingParticipant::Table,
            "ix_meeting_participant_user",
        ))
        .await?;
    manager
        .drop_index(unindex(Meeting::Table, "ix_meeting_owner"))
        .await?;
    manager
        .alter_table(remove(
            MeetingParticipant::Table,
            MeetingParticipant::UserId,
        ))
        .await?;
    manager
        .alter_table(remove(Meeting::Table, Meeting::OwnerId))
        .await
}

fn add(table: impl IntoTableRef, column: ColumnDef) -> TableAlterStatement {
    Table::alter().table(table).add_column(column).take()
}

fn remove(table: impl IntoTableRef, column: impl IntoIden) -> TableAlterStatement {
    Table::alter().table(table).drop_column(column).take()
}

fn unindex(table: impl IntoTableRef, name: &str) -> IndexDropStatement {
    Index::drop().table(table).name(name).to_owned()
}

fn meeting_by_owner() -> IndexCreateStatement {
    Index::create()
        .name("ix_meeting_owner")
        .table(Meeting::Table)
        .col(Meeting::OwnerId)
        .take()
}

fn participant_by_user() -> IndexCreateStatement {
    Index::create()
        .name("ix_meeting_participant_user")
        .table(MeetingParticipant::Table)
        .col(MeetingParticipant::UserId)
        .take()
}

#[derive(DeriveIden)]
enum Meeting {
    Table,
    OwnerId,
}

#[derive(DeriveIden)]
enum MeetingParticipant {
    Table,
    UserId,
}
