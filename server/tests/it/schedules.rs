//! Planned meetings over HTTP: feeds, files, tables of who was there, and the mails that invite.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_domain::{
    ResumeHash, Seat, SeatRepository as _, Visitor,
    accounts::{Origin, Registration, User},
    schedule::{
        Draft, Invited, NaiveDateTime, PasswordChange, Plan, Repeat, RepeatEnd, Schedule, Zone,
    },
};
use parley_protocol::{
    Arrival, DisplayName, EmailAddress, MediaState, MeetingLink, MeetingPassword, MeetingRules,
    MeetingTitle, Milliseconds, OneTimeCode, ParticipantId, Password, PhoneNumber, Role, Timestamp,
    Username,
};
use parley_test_support::{HttpRequest, HttpResponse, TestApp, soon};

/// Somebody with an account, and the cookie of their browser.
struct Member {
    user: User,
    cookie: String,
}

async fn member(app: &TestApp, name: &str) -> Member {
    let registration = Registration {
        full_name: DisplayName::new(name).unwrap(),
        username: Username::new(name).unwrap(),
        email: EmailAddress::new(&format!("{name}@example.org")).unwrap(),
        phone: PhoneNumber::new("+442079460958").unwrap(),
        password: Password::new("quiet marble river").unwrap(),
    };
    let accounts = app.accounts();
    let secret = accounts.begin_registration(registration).await.unwrap();
    let mail = soon("a mail", app.next_mail()).await;
    let mut codes = mail
        .split_whitespace()
        .filter(|word| word.len() == 6)
        .filter_map(|word| OneTimeCode::new(word).ok());
    let code = codes.next().unwrap();
    let user = accounts
        .complete_registration(&secret, &code, None, &Origin::default())
        .await;
    app.clock().advance(Milliseconds::from_seconds(120));
    let password = accounts.typed_password("quiet marble river");
    let (_, secret) = accounts
        .sign_in(name, &password, true, Origin::default())
        .await
        .unwrap();
    Member {
        user: user.unwrap(),
        cookie: format!("parley_session={secret}"),
    }
}

async fn get(app: &TestApp, path: &str, cookie: &str) -> HttpResponse {
    app.send(HttpRequest::new("GET", path).header("cookie", cookie))
        .await
}

fn draft(invited: &[&str]) -> Draft {
    let start = NaiveDateTime::parse_from_str("2026-03-10 14:30", "%Y-%m-%d %H:%M");
    Draft {
        plan: Plan {
            title: MeetingTitle::new("Budget, \"2026\" 会议\nBcc: x@example.org").unwrap(),
            start: start.unwrap(),
            zone: Zone::parse("Europe/Berlin").unwrap(),
            minutes: 45,
            repeat: Some(Repeat {
                every: parley_domain::schedule::Every::Month,
                end: RepeatEnd::Never,
            }),
        },
        link: Some(MeetingLink::new("budget-round").unwrap()),
        password: PasswordChange::Set(MeetingPassword::new("open sesame").unwrap()),
        rules: MeetingRules::default(),
        invited: invited
            .iter()
            .map(|typed| Invited::parse(typed).unwrap())
            .collect(),
        history_days: None,
    }
}

async fn planned(app: &TestApp, owner: &Member, invited: &[&str]) -> Schedule {
    let made = app.schedules().schedule(&owner.user, draft(invited)).await;
    made.unwrap()
}

fn nothing(response: &HttpResponse) {
    assert_eq!(response.status, 404, "{response:?}");
    assert_eq!(response.body, "There is nothing here.\n");
}

#[tokio::test]
async fn t088_a_feed_needs_its_secret_and_no_cookie_and_ends_with_it() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    planned(&app, &ines, &[]).await;
    let schedules = app.schedules();
    let token = schedules.create_feed(&ines.user).await.unwrap();
    let url = schedules.feed_url(&token);
    let path = url.strip_prefix(app.origin()).unwrap();
    let feed = get(&app, path, "").await;
    assert_eq!(feed.status, 200);
    assert_eq!(feed.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(feed.header("cache-control"), "private, no-cache");
    assert_eq!(
        feed.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(feed.header("set-cookie"), "");
    assert!(feed.body.contains("RRULE:FREQ=MONTHLY;BYMONTHDAY=10\r\n"));
    let url = format!("URL:{}/m/budget-round\r\n", app.origin());
    assert!(feed.body.contains(&url), "{}", feed.body);
    for wrong in [
        format!("/calendar/{token}"),
        format!("/calendar/{}.ics", "0".repeat(64)),
        "/calendar/.ics".to_owned(),
        format!("/calendar/{token}.ics.ics"),
    ] {
        nothing(&get(&app, &wrong, &ines.cookie).await);
    }
    schedules.revoke_feed(&ines.user).await.unwrap();
    nothing(&get(&app, path, &ines.cookie).await);
}

#[tokio::test]
async fn t081_a_calendar_file_is_there_for_the_owner_and_who_is_invited() {
    let app = TestApp::start().await;
    let (ines, wei) = (member(&app, "ines").await, member(&app, "wei").await);
    let stranger = member(&app, "ana").await;
    let made = planned(&app, &ines, &["wei@example.org"]).await;
    for path in [
        "/m/budget-round/calendar.ics".to_owned(),
        format!("/m/{}/calendar.ics", made.series.code),
    ] {
        for who in [&ines, &wei] {
            let file = get(&app, &path, &who.cookie).await;
            assert_eq!(file.status, 200);
            assert!(file.body.contains("METHOD:PUBLISH\r\n"));
            assert_eq!(
                file.header("content-disposition"),
                "attachment; filename=\"meeting.ics\""
            );
        }
        nothing(&get(&app, &path, &stranger.cookie).await);
        nothing(&get(&app, &path, "").await);
    }
    nothing(&get(&app, "/m/somebody-else/calendar.ics", &ines.cookie).await);
    nothing(&get(&app, "/m/x/calendar.ics", &ines.cookie).await);
}

#[tokio::test]
async fn t081_t089_the_owner_has_a_table_of_who_was_there() {
    let app = TestApp::start().await;
    let (ines, wei) = (member(&app, "ines").await, member(&app, "wei").await);
    let made = planned(&app, &ines, &["wei@example.org"]).await;
    let run = Timestamp(1_767_225_600_000);
    let seat = Seat {
        meeting: made.meeting,
        participant: ParticipantId(1),
        arrival: Arrival(1),
        display_name: DisplayName::new("=1+1").unwrap(),
        media: MediaState {
            microphone: true,
            camera: false,
            screen: false,
        },
        role: Role::Guest,
        resume: ResumeHash([1; 32]),
        joined_at: run,
        left_at: Some(run + Milliseconds::from_seconds(90)),
        run,
        came_at: run,
        visitor: Visitor::default(),
    };
    app.database().seats().save(&seat).await.unwrap();
    let path = "/m/budget-round/history.csv";
    let table = get(&app, path, &ines.cookie).await;
    assert_eq!(
        table.body,
        "Meeting started,Name,Account,Came,Left,Minutes\r\n\
         2026-01-01T00:00:00Z,'=1+1,no,2026-01-01T00:00:00Z,2026-01-01T00:01:30Z,2\r\n"
    );
    let other_run = get(&app, &format!("{path}?run=5"), &ines.cookie).await;
    assert_eq!(other_run.body.lines().count(), 1);
    let this_run = get(&app, &format!("{path}?run={}", run.0), &ines.cookie).await;
    assert_eq!(this_run.body, table.body);
    nothing(&get(&app, &format!("{path}?run=x"), &ines.cookie).await);
    nothing(&get(&app, path, &wei.cookie).await);
    nothing(&get(&app, path, "").await);
}

#[tokio::test]
async fn t020_t022_an_invitation_is_a_mail_with_a_calendar_and_no_header_of_its_own() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    planned(&app, &ines, &["wei@example.org"]).await;
    let mail = soon("an invitation", app.next_mail()).await;
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    let mut names: Vec<&str> = head
        .lines()
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split_once(':').unwrap().0)
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "Auto-Submitted",
            "Content-Type",
            "Date",
            "From",
            "MIME-Version",
            "Message-ID",
            "Reply-To",
            "Subject",
            "To"
        ]
    );
    assert!(head.contains("Reply-To: ines@example.org\r\n"), "{head}");
    assert!(head.contains("To: wei@example.org\r\n"));
    assert!(head.contains("multipart/mixed"));
    let calendar = "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n";
    assert_eq!(body.matches(calendar).count(), 1, "{body}");
    assert!(body.contains("filename=\"invite.ics\""));
    assert_eq!(body.matches("Content-Type: application/ics").count(), 1);
    assert!(!body.contains("sesame"));
}
