//! Whether participants may share their screen. A meeting from before allows it, as it allows everything else.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let switch = ColumnDef::new(Meeting::MayShare)
            .boolean()
            .not_null()
            .default(true)
            .take();
        let table = Table::alter()
            .table(Meeting::Table)
            .add_column(switch)
            .take();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table(Meeting::Table)
            .drop_column(Meeting::MayShare)
            .take();
        manager.alter_table(table).await
    }
}

#[derive(DeriveIden)]
enum Meeting {
    Table,
    MayShare,
}
