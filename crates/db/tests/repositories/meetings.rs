//! Meetings, and what is left of everything when the server starts again.

use crate::{accounts::code, chat::message, databases::Fixture, seats::seat};
use parley_db::Database;
use parley_domain::{
    ChatRepository, Meeting, MeetingRepository, MeetingSettings, NewMeeting, RepositoryError,
    SeatRepository,
    accounts::{SecretHash, UserId},
    schedule::StoredPassword,
};
use parley_protocol::{MeetingCode, MeetingRules, Timestamp};

on_every_database!(
    a_meeting_is_found_by_its_code_and_a_taken_code_is_a_conflict,
    the_doors_of_a_meeting_are_stored_together,
    t081_an_accounts_meetings_come_newest_first_and_in_parts,
    a_closed_and_reopened_database_has_kept_everything,
);

pub(crate) async fn meeting(fixture: &Fixture, code: &str) -> Meeting {
    let meeting = NewMeeting {
        code: MeetingCode::from_typed(code).unwrap(),
        title: None,
        owner: None,
        created_at: Timestamp(1_000),
    };
    fixture.database.meetings().add(meeting).await.unwrap()
}

async fn a_meeting_is_found_by_its_code_and_a_taken_code_is_a_conflict(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let meetings = fixture.database.meetings();
    let found = meetings.find_by_code(&meeting.code).await.unwrap();
    assert_eq!(found.as_ref(), Some(&meeting));
    let other = MeetingCode::from_typed("abc-defg-hjk").unwrap();
    assert_eq!(meetings.find_by_code(&other).await.unwrap(), None);
    let again = NewMeeting {
        code: meeting.code.clone(),
        title: Some("Budget".to_owned()),
        owner: None,
        created_at: Timestamp(5),
    };
    let outcome = meetings.add(again).await;
    assert!(matches!(outcome, Err(RepositoryError::Conflict)));
}

async fn the_doors_of_a_meeting_are_stored_together(fixture: &Fixture) {
    let before = meeting(fixture, "mkd-vqtr-hba").await;
    let other = meeting(fixture, "abc-defg-hjk").await;
    let meetings = fixture.database.meetings();
    let rules = MeetingRules {
        waiting_room: true,
        may_chat: false,
        ..MeetingRules::default()
    };
    let hash = SecretHash([9; 32]);
    for (password, stored) in [
        (StoredPassword::Set(Some(hash)), Some(hash)),
        (StoredPassword::Keep, Some(hash)),
        (StoredPassword::Set(None), None),
    ] {
        // Whoever is in it locks it or not, whatever is written from outside.
        for locked in [true, false] {
            let own = MeetingRules { locked, ..rules };
            meetings.set_rules(before.id, own).await.unwrap();
            let wanted = MeetingRules {
                locked: !locked,
                ..rules
            };
            let settings = MeetingSettings {
                rules: wanted,
                password,
                history_days: locked.then_some(7),
            };
            let done = meetings.set_settings(before.id, settings).await;
            done.unwrap();
            let kept = meetings.history_days(before.id).await.unwrap();
            assert_eq!(kept, settings.history_days);
            let found = meetings.lookup(before.id).await.unwrap();
            assert_eq!(found.unwrap().rules, own);
        }
        let expected = Meeting {
            rules,
            password: stored,
            ..before.clone()
        };
        let found = meetings.find_by_code(&before.code).await.unwrap();
        assert_eq!(found, Some(expected));
    }
    let found = meetings.find_by_code(&other.code).await.unwrap();
    assert_eq!(found, Some(other));
}

async fn t081_an_accounts_meetings_come_newest_first_and_in_parts(fixture: &Fixture) {
    const INES: UserId = UserId(41);
    const WEI: UserId = UserId(42);
    let meetings = fixture.database.meetings();
    let add = async |number, owner, at| {
        let new = NewMeeting {
            code: code(number),
            title: None,
            owner,
            created_at: Timestamp(at),
        };
        meetings.add(new).await.unwrap()
    };
    let list = async |owner, skip, count| {
        let listed = meetings.list_by_owner(owner, skip, count).await;
        listed.unwrap()
    };
    let second = add(1, Some(INES), 7).await;
    let third = add(2, Some(INES), 7).await;
    let first = add(3, Some(INES), 5).await;
    let theirs = add(4, Some(WEI), 6).await;
    add(5, None, 8).await;
    let all = vec![third, second.clone(), first];
    assert_eq!(list(INES, 0, 10).await, (all.clone(), 3));
    assert_eq!(list(INES, 0, u64::MAX).await, (all, 3));
    assert_eq!(list(INES, 1, 1).await, (vec![second], 3));
    assert_eq!(list(INES, 3, 1).await, (Vec::new(), 3));
    assert_eq!(list(INES, u64::MAX, 1).await, (Vec::new(), 3));
    assert_eq!(list(WEI, 0, 10).await, (vec![theirs], 1));
    assert_eq!(list(UserId(9), 0, 10).await, (Vec::new(), 0));
}

async fn a_closed_and_reopened_database_has_kept_everything(fixture: &Fixture) {
    let held = meeting(fixture, "mkd-vqtr-hba").await;
    let empty = meeting(fixture, "abc-defg-hjk").await;
    let mine = seat(&held, 1, 1);
    let mut gone = seat(&empty, 1, 1);
    gone.left_at = Some(Timestamp(4_000));
    fixture.database.seats().save(&mine).await.unwrap();
    fixture.database.seats().save(&gone).await.unwrap();
    let chat = fixture.database.chat();
    let stored = chat.add(message(&held, "kept", 1, "Hello")).await.unwrap();
    fixture.database.close().await.unwrap();
    assert!(fixture.database.ping().await.is_err());

    let database = fixture.again().await;
    database.migrate_up().await.unwrap();
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
    let outcome = Database::connect("oracle://localhost/parley").await;
    let text = outcome.unwrap_err().to_string();
    assert_eq!(
        text,
        "expected an address that starts with sqlite://, postgres:// or mysql://"
    );
}
