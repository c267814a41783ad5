//! The recipe for coturn, run by the real one: who gets an allocation, how many of them, and what a flood of requests is
//! answered.
#![expect(clippy::print_stdout, reason = "says that it was skipped")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use parley_domain::Clock as _;
use parley_protocol::{IceServer, Milliseconds, ServerMessage, Timestamp};
use parley_room_server::TurnSecret;
use parley_test_support::{TestApp, TestSocket, soon};
use sha1::Sha1;
use std::{
    cell::Cell,
    ffi::OsString,
    net::{Ipv4Addr, SocketAddr, UdpSocket},
    ops::Range,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU8, AtomicU32, Ordering},
    time::{Duration, SystemTime},
};
use tempfile::TempDir;

const RECIPE: &str = include_str!("../../deploy/coturn/turnserver.conf");
const CODE: &str = "mkd-vqtr-hba";
/// Of the recipe.
const REALM_NAME: &str = "TURN.EXAMPLE.ORG";
const SECRET: &str = "north-by-northwest";
const HOUR: Milliseconds = Milliseconds::from_seconds(3600);

/// How long and how often one waits for an answer.
const PATIENCE: Duration = Duration::from_millis(250);
const ATTEMPTS: usize = 80;

/// Answers of STUN and TURN (RFC 8489, RFC 8656).
const UNAUTHORIZED: Answer = Answer::Refused(401);
const STALE_NONCE: Answer = Answer::Refused(438);
const QUOTA_REACHED: Answer = Answer::Refused(486);

struct Turnserver {
    process: Child,
    address: SocketAddr,
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
fn free_address() -> SocketAddr {
    static COUNT: AtomicU8 = AtomicU8::new(1);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let [.., high, low] = std::process::id().to_be_bytes();
    let probe = UdpSocket::bind((Ipv4Addr::new(127, high | 128, low, count), 0)).unwrap();
    probe.local_addr().unwrap()
}

/// coturn by the recipe, on the loopback interface; `None` where there is none. `cargo xtask test` names one.
async fn turnserver(changes: &[(&str, &str)]) -> Option<Turnserver> {
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
        "--no-dtls",
    ]);
    command.arg(format!("--listening-ip={}", address.ip()));
    command.arg(format!("--relay-ip={}", address.ip()));
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
async fn minted(secret: &str, ago: Milliseconds) -> [Credentials; 2] {
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

struct Credentials {
    username: String,
    password: String,
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Allocated,
    Refused(u16),
}

/// Somebody with a port of their own, which is what coturn knows an allocation by.
struct Client {
    socket: UdpSocket,
    sent: Cell<usize>,
    received: Cell<usize>,
}

impl Client {
    fn new(server: &Turnserver) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(server.address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        Self {
            socket,
            sent: Cell::new(0),
            received: Cell::new(0),
        }
    }

    /// Asks for an allocation as browsers do: first without credentials, for the realm and a nonce.
    fn allocate(&self, credentials: &Credentials) -> Answer {
        let first = self.ask(&allocate_request());
        assert_eq!(answer(&first), UNAUTHORIZED);
        self.allocate_with(credentials, attribute(&first, NONCE).unwrap())
    }

    fn allocate_with(&self, credentials: &Credentials, nonce: &[u8]) -> Answer {
        answer(&self.ask(&signed(credentials, nonce)))
    }

    /// Asks until there is an answer, as UDP may lose either.
    fn ask(&self, request: &[u8]) -> Vec<u8> {
        for _ in 0..ATTEMPTS {
            self.send(request).unwrap();
            while let Ok(answer) = self.receive() {
                if answer[TRANSACTION] == request[TRANSACTION] {
                    return answer;
                }
            }
        }
        panic!("no answer to {request:?}");
    }

    fn send(&self, packet: &[u8]) -> std::io::Result<usize> {
        self.sent.update(|sent| sent + 1);
        self.socket.send(packet)
    }

    fn receive(&self) -> std::io::Result<Vec<u8>> {
        let mut packet = vec![0; 1500];
        let length = self.socket.recv(&mut packet)?;
        packet.truncate(length);
        self.received.update(|received| received + 1);
        Ok(packet)
    }
}

const ALLOCATE: u16 = 0x0003;
const ALLOCATED: u16 = 0x0103;
const USERNAME: u16 = 0x0006;
const INTEGRITY: u16 = 0x0008;
const ERROR_CODE: u16 = 0x0009;
const REALM: u16 = 0x0014;
const NONCE: u16 = 0x0015;
const RELAYED_ADDRESS: u16 = 0x0016;
const REQUESTED_TRANSPORT: u16 = 0x0019;
const SOFTWARE: u16 = 0x8022;
const HEADER: usize = 20;
const TRANSACTION: Range<usize> = 8..HEADER;

/// What may be asked for over UDP: an address, an allocation, its refreshing, a permission, a channel.
const REQUESTS: [u16; 5] = [BINDING, ALLOCATE, 0x0004, 0x0008, 0x0009];
const BINDING: u16 = 0x0001;
const SEND_INDICATION: u16 = 0x0016;

/// In bytes: with the headers of IP and UDP not three times what the shortest request has.
const LONGEST_ANSWER: usize = 96;

/// A message without attributes: the shortest.
fn bare(kind: u16) -> Vec<u8> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let mut message = kind.to_be_bytes().to_vec();
    message.extend([0, 0, 0x21, 0x12, 0xa4, 0x42]);
    message.extend(b"transact");
    message.extend(COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    message
}

/// For a relay over UDP, without credentials.
fn allocate_request() -> Vec<u8> {
    let mut message = bare(ALLOCATE);
    add(&mut message, REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
    message
}

/// With long-term credentials (RFC 8489, section 9.2).
fn signed(credentials: &Credentials, nonce: &[u8]) -> Vec<u8> {
    let mut message = allocate_request();
    add(&mut message, USERNAME, credentials.username.as_bytes());
    add(&mut message, REALM, REALM_NAME.as_bytes());
    add(&mut message, NONCE, nonce);
    let Credentials { username, password } = credentials;
    let key = Md5::digest(format!("{username}:{REALM_NAME}:{password}"));
    // The length that is signed counts the signature, and the bytes that are signed do not.
    let before = message.len();
    add(&mut message, INTEGRITY, &[0; 20]);
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).unwrap();
    mac.update(&message[..before]);
    message[before + 4..].copy_from_slice(&mac.finalize().into_bytes());
    message
}

fn add(message: &mut Vec<u8>, kind: u16, value: &[u8]) {
    message.extend(kind.to_be_bytes());
    message.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
    message.extend(value);
    message.resize(message.len().next_multiple_of(4), 0);
    let length = u16::try_from(message.len() - HEADER).unwrap();
    message[2..4].copy_from_slice(&length.to_be_bytes());
}

fn number(bytes: &[u8]) -> u16 {
    u16::from_be_bytes([bytes[0], bytes[1]])
}

fn attribute(message: &[u8], wanted: u16) -> Option<&[u8]> {
    let mut rest = &message[HEADER..];
    while rest.len() >= 4 {
        let (kind, length) = (number(rest), usize::from(number(&rest[2..])));
        if kind == wanted {
            return Some(&rest[4..4 + length]);
        }
        rest = &rest[4 + length.next_multiple_of(4)..];
    }
    None
}

fn answer(message: &[u8]) -> Answer {
    if number(message) == ALLOCATED {
        assert!(attribute(message, RELAYED_ADDRESS).is_some());
        return Answer::Allocated;
    }
    let error = attribute(message, ERROR_CODE).unwrap();
    Answer::Refused(u16::from(error[2]) * 100 + u16::from(error[3]))
}

#[tokio::test]
async fn t114_coturn_takes_what_parley_hands_out_for_an_hour_and_nothing_else() {
    let Some(server) = turnserver(&[]).await else {
        return;
    };
    let [ann, _] = minted(SECRET, Milliseconds(0)).await;
    assert_eq!(Client::new(&server).allocate(&ann), Answer::Allocated);
    let almost = Milliseconds(HOUR.0 - 60_000);
    let [old, _] = minted(SECRET, almost).await;
    assert_eq!(Client::new(&server).allocate(&old), Answer::Allocated);

    let [expired, _] = minted(SECRET, Milliseconds(HOUR.0 + 2_000)).await;
    assert_eq!(Client::new(&server).allocate(&expired), UNAUTHORIZED);
    let [strange, _] = minted("another secret", Milliseconds(0)).await;
    assert_eq!(Client::new(&server).allocate(&strange), UNAUTHORIZED);
    let prolonged = Credentials {
        username: ann.username.clone(),
        ..expired
    };
    assert_eq!(Client::new(&server).allocate(&prolonged), UNAUTHORIZED);
}

#[tokio::test]
async fn t114_one_person_gets_twelve_allocations_and_no_more_with_a_new_password() {
    let Some(server) = turnserver(&[]).await else {
        return;
    };
    let [ann, ben] = minted(SECRET, Milliseconds(0)).await;
    let clients: Vec<Client> = (0..12).map(|_| Client::new(&server)).collect();
    for client in &clients {
        assert_eq!(client.allocate(&ann), Answer::Allocated);
    }
    assert_eq!(Client::new(&server).allocate(&ann), QUOTA_REACHED);
    let [other, _] = minted(SECRET, Milliseconds(60_000)).await;
    assert_ne!(other.username, ann.username);
    assert_eq!(Client::new(&server).allocate(&other), QUOTA_REACHED);
    assert_eq!(Client::new(&server).allocate(&ben), Answer::Allocated);
}

#[tokio::test]
async fn t115_all_people_together_have_a_quota() {
    let Some(server) = turnserver(&[("total-quota=1200", "total-quota=4")]).await else {
        return;
    };
    let [ann, ben] = minted(SECRET, Milliseconds(0)).await;
    let clients: Vec<Client> = (0..4).map(|_| Client::new(&server)).collect();
    for client in &clients {
        assert_eq!(client.allocate(&ann), Answer::Allocated);
    }
    assert_eq!(Client::new(&server).allocate(&ben), QUOTA_REACHED);
}

#[tokio::test]
async fn t115_a_nonce_is_good_for_nobody_but_whom_it_was_sent_to() {
    let Some(server) = turnserver(&[]).await else {
        return;
    };
    let [ann, _] = minted(SECRET, Milliseconds(0)).await;
    let (one, other) = (Client::new(&server), Client::new(&server));
    let first = one.ask(&allocate_request());
    let nonce = attribute(&first, NONCE).unwrap();
    // Whoever writes a stranger's address as the sender never sees the nonce that belongs to it.
    assert_eq!(answer(&other.ask(&allocate_request())), UNAUTHORIZED);
    assert_eq!(other.allocate_with(&ann, nonce), STALE_NONCE);
    assert_eq!(other.allocate_with(&ann, b"0123456789abcdef"), STALE_NONCE);
    assert_eq!(one.allocate_with(&ann, nonce), Answer::Allocated);
}

/// What reaches a stranger whose address somebody writes as the sender. coturn 4.6 has no limit on the number of these
/// answers; the recipe says how the firewall sets one.
#[tokio::test]
async fn t115_a_flood_brings_a_stranger_one_short_answer_for_each_request_and_ties_up_nothing() {
    let Some(server) = turnserver(&[("total-quota=1200", "total-quota=1")]).await else {
        return;
    };
    let stranger = Client::new(&server);
    for _ in 0..200 {
        for method in REQUESTS {
            let answered = stranger.ask(&bare(method));
            assert!(
                answered.len() <= LONGEST_ANSWER,
                "{method:#06x}: {answered:?}"
            );
            assert_eq!(attribute(&answered, SOFTWARE), None, "no version");
        }
        assert_eq!(answer(&stranger.ask(&allocate_request())), UNAUTHORIZED);
    }
    // Nothing is said to what is no request, nor to the STUN of 2003: what comes next answers the request after it.
    let mut old_binding = bare(BINDING);
    old_binding[4..8].fill(0);
    for nothing in [bare(SEND_INDICATION), old_binding, b"no STUN".to_vec()] {
        stranger.socket.send(&nothing).unwrap();
    }
    assert_eq!(answer(&stranger.ask(&allocate_request())), UNAUTHORIZED);
    while stranger.receive().is_ok() {}
    assert!(stranger.received <= stranger.sent, "one for each request");

    let [ann, _] = minted(SECRET, Milliseconds(0)).await;
    assert_eq!(Client::new(&server).allocate(&ann), Answer::Allocated);
}
