//! Accounts, their sessions, and what registering, signing in and mailing leave behind.

mod codes;
mod history;
mod logs;
mod users;

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        users::up(manager).await?;
        codes::up(manager).await?;
        logs::up(manager).await?;
        history::up(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        history::down(manager).await?;
        logs::down(manager).await?;
        codes::down(manager).await?;
        users::down(manager).await
    }
}

fn drop(table: impl IntoTableRef) -> TableDropStatement {
    Table::drop().table(table).take()
}

/// A key that the database gives.
fn key(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name)
        .big_integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .take()
}

/// A moment, or the key of another table.
fn number(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

fn text(name: impl IntoIden, longest: u32) -> ColumnDef {
    ColumnDef::new(name).string_len(longest).not_null().take()
}

/// SHA-256 or HMAC-SHA-256 of a secret.
fn hash(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).binary_len(32).not_null().take()
}

/// Longest address, device and client's address.
const EMAIL: u32 = 254;
const DEVICE: u32 = 120;
const CLIENT: u32 = 64;
