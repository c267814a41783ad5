//! Tables `schedule`, `schedule_exception`, `meeting_invitee`, `calendar_feed` and `invitation_count`.
//!
//! A clock column is what a clock on the wall shows, in milliseconds as if that was UTC: it stays when a zone changes.
//! `account` is no foreign key of `meeting_invitee`, because an invitation outlives the account.

use super::{drop, key, maybe_number, number};
use sea_orm_migration::prelude::*;

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(schedule()).await?;
    manager
        .create_index(index("ix_schedule_over", Schedule::Table, Schedule::OverAt))
        .await?;
    manager.create_table(schedule_exception()).await?;
    manager.create_table(meeting_invitee()).await?;
    for (name, column) in [
        ("ix_meeting_invitee_meeting", MeetingInvitee::MeetingId),
        ("ix_meeting_invitee_email", MeetingInvitee::EmailKey),
        ("ix_meeting_invitee_user", MeetingInvitee::UserId),
    ] {
        manager
            .create_index(index(name, MeetingInvitee::Table, column))
            .await?;
    }
    manager.create_table(calendar_feed()).await?;
    manager.create_table(invitation_count()).await
}

pub(super) async fn down(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.drop_table(drop(InvitationCount::Table)).await?;
    manager.drop_table(drop(CalendarFeed::Table)).await?;
    manager.drop_table(drop(MeetingInvitee::Table)).await?;
    manager.drop_table(drop(ScheduleException::Table)).await?;
    manager.drop_table(drop(Schedule::Table)).await
}

fn index(
    name: &str,
    table: impl IntoTableRef,
    column: impl IntoIndexColumn,
) -> IndexCreateStatement {
    Index::create().name(name).table(table).col(column).take()
}

/// `over_at`: when the last time is over. The title is the meeting's, and so is the owner.
fn schedule() -> TableCreateStatement {
    use Schedule as S;
    Table::create()
        .table(S::Table)
        .col(key(S::Id))
        .col(number(S::MeetingId).unique_key())
        .col(number(S::StartClock))
        .col(ColumnDef::new(S::Zone).string_len(64).not_null())
        .col(ColumnDef::new(S::Minutes).integer().not_null())
        .col(ColumnDef::new(S::RepeatEvery).string_len(8).null())
        .col(ColumnDef::new(S::WeekDays).integer().null())
        .col(maybe_number(S::UntilClock))
        .col(ColumnDef::new(S::Times).integer().null())
        .col(ColumnDef::new(S::Sequence).integer().not_null())
        .col(ColumnDef::new(S::Cancelled).boolean().not_null())
        .col(number(S::OverAt))
        .col(number(S::CreatedAt))
        .foreign_key(
            ForeignKey::create()
                .name("fk_schedule_meeting")
                .from(S::Table, S::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

/// Without a new start the time is cancelled.
fn schedule_exception() -> TableCreateStatement {
    use ScheduleException as E;
    Table::create()
        .table(E::Table)
        .col(number(E::ScheduleId))
        .col(number(E::KeyClock))
        .col(maybe_number(E::StartClock))
        .col(ColumnDef::new(E::Title).string_len(200).null())
        .col(ColumnDef::new(E::Minutes).integer().null())
        .primary_key(Index::create().col(E::ScheduleId).col(E::KeyClock))
        .foreign_key(
            ForeignKey::create()
                .name("fk_schedule_exception_schedule")
                .from(E::Table, E::ScheduleId)
                .to(Schedule::Table, Schedule::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

/// Either an address and its key, or an account.
fn meeting_invitee() -> TableCreateStatement {
    use MeetingInvitee as I;
    Table::create()
        .table(I::Table)
        .col(key(I::Id))
        .col(number(I::MeetingId))
        .col(ColumnDef::new(I::Email).string_len(254).null())
        .col(ColumnDef::new(I::EmailKey).string_len(254).null())
        .col(maybe_number(I::UserId))
        .foreign_key(
            ForeignKey::create()
                .name("fk_meeting_invitee_meeting")
                .from(I::Table, I::MeetingId)
                .to(Meeting::Table, Meeting::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn calendar_feed() -> TableCreateStatement {
    use CalendarFeed as F;
    Table::create()
        .table(F::Table)
        .col(number(F::UserId).primary_key())
        .col(
            ColumnDef::new(F::TokenHash)
                .binary_len(32)
                .not_null()
                .unique_key(),
        )
        .col(number(F::CreatedAt))
        .foreign_key(&mut of_account(
            "fk_calendar_feed_account",
            F::Table,
            F::UserId,
        ))
        .take()
}

/// `day` is counted from 1970-01-01 UTC.
fn invitation_count() -> TableCreateStatement {
    use InvitationCount as C;
    Table::create()
        .table(C::Table)
        .col(number(C::UserId))
        .col(ColumnDef::new(C::Day).integer().not_null())
        .col(ColumnDef::new(C::Mails).integer().not_null())
        .primary_key(Index::create().col(C::UserId).col(C::Day))
        .foreign_key(&mut of_account(
            "fk_invitation_count_account",
            C::Table,
            C::UserId,
        ))
        .take()
}

fn of_account(
    name: &str,
    table: impl IntoTableRef,
    column: impl IntoIden,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(name)
        .from(table, column)
        .to(Account::Table, Account::Id)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

#[derive(DeriveIden)]
enum Meeting {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Account {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Schedule {
    Table,
    Id,
    MeetingId,
    StartClock,
    Zone,
    Minutes,
    RepeatEvery,
    WeekDays,
    UntilClock,
    Times,
    Sequence,
    Cancelled,
    OverAt,
    CreatedAt,
}

#[derive(DeriveIden)]
enum ScheduleException {
    Table,
    ScheduleId,
    KeyClock,
    StartClock,
    Title,
    Minutes,
}

#[derive(DeriveIden)]
enum MeetingInvitee {
    Table,
    Id,
    MeetingId,
    Email,
    EmailKey,
    UserId,
}

#[derive(DeriveIden)]
enum CalendarFeed {
    Table,
    UserId,
    TokenHash,
    CreatedAt,
}

#[derive(DeriveIden)]
enum InvitationCount {
    Table,
    UserId,
    Day,
    Mails,
}
