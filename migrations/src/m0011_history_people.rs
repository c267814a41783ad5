//! Who of a run are the same person: a guest who leaves and comes back takes another seat. Of runs from before every seat
//! is a person.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let person = ColumnDef::new(RunParticipant::Person)
            .big_integer()
            .not_null()
            .default(0)
            .take();
        let table = Table::alter()
            .table(RunParticipant::Table)
            .add_column(person)
            .take();
        manager.alter_table(table).await?;
        let each = Query::update()
            .table(RunParticipant::Table)
            .value(
                RunParticipant::Person,
                Expr::col(RunParticipant::Participant),
            )
            .take();
        manager.execute(each).await
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
    Participant,
    Person,
}
