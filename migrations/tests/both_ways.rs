//! The steps run up, down and up again on a real SQLite file, and leave the same schema.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_migrations::{Migrator, MigratorTrait};
use sea_orm_migration::sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};

const TABLES: [&str; 19] = [
    "meeting",
    "meeting_participant",
    "chat_message",
    "account",
    "session",
    "pending_registration",
    "one_time_code",
    "sign_in_failure",
    "outbox_mail",
    "audit_event",
    "meeting_run",
    "run_participant",
    "meeting_ban",
    "schedule",
    "schedule_exception",
    "meeting_invitee",
    "calendar_feed",
    "invitation_count",
    "run_stay",
];

async fn schema(connection: &DatabaseConnection) -> Vec<(String, Option<String>)> {
    let statement = Statement::from_string(
        DbBackend::Sqlite,
        "SELECT name, sql FROM sqlite_master \
         WHERE name NOT LIKE 'seaql%' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| {
            let name = row.try_get("", "name").unwrap();
            (name, row.try_get("", "sql").unwrap())
        })
        .collect()
}

#[tokio::test]
async fn every_step_runs_up_down_and_up_to_the_same_schema() {
    let connection = Database::connect("sqlite::memory:").await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    let first = schema(&connection).await;
    let names: Vec<&str> = first.iter().map(|row| row.0.as_str()).collect();
    for table in TABLES {
        assert!(names.contains(&table), "{table} is missing in {names:?}");
    }
    for (table, column) in [
        ("meeting", "owner_id"),
        ("meeting", "waiting_room"),
        ("meeting", "history_days"),
        ("meeting", "last_participant"),
        ("meeting", "last_arrival"),
        ("meeting", "may_share"),
        ("meeting_participant", "role"),
        ("meeting_participant", "user_id"),
        ("meeting_participant", "came_at"),
    ] {
        let made = first.iter().find(|row| row.0 == table).unwrap();
        assert!(made.1.as_ref().unwrap().contains(column), "{made:?}");
    }
    let account = first.iter().find(|row| row.0 == "account").unwrap();
    assert!(account.1.as_ref().unwrap().contains("picture"));
    // Down to the three steps before pictures and runs.
    let steps = u32::try_from(Migrator::migrations().len()).unwrap();
    Migrator::down(&connection, Some(steps - 3)).await.unwrap();
    let before = schema(&connection).await;
    assert!(before.iter().all(|row| row.0 != "meeting_run"));
    let account = before.iter().find(|row| row.0 == "account");
    assert!(!account.unwrap().1.as_ref().unwrap().contains("picture"));
    Migrator::down(&connection, Some(2)).await.unwrap();
    let before_accounts = schema(&connection).await;
    assert!(before_accounts.iter().all(|row| row.0 != "account"));
    Migrator::down(&connection, None).await.unwrap();
    assert_eq!(schema(&connection).await, Vec::new());
    Migrator::up(&connection, None).await.unwrap();
    assert_eq!(schema(&connection).await, first);
}

#[test]
fn the_steps_have_distinct_names_in_order() {
    let names: Vec<String> = Migrator::migrations()
        .iter()
        .map(|step| step.name().to_owned())
        .collect();
    let mut sorted = names.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(names, sorted);
}
