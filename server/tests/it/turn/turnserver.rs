//! The real coturn by the recipe, and the credentials that Parley makes for it.

use super::client::{Client, allocate_request};
use parley_domain::Clock as _;
use parley_protocol::{IceServer, Milliseconds, ServerMessage, Timestamp};
use parley_room_server::TurnSecret;
use parley_test_support::{TestApp, TestSocket, soon};
use std::{
    ffi::OsString,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU8, Ordering},
    time::SystemTime,
};
use tempfile::TempDir;

const RECIPE: &str = include_str!("../../../../deploy/coturn/turnserver.conf");
const CODE: &str = "mkd-vqtr-hba";
pub(crate) const SECRET: &str = "north-by-northwest";

pub(crate) struct Turnserver {
    process: Child,
    pub(crate) address: SocketAddr,
    _folder: TempDir,
}

impl Drop for Turnserver {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// A port of an address of this machine that nothing else of the tests uses, in this run or another: coturn takes further
/// ports of it for its relays.
pub(crate) fn free_address() -> SocketAddr {
    static COUNT: AtomicU8 = AtomicU8::new(1);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let [.., high, low] = std::process::id().to_be_bytes();
    let probe = UdpSocket::bind((Ipv4Addr::new(127, high | 128, low, count), 0)).unwrap();
    probe.local_addr().unwrap()
}

pub(crate) fn has_ipv6() -> bool {
    UdpSocket::bind((Ipv6Addr::LOCALHOST, 0)).is_ok()
}

/// coturn by the recipe, on the loopback interface; `None` where there is none. `cargo xtask test` names one.
pub(crate) async fn turnserver(changes: &[(&str, &str)]) -> Option<Turnserver> {
    let named = std::env::var_os("PARLEY_TEST_TURNSERVER");
    let program = named
        .clone()
        .unwrap_or_else(|| OsString::from("turnserver"));
    let mut asked = Command::new(&program);
    asked.arg("--version").stdout(Stdio::null());
    if named.is_none() && asked.stderr(Stdio::null()).status().is_err() {
        println!("\n    NOT TESTED: the recipe for coturn, which is not installed.\n");
        return None;
    }
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let address = free_address();
    let listens = format!("listening-port={}", address.port());
    let secret = format!("={SECRET}");
    let mut recipe = RECIPE.to_owned();
    let own = [
        ("=THE-SAME-SECRET", &*secret),
        ("listening-port=3478", &*listens),
    ];
    for (from, to) in own.iter().chain(changes) {
        assert!(recipe.contains(from), "{from} is not in the recipe");
        recipe = recipe.replace(from, to);
    }
    std::fs::write(at("turnserver.conf"), recipe).unwrap();
    let mut command = Command::new(program);
    command.args([
        "-c",
        &at("turnserver.conf"),
        "--log-file=stdout",
        "--no-tls",
    ]);
    command.arg(format!("--listening-ip={}", address.ip()));
    command.arg(format!("--relay-ip={}", address.ip()));
    if has_ipv6() {
        command.arg(format!("--relay-ip={}", Ipv6Addr::LOCALHOST));
    }
    command.arg(format!("--pidfile={}", at("pid")));
    command.arg(format!("--userdb={}", at("users")));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let server = Turnserver {
        process: command.spawn().unwrap(),
        address,
        _folder: folder,
    };
    let probe = Client::new(&server);
    let listens = async {
        // As long as nobody has the port, the system refuses at once.
        while probe.send(&allocate_request()).is_err() || probe.receive().is_err() {
            tokio::task::yield_now().await;
        }
    };
    soon("coturn", listens).await;
    Some(server)
}

/// What Parley tells somebody in a meeting whose clock is `ago` behind the real one.
pub(crate) async fn minted(secret: &str, ago: Milliseconds) -> [Credentials; 2] {
    let app = TestApp::start_with(|config| {
        config.ice.turn_secret = Some(TurnSecret::new(secret.to_owned()));
        config.ice.servers = vec![IceServer {
            urls: vec!["turn:turn.example.org".to_owned()],
            username: None,
            credential: None,
        }];
    })
    .await;
    let real = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis();
    let Timestamp(now) = app.clock().now();
    app.clock()
        .advance(Milliseconds(u64::try_from(real).unwrap() - now - ago.0));
    app.meeting(CODE).await;
    let (mut ann, mut ben) = (app.socket(CODE).await, app.socket(CODE).await);
    [told(&mut ann, "Ann").await, told(&mut ben, "Ben").await]
}

async fn told(socket: &mut TestSocket, name: &str) -> Credentials {
    let snapshot = socket.hello(name).await;
    let ServerMessage::Snapshot { ice_servers, .. } = snapshot else {
        panic!("no snapshot: {snapshot:?}");
    };
    Credentials {
        username: ice_servers[0].username.clone().unwrap(),
        password: ice_servers[0].credential.clone().unwrap(),
    }
}

pub(crate) struct Credentials {
    pub(crate) username: String,
    pub(crate) password: String,
}
