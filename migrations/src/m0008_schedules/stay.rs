//! Table `run_stay`, and `meeting.history_days`. Who was in a run before has their first coming and last leaving as a stay.

use super::{drop, maybe_number, number};
use sea_orm_migration::prelude::*;

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(run_stay()).await?;
    manager.execute(stays_so_far()).await?;
    let table = Table::alter()
        .table(Meeting::Table)
        .add_column(maybe_number(Meeting::HistoryDays))
        .take();
    manager.alter_table(table).await
}

pub(super) async fn down(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::alter()
        .table(Meeting::Table)
        .drop_column(Meeting::HistoryDays)
        .take();
    manager.alter_table(table).await?;
    manager.drop_table(drop(RunStay::Table)).await
}

fn run_stay() -> TableCreateStatement {
    use RunStay as S;
    Table::create()
        .table(S::Table)
        .col(number(S::RunId))
        .col(number(S::Participant))
        .col(number(S::CameAt))
        .col(maybe_number(S::LeftAt))
        .primary_key(
            Index::create()
                .col(S::RunId)
                .col(S::Participant)
                .col(S::CameAt),
        )
        .foreign_key(
            ForeignKey::create()
                .name("fk_run_stay_run")
                .from(S::Table, S::RunId)
                .to(MeetingRun::Table, MeetingRun::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn stays_so_far() -> InsertStatement {
    let people = Query::select()
        .columns([
            RunParticipant::RunId,
            RunParticipant::Participant,
            RunParticipant::CameAt,
            RunParticipant::LeftAt,
        ])
        .from(RunParticipant::Table)
        .take();
    let mut stays = Query::insert();
    stays.into_table(RunStay::Table).columns([
        RunStay::RunId,
        RunStay::Participant,
        RunStay::CameAt,
        RunStay::LeftAt,
    ]);
    stays
        .select_from(people)
        .expect("as many columns are read as are written");
    stays
}

#[derive(DeriveIden)]
enum Meeting {
    Table,
    HistoryDays,
}

#[derive(DeriveIden)]
enum MeetingRun {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum RunParticipant {
    Table,
    RunId,
    Participant,
    CameAt,
    LeftAt,
}

#[derive(DeriveIden)]
enum RunStay {
    Table,
    RunId,
    Participant,
    CameAt,
    LeftAt,
}
