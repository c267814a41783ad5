//! What a meeting allows, and who may not come back to it.

use crate::{databases::Fixture, meetings::meeting, seats::seat};
use parley_domain::{
    BanRepository, MeetingRepository, ResumeHash, SeatRepository,
    accounts::{SecretHash, UserId},
    doors::Ban,
};
use parley_protocol::{DisplayName, MeetingLink, MeetingRules, Role, Timestamp};

on_every_database!(
    a_meeting_allows_everything_until_its_rules_change,
    t060_a_ban_comes_back_as_it_was_stored_and_only_in_its_meeting,
    who_is_let_back_in_is_forgotten_and_nobody_else,
    a_seat_keeps_its_role,
    an_unknown_link_is_no_meeting,
);

async fn a_meeting_allows_everything_until_its_rules_change(fixture: &Fixture) {
    let first = meeting(fixture, "mkd-vqtr-hba").await;
    let other = meeting(fixture, "abc-defg-hjk").await;
    assert_eq!(first.rules, MeetingRules::default());
    let rules = MeetingRules {
        waiting_room: true,
        host_first: true,
        locked: true,
        may_unmute: false,
        may_start_video: false,
        may_share: false,
        may_chat: false,
    };
    let meetings = fixture.database.meetings();
    meetings.set_rules(first.id, rules).await.unwrap();
    let found = meetings.find_by_code(&first.code).await.unwrap().unwrap();
    assert_eq!(found.rules, rules);
    let found = meetings.find_by_code(&other.code).await.unwrap().unwrap();
    assert_eq!(found.rules, MeetingRules::default());
}

async fn t060_a_ban_comes_back_as_it_was_stored_and_only_in_its_meeting(fixture: &Fixture) {
    let here = meeting(fixture, "mkd-vqtr-hba").await;
    let elsewhere = meeting(fixture, "abc-defg-hjk").await;
    let guest = Ban {
        user: None,
        claim: Some(SecretHash([1; 32])),
        resume: Some(ResumeHash([2; 32])),
        display_name: DisplayName::new("박준호").unwrap(),
        network: Some(SecretHash([3; 32])),
        at: Timestamp(4_000),
    };
    let account = Ban {
        user: Some(UserId(41)),
        claim: None,
        resume: None,
        network: None,
        ..guest.clone()
    };
    let bans = fixture.database.bans();
    bans.add(here.id, &guest).await.unwrap();
    bans.add(here.id, &account).await.unwrap();
    assert_eq!(bans.list(here.id).await.unwrap(), vec![guest, account]);
    assert_eq!(bans.list(elsewhere.id).await.unwrap(), Vec::new());
}

async fn who_is_let_back_in_is_forgotten_and_nobody_else(fixture: &Fixture) {
    let here = meeting(fixture, "mkd-vqtr-hba").await;
    let elsewhere = meeting(fixture, "abc-defg-hjk").await;
    let account = Ban {
        user: Some(UserId(41)),
        claim: None,
        resume: Some(ResumeHash([2; 32])),
        display_name: DisplayName::new("박준호").unwrap(),
        network: None,
        at: Timestamp(4_000),
    };
    let learnt = Ban {
        claim: Some(SecretHash([1; 32])),
        network: Some(SecretHash([3; 32])),
        ..account.clone()
    };
    let others = [
        Ban {
            user: None,
            ..account.clone()
        },
        Ban {
            resume: None,
            ..account.clone()
        },
        Ban {
            at: Timestamp(4_001),
            ..account.clone()
        },
        Ban {
            user: None,
            resume: None,
            ..learnt.clone()
        },
    ];
    let bans = fixture.database.bans();
    for ban in others.iter().chain([&account, &learnt]) {
        bans.add(here.id, ban).await.unwrap();
    }
    bans.add(elsewhere.id, &account).await.unwrap();
    bans.remove(here.id, &learnt).await.unwrap();
    assert_eq!(bans.list(here.id).await.unwrap(), others);
    bans.remove(here.id, &others[3]).await.unwrap();
    assert_eq!(bans.list(here.id).await.unwrap(), others[..3]);
    bans.remove(here.id, &others[3]).await.unwrap();
    assert_eq!(bans.list(elsewhere.id).await.unwrap(), [account]);
}

async fn a_seat_keeps_its_role(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let seats = fixture.database.seats();
    let mut seat = seat(&meeting, 1, 1);
    for role in Role::ALL {
        seat.role = role;
        seats.save(&seat).await.unwrap();
        assert_eq!(
            seats.list_open(meeting.id).await.unwrap(),
            vec![seat.clone()]
        );
    }
}

async fn an_unknown_link_is_no_meeting(fixture: &Fixture) {
    meeting(fixture, "mkd-vqtr-hba").await;
    let link = MeetingLink::new("weekly-standup").unwrap();
    let meetings = fixture.database.meetings();
    assert_eq!(meetings.find_by_link(&link).await.unwrap(), None);
}
