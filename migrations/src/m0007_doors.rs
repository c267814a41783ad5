//! Doors and rights: what a meeting allows, its password and custom link, what a seat may do, and who may not come back.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in meeting_columns() {
            let table = Table::alter()
                .table(Meeting::Table)
                .add_column(column)
                .take();
            manager.alter_table(table).await?;
        }
        manager.create_index(meeting_by_link()).await?;
        let role = ColumnDef::new(MeetingParticipant::Role)
            .string_len(16)
            .null()
            .take();
        let seats = Table::alter()
            .table(MeetingParticipant::Table)
            .add_column(role)
            .take();
        manager.alter_table(seats).await?;
        manager.create_table(meeting_ban()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bans = Table::drop().table(MeetingBan::Table).take();
        manager.drop_table(bans).await?;
        let role = Table::alter()
            .table(MeetingParticipant::Table)
            .drop_column(MeetingParticipant::Role)
            .take();
        manager.alter_table(role).await?;
        let by_link = Index::drop()
            .name("ux_meeting_link")
            .table(Meeting::Table)
            .to_owned();
        manager.drop_index(by_link).await?;
        for column in meeting_columns() {
            let name = column.get_column_name();
            let table = Table::alter()
                .table(Meeting::Table)
                .drop_column(Alias::new(name))
                .take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}

/// A meeting from before allows everything, as it did.
fn meeting_columns() -> Vec<ColumnDef> {
    let switch = |column: Meeting, on: bool| {
        ColumnDef::new(column)
            .boolean()
            .not_null()
            .default(on)
            .take()
    };
    vec![
        switch(Meeting::WaitingRoom, false),
        switch(Meeting::HostFirst, false),
        switch(Meeting::Locked, false),
        switch(Meeting::MayUnmute, true),
        switch(Meeting::MayStartVideo, true),
        switch(Meeting::MayChat, true),
        ColumnDef::new(Meeting::PasswordHash)
            .binary_len(32)
            .null()
            .take(),
        ColumnDef::new(Meeting::Link).string_len(64).null().take(),
    ]
}

fn meeting_by_link() -> IndexCreateStatement {
    Index::create()
        .name("ux_meeting_link")
        .table(Meeting::Table)
        .col(Meeting::Link)
        .unique()
        .take()
}

/// `user_id` is no foreign key: a ban outlives the account. `display_name` counts only with `network_hash`.
fn meeting_ban() -> TableCreateStatement {
    use MeetingBan as B;
    let hash = |column| ColumnDef::new(column).binary_len(32).null().take();
    Table::create()
        .table(B::Table)
        .col(
            ColumnDef::new(B::Id)
                .big_integer()
                .not_null()
                .auto_increment()
                .primary_key(),
        )
        .col(ColumnDef::new(B::MeetingId).big_integer().not_null())
        .col(ColumnDef::new(B::UserId).big_integer().null())
        .col(hash(B::ClaimHash))
        .col(hash(B::ResumeHash))
        .col(ColumnDef::new(B::DisplayName).string_len(80).not_null())
        .col(hash(B::NetworkHash))
        .col(ColumnDef::new(B::CreatedAt).big_integer().not_null())
        .foreign_key(
            ForeignKey::create()
                .name("fk_meeting_ban_meeting")
                .from(B::Table, B::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

#[derive(DeriveIden)]
enum Meeting {
    Table,
    Id,
    WaitingRoom,
    HostFirst,
    Locked,
    MayUnmute,
    MayStartVideo,
    MayChat,
    PasswordHash,
    Link,
}

#[derive(DeriveIden)]
enum MeetingParticipant {
    Table,
    Role,
}

#[derive(DeriveIden)]
enum MeetingBan {
    Table,
    Id,
    MeetingId,
    UserId,
    ClaimHash,
    ResumeHash,
    DisplayName,
    NetworkHash,
    CreatedAt,
}
