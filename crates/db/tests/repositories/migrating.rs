//! Migrations on each database: both ways, and two servers at once.

use crate::{
    accounts::{after, ines},
    databases::Fixture,
    history::{INES, guest, list, owned, place, save, user},
    meetings::meeting,
};
use parley_db::Database;
use parley_domain::{
    Seat,
    accounts::UserRepository,
    history::{Attendee, HistoryRepository as _},
};
use parley_protocol::{MeetingAddress, ParticipantId};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tokio::task::JoinSet;

on_every_database!(
    every_step_runs_down_and_up_to_the_same_schema,
    five_servers_that_start_at_once_migrate_once,
    the_steps_for_accounts_keep_the_meetings,
    guests_from_before_people_were_known_are_one_each,
);

const STEPS: u32 = 11;

const SQLITE: &str = "SELECT name AS place, sql AS what FROM sqlite_master \
    WHERE name NOT LIKE 'seaql%' AND name NOT LIKE 'sqlite_%' ORDER BY name";
const POSTGRES: &str = "SELECT concat(table_name, '.', column_name) AS place, \
    concat(data_type, character_maximum_length, is_nullable) AS what FROM information_schema.columns \
    WHERE table_schema = 'public' AND table_name NOT LIKE 'seaql%' \
    UNION ALL SELECT indexname, indexdef FROM pg_indexes \
    WHERE schemaname = 'public' AND tablename NOT LIKE 'seaql%' ORDER BY 1";
const MYSQL: &str = "SELECT CONCAT(table_name, '.', column_name) AS place, \
    CONCAT(column_type, is_nullable, COALESCE(collation_name, '')) AS what \
    FROM information_schema.columns \
    WHERE table_schema = DATABASE() AND table_name NOT LIKE 'seaql%' \
    UNION ALL SELECT CONCAT(table_name, ' ', index_name, seq_in_index), CONCAT(column_name, non_unique) \
    FROM information_schema.statistics \
    WHERE table_schema = DATABASE() AND table_name NOT LIKE 'seaql%' ORDER BY 1";

async fn schema(connection: &DatabaseConnection) -> Vec<(String, Option<String>)> {
    let backend = connection.get_database_backend();
    let question = match backend {
        DbBackend::Postgres => POSTGRES,
        DbBackend::MySql => MYSQL,
        DbBackend::Sqlite | _ => SQLITE,
    };
    let statement = Statement::from_string(backend, question);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| {
            let place = row.try_get("", "place").unwrap();
            (place, row.try_get("", "what").unwrap())
        })
        .collect()
}

async fn every_step_runs_down_and_up_to_the_same_schema(fixture: &Fixture) {
    let raw = fixture.raw().await;
    let first = schema(&raw).await;
    assert!(first.len() > 15, "{first:?}");
    ines(fixture).await;
    meeting(fixture, "mkd-vqtr-hba").await;
    fixture.database.migrate_down(1).await.unwrap();
    fixture.database.migrate_down(STEPS - 1).await.unwrap();
    assert_eq!(schema(&raw).await, Vec::new());
    fixture.database.migrate_up().await.unwrap();
    assert_eq!(schema(&raw).await, first);
    let text = |(_, what): &(String, Option<String>)| what.clone().unwrap_or_default();
    let other_letters = first.iter().map(text).filter(|what| {
        what.contains("latin1") || what.contains("utf8") && !what.contains("utf8mb4_bin")
    });
    assert_eq!(other_letters.count(), 0, "{first:?}");
    raw.close().await.unwrap();
}

async fn five_servers_that_start_at_once_migrate_once(fixture: &Fixture) {
    fixture.database.migrate_down(STEPS).await.unwrap();
    let mut servers = JoinSet::new();
    for _ in 0..5 {
        let url = fixture.url.clone();
        servers.spawn(async move {
            let database = Database::connect(&url).await.unwrap();
            database.migrate_up().await.unwrap();
            database.users().list("", 0, 1).await.unwrap();
            database.close().await.unwrap();
        });
    }
    servers.join_all().await;
    ines(fixture).await;
}

async fn the_steps_for_accounts_keep_the_meetings(fixture: &Fixture) {
    use parley_domain::MeetingRepository;
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    fixture.database.migrate_down(STEPS - 1).await.unwrap();
    fixture.database.migrate_up().await.unwrap();
    let meetings = fixture.database.meetings();
    let found = meetings.find_by_code(&meeting.code).await.unwrap();
    assert_eq!(found, Some(meeting));
}

async fn guests_from_before_people_were_known_are_one_each(fixture: &Fixture) {
    /// What a server of the step before writes, which runs beside one of this step or after it.
    const OLD: &str = "INSERT INTO run_participant (run_id, participant, display_name, came_at, left_at) \
        SELECT run_id, participant + 10, display_name, came_at, left_at FROM run_participant \
        WHERE user_id IS NULL";
    let owned = owned(fixture).await;
    let seats = [
        place(&owned, 1, after(0), user(INES)),
        place(&owned, 2, after(0), guest(1)),
        place(&owned, 3, after(0), guest(2)),
    ];
    save(fixture, &seats).await;
    fixture.database.migrate_down(STEPS - 10).await.unwrap();
    fixture.database.migrate_up().await.unwrap();
    let people = async || list(fixture, INES).await.remove(0).people;
    assert_eq!(people().await, 3);
    let back = Seat {
        display_name: seats[1].display_name.clone(),
        ..place(&owned, 4, after(0), guest(1))
    };
    save(fixture, &[back]).await;
    assert_eq!(people().await, 3, "and known when they come back");
    let address = MeetingAddress::Code(owned.code.clone());
    let history = fixture.database.history();
    let stays = history.stays(INES, &address, None, 9).await.unwrap();
    let who: Vec<_> = stays.unwrap().iter().map(|stay| stay.of).collect();
    let [one, other] = [2, 3].map(|number| Attendee::Guest(ParticipantId(number)));
    assert_eq!(who, [Attendee::Account(INES), one, other, one]);

    let raw = fixture.raw().await;
    raw.execute_unprepared(OLD).await.unwrap();
    raw.close().await.unwrap();
    let run = list(fixture, INES).await.remove(0);
    assert_eq!((run.people, run.names.len()), (6, 6));
}
