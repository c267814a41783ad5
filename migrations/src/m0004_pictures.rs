//! The picture of an account, by the name of its files.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Hexadecimal digits of a picture's name.
const NAME: u32 = 32;

#[derive(DeriveIden)]
enum Account {
    Table,
    Picture,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let picture = ColumnDef::new(Account::Picture)
            .string_len(NAME)
            .null()
            .take();
        let table = Table::alter()
            .table(Account::Table)
            .add_column(picture)
            .take();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table(Account::Table)
            .drop_column(Account::Picture)
            .take();
        manager.alter_table(table).await
    }
}
