//! Planned meetings: all or nothing, whose they are, and many at once.

use crate::{
    accounts::{after, code, email, ines, secret, wei},
    databases::Fixture,
    meetings::meeting,
};
use parley_domain::{
    MeetingRepository, RepositoryError,
    accounts::{OutboxRepository, UserId},
    schedule::{
        Every, Exception, Invitee, NaiveDateTime, NewSchedule, OccurrenceChange, Plan, Repeat,
        RepeatEnd, Schedule, ScheduleChange, ScheduleId, ScheduleRepository, Series,
        StoredPassword, WeekDays, Weekday, Zone,
    },
};
use parley_protocol::{MeetingAddress, MeetingLink, MeetingRules, MeetingTitle, Timestamp};
use std::collections::BTreeMap;
use tokio::task::JoinSet;

on_every_database!(
    a_plan_of_every_kind_comes_back_as_it_was_stored,
    it_is_known_which_meetings_are_planned,
    a_taken_link_stores_nothing,
    a_change_is_all_or_nothing_and_of_two_at_once_one_is_told,
    a_change_writes_what_the_meeting_allows_only_where_that_changes_and_never_a_lock,
    t081_everybody_has_their_own_plans_in_the_order_of_their_end,
    t022_of_many_at_once_no_more_mails_are_counted_than_may_be,
    t088_a_feed_has_one_secret_and_none_after_it_is_removed,
);

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn title(text: &str) -> MeetingTitle {
    MeetingTitle::new(text).unwrap()
}

pub(crate) fn link(text: &str) -> MeetingLink {
    MeetingLink::new(text).unwrap()
}

pub(crate) fn series(owner: UserId, number: usize) -> Series {
    Series {
        code: code(number),
        link: None,
        owner,
        rules: MeetingRules::default(),
        has_password: false,
        history_days: None,
        plan: Plan {
            title: title("Budget 会议"),
            start: local("2026-10-25 02:30"),
            zone: Zone::parse("Europe/Berlin").unwrap(),
            minutes: 45,
            repeat: None,
        },
        exceptions: BTreeMap::new(),
        sequence: 0,
        cancelled: false,
        created_at: after(0),
    }
}

pub(crate) fn new(series: Series, over_at: Timestamp) -> NewSchedule {
    NewSchedule {
        password: series.has_password.then(|| secret(7)),
        series,
        invitees: Vec::new(),
        over_at,
        mails: Vec::new(),
    }
}

pub(crate) fn change_to(series: Series, id: ScheduleId) -> ScheduleChange {
    ScheduleChange {
        id,
        was: series.sequence - 1,
        series,
        rules: None,
        password: StoredPassword::Keep,
        invitees: None,
        over_at: after(100),
        mails: Vec::new(),
        at: after(50),
    }
}

pub(crate) async fn add(fixture: &Fixture, series: Series, over_at: Timestamp) -> Schedule {
    let schedules = fixture.database.schedules();
    schedules.add(new(series, over_at)).await.unwrap()
}

async fn a_plan_of_every_kind_comes_back_as_it_was_stored(fixture: &Fixture) {
    let owner = ines(fixture).await.id;
    let days = WeekDays::new([Weekday::Mon, Weekday::Sun]).unwrap();
    let repeats = [
        None,
        Some((Every::Day, RepeatEnd::Never)),
        Some((Every::Week(days), RepeatEnd::After(7))),
        Some((Every::Month, RepeatEnd::On("2027-02-28".parse().unwrap()))),
    ];
    let schedules = fixture.database.schedules();
    for (number, repeat) in repeats.into_iter().enumerate() {
        let mut made = series(owner, number + 10);
        made.plan.repeat = repeat.map(|(every, end)| Repeat { every, end });
        made.link = (number == 1).then(|| link("weekly-standup"));
        made.has_password = number == 2;
        made.history_days = (number == 3).then_some(30);
        made.rules.waiting_room = number == 1;
        made.rules.may_chat = number != 2;
        let changed = Exception::Changed(OccurrenceChange {
            title: title("Longer"),
            start: local("2026-10-27 09:00"),
            minutes: 90,
        });
        if number > 0 {
            let cancelled = (local("2026-10-26 02:30"), Exception::Cancelled);
            made.exceptions = BTreeMap::from([cancelled, (local("2026-11-01 02:30"), changed)]);
        }
        let stored = add(fixture, made.clone(), Timestamp(u64::MAX)).await;
        assert_eq!(stored.series, made);
        assert_eq!(
            schedules.lookup(stored.id).await.unwrap(),
            Some(stored.clone())
        );
        for address in [made.address(), MeetingAddress::Code(made.code.clone())] {
            assert_eq!(
                schedules.find(&address).await.unwrap(),
                Some(stored.clone())
            );
        }
        let meetings = fixture.database.meetings();
        let meeting = meetings.find_by_code(&made.code).await.unwrap().unwrap();
        assert_eq!(
            (meeting.id, meeting.owner, meeting.rules),
            (stored.meeting, Some(owner), made.rules)
        );
        assert_eq!(meeting.title.as_deref(), Some("Budget 会议"));
        assert_eq!(meeting.password, (number == 2).then(|| secret(7)));
    }
    let nobody = MeetingAddress::Link(link("nobodys-link"));
    assert_eq!(schedules.find(&nobody).await.unwrap(), None);
    assert_eq!(schedules.lookup(ScheduleId(99)).await.unwrap(), None);
}

async fn it_is_known_which_meetings_are_planned(fixture: &Fixture) {
    let owner = ines(fixture).await.id;
    let other = meeting(fixture, "mkd-vqtr-hba").await;
    let made = add(fixture, series(owner, 10), after(9)).await;
    let schedules = fixture.database.schedules();
    let planned = schedules.planned(&[other.id, made.meeting]).await;
    assert_eq!(planned.unwrap(), [made]);
    assert_eq!(schedules.planned(&[]).await.unwrap(), []);
}

async fn a_taken_link_stores_nothing(fixture: &Fixture) {
    let owner = ines(fixture).await.id;
    let mut first = series(owner, 10);
    first.link = Some(link("standup"));
    let second = Series {
        code: code(11),
        ..first.clone()
    };
    let schedules = fixture.database.schedules();
    assert!(!schedules.is_taken(&link("standup")).await.unwrap());
    add(fixture, first, after(100)).await;
    assert!(schedules.is_taken(&link("standup")).await.unwrap());
    let mut refused = new(second.clone(), after(100));
    refused.mails = vec![vec![1, 2, 3]];
    let outcome = schedules.add(refused).await;
    assert!(matches!(outcome, Err(RepositoryError::Conflict)));
    let meetings = fixture.database.meetings();
    assert_eq!(meetings.find_by_code(&second.code).await.unwrap(), None);
    let outbox = fixture.database.outbox();
    assert_eq!(outbox.queue().await.unwrap().waiting, 0);
    let free = Series {
        link: None,
        ..second
    };
    let other = add(fixture, free, after(100)).await;
    let mut changed = other.series.clone();
    (changed.link, changed.sequence) = (Some(link("standup")), 1);
    let outcome = schedules.change(change_to(changed, other.id)).await;
    assert!(matches!(outcome, Err(RepositoryError::Conflict)));
    let same = schedules.lookup(other.id).await.unwrap();
    assert_eq!(same, Some(other));
}

async fn a_change_is_all_or_nothing_and_of_two_at_once_one_is_told(fixture: &Fixture) {
    let owner = ines(fixture).await.id;
    let schedules = fixture.database.schedules();
    let mut wanted = new(series(owner, 10), after(100));
    let ana = Invitee::Address(email("Ana@example.org"));
    let both = vec![Invitee::Account(UserId(42)), ana.clone()];
    wanted.invitees.clone_from(&both);
    wanted.mails = vec![vec![1], vec![2]];
    let made = schedules.add(wanted).await.unwrap();
    assert_eq!(schedules.invitees(made.id).await.unwrap(), both);
    let outbox = fixture.database.outbox();
    let due = outbox.due(after(0), 9).await.unwrap();
    let sealed: Vec<_> = due.into_iter().map(|mail| mail.sealed).collect();
    assert_eq!(sealed, [vec![1], vec![2]]);

    let mut tasks = JoinSet::new();
    for number in 0..4 {
        let database = fixture.again().await;
        let mut changed = made.series.clone();
        changed.sequence = 1;
        changed.plan.title = title(&format!("Title {number}"));
        changed.exceptions = BTreeMap::from([(local("2026-10-26 02:30"), Exception::Cancelled)]);
        let mut change = change_to(changed, made.id);
        change.password = StoredPassword::Set(Some(secret(8)));
        change.invitees = Some(vec![ana.clone()]);
        change.mails = vec![vec![3]];
        tasks.spawn(async move {
            let done = database.schedules().change(change).await.unwrap();
            database.close().await.unwrap();
            done
        });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.into_iter().filter(|done| *done).count(), 1);
    let now = schedules.lookup(made.id).await.unwrap().unwrap().series;
    assert!(now.plan.title.as_str().starts_with("Title "));
    assert_eq!((now.sequence, now.exceptions.len()), (1, 1));
    assert!(now.has_password);
    assert_eq!(schedules.invitees(made.id).await.unwrap(), [ana]);
    assert_eq!(outbox.queue().await.unwrap().waiting, 3);

    let mut last = now;
    (last.sequence, last.cancelled) = (2, true);
    last.exceptions.clear();
    let mut change = change_to(last.clone(), made.id);
    change.password = StoredPassword::Set(None);
    assert!(schedules.change(change).await.unwrap());
    last.has_password = false;
    let now = schedules.lookup(made.id).await.unwrap().unwrap().series;
    assert_eq!(now, last);
}

async fn t081_everybody_has_their_own_plans_in_the_order_of_their_end(fixture: &Fixture) {
    let (ines, wei) = (ines(fixture).await, wei(fixture).await);
    let schedules = fixture.database.schedules();
    let plans = [
        (ines.id, 300, None),
        (wei.id, 200, Some(Invitee::Account(ines.id))),
        (
            wei.id,
            100,
            Some(Invitee::Address(email("INES@example.org"))),
        ),
        (
            wei.id,
            400,
            Some(Invitee::Address(email("ana@example.org"))),
        ),
        (wei.id, 500, None),
    ];
    let mut ids = Vec::new();
    for (number, (owner, over, invitee)) in plans.into_iter().enumerate() {
        let mut wanted = new(series(owner, number + 10), after(over));
        wanted.invitees.extend(invitee);
        ids.push(schedules.add(wanted).await.unwrap().id);
    }
    let list = async |user: &parley_domain::accounts::User, now, most| {
        let listed = schedules.list(user.id, &user.email.key(), now, most).await;
        let listed = listed.unwrap().into_iter().map(|plan| plan.id);
        listed.collect::<Vec<_>>()
    };
    assert_eq!(list(&ines, after(99), 9).await, [ids[2], ids[1], ids[0]]);
    assert_eq!(list(&ines, after(100), 9).await, [ids[1], ids[0]]);
    assert_eq!(list(&ines, after(99), 1).await, [ids[2]]);
    assert_eq!(
        list(&wei, after(0), 9).await,
        [ids[2], ids[1], ids[3], ids[4]]
    );
    for (number, id) in ids.into_iter().enumerate() {
        let invited = schedules.is_invited(id, ines.id, &ines.email.key()).await;
        assert_eq!(invited.unwrap(), number == 1 || number == 2);
    }
}

async fn t022_of_many_at_once_no_more_mails_are_counted_than_may_be(fixture: &Fixture) {
    let owner = ines(fixture).await.id;
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let database = fixture.again().await;
        tasks.spawn(async move {
            let counted = database.schedules().count_mails(owner, 20_000, 3, 10).await;
            database.close().await.unwrap();
            counted.unwrap()
        });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.into_iter().filter(|done| *done).count(), 3);
    let schedules = fixture.database.schedules();
    let count = async |day, mails| schedules.count_mails(owner, day, mails, 10).await.unwrap();
    assert!(count(20_000, 1).await);
    assert!(!count(20_000, 1).await);
    assert!(!count(20_001, 11).await);
    assert!(count(20_001, 10).await);
    assert_eq!(schedules.forget_mails(20_001).await.unwrap(), 1);
    assert!(!count(20_001, 1).await);
}

async fn t088_a_feed_has_one_secret_and_none_after_it_is_removed(fixture: &Fixture) {
    let (ines, wei) = (ines(fixture).await.id, wei(fixture).await.id);
    let schedules = fixture.database.schedules();
    assert_eq!(schedules.feed_since(ines).await.unwrap(), None);
    schedules.set_feed(ines, secret(1), after(1)).await.unwrap();
    schedules.set_feed(ines, secret(2), after(2)).await.unwrap();
    let taken = schedules.set_feed(wei, secret(2), after(3)).await;
    assert!(matches!(taken, Err(RepositoryError::Conflict)));
    assert_eq!(schedules.feed_since(ines).await.unwrap(), Some(after(2)));
    assert_eq!(schedules.feed_owner(secret(1)).await.unwrap(), None);
    assert_eq!(schedules.feed_owner(secret(2)).await.unwrap(), Some(ines));
    schedules.remove_feed(ines).await.unwrap();
    schedules.remove_feed(ines).await.unwrap();
    assert_eq!(schedules.feed_owner(secret(2)).await.unwrap(), None);
}

async fn a_change_writes_what_the_meeting_allows_only_where_that_changes_and_never_a_lock(
    fixture: &Fixture,
) {
    let owner = ines(fixture).await.id;
    let made = add(fixture, series(owner, 10), after(100)).await;
    let meetings = fixture.database.meetings();
    let schedules = fixture.database.schedules();
    // Decided by those who are in it, since the plan was read.
    let own = MeetingRules {
        locked: true,
        may_chat: false,
        ..MeetingRules::default()
    };
    meetings.set_rules(made.meeting, own).await.unwrap();
    let waiting = MeetingRules {
        waiting_room: true,
        ..MeetingRules::default()
    };
    for (sequence, rules, expected) in [
        (1, None, own),
        (
            2,
            Some(waiting),
            MeetingRules {
                locked: true,
                ..waiting
            },
        ),
    ] {
        let changed = Series {
            sequence,
            ..made.series.clone()
        };
        let change = ScheduleChange {
            rules,
            ..change_to(changed, made.id)
        };
        assert!(schedules.change(change).await.unwrap());
        let stored = meetings.lookup(made.meeting).await.unwrap().unwrap();
        assert_eq!(stored.rules, expected);
    }
}
