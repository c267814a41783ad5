//! Fields that nobody asked for, sent to every server function there is.

use super::{path_of, table, table::CrossSite::Refused};
use parley_domain::accounts::Origin;
use parley_protocol::{Milliseconds, Password};
use parley_test_support::{HttpRequest, HttpResponse, TestApp};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What each function takes as a form, so that it does what it is for and does not stop before.
const FORMS: [(&str, &str); 37] = [
    (
        "save_profile",
        "full_name=Ines&username=ines&email=ines%40example.org&phone=",
    ),
    ("remove_picture", ""),
    (
        "begin_email_change",
        "current_password=quiet+marble+river&email=new%40example.org&username=ines",
    ),
    (
        "change_email",
        "code=123456&full_name=Ines&username=ines&phone=",
    ),
    (
        "change_password",
        "current_password=quiet+marble+river&new_password=quiet+marble+river&confirm_new_password=quiet+marble+river",
    ),
    ("list_devices", ""),
    ("end_device", "id={session}"),
    ("end_other_devices", ""),
    ("list_activity", ""),
    ("list_users", "search=&page=1"),
    ("list_audit", "person=&page=1"),
    ("look_at_server", ""),
    ("end_meeting", "code={code}"),
    ("change_user", "id={boss}&change=suspend"),
    ("list_history", "page=0"),
    ("list_stays", "code={code}&run=1"),
    ("look_at_feed", ""),
    ("create_feed", ""),
    ("revoke_feed", ""),
    (
        "sign_in",
        "identifier=ines&password=quiet+marble+river&keep=true",
    ),
    ("sign_out", ""),
    (
        "begin_registration",
        "full_name=Ana&username=ana&email=ana%40example.org&country=&phone=%2B442079460958&password=quiet+marble+river&confirm_password=quiet+marble+river",
    ),
    ("resend_registration", ""),
    ("complete_registration", "code=123456"),
    ("request_reset", "identifier=ines"),
    ("resend_reset", ""),
    (
        "reset_password",
        "code=123456&new_password=seven+blue+lanterns&confirm_new_password=seven+blue+lanterns",
    ),
    ("start_meeting", ""),
    ("join_meeting", "code={code}"),
    ("find_meeting", "address={code}"),
    ("password_strength", "password=a&words="),
    ("read_personal_meeting", ""),
    ("start_personal_meeting", ""),
    ("create_link", ""),
    ("list_upcoming", "all=true"),
    ("read_schedule", "id={boss}"),
    ("check_link", "link=garden-committee"),
];

/// Those that take JSON or a file, which refuse it whole or take what they know.
const OTHERS: [&str; 7] = [
    "change_picture",
    "schedule_meeting",
    "judge_schedule",
    "edit_schedule",
    "edit_occurrence",
    "cancel_schedule",
    "save_personal_meeting",
];

/// What a row may hold and no form may set.
const EXTRAS: [(&str, &str); 14] = [
    ("role", "admin"),
    ("is_admin", "true"),
    ("admin", "true"),
    ("suspended", "true"),
    ("email_verified", "true"),
    ("proved", "true"),
    ("user", "1"),
    ("user_id", "1"),
    ("owner", "1"),
    ("owner_id", "1"),
    ("created_at", "1"),
    ("personal_code", "zzz-zzzz-zzz"),
    ("password_hash", "x"),
    ("last_participant", "99"),
];

/// Of these tables what only the server sets.
const GUARDED: [(&str, &[&str]); 2] = [
    (
        "account",
        &[
            "id",
            "role",
            "suspended",
            "personal_code",
            "created_at",
            "email_key",
        ],
    ),
    (
        "meeting",
        &["id", "owner_id", "created_at", "last_participant"],
    ),
];

type Guarded = BTreeMap<(&'static str, String), Vec<String>>;

async fn guarded(app: &TestApp) -> Guarded {
    let tables = app.tables().await;
    let mut guarded = Guarded::new();
    for (table, columns) in GUARDED {
        for row in &tables[table] {
            let values = columns.iter().map(|column| row[*column].clone());
            guarded.insert((table, row["id"].clone()), values.collect());
        }
    }
    guarded
}

async fn send(app: &TestApp, name: &str, form: &str, cookie: &str) -> HttpResponse {
    let request = HttpRequest::new("POST", &format!("/api/{name}"));
    let request = if OTHERS.contains(&name) {
        request.json(&with_extras())
    } else {
        let mut form = form.to_owned();
        for (field, value) in EXTRAS {
            form = [&form, "&", field, "=", value].concat();
        }
        request.form(form.trim_start_matches('&'))
    };
    let request = request.header("origin", app.origin());
    app.send(request.header("cookie", cookie)).await
}

/// A plan with the fields in it and beside it.
fn with_extras() -> Value {
    let mut draft = json!({
        "when": { "title": "Garden", "date": "2030-03-21", "time": "18:00", "minutes": 60 },
        "zone": "Europe/Paris", "every": "never", "end": "never", "invited": [], "link": "",
        "password": "", "without_password": false, "history_days": null,
        "rules": {
            "waiting_room": false, "host_first": false, "locked": false, "may_unmute": true,
            "may_start_video": true, "may_share": true, "may_chat": true,
        },
    });
    let mut body = json!({ "id": "x", "key": "x", "change": {} });
    for (field, value) in EXTRAS {
        draft[field] = value.into();
        body[field] = value.into();
    }
    body["draft"] = draft;
    body
}

#[tokio::test]
async fn t031_fields_that_nobody_asked_for_change_nothing_wherever_they_are_sent() {
    let app = TestApp::start().await;
    let (ines, boss) = (app.register("ines").await, app.register("boss").await);
    let password = Password::new("quiet marble river").unwrap();
    let (handle, code) = (app.user_handle(boss.id), boss.personal_code.to_string());
    let mut known = 0;
    for row in table().filter(|row| row.2 == Refused) {
        let Some((_, path)) = path_of(row) else {
            continue;
        };
        let Some(name) = path.strip_prefix("/api/") else {
            continue;
        };
        let form = FORMS.iter().find(|(function, _)| *function == name);
        assert!(
            form.is_some() || OTHERS.contains(&name),
            "{name} has no form here"
        );
        known += 1;
        app.clock().advance(Milliseconds::from_seconds(120));
        let entered = app
            .accounts()
            .sign_in("ines", &password, true, Origin::default());
        let (who, secret) = entered.await.unwrap();
        let cookie = format!("parley_session={secret}");
        let form = form.map_or("", |(_, form)| form).replace("{boss}", &handle);
        let form = form
            .replace("{code}", &code)
            .replace("{session}", &own_device(&app, &cookie).await);
        let before = guarded(&app).await;
        let answer = send(&app, name, &form, &cookie).await;
        assert!(answer.status.as_u16() < 500, "{name}: {answer:?}");
        let is_read = answer.body != "\"malformed\"";
        // A plan of somebody is none's handle.
        assert!(
            is_read || OTHERS.contains(&name) || name == "read_schedule",
            "{name}: {answer:?}"
        );
        let after = guarded(&app).await;
        for (row, values) in &before {
            assert_eq!(after.get(row), Some(values), "{name} changed {row:?}");
        }
        for (row, values) in after.iter().filter(|(row, _)| !before.contains_key(*row)) {
            assert_eq!(row.0, "meeting", "{name} made {row:?}");
            let own = ines.id.0.to_string();
            let is_own = [own.as_str(), "NULL"].contains(&&*values[1]);
            assert!(is_own && values[3] == "0", "{name} made {values:?}");
        }
        assert_eq!(who.user.id, ines.id);
    }
    assert_eq!(known, FORMS.len() + OTHERS.len());
}

async fn own_device(app: &TestApp, cookie: &str) -> String {
    let listed = app.post_with("/api/list_devices", "", cookie).await;
    let listed: Value = serde_json::from_str(&listed.body).unwrap();
    listed[0]["id"].as_str().unwrap().to_owned()
}
