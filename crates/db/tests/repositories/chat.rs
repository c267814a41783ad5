//! Chat.

use crate::{databases::Fixture, meetings::meeting};
use parley_domain::{ChatRepository, Meeting, NewChatMessage, RepositoryError};
use parley_protocol::{ChatMessageId, ChatText, DisplayName, ParticipantId, Timestamp};
use std::{collections::BTreeSet, sync::Arc};
use tokio::task::JoinSet;

on_every_database!(
    fifty_messages_at_once_get_the_sequences_1_to_50,
    t073_the_same_message_twice_is_one_row_with_the_first_text,
    every_meeting_counts_its_own_chat_and_the_newest_come_oldest_first,
    t129_quotes_and_wildcards_are_only_text,
    a_message_for_no_meeting_is_refused,
);

pub(crate) fn message(meeting: &Meeting, id: &str, from: u32, text: &str) -> NewChatMessage {
    NewChatMessage {
        meeting: meeting.id,
        id: ChatMessageId::try_from(format!("{id:_<20}")).unwrap(),
        from: ParticipantId(from),
        display_name: DisplayName::new("Wei Chen").unwrap(),
        text: ChatText::new(text).unwrap(),
        sent_at: Timestamp(3_000),
    }
}

async fn fifty_messages_at_once_get_the_sequences_1_to_50(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
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

async fn t073_the_same_message_twice_is_one_row_with_the_first_text(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let chat = fixture.database.chat();
    let first = chat.add(message(&meeting, "same", 1, "One")).await.unwrap();
    let second = chat.add(message(&meeting, "same", 1, "Two")).await.unwrap();
    assert_eq!(second, first);
    let upper = chat.add(message(&meeting, "SAME", 1, "Three")).await;
    assert_eq!(upper.unwrap().sequence, 2, "ids differ by case");
    let other = chat.add(message(&meeting, "same", 2, "Four")).await;
    assert_eq!(other.unwrap().sequence, 3, "ids are those of one writer");
}

async fn every_meeting_counts_its_own_chat_and_the_newest_come_oldest_first(fixture: &Fixture) {
    let one = meeting(fixture, "mkd-vqtr-hba").await;
    let two = meeting(fixture, "abc-defg-hjk").await;
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

async fn t129_quotes_and_wildcards_are_only_text(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let chat = fixture.database.chat();
    let text = "'; DROP TABLE chat_message; -- \" % _ \\";
    let stored = chat.add(message(&meeting, "quote", 1, text)).await.unwrap();
    assert_eq!(stored.text.as_str(), text);
    let (all, _) = chat.list_newest(meeting.id, 10).await.unwrap();
    assert_eq!(all, vec![stored]);
}

async fn a_message_for_no_meeting_is_refused(fixture: &Fixture) {
    let mut meeting = meeting(fixture, "mkd-vqtr-hba").await;
    meeting.id = parley_domain::MeetingId(99);
    let chat = fixture.database.chat();
    let outcome = chat.add(message(&meeting, "x", 1, "Hello"));
    assert!(matches!(
        outcome.await,
        Err(RepositoryError::Unavailable(_))
    ));
}
