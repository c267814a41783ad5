//! The next meetings, files for calendars, and feeds: for whom they are.

use crate::support::{DAY, House, draft, local, plan};
use parley_domain::{
    Meeting, MeetingId, NewMeeting, Visitor,
    accounts::{Standing, User, UserId, UserRepository as _},
    doors::{Doors, Opening},
    schedule::{Every, Plan, Repeat, RepeatEnd, Schedule},
};
use parley_protocol::{EmailAddress, MeetingAddress, MeetingPassword, Milliseconds};

const HOUR: u64 = DAY / 24;

async fn planned(house: &House, owner: &User, plan: Plan, invited: &[&str]) -> Schedule {
    let made = house.schedules.schedule(owner, draft(plan, invited)).await;
    made.unwrap()
}

/// When and what, for one person.
async fn next(house: &House, user: &User, count: usize) -> Vec<(String, bool)> {
    let next = house.schedules.upcoming(user, count).await.unwrap();
    next.iter()
        .map(|meeting| (meeting.occurrence.start.to_string(), meeting.is_host))
        .collect()
}

#[tokio::test]
async fn t081_one_sees_what_one_planned_or_is_invited_to_in_its_order() {
    let house = House::new();
    let (ines, wei) = (house.member("ines").await, house.member("wei").await);
    let daily = Plan {
        repeat: Some(Repeat {
            every: Every::Day,
            end: RepeatEnd::Never,
        }),
        ..plan("UTC", "2026-01-02 09:00")
    };
    planned(&house, &ines, daily, &[]).await;
    planned(
        &house,
        &wei,
        plan("Asia/Tokyo", "2026-01-03 09:00"),
        &["ines"],
    )
    .await;
    planned(
        &house,
        &wei,
        plan("UTC", "2026-01-02 08:00"),
        &["INES@example.org"],
    )
    .await;
    planned(
        &house,
        &wei,
        plan("UTC", "2026-01-02 07:00"),
        &["ana@example.org"],
    )
    .await;
    let own = |start: &str| (local(start).to_string(), true);
    let others = |start: &str| (local(start).to_string(), false);
    assert_eq!(
        next(&house, &ines, 4).await,
        [
            others("2026-01-02 08:00"),
            own("2026-01-02 09:00"),
            others("2026-01-03 09:00"),
            own("2026-01-03 09:00"),
        ]
    );
    assert_eq!(next(&house, &wei, 9).await.len(), 3);
    let first = house.schedules.upcoming(&ines, 1).await.unwrap().remove(0);
    assert_eq!(first.host.as_str(), "wei");
    assert_eq!(first.repeat, None);
    let suspended = Standing::Suspended(true);
    let by_nobody = None;
    let people = &house.people;
    people
        .set_standing(wei.id, suspended, by_nobody)
        .await
        .unwrap();
    assert_eq!(next(&house, &ines, 1).await, [own("2026-01-02 09:00")]);
}

#[tokio::test]
async fn t081_a_file_is_there_for_the_owner_and_who_is_invited() {
    let house = House::new();
    let (ines, wei) = (house.member("ines").await, house.member("wei").await);
    let made = planned(
        &house,
        &ines,
        plan("UTC", "2026-01-05 09:00"),
        &["ana@example.org"],
    )
    .await;
    let address = made.series.address();
    let file = async |user: &User, address: &MeetingAddress| {
        house.schedules.calendar_file(user, address).await.unwrap()
    };
    let text = file(&ines, &address).await.unwrap();
    assert!(text.contains("METHOD:PUBLISH\r\n") && !text.contains("ATTENDEE"));
    assert_eq!(file(&wei, &address).await, None);
    let mut wanted = draft(plan("UTC", "2026-01-05 09:00"), &["wei"]);
    wanted.link = Some(parley_protocol::MeetingLink::new("standup").unwrap());
    let now = house.schedules.edit(&ines, made.id, wanted).await.unwrap();
    assert!(file(&wei, &address).await.is_some(), "the code works, too");
    assert!(file(&wei, &now.series.address()).await.is_some());
    house.schedules.cancel(&ines, made.id).await.unwrap();
    assert_eq!(file(&ines, &address).await, None);
}

#[tokio::test]
async fn a_planned_meeting_starts_at_the_time_that_goes_on_or_comes_next() {
    let house = House::new();
    let ines = house.member("ines").await;
    let twice = Plan {
        repeat: Some(Repeat {
            every: Every::Day,
            end: RepeatEnd::After(2),
        }),
        ..plan("UTC", "2026-01-02 09:00")
    };
    let made = planned(&house, &ines, twice, &[]).await;
    let start = async |meeting| house.schedules.next_start(meeting).await.unwrap();
    let midnight = house.schedules.now();
    let nine = |day: u64| Some(midnight + Milliseconds(day * DAY + 9 * HOUR));
    assert_eq!(start(made.meeting).await, nine(1));
    house.pass(DAY + 9 * HOUR + HOUR / 2);
    assert_eq!(start(made.meeting).await, nine(1), "it goes on");
    house.pass(HOUR / 2);
    assert_eq!(start(made.meeting).await, nine(2));
    house.schedules.cancel(&ines, made.id).await.unwrap();
    assert_eq!(start(made.meeting).await, None, "it was cancelled");
    let once = planned(&house, &ines, plan("UTC", "2026-01-03 09:00"), &[]).await;
    house.pass(DAY);
    assert_eq!(start(once.meeting).await, None, "it is over");
    assert_eq!(start(MeetingId(99)).await, None, "it was never planned");
}

/// The meeting of a plan, with a password.
fn meeting_of(plan: &Schedule, doors: &Doors) -> Meeting {
    let new = NewMeeting {
        code: plan.series.code.clone(),
        title: None,
        owner: Some(plan.series.owner),
        created_at: plan.series.created_at,
    };
    Meeting {
        password: Some(doors.hash(&MeetingPassword::new("south-wall").unwrap())),
        ..new.stored_as(plan.meeting)
    }
}

#[tokio::test]
async fn t079_who_is_invited_by_their_account_need_not_say_the_password_and_nobody_else_may_skip_it()
 {
    let house = House::new();
    let (ines, wei) = (house.member("ines").await, house.member("wei").await);
    let doors = Doors::new(house.outside.clone(), house.outside.clone());
    let opening = async |plan: &Schedule, user: Option<&User>| {
        let meeting = meeting_of(plan, &doors);
        let invited = house.schedules.is_invited(user, &meeting).await.unwrap();
        let visitor = Visitor {
            user: user.map(|user| user.id),
            ..Visitor::default()
        };
        doors.open(&meeting, (&visitor, invited), None)
    };
    let start = "2026-01-05 09:00";
    for by in ["WEI@example.org", "wei"] {
        let made = planned(&house, &ines, plan("UTC", start), &[by]).await;
        assert_eq!(opening(&made, Some(&wei)).await, Opening::Open, "{by}");
        assert_eq!(opening(&made, Some(&ines)).await, Opening::Open);
        assert_eq!(opening(&made, None).await, Opening::PasswordNeeded);
        // The same account at another address: what was invited is not theirs.
        let moved = User {
            id: UserId(99),
            email: EmailAddress::new("wei@example.net").unwrap(),
            ..wei.clone()
        };
        let refused = opening(&made, Some(&moved)).await;
        assert_eq!(refused, Opening::PasswordNeeded, "{by}");
        house.schedules.cancel(&ines, made.id).await.unwrap();
        let cancelled = opening(&made, Some(&wei)).await;
        assert_eq!(cancelled, Opening::PasswordNeeded, "{by}");
    }
    let other = planned(&house, &ines, plan("UTC", start), &["ana@example.org"]).await;
    let refused = opening(&other, Some(&wei)).await;
    assert_eq!(refused, Opening::PasswordNeeded);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "the life of one feed, in order")]
async fn t088_a_feed_is_read_by_its_secret_until_that_is_taken_away() {
    let house = House::new();
    let (ines, wei) = (house.member("ines").await, house.member("wei").await);
    planned(
        &house,
        &ines,
        plan("Europe/Berlin", "2026-01-05 09:00"),
        &[],
    )
    .await;
    planned(
        &house,
        &wei,
        plan("Asia/Tokyo", "2026-01-06 09:00"),
        &["ines"],
    )
    .await;
    planned(&house, &wei, plan("UTC", "2026-01-07 09:00"), &[]).await;
    let schedules = &house.schedules;
    assert_eq!(schedules.feed_since(&ines).await.unwrap(), None);
    let first = schedules.create_feed(&ines).await.unwrap();
    let text = schedules.feed(&first).await.unwrap().unwrap();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    assert_eq!(text.matches("BEGIN:VTIMEZONE").count(), 2);
    assert!(!text.contains("ATTENDEE"));
    assert!(
        schedules
            .feed_url(&first)
            .ends_with(&format!("/calendar/{first}.ics"))
    );
    let second = schedules.create_feed(&ines).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(schedules.feed(&first).await.unwrap(), None);
    assert!(schedules.feed(&second).await.unwrap().is_some());
    for wrong in [
        "",
        "x",
        &"0".repeat(64),
        &second.to_uppercase(),
        &format!("{second} "),
    ] {
        assert_eq!(schedules.feed(wrong).await.unwrap(), None, "{wrong}");
    }
    // What was over a month ago is not there any more.
    house.pass(30 * DAY);
    let text = schedules.feed(&second).await.unwrap().unwrap();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    house.pass(6 * DAY);
    let text = schedules.feed(&second).await.unwrap().unwrap();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 0);
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    let suspended = Standing::Suspended(true);
    let by_nobody = None;
    let people = &house.people;
    people
        .set_standing(ines.id, suspended, by_nobody)
        .await
        .unwrap();
    assert_eq!(schedules.feed(&second).await.unwrap(), None);
    let suspended = Standing::Suspended(false);
    let by_nobody = None;
    let people = &house.people;
    people
        .set_standing(ines.id, suspended, by_nobody)
        .await
        .unwrap();
    schedules.revoke_feed(&ines).await.unwrap();
    assert_eq!(schedules.feed(&second).await.unwrap(), None);
}
