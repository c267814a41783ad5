//! How far a meeting has counted its participants and arrivals: known also when the seats are forgotten.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column at a time: SQLite takes no two.
        for column in [Meeting::LastParticipant, Meeting::LastArrival] {
            let counter = ColumnDef::new(column)
                .big_integer()
                .not_null()
                .default(0)
                .take();
            let table = Table::alter()
                .table(Meeting::Table)
                .add_column(counter)
                .take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [Meeting::LastArrival, Meeting::LastParticipant] {
            let table = Table::alter()
                .table(Meeting::Table)
                .drop_column(column)
                .take();
            manager.alter_table(table).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Meeting {
    Table,
    LastParticipant,
    LastArrival,
}
