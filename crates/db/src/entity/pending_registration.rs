//! Table `pending_registration`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pending_registration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub flow: Vec<u8>,
    pub full_name: String,
    pub username: String,
    pub email: String,
    pub phone: String,
    pub password_hash: String,
    pub proved: bool,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
