//! Tables `outbox_mail` and `audit_event`.

use super::{CLIENT, DEVICE, drop, key, number, text, users::Account};
use sea_orm_migration::prelude::*;

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(outbox_mail()).await?;
    manager.create_index(mail_by_due()).await?;
    manager.create_table(audit_event()).await?;
    manager.create_index(event_by_user()).await
}

pub(super) async fn down(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.drop_table(drop(AuditEvent::Table)).await?;
    manager.drop_table(drop(OutboxMail::Table)).await
}

fn outbox_mail() -> TableCreateStatement {
    use OutboxMail as M;
    Table::create()
        .table(M::Table)
        .col(key(M::Id))
        .col(ColumnDef::new(M::Sealed).blob().not_null())
        .col(ColumnDef::new(M::Tries).integer().not_null())
        .col(number(M::CreatedAt))
        .col(number(M::DueAt))
        .take()
}

fn mail_by_due() -> IndexCreateStatement {
    Index::create()
        .name("ix_outbox_mail_due")
        .table(OutboxMail::Table)
        .col(OutboxMail::DueAt)
        .take()
}

fn audit_event() -> TableCreateStatement {
    use AuditEvent as E;
    Table::create()
        .table(E::Table)
        .col(key(E::Id))
        .col(number(E::UserId))
        .col(text(E::Kind, 32))
        .col(text(E::Device, DEVICE))
        .col(text(E::Address, CLIENT))
        .col(number(E::HappenedAt))
        .foreign_key(
            ForeignKey::create()
                .name("fk_audit_event_account")
                .from(E::Table, E::UserId)
                .to(Account::Table, Account::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn event_by_user() -> IndexCreateStatement {
    Index::create()
        .name("ix_audit_event_user")
        .table(AuditEvent::Table)
        .col(AuditEvent::UserId)
        .take()
}

#[derive(DeriveIden)]
enum OutboxMail {
    Table,
    Id,
    Sealed,
    Tries,
    CreatedAt,
    DueAt,
}

#[derive(DeriveIden)]
enum AuditEvent {
    Table,
    Id,
    UserId,
    Kind,
    Device,
    Address,
    HappenedAt,
}
