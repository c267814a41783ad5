//! Pictures over HTTP: the real router, the real database, real files.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_domain::accounts::{AuditKind, AuditRepository as _, Origin, Registration, Role, User};
use parley_protocol::{
    ClientMessage, DisplayName, EmailAddress, MeetingRulesChange, OneTimeCode, Password,
    PhoneNumber, PictureId, RequestId, ServerMessage, Username, limits,
};
use parley_test_support::{
    HttpRequest, HttpResponse, TestApp, TestSocket,
    pictures::{SECRET_PLACE, no_pictures, picture, with_gps},
    raw_exchange, soon,
};
use std::collections::BTreeSet;

const PNG: image::ImageFormat = image::ImageFormat::Png;
const PASSWORD: &str = "quiet marble river";
const KIND: &str = r#"{"form":[{"field":"picture","problem":"form"}]}"#;
const TOO_LARGE: &str = r#"{"form":[{"field":"picture","problem":"too_long"}]}"#;

/// Somebody who is signed in.
struct Member {
    user: User,
    cookie: String,
}

async fn begin(app: &TestApp, name: &str) -> (String, OneTimeCode) {
    let form = Registration {
        full_name: DisplayName::new(name).unwrap(),
        username: Username::new(name).unwrap(),
        email: EmailAddress::new(&format!("{name}@example.org")).unwrap(),
        phone: PhoneNumber::new("+442079460958").unwrap(),
        password: Password::new(PASSWORD).unwrap(),
    };
    let flow = app.accounts().begin_registration(form).await.unwrap();
    let mail = soon("a mail", app.next_mail()).await;
    let mut codes = mail
        .split_whitespace()
        .filter_map(|word| (word.len() == 6).then(|| OneTimeCode::new(word).ok())?);
    (flow, codes.next().unwrap())
}

async fn member(app: &TestApp, name: &str) -> Member {
    let (accounts, origin) = (app.accounts(), Origin::default());
    let (flow, code) = begin(app, name).await;
    let made = accounts.complete_registration(&flow, &code, None, &origin);
    made.await.unwrap();
    sign_in(app, name).await
}

async fn sign_in(app: &TestApp, name: &str) -> Member {
    let password = Password::new(PASSWORD).unwrap();
    let entered = app
        .accounts()
        .sign_in(name, &password, true, Origin::default());
    let (who, secret) = entered.await.unwrap();
    Member {
        user: who.user,
        cookie: format!("parley_session={secret}"),
    }
}

async fn send(app: &TestApp, cookie: &str, file: Vec<u8>) -> HttpResponse {
    let request = HttpRequest::new("POST", "/api/change_picture").bytes(file);
    let request = request.header("origin", app.origin());
    app.send(request.header("cookie", cookie)).await
}

async fn asked(app: &TestApp, path: &str, form: &str, cookie: &str) -> serde_json::Value {
    let request = HttpRequest::new("POST", path).form(form);
    let request = request.header("origin", app.origin());
    let answer = app.send(request.header("cookie", cookie)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn an_admin_sees_the_pictures_of_accounts_and_of_who_hosts_a_meeting() {
    let app = TestApp::start().await;
    let (ines, boss) = (member(&app, "ines").await, member(&app, "boss").await);
    let promoted = app.accounts().set_role(None, boss.user.id, Role::Admin);
    promoted.await.unwrap();
    let name = send(&app, &ines.cookie, picture(PNG, 64, 64)).await.body;
    let list = asked(&app, "/api/list_users", "search=&page=1", &boss.cookie).await;
    let pictures: Vec<_> = list["users"].as_array().unwrap().iter().collect();
    assert_eq!(pictures[0]["picture"], serde_json::Value::Null);
    assert_eq!(pictures[1]["picture"], *name);
    let mut socket = app.socket(ines.user.personal_code.as_str()).await;
    socket.hello("Ines").await;
    let seen = asked(&app, "/api/look_at_server", "", &boss.cookie).await;
    let host = &seen["meetings"][0]["host"];
    assert_eq!(
        (&host["name"], &host["picture"]),
        (&"ines".into(), &(*name).into())
    );
    let headers = [("accept", "text/html"), ("cookie", &*boss.cookie)];
    let drawn = show(&app, "/admin", &headers).await.body;
    let small = format!("src=\"/pictures/{name}/{}\"", limits::PICTURE_SIDE_SMALL);
    assert_eq!(drawn.matches(&small).count(), 2, "{drawn}");
}

async fn show(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> HttpResponse {
    let mut request = HttpRequest::new("GET", path);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    app.send(request).await
}

fn files(app: &TestApp) -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(app.folder().join("data/pictures")) else {
        return BTreeSet::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[tokio::test]
async fn a_picture_is_shown_in_two_sizes_and_the_old_one_is_gone() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    let first = send(&app, &ines.cookie, picture(PNG, 300, 200)).await;
    assert_eq!(first.status, 200, "{first:?}");
    let second = send(&app, &ines.cookie, with_gps()).await.body;
    assert_ne!(first.body, second);
    for side in [96, 512] {
        let path = format!("/pictures/{second}/{side}");
        let shown = show(&app, &path, &[("cookie", &ines.cookie)]).await;
        let pixels = image::load_from_memory(&shown.bytes).unwrap();
        assert_eq!((pixels.width(), pixels.height()), (side, side));
        let leaks = |part: &[u8]| shown.bytes.windows(part.len()).any(|bytes| bytes == part);
        assert!(!leaks(SECRET_PLACE) && !leaks(b"Exif"), "t107");
        let old = format!("/pictures/{}/{side}", first.body);
        let gone = show(&app, &old, &[("cookie", &ines.cookie)]).await;
        assert_eq!(gone.status, 404);
    }
    assert_eq!(files(&app).len(), 2);
    let wanted = [("cookie", ines.cookie.as_str()), ("accept", "text/html")];
    let page = show(&app, "/dashboard", &wanted).await;
    assert!(page.body.contains(&format!("/pictures/{second}/512")));
    let log = app.database().audit().list(ines.user.id, 9).await.unwrap();
    let changes = log
        .iter()
        .filter(|event| event.kind == AuditKind::PictureChanged);
    assert_eq!(changes.count(), 2);
}

#[tokio::test]
async fn t099_t052_a_picture_is_an_image_and_nothing_else_whoever_opens_it() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    let name = send(&app, &ines.cookie, picture(PNG, 9, 9)).await.body;
    let path = format!("/pictures/{name}/96");
    let cookie = ("cookie", ines.cookie.as_str());
    for extra in [
        ("accept", "*/*"),
        ("accept", "text/html"),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
    ] {
        let shown = show(&app, &path, &[cookie, extra]).await;
        assert_eq!(shown.status, 200, "{extra:?}");
        for (header, value) in [
            ("content-type", "image/webp"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cache-control", "private, no-cache"),
        ] {
            assert_eq!(shown.header(header), value, "{header}");
        }
    }
    for foreign in ["cross-site", "same-site"] {
        let refused = show(&app, &path, &[cookie, ("sec-fetch-site", foreign)]).await;
        assert_eq!(refused.status, 403, "t052 {foreign}");
    }
}

#[tokio::test]
async fn t005_a_picture_is_there_for_who_is_signed_in_only() {
    let app = TestApp::start().await;
    let (ines, wei) = (member(&app, "ines").await, member(&app, "wei").await);
    let name = send(&app, &ines.cookie, picture(PNG, 9, 9)).await.body;
    let path = format!("/pictures/{name}/96");
    let by_wei = show(&app, &path, &[("cookie", &wei.cookie)]).await;
    assert_eq!(by_wei.status, 200);
    let missing = show(&app, &format!("/pictures/{}/96", "0".repeat(32)), &[]).await;
    assert_eq!(missing.status, 404);
    for cookie in [
        "",
        "parley_session=0",
        &format!("parley_session={}", "0".repeat(64)),
    ] {
        let stranger = show(&app, &path, &[("cookie", cookie)]).await;
        assert_eq!(stranger.status, 404);
        assert_eq!(stranger.body, missing.body);
        assert_eq!(stranger.headers.len(), missing.headers.len());
    }
    let path = format!("/pictures/{}/96", "0".repeat(32));
    let missing = show(&app, &path, &[("cookie", &wei.cookie)]).await;
    assert_eq!(missing.status, 404);
}

async fn open_waiting_room(host: &mut TestSocket) {
    let change = MeetingRulesChange {
        waiting_room: Some(true),
        ..MeetingRulesChange::default()
    };
    let request = RequestId(0);
    host.send(&ClientMessage::SetRules { request, change })
        .await;
    let waiting_room = |message: &ServerMessage| {
        let ServerMessage::MeetingChanged { meeting } = message else {
            return false;
        };
        meeting.rules.waiting_room
    };
    host.expect("a waiting room", waiting_room).await;
}

#[tokio::test]
async fn t106_a_guest_sees_the_pictures_of_a_meeting_while_they_are_in_it() {
    let app = TestApp::start().await;
    let (ines, wei) = (member(&app, "ines").await, member(&app, "wei").await);
    let name = send(&app, &ines.cookie, picture(PNG, 9, 9)).await.body;
    let other = send(&app, &wei.cookie, picture(PNG, 9, 9)).await.body;
    let code = app.start_meeting(&ines.cookie).await;
    let mut host = app.socket_with(&code, &ines.cookie).await;
    host.hello("Ines").await;
    open_waiting_room(&mut host).await;
    let mut socket = app.socket(&code).await;
    let guest = socket.cookie().unwrap().split(';').next().unwrap();
    let guest = guest.to_owned();
    let path = format!("/pictures/{name}/96");
    let by_guest = async |path: &str| show(&app, path, &[("cookie", &guest)]).await.status;
    socket.send(&TestSocket::hello_message("Samuel")).await;
    let waits = |message: &ServerMessage| matches!(message, ServerMessage::Lobby { .. });
    socket.expect("waiting", waits).await;
    assert_eq!(by_guest(&path).await, 404, "t059 who waits sees none");
    let (request, knock) = (RequestId(1), None);
    host.send(&ClientMessage::Admit { request, knock }).await;
    let snapshot = |message: &ServerMessage| matches!(message, ServerMessage::Snapshot { .. });
    let told = socket.expect("a snapshot", snapshot).await;
    let ServerMessage::Snapshot { participants, .. } = told else {
        unreachable!("it was expected");
    };
    let told: Vec<_> = participants.iter().map(|view| &view.picture).collect();
    assert_eq!(told, [&PictureId::parse(&name), &None]);
    assert_eq!(by_guest(&path).await, 200);
    let elsewhere = format!("/pictures/{other}/96");
    assert_eq!(by_guest(&elsewhere).await, 404, "nobody's here");
    let forged = format!("parley_guest={}", "0".repeat(64));
    assert_eq!(show(&app, &path, &[("cookie", &forged)]).await.status, 404);
    let new = send(&app, &ines.cookie, picture(PNG, 8, 8)).await.body;
    let changed = socket.expect("another picture", |message| {
        matches!(message, ServerMessage::ParticipantChanged { participant }
            if participant.picture == PictureId::parse(&new))
    });
    changed.await;
    let path = format!("/pictures/{new}/96");
    assert_eq!(by_guest(&path).await, 200);
    let (request, participant) = (RequestId(2), participants[1].id);
    let remove = ClientMessage::Remove {
        request,
        participant,
        block: false,
    };
    host.send(&remove).await;
    socket.close_code().await;
    assert_eq!(by_guest(&path).await, 404, "removed");
}

#[tokio::test]
async fn t005_after_signing_out_nothing_is_shown_that_the_browser_has_kept() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    let name = send(&app, &ines.cookie, picture(PNG, 9, 9)).await.body;
    let path = format!("/pictures/{name}/96");
    let cookie = ("cookie", ines.cookie.as_str());
    let tag = show(&app, &path, &[cookie]).await;
    let tag = tag.header("etag").to_owned();
    assert_eq!(tag, format!("\"{name}/96\""));
    let weak = format!("\"other\", W/{tag}");
    for known in [tag.as_str(), &weak, "*"] {
        let same = show(&app, &path, &[cookie, ("if-none-match", known)]).await;
        assert_eq!(same.status, 304, "{known}");
        assert_eq!((same.bytes.len(), same.header("etag")), (0, tag.as_str()));
        assert_eq!(same.header("cache-control"), "private, no-cache");
        let stranger = show(&app, &path, &[("if-none-match", known)]).await;
        assert_eq!(stranger.status, 404, "{known}");
        assert_eq!(stranger.header("etag"), "");
    }
    let large = format!("/pictures/{name}/512");
    let other = show(&app, &large, &[cookie, ("if-none-match", &tag)]).await;
    assert_eq!(other.status, 200);
    let request = HttpRequest::new("POST", "/api/sign_out").form("");
    let request = request.header("origin", app.origin());
    app.send(request.header("cookie", &ines.cookie)).await;
    let gone = show(&app, &path, &[cookie, ("if-none-match", &tag)]).await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn t104_no_path_leads_out_of_the_pictures() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    let name = send(&app, &ines.cookie, picture(PNG, 9, 9)).await.body;
    for path in [
        "..%2f..%2fsecret.key/96",
        "../secret.key/96",
        "%2e%2e/secret.key",
        "..%5c..%5csecret.key/96",
        "%00/96",
        ".%2e%2fsecret.key/512",
        "/etc/passwd/96",
        "%2fetc%2fpasswd/96",
        &format!("{name}/..%2f..%2fsecret.key"),
        &format!("{name}/96.webp"),
        &format!("{name}/97"),
        &format!("{name}%00/96"),
        &format!("{}/96", name.to_uppercase()),
        &format!("{name}-96.webp/96"),
    ] {
        let path = format!("/pictures/{path}");
        let answer = show(&app, &path, &[("cookie", &ines.cookie)]).await;
        assert!(
            answer.status == 404 || answer.status == 400,
            "{path}: {answer:?}"
        );
        assert_ne!(answer.header("content-type"), "image/webp");
    }
}

#[tokio::test]
async fn t081_nobody_changes_a_picture_without_being_signed_in() {
    let app = TestApp::start().await;
    for cookie in ["", "parley_session=0"] {
        let refused = send(&app, cookie, picture(PNG, 9, 9)).await;
        assert_eq!(
            (refused.status.as_u16(), refused.body.as_str()),
            (401, "\"signed_out\"")
        );
    }
    assert_eq!(app.post("/api/remove_picture", "").await.status, 401);
    assert_eq!(files(&app), BTreeSet::new());
}

#[tokio::test]
async fn t099_t100_t101_what_is_no_picture_is_refused_and_leaves_nothing() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    for (number, (what, file)) in no_pictures().into_iter().enumerate() {
        if number.is_multiple_of(8) {
            app.clock()
                .advance(parley_protocol::Milliseconds::from_seconds(60));
        }
        let refused = send(&app, &ines.cookie, file).await;
        assert_eq!(refused.status, 422, "{what}: {refused:?}");
        assert_eq!(refused.body, KIND, "{what}");
    }
    assert_eq!(files(&app), BTreeSet::new());
}

#[tokio::test]
async fn t102_more_than_five_megabytes_end_at_the_limit_with_and_without_a_length() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    let mut file = picture(PNG, 9, 9);
    file.resize(limits::PICTURE_BYTES, 0);
    assert_eq!(send(&app, &ines.cookie, file.clone()).await.status, 200);
    file.push(0);
    let refused = send(&app, &ines.cookie, file).await;
    assert_eq!(
        (refused.status.as_u16(), refused.body.as_str()),
        (413, TOO_LARGE)
    );
    for path in [
        "/api/change_picture",
        "/api/complete_registration",
        "/api/sign_out",
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\norigin: {}\r\ncookie: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\n\
             transfer-encoding: chunked\r\nconnection: close\r\n\r\n",
            app.address(),
            app.origin(),
            ines.cookie
        );
        let mut bytes = head.into_bytes();
        // Never a last chunk.
        for _ in 0..limits::PICTURE_BYTES / 0x1_0000 + 2 {
            bytes.extend(b"10000\r\n");
            bytes.extend(vec![b'x'; 0x1_0000]);
            bytes.extend(b"\r\n");
        }
        let answer = raw_exchange(app.address(), &bytes).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.starts_with("HTTP/1.1 413"), "{path}: {answer}");
    }
    assert_eq!(files(&app).len(), 2);
}

#[tokio::test]
async fn a_removed_picture_is_gone_with_its_files() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    let name = send(&app, &ines.cookie, picture(PNG, 9, 9)).await.body;
    let request = HttpRequest::new("POST", "/api/remove_picture").form("");
    let request = request.header("origin", app.origin());
    let removed = app.send(request.header("cookie", &ines.cookie)).await;
    assert_eq!(removed.status, 200, "{removed:?}");
    let path = format!("/pictures/{name}/96");
    let gone = show(&app, &path, &[("cookie", &ines.cookie)]).await;
    assert_eq!(gone.status, 404);
    assert_eq!(files(&app), BTreeSet::new());
    assert_eq!(sign_in(&app, "ines").await.user.picture, None);
}

#[tokio::test]
async fn t111_what_a_crash_left_is_gone_after_a_restart() {
    let app = TestApp::start().await;
    let ines = member(&app, "ines").await;
    let name = send(&app, &ines.cookie, picture(PNG, 9, 9)).await.body;
    let kept = files(&app);
    let folder = app.folder().join("data/pictures");
    for orphan in ["96.webp", "512.webp", "96.webp.draft"] {
        let file = format!("{}-{orphan}", "0".repeat(32));
        std::fs::write(folder.join(file), "half a pict").unwrap();
    }
    let app = app.restart().await;
    assert_eq!(files(&app), kept);
    let path = format!("/pictures/{name}/512");
    let shown = show(&app, &path, &[("cookie", &ines.cookie)]).await;
    assert_eq!(shown.status, 200);
}

/// Completes a registration with what a page sends as the picture.
async fn complete(app: &TestApp, name: &str, data_url: &str) -> HttpResponse {
    let (flow, code) = begin(app, name).await;
    let picture = data_url
        .replace('%', "%25")
        .replace('+', "%2B")
        .replace('=', "%3D");
    let form = format!("code={}&picture={picture}", code.expose());
    let request = HttpRequest::new("POST", "/api/complete_registration").form(&form);
    let request = request.header("origin", app.origin());
    let cookie = format!("parley_flow={flow}");
    app.send(request.header("cookie", &cookie)).await
}

fn data_url(file: &[u8]) -> String {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    format!("data:image/jpeg;base64,{}", BASE64_STANDARD.encode(file))
}

#[tokio::test]
async fn a_picture_that_was_chosen_while_registering_is_the_accounts() {
    let app = TestApp::start().await;
    let file = picture(image::ImageFormat::Jpeg, 512, 512);
    let done = complete(&app, "ines", &data_url(&file)).await;
    assert_eq!(done.body, "\"/login?created\"", "{done:?}");
    let ines = sign_in(&app, "ines").await;
    let path = format!("/pictures/{}/96", ines.user.picture.unwrap());
    let shown = show(&app, &path, &[("cookie", &ines.cookie)]).await;
    assert_eq!(shown.status, 200);
}

#[tokio::test]
async fn a_refused_picture_does_not_undo_the_account() {
    let app = TestApp::start().await;
    let broken = data_url(b"\xff\xd8\xff\xe0 and no more");
    for (name, picture) in [("ines", broken.as_str()), ("weichen", "nonsense")] {
        let done = complete(&app, name, picture).await;
        assert_eq!(done.body, "\"/login?created=without-picture\"");
        assert_eq!(sign_in(&app, name).await.user.picture, None);
    }
    assert_eq!(files(&app), BTreeSet::new());
}

#[tokio::test]
async fn before_the_code_is_right_no_picture_is_kept() {
    let app = TestApp::start().await;
    let (flow, code) = begin(&app, "ines").await;
    let wrong = if code.expose() == "000000" {
        "000001"
    } else {
        "000000"
    };
    let file = data_url(&picture(PNG, 9, 9)).replace('+', "%2B");
    let request = HttpRequest::new("POST", "/api/complete_registration");
    let request = request.form(&format!("code={wrong}&picture={file}"));
    let request = request.header("origin", app.origin());
    let cookie = format!("parley_flow={flow}");
    let refused = app.send(request.header("cookie", &cookie)).await;
    assert_eq!(refused.status, 422);
    assert_eq!(files(&app), BTreeSet::new());
}
