//! Planned meetings, who is invited, feeds for calendars, how long a history is kept, and every stay of a person in a run.

mod schedule;
mod stay;

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schedule::up(manager).await?;
        stay::up(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        stay::down(manager).await?;
        schedule::down(manager).await
    }
}

fn drop(table: impl IntoTableRef) -> TableDropStatement {
    Table::drop().table(table).take()
}

fn key(name: impl IntoIden) -> ColumnDef {
    number(name).auto_increment().primary_key().take()
}

fn number(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

fn maybe_number(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().take()
}
