//! The repositories against a real SQLite file.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_db::Database;
use parley_domain::{
    ChatRepository, Meeting, MeetingRepository, NewChatMessage, NewMeeting, RepositoryError,
    ResumeHash, Seat, SeatCounters, SeatRepository,
};
use parley_protocol::{
    Arrival, ChatMessageId, ChatText, DisplayName, MediaState, MeetingCode, ParticipantId,
    Timestamp,
};
use std::{collections::BTreeSet, sync::Arc};
use tempfile::TempDir;
use tokio::task::JoinSet;

struct Fixture {
    folder: TempDir,
    database: Database,
}

fn url(folder: &TempDir) -> String {
    format!("sqlite://{}/deep/er/parley.db", folder.path().display())
}

async fn open(folder: &TempDir) -> Database {
    let database = Database::connect(&url(folder)).await.unwrap();
    database.migrate_up().await.unwrap();
    database
}

impl Fixture {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let database = open(&folder).await;
        Self { folder, database }
    }

    async fn meeting(&self, code: &str) -> Meeting {
        let meeting = NewMeeting {
            code: MeetingCode::from_typed(code).unwrap(),
            title: None,
            created_at: Timestamp(1_000),
        };
        self.database.meetings().add(meeting).await.unwrap()
    }
}

fn seat(meeting: &Meeting, participant: u32, arrival: u32) -> Seat {
    Seat {
        meeting: meeting.id,
        participant: ParticipantId(participant),
        arrival: Arrival(arrival),
        display_name: DisplayName::new("Wei Chen").unwrap(),
        media: MediaState {
            microphone: true,
            camera: false,
        },
        resume: ResumeHash([u8::try_from(participant).unwrap(); 32]),
        joined_at: Timestamp(2_000),
        left_at: None,
    }
}

fn message(meeting: &Meeting, id: &str, from: u32, text: &str) -> NewChatMessage {
    NewChatMessage {
        meeting: meeting.id,
        id: ChatMessageId::try_from(format!("{id:_<20}")).unwrap(),
        from: ParticipantId(from),
        display_name: DisplayName::new("Wei Chen").unwrap(),
        text: ChatText::new(text).unwrap(),
        sent_at: Timestamp(3_000),
    }
}

#[tokio::test]
async fn a_meeting_is_found_by_its_code_and_a_taken_code_is_a_conflict() {
    let fixture = Fixture::new().await;
    let meeting = fixture.meeting("mkd-vqtr-hba").await;
    let meetings = fixture.database.meetings();
    let found = meetings.find_by_code(&meeting.code).await.unwrap();
    assert_eq!(found.as_ref(), Some(&meeting));
    let other = MeetingCode::from_typed("abc-defg-hjk").unwrap();
    assert_eq!(meetings.find_by_code(&other).await.unwrap(), None);
    let again = NewMeeting {
        code: meeting.code.clone(),
        title: Some("Budget".to_owned()),
        created_at: Timestamp(5),
    };
    let outcome = meetings.add(again).await;
    assert!(matches!(outcome, Err(RepositoryError::Conflict)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_messages_at_once_get_the_sequences_1_to_50() {
    let fixture = Fixture::new().await;
    let meeting = fixture.meeting("mkd-vqtr-hba").await;
    let chat = Arc::new(fixture.database.chat());
    let mut tasks = JoinSet::new();
    for number in 0..50 {
        let chat = Arc::clone(&chat);
        let message = message(&meeting, &format!("id-{number}"), number % 4, "Hello");
        tasks.spawn(async move { chat.add(message).await.unwrap().sequence });
    }
    let sequences: BTreeSet<u64> = tasks.join_all().await.into_iter().collect();
    assert_eq!(sequences, (1..=50).collect());
}

#[tokio::test]
async fn t073_the_same_message_twice_is_one_row_with_the_first_text() {
    let fixture = Fixture::new().await;
    let meeting = fixture.meeting("mkd-vqtr-hba").await;
    let chat = fixture.database.chat();
    let first = chat.add(message(&meeting, "same", 1, "One")).await.unwrap();
    let second = chat.add(message(&meeting, "same", 1, "Two")).await.unwrap();
    assert_eq!(second, first);
    let upper = chat.add(message(&meeting, "SAME", 1, "Three")).await;
    assert_eq!(upper.unwrap().sequence, 2, "ids differ by case");
    let other = chat.add(message(&meeting, "same", 2, "Four")).await;
    assert_eq!(other.unwrap().sequence, 3, "ids are those of one writer");
}

#[tokio::test]
async fn every_meeting_counts_its_own_chat_and_the_newest_come_oldest_first() {
    let fixture = Fixture::new().await;
    let one = fixture.meeting("mkd-vqtr-hba").await;
    let two = fixture.meeting("abc-defg-hjk").await;
    let chat = fixture.database.chat();
    for number in 0..5 {
        chat.add(message(&one, &format!("m{number}"), 1, &number.to_string()))
            .await
            .unwrap();
    }
    let in_two = chat.add(message(&two, "m0", 1, "Elsewhere")).await.unwrap();
    assert_eq!(in_two.sequence, 1);
    let (newest, has_more) = chat.list_newest(one.id, 3).await.unwrap();
    let sequences: Vec<u64> = newest.iter().map(|message| message.sequence).collect();
    assert_eq!((sequences, has_more), (vec![3, 4, 5], true));
    let (all, has_more) = chat.list_newest(one.id, 5).await.unwrap();
    assert_eq!((all.len(), has_more), (5, false));
}

#[tokio::test]
async fn t129_quotes_and_wildcards_are_only_text() {
    let fixture = Fixture::new().await;
    let meeting = fixture.meeting("mkd-vqtr-hba").await;
    let chat = fixture.database.chat();
    let text = "'; DROP TABLE chat_message; -- \" % _ \\";
    let stored = chat.add(message(&meeting, "quote", 1, text)).await.unwrap();
    assert_eq!(stored.text.as_str(), text);
    let (all, _) = chat.list_newest(meeting.id, 10).await.unwrap();
    assert_eq!(all, vec![stored]);
}

#[tokio::test]
async fn a_message_for_no_meeting_is_refused() {
    let fixture = Fixture::new().await;
    let mut meeting = fixture.meeting("mkd-vqtr-hba").await;
    meeting.id = parley_domain::MeetingId(99);
    let chat = fixture.database.chat();
    let outcome = chat.add(message(&meeting, "x", 1, "Hello"));
    assert!(matches!(
        outcome.await,
        Err(RepositoryError::Unavailable(_))
    ));
}

#[tokio::test]
async fn a_seat_comes_back_as_it_was_saved_and_changes_in_place() {
    let fixture = Fixture::new().await;
    let meeting = fixture.meeting("mkd-vqtr-hba").await;
    let seats = fixture.database.seats();
    let mut mine = seat(&meeting, 1, 1);
    let other = seat(&meeting, 2, 2);
    seats.save(&mine).await.unwrap();
    seats.save(&other).await.unwrap();
    mine.arrival = Arrival(3);
    mine.media.camera = true;
    seats.save(&mine).await.unwrap();
    let open = seats.list_open(meeting.id).await.unwrap();
    assert_eq!(open, vec![mine.clone(), other.clone()]);

    mine.left_at = Some(Timestamp(9_000));
    seats.save(&mine).await.unwrap();
    assert_eq!(seats.list_open(meeting.id).await.unwrap(), vec![other]);
    let found = seats.find_by_resume(meeting.id, mine.resume).await.unwrap();
    assert_eq!(found, Some(mine), "a given up seat is still found");
}

#[tokio::test]
async fn t074_the_secret_of_one_meeting_opens_no_seat_in_another() {
    let fixture = Fixture::new().await;
    let one = fixture.meeting("mkd-vqtr-hba").await;
    let two = fixture.meeting("abc-defg-hjk").await;
    let seats = fixture.database.seats();
    let mine = seat(&one, 1, 1);
    seats.save(&mine).await.unwrap();
    let found = seats.find_by_resume(two.id, mine.resume).await.unwrap();
    assert_eq!(found, None);
}

#[tokio::test]
async fn two_seats_of_a_meeting_never_have_the_same_secret() {
    let fixture = Fixture::new().await;
    let meeting = fixture.meeting("mkd-vqtr-hba").await;
    let seats = fixture.database.seats();
    let mine = seat(&meeting, 1, 1);
    seats.save(&mine).await.unwrap();
    let mut other = seat(&meeting, 2, 2);
    other.resume = mine.resume;
    let outcome = seats.save(&other).await;
    assert!(matches!(outcome, Err(RepositoryError::Conflict)));
}

#[tokio::test]
async fn counters_tell_the_highest_ever_given() {
    let fixture = Fixture::new().await;
    let meeting = fixture.meeting("mkd-vqtr-hba").await;
    let seats = fixture.database.seats();
    let none = seats.counters(meeting.id).await.unwrap();
    assert_eq!(none, SeatCounters::default());
    let mut gone = seat(&meeting, 2, 7);
    gone.left_at = Some(Timestamp(9_000));
    seats.save(&gone).await.unwrap();
    seats.save(&seat(&meeting, 1, 3)).await.unwrap();
    let counters = seats.counters(meeting.id).await.unwrap();
    assert_eq!((counters.participant, counters.arrival), (2, 7));
}

#[tokio::test]
async fn a_closed_and_reopened_database_has_kept_everything() {
    let fixture = Fixture::new().await;
    let held = fixture.meeting("mkd-vqtr-hba").await;
    let empty = fixture.meeting("abc-defg-hjk").await;
    let mine = seat(&held, 1, 1);
    let mut gone = seat(&empty, 1, 1);
    gone.left_at = Some(Timestamp(4_000));
    fixture.database.seats().save(&mine).await.unwrap();
    fixture.database.seats().save(&gone).await.unwrap();
    let chat = fixture.database.chat();
    let stored = chat.add(message(&held, "kept", 1, "Hello")).await.unwrap();
    fixture.database.close().await.unwrap();
    assert!(fixture.database.ping().await.is_err());

    let database = open(&fixture.folder).await;
    database.ping().await.unwrap();
    let meetings = database.meetings().list_with_open_seats().await.unwrap();
    assert_eq!(meetings, vec![held.clone()]);
    let open = database.seats().list_open(held.id).await.unwrap();
    assert_eq!(open, vec![mine]);
    let chat = database.chat().list_newest(held.id, 10).await.unwrap();
    assert_eq!(chat, (vec![stored], false));
}

#[tokio::test]
async fn another_kind_of_database_is_refused_with_what_is_expected() {
    let outcome = Database::connect("postgres://localhost/parley").await;
    let text = outcome.unwrap_err().to_string();
    assert_eq!(text, "expected an address that starts with sqlite://");
}
