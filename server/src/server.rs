//! The server as a whole: bind, wire, run, stop.

mod housekeeping;

use crate::{
    accounts::{self, Wired, WiringError, mail::MailWorker},
    api::{ApiState, KeysError},
    bounded::Bounded,
    config::{Config, Origin},
    http::{
        cross_site::Origins,
        headers::SecurityHeaders,
        limits::RateLimits,
        listener::{self, Stop},
        open_sockets::OpenSockets,
        session_recheck::recheck,
        session_sockets::SessionSockets,
    },
    media::Media,
    metrics::Metrics,
    oversight::Oversight,
    parts::Parts,
    router::router,
    state::AppState,
};
use axum::Router;
use parley_app::services::{AppServices, HandleKind};
use parley_db::{Database, DatabaseError};
use parley_domain::{
    Meetings, RepositoryError,
    accounts::{Accounts, SessionId, UserId},
    schedule::Schedules,
};
use parley_signaling::{MediaRouter, Rooms, RoomsConfig, RoomsPorts};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long rooms may take to tell their sockets and to store what is under way.
const ROOMS_STOP: Duration = Duration::from_secs(10);
/// How long requests and sockets may take after that.
const CONNECTIONS_STOP: Duration = Duration::from_secs(10);
/// How long the database may take to close; a connection that somebody still holds would keep it open.
const DATABASE_STOP: Duration = Duration::from_secs(5);

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Somebody listens there already.
    #[error(
        "port {port} is taken: something else listens on {address}. Choose another with http.listen in parley.toml or \
         the environment variable PARLEY__HTTP__LISTEN, for example PARLEY__HTTP__LISTEN={ip}:{next}",
        port = .address.port(), ip = .address.ip(), next = .address.port().wrapping_add(1)
    )]
    PortTaken { address: SocketAddr },
    /// The address cannot be listened on.
    #[error("listening on {address} (http.listen) failed: {source}")]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
    /// Somebody uses the port for media already.
    #[error(
        "port {port} is taken: something else uses {address} for UDP or TCP. Choose another with media.listen in \
         parley.toml or the environment variable PARLEY__MEDIA__LISTEN, for example \
         PARLEY__MEDIA__LISTEN={ip}:{next}, or do without with media.topology = \"mesh\"",
        port = .address.port(), ip = host(*.address), next = .address.port().wrapping_add(10)
    )]
    MediaPortTaken { address: SocketAddr },
    /// The address for media cannot be used.
    #[error(
        "media cannot come in at {address} (media.listen): {source}. Choose another address, or do without with \
         media.topology = \"mesh\""
    )]
    Media {
        address: SocketAddr,
        source: io::Error,
    },
    /// The address for the figures cannot be listened on.
    #[error("listening on {address} (metrics.listen) failed: {source}")]
    Metrics {
        address: SocketAddr,
        source: io::Error,
    },
    /// The database did not open.
    #[error("{0}")]
    Database(#[from] DatabaseError),
    /// The database opened and then did not answer.
    #[error("{0}")]
    Repository(#[from] RepositoryError),
    /// The secret or the mail server's address is not right.
    #[error(transparent)]
    Accounts(#[from] WiringError),
    /// The keys of the API are not there to be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
}

/// The address without its port, as it stands before one.
fn host(address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

/// A server that is bound to its port and ready to run.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    public_url: Origin,
    state: AppState,
    mails: MailWorker,
    metrics: Option<Metrics>,
    router: Router,
}

impl Server {
    /// Takes the ports, opens and migrates the database, and opens the rooms that were open.
    ///
    /// # Errors
    /// [`ServerError`] for the first thing that fails.
    pub async fn bind(config: &Config, parts: Parts) -> Result<Self, ServerError> {
        let (listener, address) = listen(config.http.listen).await?;
        let media = Media::start(&config.media)?;
        let database = Database::connect(&config.database.url).await?;
        database.migrate_up().await?;
        let public_url = config
            .http
            .public_url
            .clone()
            .unwrap_or_else(|| Origin::localhost(address.port()));
        let session_sockets = SessionSockets::default();
        let watcher = Arc::new(session_sockets.clone());
        let (wired, mails) = accounts::for_server(config, &parts, &database, &public_url, watcher)?;
        tidy_pictures(&wired.accounts).await;
        let api = ApiState::open(config, &parts, &wired, &public_url)?;
        let wired = (wired, session_sockets, api);
        let routed = (media.router(), address);
        let state = wire(config, parts, database, wired, &public_url, routed);
        let metrics = measure(config, media, &state.rooms).await?;
        let reopened = state.rooms.reopen().await?;
        tracing::info!(%address, %public_url, reopened, "bound");
        Ok(Self {
            router: router(state.clone()),
            listener,
            address,
            public_url,
            state,
            mails,
            metrics,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the figures are, when they are anywhere.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(Metrics::address)
    }

    /// Where people open it.
    pub fn public_url(&self) -> &Origin {
        &self.public_url
    }

    /// The database, for tests that look beside the server.
    pub fn database(&self) -> &Database {
        &self.state.database
    }

    /// The accounts, for tests that look beside the server.
    pub fn accounts(&self) -> &Accounts {
        &self.state.services.accounts
    }

    /// The planned meetings, for tests that look beside the server.
    pub fn schedules(&self) -> &Schedules {
        &self.state.services.schedules
    }

    /// What an account's key is called outside, for tests that look beside the server.
    pub fn user_handle(&self) -> impl Fn(UserId) -> String + Send + Sync + 'static {
        let handles = Arc::clone(&self.state.services.handles);
        move |id| handles.seal(HandleKind::User, id.0)
    }

    /// The rooms, for tests that look beside the server.
    pub fn rooms(&self) -> &Rooms {
        &self.state.rooms
    }

    /// Serves until `stop`, then tells the sockets, lets requests finish, and closes the database.
    pub async fn run(self, stop: CancellationToken) {
        let tasks = TaskTracker::new();
        let stop = Stop {
            accepting: stop,
            serving: CancellationToken::new(),
        };
        tasks.spawn(self.mails.run(stop.accepting.clone()));
        tasks.spawn(housekeeping::run(
            self.state.services.clone(),
            stop.accepting.clone(),
        ));
        let accounts = self.state.services.accounts.clone();
        let over = move |sessions: Vec<SessionId>| {
            let accounts = accounts.clone();
            async move { accounts.over(&sessions).await }
        };
        if let Some(metrics) = self.metrics {
            tasks.spawn(metrics.run(tasks.clone(), stop.clone()));
        }
        let recheck = recheck(self.state.session_sockets.clone(), over);
        let accepting = stop.accepting.clone();
        tasks.spawn(async move { accepting.run_until_cancelled(recheck).await });
        listener::accept(&self.listener, &self.router, &tasks, &stop).await;
        drop(self.listener);
        tracing::info!("stopping");
        if !self.state.rooms.shutdown(ROOMS_STOP).await {
            tracing::warn!("not everything was stored before the stop");
        }
        stop.serving.cancel();
        tasks.close();
        self.state.sockets.close();
        let drained = async {
            tasks.wait().await;
            self.state.sockets.wait().await;
        };
        if tokio::time::timeout(CONNECTIONS_STOP, drained)
            .await
            .is_err()
        {
            tracing::warn!("some connections did not end by themselves");
        }
        let closing = self.state.database.close();
        match tokio::time::timeout(DATABASE_STOP, closing).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the database did not close cleanly"),
            Err(_) => tracing::warn!("the database is still in use"),
        }
        tracing::info!("stopped");
    }
}

/// Before pictures are taken, so that one that is on its way is not mistaken for one of nobody.
async fn tidy_pictures(accounts: &Accounts) {
    match accounts.tidy_pictures().await {
        Ok(0) => {}
        Ok(files) => tracing::info!(files, "pictures of nobody were removed"),
        Err(error) => tracing::warn!(%error, "the pictures could not be looked through"),
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServerError> {
    let listened = TcpListener::bind(address).await;
    let bound = listened.and_then(|listener| {
        let address = listener.local_addr()?;
        Ok((listener, address))
    });
    bound.map_err(|source| {
        if source.kind() == io::ErrorKind::AddrInUse {
            ServerError::PortTaken { address }
        } else {
            ServerError::Listen { address, source }
        }
    })
}

/// Opens the port of the figures, when one is configured.
async fn measure(
    config: &Config,
    media: Media,
    rooms: &Rooms,
) -> Result<Option<Metrics>, ServerError> {
    let Some(address) = config.metrics.listen else {
        return Ok(None);
    };
    let rooms = rooms.clone();
    let metrics = Metrics::bind(address, move || media.figures(&rooms)).await?;
    tracing::info!(address = %metrics.address(), "figures");
    Ok(Some(metrics))
}

fn wire(
    config: &Config,
    parts: Parts,
    database: Database,
    (wired, session_sockets, api): (Wired, SessionSockets, ApiState),
    public_url: &Origin,
    (media, address): (Option<Arc<dyn MediaRouter>>, SocketAddr),
) -> AppState {
    let (leptos_options, build_id) = AppState::site(&parts);
    let meetings = Meetings::new(
        Arc::new(Bounded(database.meetings())),
        Arc::clone(&parts.clock),
        Arc::clone(&parts.random),
        config.meetings.guests_may_start,
    );
    let rooms_ports = RoomsPorts {
        meetings: Arc::new(database.meetings()),
        seats: Arc::new(database.seats()),
        chat: Arc::new(database.chat()),
        bans: Arc::new(database.bans()),
        doors: wired.doors.clone(),
        clock: Arc::clone(&parts.clock),
        random: Arc::clone(&parts.random),
        media,
    };
    let rooms = RoomsConfig {
        ice_servers: config.ice.servers.clone(),
        turn_secret: config.ice.turn_secret.clone(),
        topology: config.media.topology,
    };
    let rooms = Rooms::new(rooms_ports, rooms);
    let oversight = Oversight::new(config, &parts, &database, &wired.accounts, &rooms);
    AppState {
        services: AppServices {
            meetings,
            accounts: wired.accounts,
            doors: wired.doors.clone(),
            history: wired.history,
            schedules: wired.schedules,
            server_watch: Arc::new(oversight),
            handles: Arc::new(wired.handles),
            secure_cookies: public_url.is_https(),
        },
        api,
        rooms,
        doors: wired.doors,
        database,
        origins: Arc::new(Origins::new(public_url, address)),
        security_headers: SecurityHeaders::new(&sockets(public_url), public_url.is_https()),
        rate_limits: Arc::new(RateLimits::new(&parts.clock)),
        session_sockets,
        open_sockets: OpenSockets::new(config.http.sockets_per_client),
        trusted_proxies: config.http.trusted_proxies,
        leptos_options,
        build_id,
        site: parts.site,
        clock: parts.clock,
        random: parts.random,
        sockets: TaskTracker::new(),
    }
}

/// `'self'` means the sockets too, but not in every browser; and cargo-leptos reloads through a port of its own.
fn sockets(public_url: &Origin) -> Vec<String> {
    let mut sockets = vec![public_url.socket()];
    if std::env::var_os("LEPTOS_WATCH").is_some() {
        sockets.push("ws://localhost:*".to_owned());
        sockets.push("ws://127.0.0.1:*".to_owned());
    }
    sockets
}
