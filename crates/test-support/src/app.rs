//! The application of one test.

use crate::{FakeClock, HttpRequest, HttpResponse, SeededRandom, TestSocket, soon};
use parley_db::Database;
use parley_domain::{
    Clock as _, Meeting, MeetingRepository as _, NewMeeting,
    accounts::{Accounts, UserId},
    schedule::Schedules,
};
use parley_protocol::MeetingCode;
use parley_server::{
    Parts, Server, Site,
    config::{Config, Sources, load},
};
use parley_signaling::Rooms;
use sea_orm::ConnectionTrait as _;
use std::{net::SocketAddr, path::Path, sync::Arc};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// A running server with everything of its own.
pub struct TestApp {
    folder: Arc<TempDir>,
    config: Config,
    clock: Arc<FakeClock>,
    random: Arc<SeededRandom>,
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    origin: String,
    database: Database,
    accounts: Accounts,
    schedules: Schedules,
    user_handle: Box<dyn Fn(UserId) -> String + Send + Sync>,
    rooms: Rooms,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl TestApp {
    /// With the default configuration.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// With a configuration that `change` changed.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = Arc::new(TempDir::new().expect("a temporary folder"));
        let sources = Sources {
            folder: folder.path().to_owned(),
            environment: vec![
                ("PARLEY__HTTP__LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
                ("PARLEY__MEDIA__LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
                (
                    "PARLEY__DATA_DIR".to_owned(),
                    folder.path().join("data").display().to_string(),
                ),
            ],
            ..Sources::default()
        };
        let mut config = load(&sources).expect("the defaults are right").config;
        change(&mut config);
        let clock = Arc::new(FakeClock::default());
        let random = Arc::new(SeededRandom::new(1));
        Self::run(folder, config, clock, random).await
    }

    async fn run(
        folder: Arc<TempDir>,
        config: Config,
        clock: Arc<FakeClock>,
        random: Arc<SeededRandom>,
    ) -> Self {
        let parts = Parts {
            clock: clock.clone(),
            random: random.clone(),
            site: Site::Folder(folder.path().join("site")),
        };
        let server = Server::bind(&config, parts).await.expect("it starts");
        let stop = CancellationToken::new();
        Self {
            folder,
            config,
            clock,
            random,
            address: server.address(),
            metrics_address: server.metrics_address(),
            origin: server.public_url().to_string(),
            database: server.database().clone(),
            accounts: server.accounts().clone(),
            schedules: server.schedules().clone(),
            user_handle: Box::new(server.user_handle()),
            rooms: server.rooms().clone(),
            running: TaskTracker::new().spawn(server.run(stop.clone())),
            stop,
        }
    }

    /// Stops as SIGTERM does.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn stop(&mut self) {
        self.stop.cancel();
        let outcome = soon("the server's end", &mut self.running).await;
        outcome.expect("the server does not panic");
    }

    /// Stops, and starts again on the same data at another port.
    pub async fn restart(mut self) -> Self {
        self.stop().await;
        let folder = Arc::clone(&self.folder);
        let (clock, random) = (Arc::clone(&self.clock), Arc::clone(&self.random));
        Self::run(folder, self.config.clone(), clock, random).await
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where its figures are, when they are anywhere.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// The origin of its pages.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its clock.
    pub fn clock(&self) -> &FakeClock {
        &self.clock
    }

    /// Its accounts.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// What an account is called in questions and answers.
    pub fn user_handle(&self, id: UserId) -> String {
        (self.user_handle)(id)
    }

    /// Its planned meetings.
    pub fn schedules(&self) -> &Schedules {
        &self.schedules
    }

    /// The next mail that it wrote, the oldest first, as the file's text.
    ///
    /// # Panics
    /// When the file cannot be read.
    pub async fn next_mail(&self) -> String {
        let folder = self.folder().join("data/outbox");
        loop {
            let mut names: Vec<_> = std::fs::read_dir(&folder)
                .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
                .unwrap_or_default();
            names.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
            names.sort();
            if let Some(path) = names.first() {
                let text = std::fs::read_to_string(path).expect("a mail is text");
                std::fs::remove_file(path).expect("the file is there");
                return text;
            }
            tokio::task::yield_now().await;
        }
    }

    /// Its database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Says something to its database that no repository says.
    ///
    /// # Panics
    /// When the database does not take it.
    pub async fn execute(&self, statement: &str) {
        let url = &self.config.database.url;
        let raw = sea_orm::Database::connect(url).await;
        let raw = raw.expect("the database is there");
        let done = raw.execute_unprepared(statement).await;
        done.expect("the database takes it");
        raw.close().await.expect("it closes");
    }

    /// The address of its database.
    pub(crate) fn database_url(&self) -> &str {
        &self.config.database.url
    }

    /// Its rooms.
    pub fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    /// The folder of its site.
    pub fn site_folder(&self) -> std::path::PathBuf {
        Path::new(self.folder.path()).join("site")
    }

    /// Its folder with everything that it stored.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// GET, as a browser's tab does it.
    pub async fn get(&self, path: &str) -> HttpResponse {
        self.send(HttpRequest::new("GET", path).header("accept", "text/html"))
            .await
    }

    /// POST of a form from a page of ours.
    pub async fn post(&self, path: &str, form: &str) -> HttpResponse {
        let request = HttpRequest::new("POST", path).form(form);
        self.send(request.header("origin", &self.origin)).await
    }

    /// Any request.
    pub async fn send(&self, request: HttpRequest) -> HttpResponse {
        request.send(self.address).await
    }

    /// A meeting with that code, made beside the server.
    ///
    /// # Panics
    /// When `code` is none or taken.
    pub async fn meeting(&self, code: &str) -> Meeting {
        let meeting = NewMeeting {
            code: MeetingCode::from_typed(code).expect("a code"),
            title: None,
            owner: None,
            created_at: self.clock.now(),
        };
        let meetings = self.database.meetings();
        meetings.add(meeting).await.expect("a free code")
    }

    /// Opens a socket from a page of ours.
    ///
    /// # Panics
    /// When the upgrade is refused.
    pub async fn socket(&self, code: &str) -> TestSocket {
        self.socket_from(code, &[("origin", &self.origin)])
            .await
            .expect("our own page gets a socket")
    }

    /// Opens a socket with these headers; `Err` is the status of the refusal.
    ///
    /// # Errors
    /// The status of a refused upgrade.
    pub async fn socket_from(
        &self,
        code: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<TestSocket, http::StatusCode> {
        TestSocket::connect(self.address, &format!("/socket/{code}"), headers).await
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
        self.running.abort();
    }
}
