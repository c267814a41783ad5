//! Five people, and a planned meeting that two of them were in.

use parley_domain::accounts::Role;
use parley_protocol::{ClientMessage, Milliseconds};
use parley_test_support::{HttpRequest, HttpResponse, TestApp, soon};
use serde_json::{Value, json};

pub(crate) struct Person {
    /// `nobody` has no account.
    pub(crate) name: &'static str,
    cookie: String,
    bearer: String,
    /// The last number of the address from where they come.
    from: u8,
}

impl Person {
    /// What is theirs and nobody else's to know.
    pub(crate) fn private(&self) -> Vec<(&'static str, String)> {
        let mut texts = vec![("address", self.address())];
        if self.name != "nobody" {
            texts.push(("email", format!("{}@example.org", self.name)));
            texts.push(("phone", self.phone()));
        }
        texts
    }

    fn phone(&self) -> String {
        format!("+442079460{}", self.from)
    }

    fn address(&self) -> String {
        format!("203.0.113.{}", self.from)
    }
}

pub(crate) struct House {
    app: TestApp,
    pub(crate) people: Vec<Person>,
    places: Vec<(&'static str, String)>,
}

impl House {
    pub(crate) async fn new() -> Self {
        let app = TestApp::start_with(|config| config.http.trusted_proxies = 1).await;
        let mut people = vec![person("nobody", 100)];
        for (name, from) in [("olga", 111), ("wei", 122), ("ana", 133), ("boss", 144)] {
            let user = app.register(name).await;
            if name == "boss" {
                let promoted = app.accounts().set_role(None, user.id, Role::Admin);
                promoted.await.unwrap();
            }
            let person = person(name, from);
            let phone = person.phone();
            app.execute(&format!(
                "UPDATE account SET phone = '{phone}' WHERE username = '{name}'"
            ))
            .await;
            people.push(person);
        }
        let mut house = Self {
            app,
            people,
            places: Vec::new(),
        };
        house.sign_in().await;
        house.plan().await;
        house.meet().await;
        house
    }

    async fn sign_in(&mut self) {
        for at in 1..self.people.len() {
            let name = self.people[at].name;
            let form = format!("identifier={name}&password=quiet+marble+river&keep=true");
            let request = HttpRequest::new("POST", "/api/sign_in").form(&form);
            let entered = self.send(&self.people[at], request).await;
            let grant = self.ask(&self.people[at], "POST /api/v1/token", "").await;
            let grant: Value = serde_json::from_str(&grant.body).unwrap();
            let person = &mut self.people[at];
            person.cookie = entered.cookie("parley_session").unwrap();
            person.bearer = format!("Bearer {}", grant["access_token"].as_str().unwrap());
        }
    }

    async fn plan(&mut self) {
        let draft = json!({ "draft": {
            "when": { "title": "Garden", "date": "2030-03-21", "time": "18:00", "minutes": 60 },
            "zone": "Europe/Paris",
            "every": { "week": 8 },
            "end": { "after": "3" },
            "invited": ["wei@example.org"],
            "link": "garden-committee",
            "password": "south-wall",
            "without_password": false,
            "rules": {
                "waiting_room": false, "host_first": false, "locked": false,
                "may_unmute": true, "may_start_video": true,
                "may_share": true, "may_chat": true,
            },
            "history_days": null,
        }});
        let request = HttpRequest::new("POST", "/api/schedule_meeting").json(&draft);
        let saved = self.send(&self.people[1], request).await;
        let saved: Value = serde_json::from_str(&saved.body).unwrap();
        let plan = saved["id"].as_str().unwrap().to_owned();
        self.places.push(("{plan}", plan));
    }

    /// Olga and somebody without an account are there and leave again.
    async fn meet(&mut self) {
        for person in [&self.people[1], &self.people[1]] {
            let mut socket = self
                .app
                .socket_with("garden-committee", &person.cookie)
                .await;
            socket.hello("Olga").await;
            socket.send(&ClientMessage::Leave {}).await;
            socket.rest().await;
            self.app.clock().advance(Milliseconds::from_seconds(60));
        }
        let over = async {
            loop {
                let listed = self.ask(&self.people[1], "POST /api/list_history", "page=0");
                let listed: Value = serde_json::from_str(&listed.await.body).unwrap();
                self.app.clock().advance(Milliseconds::from_seconds(2));
                let runs = listed["past"].as_array().unwrap();
                if runs.len() == 2 && runs.iter().all(|run| run["ended_at"].is_u64()) {
                    return runs[0].clone();
                }
            }
        };
        let run = soon("the history", over).await;
        let code = run["code"].as_str().unwrap().to_owned();
        self.places.push(("{code}", code));
        self.places.push(("{run}", run["started_at"].to_string()));
    }

    /// From where the person is, with what their browser or program sends.
    async fn send(&self, person: &Person, request: HttpRequest) -> HttpResponse {
        self.app.clock().advance(Milliseconds::from_seconds(2));
        let request = request.header("x-forwarded-for", &person.address());
        let request = request.header("origin", self.app.origin());
        self.app
            .send(request.header("cookie", &person.cookie))
            .await
    }

    pub(crate) async fn ask(&self, person: &Person, question: &str, form: &str) -> HttpResponse {
        let (method, path) = question.split_once(' ').unwrap();
        let mut form = form.to_owned();
        for (place, value) in &self.places {
            form = form.replace(place, value);
        }
        let request = HttpRequest::new(method, path);
        if !path.starts_with("/api/v1/") {
            return self.send(person, request.form(&form)).await;
        }
        let mut request = request.header("x-forwarded-for", &person.address());
        if method == "POST" {
            let name = person.name;
            let password = "quiet marble river";
            request = request
                .json(&json!({ "grant_type": "password", "name": name, "password": password }));
        } else if !person.bearer.is_empty() {
            request = request.header("authorization", &person.bearer);
        }
        self.app.send(request).await
    }

    pub(crate) async fn page(&self, person: &Person, path: &str) -> HttpResponse {
        let request = HttpRequest::new("GET", path).header("accept", "text/html");
        self.send(person, request).await
    }
}

fn person(name: &'static str, from: u8) -> Person {
    Person {
        name,
        cookie: String::new(),
        bearer: String::new(),
        from,
    }
}
