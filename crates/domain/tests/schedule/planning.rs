//! Planning a meeting: who is invited, what is refused, and that it is all or nothing.

use crate::support::{DAY, House, draft, plan};
use parley_domain::{
    accounts::MeetingNews,
    schedule::{Draft, INVITEES, Invited, MAILS_PER_DAY, PasswordChange, PlanError, ScheduleError},
};
use parley_protocol::{MeetingAddress, MeetingLink, MeetingPassword, Milliseconds};
use std::{collections::BTreeSet, sync::atomic::Ordering::SeqCst};

fn link(text: &str) -> MeetingLink {
    MeetingLink::new(text).unwrap()
}

#[tokio::test]
async fn whoever_is_invited_gets_a_mail_that_names_nobody_else() {
    let house = House::new();
    let (ines, wei) = (house.member("ines").await, house.member("wei").await);
    let planned = plan("Europe/Berlin", "2026-03-10 14:30");
    let named = [
        "wei",
        "ana@example.org",
        "INES@example.org",
        "ANA@example.org",
    ];
    let mut wanted = draft(planned, &named);
    wanted.link = Some(link("weekly-standup"));
    wanted.password = PasswordChange::Set(MeetingPassword::new("open sesame").unwrap());
    let made = house.schedules.schedule(&ines, wanted).await.unwrap();
    assert!(made.series.has_password);
    let mails = house.mails();
    let to: Vec<&str> = mails.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, ["wei@example.org", "ana@example.org"]);
    for (to, mail) in &mails {
        assert_eq!(mail.news, MeetingNews::Invited);
        assert_eq!(
            mail.when,
            "Tuesday, 10 March 2026, 14:30 to 15:15 (Europe/Berlin)"
        );
        assert_eq!(mail.address.as_str(), "weekly-standup");
        assert!(mail.has_password);
        assert_eq!(mail.reply_to, ines.email);
        let calendar = mail.calendar.replace("\r\n ", "");
        assert!(calendar.contains("METHOD:REQUEST\r\n"));
        assert_eq!(calendar.matches("ATTENDEE").count(), 1);
        assert!(calendar.contains(&format!("RSVP=TRUE:mailto:{to}\r\n")));
        assert!(calendar.contains("URL:https://meet.example.org/m/weekly-standup\r\n"));
        assert!(!format!("{mail:?}").contains("sesame"));
    }
    let details = house.schedules.details(&ines, made.id).await.unwrap();
    let invited: Vec<String> = details.invited.iter().map(Invited::to_string).collect();
    assert_eq!(invited, ["wei", "ana@example.org"]);
    assert_eq!(wei.email.as_str(), "wei@example.org");
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let house = House::new();
    let ines = house.member("ines").await;
    let mut first = draft(plan("UTC", "2026-01-05 09:00"), &[]);
    first.link = Some(link("weekly-standup"));
    let made = house
        .schedules
        .schedule(&ines, first.clone())
        .await
        .unwrap();
    let faults = async |id, draft: &Draft| house.schedules.faults(&ines, id, draft).await.unwrap();
    assert!(
        faults(Some(made.id), &first).await.is_empty(),
        "its own link is no other's"
    );

    let mut wrong = draft(plan("UTC", "2025-12-31 09:00"), &["nobody"]);
    wrong.link = Some(link("weekly-standup"));
    let found = faults(None, &wrong).await;
    let [time, taken, unknown] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(matches!(time, ScheduleError::Plan(PlanError::Past)));
    assert!(matches!(taken, ScheduleError::LinkTaken(_)));
    assert!(matches!(unknown, ScheduleError::UnknownInvitee(_)));
    let found = faults(Some(made.id), &wrong).await;
    assert_eq!(found.len(), 2, "{found:?}");

    let ana = house.member("ana").await;
    let strange = house.schedules.faults(&ana, Some(made.id), &first).await;
    assert!(matches!(strange, Err(ScheduleError::NotFound)));
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_and_nothing_is_stored() {
    let house = House::new();
    let ines = house.member("ines").await;
    let good = draft(plan("UTC", "2026-01-05 09:00"), &[]);
    let refused = async |change: &dyn Fn(&mut Draft)| {
        let mut bad = good.clone();
        change(&mut bad);
        house.schedules.schedule(&ines, bad).await.unwrap_err()
    };
    let past = refused(&|draft| draft.plan = plan("UTC", "2025-12-31 23:54")).await;
    assert!(matches!(past, ScheduleError::Plan(PlanError::Past)));
    // In Kiritimati it is January, too, but later.
    let past = refused(&|draft| draft.plan = plan("Pacific/Kiritimati", "2026-01-01 13:54")).await;
    assert!(matches!(past, ScheduleError::Plan(PlanError::Past)));
    let short = refused(&|draft| draft.plan.minutes = 0).await;
    assert!(matches!(short, ScheduleError::Plan(PlanError::Duration)));
    let nobody = refused(&|draft| draft.invited.extend(Invited::parse("nobody"))).await;
    assert!(matches!(nobody, ScheduleError::UnknownInvitee(who) if who.to_string() == "nobody"));
    let many = refused(&|draft| {
        let all = (0..=INVITEES).map(|number| format!("p{number}@example.org"));
        draft.invited = all.filter_map(|typed| Invited::parse(&typed)).collect();
    })
    .await;
    assert!(matches!(many, ScheduleError::TooManyInvitees));
    house.plans.away.store(true, SeqCst);
    let away = refused(&|draft| draft.invited.extend(Invited::parse("ana@example.org"))).await;
    assert!(matches!(away, ScheduleError::Repository(_)));
    assert!(house.plans.stored.lock().unwrap().is_empty());
    assert_eq!(house.mails(), []);
    house.plans.away.store(false, SeqCst);
    let mut now = good.clone();
    now.plan = plan("UTC", "2025-12-31 23:55");
    assert!(house.schedules.schedule(&ines, now).await.is_ok());
}

#[tokio::test]
async fn a_taken_link_is_told_with_one_that_is_free() {
    let house = House::new();
    let (ines, wei) = (house.member("ines").await, house.member("wei").await);
    let mut wanted = draft(plan("UTC", "2026-01-05 09:00"), &[]);
    wanted.link = Some(link("standup"));
    for (who, expected) in [
        (&ines, None),
        (&wei, Some("standup-2")),
        (&ines, Some("standup-2")),
    ] {
        match (
            house.schedules.schedule(who, wanted.clone()).await,
            expected,
        ) {
            (Ok(made), None) => {
                assert_eq!(made.series.address(), MeetingAddress::Link(link("standup")));
            }
            (Err(ScheduleError::LinkTaken(Some(free))), Some(expected)) => {
                assert_eq!(free.as_str(), expected);
            }
            (outcome, _) => panic!("{outcome:?}"),
        }
    }
    wanted.link = Some(link("standup-2"));
    house.schedules.schedule(&wei, wanted).await.unwrap();
    let third = house.schedules.suggest_link(&link("standup")).await;
    assert_eq!(third.unwrap(), Some(link("standup-3")));
}

#[tokio::test]
async fn a_link_that_many_have_taken_and_one_that_is_long_are_suggested_too() {
    let house = House::new();
    let ines = house.member("ines").await;
    let long = "a".repeat(64);
    for taken in ["standup", &long, &format!("{}-b", "a".repeat(60))] {
        for _ in 0..12 {
            let mut wanted = draft(plan("UTC", "2026-01-05 09:00"), &[]);
            let free = house.schedules.suggest_link(&link(taken)).await.unwrap();
            wanted.link = Some(free.unwrap());
            house.schedules.schedule(&ines, wanted).await.unwrap();
        }
    }
    let stored = house.plans.stored.lock().unwrap();
    let links = stored
        .iter()
        .filter_map(|one| one.schedule.series.link.as_ref());
    let links: BTreeSet<&str> = links.map(MeetingLink::as_str).collect();
    assert_eq!(links.len(), 36);
    assert!(links.contains("standup-9"));
}

#[tokio::test]
async fn t022_an_account_causes_so_many_mails_a_day_and_no_more() {
    let house = House::new();
    let ines = house.member("ines").await;
    let fifty: Vec<String> = (0..INVITEES).map(|n| format!("p{n}@example.org")).collect();
    let fifty: Vec<&str> = fifty.iter().map(String::as_str).collect();
    let full = draft(plan("UTC", "2026-02-05 09:00"), &fifty);
    house.pass(DAY / 4);
    for _ in 0..MAILS_PER_DAY / 50 {
        house.schedules.schedule(&ines, full.clone()).await.unwrap();
    }
    let one = draft(plan("UTC", "2026-02-05 09:00"), &["ana@example.org"]);
    let refused = house.schedules.schedule(&ines, one.clone()).await;
    let Err(ScheduleError::TooManyMails(wait)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(wait, Milliseconds(DAY / 4 * 3));
    assert_eq!(house.mails().len(), 200);
    // Without mails it goes on, for others too, and tomorrow again.
    let alone = draft(plan("UTC", "2026-02-05 09:00"), &[]);
    house.schedules.schedule(&ines, alone).await.unwrap();
    let wei = house.member("wei").await;
    house.schedules.schedule(&wei, one.clone()).await.unwrap();
    house.pass(wait.0);
    house.schedules.prune().await.unwrap();
    house.schedules.schedule(&ines, one).await.unwrap();
}

#[test]
fn somebody_is_named_by_an_address_or_a_username() {
    assert!(matches!(
        Invited::parse(" ana@example.org "),
        Some(Invited::Address(_))
    ));
    assert!(matches!(
        Invited::parse("Wei.Chen"),
        Some(Invited::Account(_))
    ));
    for typed in [
        "",
        "wei chen",
        "ana@",
        "@",
        "<ana@example.org>",
        "a\nb@example.org",
    ] {
        assert_eq!(Invited::parse(typed), None, "{typed}");
    }
}
