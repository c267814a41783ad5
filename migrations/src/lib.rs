//! The schema as a list of steps, each of which runs up and down.
//!
//! *Invariants*: a step that was released never changes; no step imports anything else of ours; only column types
//! that SQLite, PostgreSQL and MySQL share, and every text or binary key has a bounded length. Times are
//! milliseconds since 1970-01-01 UTC in a big integer.
#![warn(missing_docs)]

mod m0001_meetings;
mod m0002_accounts;
mod m0003_refresh_tokens;
mod m0004_pictures;
mod m0005_history;
mod m0006_audit_actor;
mod m0007_doors;
mod m0008_schedules;
mod m0009_seat_counters;
mod m0010_sharing;
mod m0011_history_people;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait::async_trait};

/// Runs the steps.
#[derive(Clone, Copy, Debug)]
pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_meetings::Migration),
            Box::new(m0002_accounts::Migration),
            Box::new(m0003_refresh_tokens::Migration),
            Box::new(m0004_pictures::Migration),
            Box::new(m0005_history::Migration),
            Box::new(m0006_audit_actor::Migration),
            Box::new(m0007_doors::Migration),
            Box::new(m0008_schedules::Migration),
            Box::new(m0009_seat_counters::Migration),
            Box::new(m0010_sharing::Migration),
            Box::new(m0011_history_people::Migration),
        ]
    }
}
