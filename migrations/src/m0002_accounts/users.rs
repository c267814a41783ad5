//! Tables `account` (`user` is a word of SQL) and `session`.

use super::{CLIENT, DEVICE, EMAIL, drop, hash, key, number, text};
use sea_orm_migration::prelude::*;

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(account()).await?;
    manager.create_table(session()).await?;
    manager.create_index(session_by_user()).await
}

pub(super) async fn down(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.drop_table(drop(Session::Table)).await?;
    manager.drop_table(drop(Account::Table)).await
}

/// `username_key`, `email_key` and `name_key` are in lower case, so that no collation decides what is the same.
fn account() -> TableCreateStatement {
    use Account as A;
    Table::create()
        .table(A::Table)
        .col(key(A::Id))
        .col(text(A::FullName, 80))
        .col(text(A::NameKey, 240))
        .col(text(A::Username, 32))
        .col(text(A::UsernameKey, 32).unique_key())
        .col(text(A::Email, EMAIL))
        .col(text(A::EmailKey, EMAIL).unique_key())
        .col(ColumnDef::new(A::Phone).string_len(16).null())
        .col(text(A::PasswordHash, 255))
        .col(text(A::Role, 16))
        .col(ColumnDef::new(A::Suspended).boolean().not_null())
        .col(text(A::PersonalCode, 16).unique_key())
        .col(number(A::CreatedAt))
        .col(ColumnDef::new(A::LastSeenAt).big_integer().null())
        .take()
}

fn session() -> TableCreateStatement {
    use Session as S;
    Table::create()
        .table(S::Table)
        .col(key(S::Id))
        .col(number(S::UserId))
        .col(hash(S::SecretHash).unique_key())
        .col(text(S::Device, DEVICE))
        .col(text(S::Address, CLIENT))
        .col(ColumnDef::new(S::Keep).boolean().not_null())
        .col(number(S::CreatedAt))
        .col(number(S::LastUsedAt))
        .foreign_key(
            ForeignKey::create()
                .name("fk_session_account")
                .from(S::Table, S::UserId)
                .to(Account::Table, Account::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

fn session_by_user() -> IndexCreateStatement {
    Index::create()
        .name("ix_session_user")
        .table(Session::Table)
        .col(Session::UserId)
        .take()
}

#[derive(DeriveIden)]
pub(super) enum Account {
    Table,
    Id,
    FullName,
    NameKey,
    Username,
    UsernameKey,
    Email,
    EmailKey,
    Phone,
    PasswordHash,
    Role,
    Suspended,
    PersonalCode,
    CreatedAt,
    LastSeenAt,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    Id,
    UserId,
    SecretHash,
    Device,
    Address,
    Keep,
    CreatedAt,
    LastUsedAt,
}
