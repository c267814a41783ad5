//! Which admin did what the audit log says of another account. No foreign key: the log outlives the admin.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let actor = ColumnDef::new(AuditEvent::ActorId).big_integer().take();
        let table = Table::alter()
            .table(AuditEvent::Table)
            .add_column(actor)
            .take();
        manager.alter_table(table).await?;
        let by_time = Index::create()
            .name("ix_audit_event_time")
            .table(AuditEvent::Table)
            .col(AuditEvent::HappenedAt)
            .take();
        manager.create_index(by_time).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_time = Index::drop()
            .name("ix_audit_event_time")
            .table(AuditEvent::Table)
            .to_owned();
        manager.drop_index(by_time).await?;
        let table = Table::alter()
            .table(AuditEvent::Table)
            .drop_column(AuditEvent::ActorId)
            .take();
        manager.alter_table(table).await
    }
}

#[derive(DeriveIden)]
enum AuditEvent {
    Table,
    ActorId,
    HappenedAt,
}
