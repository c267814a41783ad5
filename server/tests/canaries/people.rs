//! What people do, with every answer kept.

use parley_protocol::{Milliseconds, OneTimeCode};
use parley_test_support::{HttpRequest, HttpResponse, TestApp, TestSocket, soon};
use serde_json::json;

pub(crate) struct Recorded<'a> {
    app: &'a TestApp,
    pub(crate) answers: Vec<(String, HttpResponse)>,
}

impl<'a> Recorded<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        let answers = Vec::new();
        Self { app, answers }
    }

    pub(crate) fn origin(&self) -> &str {
        self.app.origin()
    }

    pub(crate) async fn send(&mut self, path: &str, request: HttpRequest) -> HttpResponse {
        let answer = self.app.send(request).await;
        self.answers.push((path.to_owned(), answer.clone()));
        answer
    }

    pub(crate) async fn post(&mut self, path: &str, form: &str, cookie: &str) -> HttpResponse {
        let request = HttpRequest::new("POST", path).form(form);
        let request = request.header("origin", self.app.origin());
        self.send(path, request.header("cookie", cookie)).await
    }

    pub(crate) async fn begin_registration(&mut self, name: &str, password: &str) -> String {
        let form = format!(
            "full_name={name}&username={name}&email={name}%40example.org&country=&phone=%2B442079460958\
             &password={password}&confirm_password={password}"
        );
        let begun = self.post("/api/begin_registration", &form, "").await;
        assert_eq!(begun.status, 200, "{}", begun.body);
        begun.cookie("parley_flow").unwrap()
    }

    pub(crate) async fn sign_in(&mut self, name: &str, password: &str) -> HttpResponse {
        let form = format!("identifier={name}&password={password}&keep=true");
        self.post("/api/sign_in", &form, "").await
    }

    /// One address gets one code a minute.
    pub(crate) fn wait_for_another_code(&self) {
        self.app.clock().advance(Milliseconds::from_seconds(120));
    }

    /// The code of the next mail that has one.
    pub(crate) async fn next_code(&self) -> String {
        loop {
            let mail = soon("a mail", self.app.next_mail()).await;
            let words = mail.split_whitespace().filter(|word| word.len() == 6);
            let code = words.filter_map(|word| OneTimeCode::new(word).ok()).next();
            if let Some(code) = code {
                return code.expose().to_owned();
            }
        }
    }

    pub(crate) async fn plan(&mut self, cookie: &str, password: &str) {
        let draft = json!({ "draft": {
            "when": { "title": "Standup", "date": "2030-03-21", "time": "18:00", "minutes": 60 },
            "zone": "Europe/Paris",
            "every": "never",
            "end": "never",
            "invited": ["wei@example.org"],
            "link": "standup",
            "password": password,
            "without_password": false,
            "rules": {
                "waiting_room": false, "host_first": false, "locked": false,
                "may_unmute": true, "may_start_video": true,
                "may_share": true, "may_chat": true,
            },
            "history_days": null,
        }});
        let path = "/api/schedule_meeting";
        let request = HttpRequest::new("POST", path).json(&draft);
        let request = request.header("origin", self.app.origin());
        let saved = self.send(path, request.header("cookie", cookie)).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
        let mail = soon("an invitation", self.app.next_mail()).await;
        assert!(!mail.contains(password));
    }

    pub(crate) async fn socket(&self, address: &str, cookie: &str) -> TestSocket {
        self.app.socket_with(address, cookie).await
    }
}

/// The secret of a cookie; what follows a dot says only what it is about.
pub(crate) fn value(cookie: &str) -> String {
    let value = cookie.split(';').next().unwrap().split_once('=').unwrap().1;
    value.split('.').next().unwrap().to_owned()
}
