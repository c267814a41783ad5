//! Tables `pending_registration`, `one_time_code` and `sign_in_failure`.

use super::{EMAIL, drop, hash, key, number, text};
use sea_orm_migration::prelude::*;

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(pending_registration()).await?;
    manager.create_table(one_time_code()).await?;
    manager.create_index(code_by_address()).await?;
    manager.create_table(sign_in_failure()).await
}

pub(super) async fn down(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.drop_table(drop(SignInFailure::Table)).await?;
    manager.drop_table(drop(OneTimeCode::Table)).await?;
    manager.drop_table(drop(PendingRegistration::Table)).await
}

fn pending_registration() -> TableCreateStatement {
    use PendingRegistration as P;
    Table::create()
        .table(P::Table)
        .col(hash(P::Flow).primary_key())
        .col(text(P::FullName, 80))
        .col(text(P::Username, 32))
        .col(text(P::Email, EMAIL))
        .col(text(P::Phone, 16))
        .col(text(P::PasswordHash, 255))
        .col(ColumnDef::new(P::Proved).boolean().not_null())
        .col(number(P::CreatedAt))
        .take()
}

/// Without a `hash` it is a decoy. `dead`: replaced by a newer one, or seen when it had expired.
fn one_time_code() -> TableCreateStatement {
    use OneTimeCode as C;
    Table::create()
        .table(C::Table)
        .col(key(C::Id))
        .col(text(C::Purpose, 16))
        .col(text(C::Address, EMAIL))
        .col(hash(C::Flow))
        .col(ColumnDef::new(C::Hash).binary_len(32).null())
        .col(ColumnDef::new(C::Tries).integer().not_null())
        .col(ColumnDef::new(C::Dead).boolean().not_null())
        .col(number(C::CreatedAt))
        .col(ColumnDef::new(C::SentAt).big_integer().null())
        .col(ColumnDef::new(C::UsedAt).big_integer().null())
        .take()
}

fn code_by_address() -> IndexCreateStatement {
    Index::create()
        .name("ix_one_time_code_address")
        .table(OneTimeCode::Table)
        .col(OneTimeCode::Address)
        .col(OneTimeCode::Purpose)
        .take()
}

fn sign_in_failure() -> TableCreateStatement {
    use SignInFailure as F;
    Table::create()
        .table(F::Table)
        .col(hash(F::NameHash).primary_key())
        .col(ColumnDef::new(F::InARow).integer().not_null())
        .col(number(F::LastAt))
        .take()
}

#[derive(DeriveIden)]
enum PendingRegistration {
    Table,
    Flow,
    FullName,
    Username,
    Email,
    Phone,
    PasswordHash,
    Proved,
    CreatedAt,
}

#[derive(DeriveIden)]
enum OneTimeCode {
    Table,
    Id,
    Purpose,
    Address,
    Flow,
    Hash,
    Tries,
    Dead,
    CreatedAt,
    SentAt,
    UsedAt,
}

#[derive(DeriveIden)]
enum SignInFailure {
    Table,
    NameHash,
    InARow,
    LastAt,
}
