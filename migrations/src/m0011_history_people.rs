//! Who of a run are the same person: a guest who leaves and comes back takes another seat. A seat that does not say so is
//! a person of its own: those from before, and those that an older server stores meanwhile.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let person = ColumnDef::new(RunParticipant::Person)
            .big_integer()
            .null()
            .take();
        let table = Table::alter()
            .table(RunParticipant::Table)
            .add_column(person)
            .take();
        manager.alter_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table(RunParticipant::Table)
            .drop_column(RunParticipant::Person)
            .take();
        manager.alter_table(table).await
    }
}

#[derive(DeriveIden)]
enum RunParticipant {
    Table,
    Person,
}
