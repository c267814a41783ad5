//! Table `run_participant`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "run_participant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub participant: i64,
    /// The first seat in the run of a guest who came back; without it the seat is a person of its own.
    pub person: Option<i64>,
    pub display_name: String,
    pub user_id: Option<i64>,
    pub claim_hash: Option<Vec<u8>>,
    pub came_at: i64,
    pub left_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
