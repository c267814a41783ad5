//! The history over HTTP and sockets: who sees what of whom, how guests keep theirs, and when a meeting was over.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_domain::{
    Clock as _, Meeting, MeetingRepository as _, ResumeHash, Seat, SeatRepository as _, Visitor,
    accounts::UserId,
    history::{HistoryRepository as _, PastRun},
};
use parley_protocol::{
    Arrival, ClientMessage, DisplayName, MediaState, MeetingCode, MeetingRules, Milliseconds,
    ParticipantId, Role, Timestamp,
};
use parley_test_support::{HttpRequest, HttpResponse, Member, TestApp, TestSocket, soon};
use serde_json::{Value, json};

const NOTHING: &str = r#"{"past":[],"has_older":false}"#;
const DAY: Milliseconds = Milliseconds::from_seconds(24 * 3600);
const DAYS_30: Milliseconds = Milliseconds::from_seconds(30 * 24 * 3600);

fn set_cookie(response: &HttpResponse, name: &str) -> Option<String> {
    let all = response.headers.get_all("set-cookie");
    let mut texts = all.iter().map(|value| value.to_str().unwrap());
    let own = texts.find(|text| text.starts_with(&format!("{name}=")));
    own.map(str::to_owned)
}

async fn join(app: &TestApp, code: &str, name: &str, cookie: &str) -> TestSocket {
    let mut socket = app.socket_with(code, cookie).await;
    socket.hello(name).await;
    socket
}

async fn leave(socket: &mut TestSocket) {
    socket.send(&ClientMessage::Leave {}).await;
    socket.rest().await;
}

/// The runs of an account, as soon as they are as they should be.
async fn stored(app: &TestApp, user: UserId, fits: impl Fn(&[PastRun]) -> bool) -> Vec<PastRun> {
    let history = app.database().history();
    let waiting = async {
        loop {
            let runs = history.list(user, 0, 50).await.unwrap().runs;
            if fits(&runs) {
                return runs;
            }
            tokio::task::yield_now().await;
        }
    };
    soon("the stored history", waiting).await
}

fn is_over(runs: &[PastRun]) -> bool {
    !runs.is_empty() && runs.iter().all(|run| run.ended_at.is_some())
}

async fn listed(app: &TestApp, form: &str, cookie: &str) -> HttpResponse {
    app.post_with("/api/list_history", form, cookie).await
}

async fn page(app: &TestApp, path: &str, cookie: &str) -> String {
    let request = HttpRequest::new("GET", path).header("accept", "text/html");
    let response = app.send(request.header("cookie", cookie)).await;
    assert_eq!(response.status, 200);
    response.body
}

#[tokio::test]
async fn a_meeting_is_in_the_history_of_who_was_in_it_and_over_when_the_last_has_left() {
    let app = TestApp::start().await;
    let (ines, wei) = (app.member("ines").await, app.member("wei").await);
    let code = app.start_meeting(&ines.cookie).await;
    let mut one = join(&app, &code, "Ines Moreau", &ines.cookie).await;
    let mut two = join(&app, &code, "Wei Chen", &wei.cookie).await;
    leave(&mut one).await;
    let runs = stored(&app, ines.user.id, |runs| {
        runs.first().is_some_and(|run| run.people == 2)
    });
    assert_eq!(runs.await[0].ended_at, None, "somebody is there still");
    leave(&mut two).await;
    stored(&app, ines.user.id, is_over).await;
    for who in [&ines, &wei] {
        let answer = listed(&app, "page=0", &who.cookie).await;
        assert_eq!(answer.status, 200);
        let answer: Value = serde_json::from_str(&answer.body).unwrap();
        let run = &answer["past"][0];
        assert_eq!(run["code"], code.as_str());
        assert_eq!(run["people"], 2);
        assert_eq!(run["names"][0], "Ines Moreau");
        assert_eq!(run["names"][1], "Wei Chen");
        assert!(run["ended_at"].as_u64() >= run["started_at"].as_u64());
        assert_eq!(answer["past"].as_array().unwrap().len(), 1);
        // T-080: no keys of the database.
        let fields: Vec<_> = run.as_object().unwrap().keys().collect();
        assert!(fields.iter().all(|field| !field.contains("id")));
        let page = page(&app, "/dashboard", &who.cookie).await;
        assert!(page.contains(&format!("Details of Meeting {code}")));
        assert!(page.contains("2 participants: Ines Moreau and Wei Chen"));
        assert!(page.contains("No recording"));
    }
}

#[tokio::test]
async fn t081_a_stranger_sees_nothing_of_a_meeting_whatever_they_ask_for() {
    let app = TestApp::start().await;
    let (ines, mallory) = (app.member("ines").await, app.member("mallory").await);
    let code = app.start_meeting(&ines.cookie).await;
    let mut one = join(&app, &code, "Ines Moreau", &ines.cookie).await;
    leave(&mut one).await;
    let before = stored(&app, ines.user.id, is_over).await;
    for form in [
        "page=0",
        "page=1",
        "page=2",
        "page=18446744073709551615",
        "page=0&user=1&user_id=1&owner_id=1&id=1&meeting=1&run=1",
    ] {
        let answer = listed(&app, form, &mallory.cookie).await;
        assert_eq!((answer.status.as_u16(), &*answer.body), (200, NOTHING));
    }
    for form in ["", "page=-1", "page=1+OR+1", "page[]=1", "page=1'"] {
        let answer = listed(&app, form, &mallory.cookie).await;
        assert!(!answer.status.is_success(), "{form}");
        assert!(!answer.body.contains("Ines"));
    }
    for cookie in ["", "parley_session=forged"] {
        let answer = listed(&app, "page=0", cookie).await;
        assert_eq!(answer.status, 401);
        assert!(!answer.body.contains("past"));
    }
    for path in [
        "/dashboard",
        "/dashboard?page=1",
        "/dashboard?page=1&user=1",
    ] {
        let page = page(&app, path, &mallory.cookie).await;
        assert!(page.contains("No meetings yet"));
        assert!(!page.contains(&code) && !page.contains("Ines"));
    }
    let after = stored(&app, ines.user.id, is_over).await;
    assert_eq!(after, before);
}

#[tokio::test]
async fn who_owns_a_meeting_has_it_in_the_history_without_having_been_there() {
    let app = TestApp::start().await;
    let ines = app.member("ines").await;
    let started = app.start_meeting(&ines.cookie).await;
    let personal = ines.user.personal_code.to_string();
    for code in [&started, &personal] {
        let mut guest = join(&app, code, "Samuel Osei", "").await;
        leave(&mut guest).await;
    }
    let both = |runs: &[PastRun]| runs.len() == 2 && is_over(runs);
    let runs = stored(&app, ines.user.id, both).await;
    assert!(
        runs.iter()
            .all(|run| run.names[0].as_str() == "Samuel Osei")
    );
}

#[tokio::test]
async fn a_guest_who_signs_in_later_keeps_the_meeting_and_nobody_else_gets_it() {
    let app = TestApp::start().await;
    let ines = app.member("ines").await;
    let code = app.start_meeting(&ines.cookie).await;
    let mut guest = join(&app, &code, "Samuel Osei", "").await;
    let mut other = join(&app, &code, "Elif Demir", "").await;
    let cookie = guest.cookie().unwrap().to_owned();
    let claim = cookie.split(';').next().unwrap().to_owned();
    assert!(claim.starts_with("parley_guest="));
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000"));
    assert!(!other.cookie().unwrap().starts_with(&claim));
    leave(&mut guest).await;
    leave(&mut other).await;
    stored(&app, ines.user.id, is_over).await;
    let again = join(&app, &code, "Samuel Osei", &claim).await;
    assert!(again.cookie().unwrap().starts_with(&claim), "it is kept");
    drop(again);

    let samuel = app.register("samuel").await;
    let mallory = app.register("mallory").await;
    let forged = format!("parley_guest={}", "0".repeat(64));
    let doubled = format!("{claim}; {claim}x");
    for cookie in ["", &*forged, "parley_guest=x", &*doubled] {
        app.sign_in("mallory", cookie).await;
        stored(&app, mallory.id, <[PastRun]>::is_empty).await;
    }
    let answer = app.sign_in("samuel", &claim).await;
    let kept = set_cookie(&answer, "parley_guest");
    assert_eq!(kept, None, "the door knows the browser again");
    let runs = stored(&app, samuel.id, |runs| !runs.is_empty()).await;
    let oldest = runs.last().unwrap();
    assert_eq!(oldest.code.as_str(), code);
    assert_eq!(oldest.people, 2);
    assert!(
        page(
            &app,
            "/dashboard",
            &answer.cookie("parley_session").unwrap()
        )
        .await
        .contains("Elif Demir")
    );

    app.sign_in("mallory", &claim).await;
    stored(&app, mallory.id, <[PastRun]>::is_empty).await;
}

#[tokio::test]
async fn a_guests_meeting_can_be_claimed_for_thirty_days() {
    let app = TestApp::start().await;
    let code = app.start_meeting("").await;
    let mut guest = join(&app, &code, "Samuel Osei", "").await;
    let claim = guest
        .cookie()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    leave(&mut guest).await;
    app.clock().advance(DAYS_30);
    let samuel = app.register("samuel").await;
    app.sign_in("samuel", &claim).await;
    stored(&app, samuel.id, <[PastRun]>::is_empty).await;
}

/// Somebody was in a run of a meeting, for 52 minutes.
async fn was_there(app: &TestApp, of: &Meeting, who: &Member, (number, run): (u8, Timestamp)) {
    let seat = Seat {
        meeting: of.id,
        participant: ParticipantId(number.into()),
        arrival: Arrival(number.into()),
        display_name: DisplayName::new("Ines Moreau").unwrap(),
        media: MediaState::default(),
        role: Role::Guest,
        resume: ResumeHash([number; 32]),
        joined_at: run,
        left_at: Some(Timestamp(run.0 + 52 * 60_000)),
        run,
        came_at: run,
        visitor: Visitor {
            user: Some(who.user.id),
            claim: None,
            network: None,
        },
    };
    app.database().seats().save(&seat).await.unwrap();
}

#[tokio::test]
async fn what_is_older_than_the_server_or_the_meeting_says_is_forgotten_by_a_running_server() {
    let app = TestApp::start_with(|config| config.meetings.history_days = 30).await;
    let ines = app.member("ines").await;
    let meetings = app.database().meetings();
    let by_code = async |code: &str| {
        let code = MeetingCode::from_typed(code).unwrap();
        meetings.find_by_code(&code).await.unwrap().unwrap()
    };
    let started = by_code(&app.start_meeting(&ines.cookie).await).await;
    let personal = by_code(ines.user.personal_code.as_str()).await;
    keep_for(&app, &ines, 7).await;
    let now = app.clock().now();
    let runs = [
        (&started, 25),
        (&started, 1),
        (&personal, 5),
        (&personal, 0),
    ];
    for (number, (meeting, days)) in (1..).zip(runs) {
        let run = Timestamp(now.0 - days * DAY.0);
        was_there(&app, meeting, &ines, (number, run)).await;
    }
    stored(&app, ines.user.id, |runs| runs.len() == 4).await;
    app.clock().advance(Milliseconds(6 * DAY.0));
    // What is old is forgotten when a server starts, and every ten minutes from then on.
    let app = app.restart().await;
    let kept = stored(&app, ines.user.id, |runs| runs.len() == 2).await;
    let kept: Vec<_> = kept.into_iter().map(|run| run.started_at).collect();
    assert_eq!(kept, [now, Timestamp(now.0 - DAY.0)]);
    let tables = app.tables().await;
    for table in ["run_participant", "run_stay", "meeting_participant"] {
        assert_eq!(tables[table].len(), 2, "{table}");
    }
}

/// Says for how many days the history of somebody's personal meeting is kept.
async fn keep_for(app: &TestApp, owner: &Member, days: u32) {
    let draft = json!({
        "rules": MeetingRules::default(), "password": "", "without_password": false,
        "history_days": days,
    });
    let request = HttpRequest::new("POST", "/api/save_personal_meeting");
    let request = request.json(&json!({ "draft": draft }));
    let request = request.header("origin", app.origin());
    let answer = app.send(request.header("cookie", &owner.cookie)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn the_history_is_paged_by_links_without_scripts() {
    let app = TestApp::start().await;
    let ines = app.member("ines").await;
    let meeting = app.meeting("kvm-rtdq-hsy").await;
    for number in 1..=12_u8 {
        let run = Timestamp(app.clock().now().0 - 3_600_000 * u64::from(number));
        was_there(&app, &meeting, &ines, (number, run)).await;
    }
    let rows = |page: &str| page.matches("aria-label=\"Details of").count();
    let newest = page(&app, "/dashboard", &ines.cookie).await;
    assert_eq!(rows(&newest), 5);
    assert!(newest.contains("Show all") && newest.contains("/dashboard?page=1#history"));
    assert!(newest.contains("52 min"));
    let first = page(&app, "/dashboard?page=1", &ines.cookie).await;
    assert_eq!(rows(&first), 10);
    assert!(first.contains(">Older<") && !first.contains(">Newer<"));
    let last = page(&app, "/dashboard?page=2", &ines.cookie).await;
    assert_eq!(rows(&last), 2);
    assert!(!last.contains(">Older<") && last.contains(">Newer<"));
    let beyond = page(&app, "/dashboard?page=99", &ines.cookie).await;
    assert!(beyond.contains("No older meetings"));
}
