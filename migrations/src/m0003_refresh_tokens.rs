//! Refresh tokens of sessions.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(refresh_token()).await?;
        manager.create_index(refresh_token_by_session()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = Table::drop().table(RefreshToken::Table).take();
        manager.drop_table(drop).await
    }
}

fn refresh_token() -> TableCreateStatement {
    use RefreshToken as T;
    Table::create()
        .table(T::Table)
        .col(
            ColumnDef::new(T::Hash)
                .binary_len(32)
                .not_null()
                .primary_key(),
        )
        .col(ColumnDef::new(T::SessionId).big_integer().not_null())
        .col(ColumnDef::new(T::CreatedAt).big_integer().not_null())
        .col(ColumnDef::new(T::UsedAt).big_integer().null())
        .foreign_key(
            ForeignKey::create()
                .name("fk_refresh_token_session")
                .from(T::Table, T::SessionId)
                .to(Session::Table, Session::Id)
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

/// What ends a session looks for its tokens.
fn refresh_token_by_session() -> IndexCreateStatement {
    Index::create()
        .name("ix_refresh_token_session")
        .table(RefreshToken::Table)
        .col(RefreshToken::SessionId)
        .take()
}

#[derive(DeriveIden)]
enum RefreshToken {
    Table,
    Hash,
    SessionId,
    CreatedAt,
    UsedAt,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    Id,
}
