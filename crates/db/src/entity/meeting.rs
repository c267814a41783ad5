//! Table `meeting`.

use sea_orm::entity::prelude::*;

#[expect(clippy::struct_excessive_bools, reason = "each is one column")]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    #[sea_orm(unique)]
    pub code: String,
    pub title: Option<String>,
    pub created_at: i64,
    pub owner_id: Option<i64>,
    pub waiting_room: bool,
    pub host_first: bool,
    pub locked: bool,
    pub may_unmute: bool,
    pub may_start_video: bool,
    pub may_share: bool,
    pub may_chat: bool,
    pub password_hash: Option<Vec<u8>>,
    pub link: Option<String>,
    pub history_days: Option<i64>,
    pub last_participant: i64,
    pub last_arrival: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(has_many = "super::meeting_participant::Entity")]
    MeetingParticipant,
    #[sea_orm(has_one = "super::schedule::Entity")]
    Schedule,
}

impl Related<super::schedule::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Schedule.def()
    }
}

impl Related<super::meeting_participant::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::MeetingParticipant.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
