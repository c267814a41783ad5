//! Runs: each time that people met in a meeting, and who came. A seat is taken again in a later run, so that its own row
//! cannot tell them apart.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(meeting_run()).await?;
        manager.create_index(run_by_start()).await?;
        manager.create_table(run_participant()).await?;
        for (name, column) in [
            ("ix_run_participant_user", RunParticipant::UserId),
            ("ix_run_participant_claim", RunParticipant::ClaimHash),
        ] {
            manager.create_index(participant_by(name, column)).await?;
        }
        for column in [MeetingParticipant::RunStartedAt, MeetingParticipant::CameAt] {
            manager.alter_table(add_to_seat(column)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [MeetingParticipant::CameAt, MeetingParticipant::RunStartedAt] {
            manager.alter_table(take_from_seat(column)).await?;
        }
        manager.drop_table(drop(RunParticipant::Table)).await?;
        manager.drop_table(drop(MeetingRun::Table)).await
    }
}

fn drop(table: impl IntoTableRef) -> TableDropStatement {
    Table::drop().table(table).take()
}

fn number(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// `seen_at`: when the server last knew that the run goes on. A run that a crash cut off ended there.
fn meeting_run() -> TableCreateStatement {
    use MeetingRun as R;
    Table::create()
        .table(R::Table)
        .col(number(R::Id).auto_increment().primary_key())
        .col(number(R::MeetingId))
        .col(number(R::StartedAt))
        .col(number(R::SeenAt))
        .foreign_key(
            ForeignKey::create()
                .name("fk_meeting_run_meeting")
                .from(R::Table, R::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn run_by_start() -> IndexCreateStatement {
    Index::create()
        .name("ux_meeting_run_start")
        .table(MeetingRun::Table)
        .col(MeetingRun::MeetingId)
        .col(MeetingRun::StartedAt)
        .unique()
        .take()
}

/// `user_id` is no foreign key: a seat that is stored late must not wait for ever for an account that is gone.
fn run_participant() -> TableCreateStatement {
    use RunParticipant as P;
    Table::create()
        .table(P::Table)
        .col(number(P::RunId))
        .col(number(P::Participant))
        .col(ColumnDef::new(P::DisplayName).string_len(80).not_null())
        .col(ColumnDef::new(P::UserId).big_integer().null())
        .col(ColumnDef::new(P::ClaimHash).binary_len(32).null())
        .col(number(P::CameAt))
        .col(ColumnDef::new(P::LeftAt).big_integer().null())
        .primary_key(Index::create().col(P::RunId).col(P::Participant))
        .foreign_key(
            ForeignKey::create()
                .name("fk_run_participant_run")
                .from(P::Table, P::RunId)
                .to(MeetingRun::Table, MeetingRun::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn participant_by(name: &str, column: RunParticipant) -> IndexCreateStatement {
    Index::create()
        .name(name)
        .table(RunParticipant::Table)
        .col(column)
        .take()
}

fn add_to_seat(column: MeetingParticipant) -> TableAlterStatement {
    Table::alter()
        .table(MeetingParticipant::Table)
        .add_column(ColumnDef::new(column).big_integer().null())
        .take()
}

fn take_from_seat(column: MeetingParticipant) -> TableAlterStatement {
    Table::alter()
        .table(MeetingParticipant::Table)
        .drop_column(column)
        .take()
}

#[derive(DeriveIden)]
enum Meeting {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum MeetingRun {
    Table,
    Id,
    MeetingId,
    StartedAt,
    SeenAt,
}

#[derive(DeriveIden)]
enum RunParticipant {
    Table,
    RunId,
    Participant,
    DisplayName,
    UserId,
    ClaimHash,
    CameAt,
    LeftAt,
}

#[derive(DeriveIden)]
enum MeetingParticipant {
    Table,
    RunStartedAt,
    CameAt,
}
