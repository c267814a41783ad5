//! Media from outside: who reaches the router, who gets TURN credentials, and what is counted.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_protocol::{
    ClientMessage, ErrorCode, IceServer, KnockId, MeetingRulesChange, Milliseconds, NegotiationId,
    RequestId, ServerMessage, Topology, VideoSource, VideoWish, Wait, limits,
};
use parley_room_server::TurnSecret;
use parley_server::{
    Parts, Server, ServerError, Site,
    config::{Sources, load},
};
use parley_test_support::{FakeClock, HttpRequest, SeededRandom, TestApp, TestSocket};
use std::{
    net::{IpAddr, UdpSocket},
    sync::Arc,
};

const CODE: &str = "mkd-vqtr-hba";
const REQUEST: RequestId = RequestId(7);
const SECRET: &str = "canary-secret-of-coturn";

fn for_the_router() -> [ClientMessage; 4] {
    let request = REQUEST;
    let wish = VideoWish {
        participant: parley_protocol::ParticipantId(1),
        source: VideoSource::Screen,
        max_height: 180,
    };
    [
        ClientMessage::MediaOffer {
            request,
            negotiation: NegotiationId(1),
            sdp: "v=0".to_owned(),
        },
        ClientMessage::SetWishes {
            request,
            audio: true,
            video: vec![wish],
        },
        ClientMessage::DirectFailed { request },
        ClientMessage::Waited {
            request,
            what: Wait::Join,
            length: Milliseconds(1),
        },
    ]
}

async fn with_turn() -> TestApp {
    TestApp::start_with(|config| {
        config.ice.turn_secret = Some(TurnSecret::new(SECRET.to_owned()));
        config.ice.servers = vec![IceServer {
            urls: vec!["turn:turn.example.org".to_owned()],
            username: None,
            credential: None,
        }];
    })
    .await
}

fn username(snapshot: &ServerMessage) -> String {
    let ServerMessage::Snapshot { ice_servers, .. } = snapshot else {
        panic!("no snapshot: {snapshot:?}");
    };
    assert!(ice_servers[0].credential.is_some());
    ice_servers[0].username.clone().unwrap()
}

#[tokio::test]
async fn t058_t114_who_waits_gets_no_media_and_no_credentials() {
    let app = with_turn().await;
    let olga = app.member("olga").await;
    let code = app.start_meeting(&olga.cookie).await;
    let mut host = app.socket_with(&code, &olga.cookie).await;
    let hosts = username(&host.hello("Olga").await);
    let change = MeetingRulesChange {
        waiting_room: Some(true),
        ..MeetingRulesChange::default()
    };
    let request = REQUEST;
    host.send(&ClientMessage::SetRules { request, change })
        .await;
    host.expect("the new rules", |message| {
        matches!(message, ServerMessage::MeetingChanged { .. })
    })
    .await;
    let mut waiting = app.socket_with(&code, "").await;
    waiting.send(&TestSocket::hello_message("Wanda")).await;
    let lobby = waiting.next().await.unwrap();
    assert!(matches!(lobby, ServerMessage::Lobby { .. }), "{lobby:?}");
    for message in for_the_router() {
        waiting.send(&message).await;
        let forbidden = ServerMessage::Refused {
            request: Some(REQUEST),
            code: ErrorCode::Forbidden,
        };
        assert_eq!(waiting.next().await, Some(forbidden));
    }
    let knock = Some(KnockId(1));
    host.send(&ClientMessage::Admit { request, knock }).await;
    let snapshot = waiting.next().await.unwrap();
    let (hosts, guests) = (who(&hosts), username(&snapshot));
    assert_ne!(hosts, who(&guests), "each has their own");
}

/// A user name without the time until which it is good.
fn who(username: &str) -> String {
    let (until, who) = username.split_once(':').unwrap();
    assert!(until.parse::<u64>().is_ok(), "{username}");
    who.to_owned()
}

#[tokio::test]
async fn t116_the_secret_of_the_turn_server_stands_in_no_page_and_no_message() {
    let app = with_turn().await;
    app.meeting(CODE).await;
    let snapshot = app.socket(CODE).await.hello("Ann").await;
    assert!(!format!("{snapshot:?}").contains(SECRET));
    let written = serde_json::to_string(&snapshot).unwrap();
    assert!(written.contains("credential") && !written.contains(SECRET));
    for page in ["/", &format!("/m/{CODE}"), "/api/v1/openapi.json"] {
        assert!(!app.get(page).await.body.contains(SECRET), "{page}");
    }
}

#[tokio::test]
async fn an_offer_goes_through_to_the_router_and_its_answer_comes_back() {
    let app = TestApp::start().await;
    app.meeting(CODE).await;
    let mut ann = app.socket(CODE).await;
    let snapshot = ann.hello("Ann").await;
    let ServerMessage::Snapshot { meeting, .. } = &snapshot else {
        panic!("no snapshot: {snapshot:?}");
    };
    assert_eq!(meeting.topology, Topology::Direct);
    // No session description: the router itself says so.
    let [offer, ..] = for_the_router();
    ann.send(&offer).await;
    let refused = ServerMessage::Refused {
        request: Some(REQUEST),
        code: ErrorCode::MediaRefused,
    };
    assert_eq!(ann.next().await, Some(refused));
}

#[tokio::test]
async fn a_taken_port_for_media_is_named_with_the_ways_out() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let bind = async |topology: &str| {
        let environment = [
            ("PARLEY__HTTP__LISTEN", "127.0.0.1:0".to_owned()),
            ("PARLEY__MEDIA__LISTEN", address.to_string()),
            ("PARLEY__MEDIA__TOPOLOGY", topology.to_owned()),
            ("PARLEY__DATA_DIR", folder.path().display().to_string()),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value));
        let sources = Sources {
            folder: folder.path().to_owned(),
            environment: environment.to_vec(),
            ..Sources::default()
        };
        let config = load(&sources).unwrap().config;
        let parts = Parts {
            clock: Arc::new(FakeClock::default()),
            random: Arc::new(SeededRandom::new(1)),
            site: Site::Folder(folder.path().to_owned()),
        };
        Server::bind(&config, parts).await.map(drop)
    };
    let error = bind("auto").await.unwrap_err();
    assert!(matches!(error, ServerError::MediaPortTaken { .. }));
    let text = error.to_string();
    for words in [
        &format!("port {}", address.port()),
        "media.listen",
        "PARLEY__MEDIA__LISTEN",
        "media.topology = \"mesh\"",
    ] {
        assert!(text.contains(words), "{text}");
    }
    bind("mesh").await.unwrap();
}

/// The recipe for coturn.
const COTURN: &str = include_str!("../../../deploy/coturn/turnserver.conf");

/// An address of every range that is not the internet (RFC 6890 and its registries).
const SPECIAL: [&str; 31] = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.19.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::127.0.0.1",
    "::10.1.0.0",
    "64:ff9b::a00:1",
    "::ffff:10.0.0.1",
    "100::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:a00:1::",
    "3fff::1",
    "5f00::1",
    "febf::1",
    "fd00::1",
    "fe80::1",
    "fec0::1",
];

/// As coturn 4.6 has it, which looks at each byte of IPv6 by itself.
fn is_within(address: IpAddr, range: (IpAddr, IpAddr)) -> bool {
    match (range.0, address, range.1) {
        (IpAddr::V4(first), IpAddr::V4(address), IpAddr::V4(last)) => {
            (first..=last).contains(&address)
        }
        (IpAddr::V6(first), IpAddr::V6(address), IpAddr::V6(last)) => {
            let bounds = first.octets().into_iter().zip(last.octets());
            let mut bytes = bounds.zip(address.octets());
            bytes.all(|((first, last), byte)| (first..=last).contains(&byte))
        }
        _ => false,
    }
}

#[test]
fn t113_the_recipe_for_coturn_reaches_nothing_but_the_internet() {
    let lines = || COTURN.lines().map(str::trim);
    let denied = lines().filter_map(|line| line.strip_prefix("denied-peer-ip="));
    let denied: Vec<(IpAddr, IpAddr)> = denied
        .map(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            (first.parse().unwrap(), last.parse().unwrap())
        })
        .collect();
    // coturn takes a range that begins with no address for one without a beginning, and the same for the end.
    for (first, last) in &denied {
        assert!(!last.is_unspecified(), "{first}-{last} is everything");
        assert!(first.is_ipv4() || !first.is_unspecified(), "{first}-{last}");
    }
    let is_denied = |address: &str| {
        let address: IpAddr = address.parse().unwrap();
        denied.iter().any(|range| is_within(address, *range))
    };
    for address in SPECIAL {
        assert!(is_denied(address), "{address}");
    }
    for address in ["9.9.9.9", "172.32.0.1", "2606:4700::1111"] {
        assert!(!is_denied(address), "{address} is the internet");
    }
    for setting in [
        "use-auth-secret",
        "no-tcp-relay",
        "no-multicast-peers",
        "user-quota=12",
        "total-quota=1200",
    ] {
        assert!(lines().any(|line| line == setting), "{setting}");
    }
    assert!(!lines().any(|line| line.starts_with("allowed-peer-ip")));
}

#[tokio::test]
async fn figures_are_on_a_port_of_their_own_and_only_there() {
    let app = TestApp::start_with(|config| {
        config.metrics.listen = Some("127.0.0.1:0".parse().unwrap());
    })
    .await;
    app.meeting(CODE).await;
    let mut ann = app.socket(CODE).await;
    ann.hello("Ann").await;
    let request = REQUEST;
    ann.send(&ClientMessage::Waited {
        request,
        what: Wait::FirstFrame,
        length: Milliseconds(1_400),
    })
    .await;
    let beyond = Milliseconds(limits::LONGEST_WAIT.0 + 1);
    ann.send(&ClientMessage::Waited {
        request,
        what: Wait::Join,
        length: beyond,
    })
    .await;
    let refused = ServerMessage::Refused {
        request: Some(request),
        code: ErrorCode::BadMessage,
    };
    assert_eq!(ann.next().await, Some(refused));
    let address = app.metrics_address().unwrap();
    let figures = HttpRequest::new("GET", "/metrics").send(address).await;
    assert_eq!(figures.status, 200);
    assert!(figures.header("content-type").starts_with("text/plain"));
    for line in [
        "# TYPE parley_media_packets_in_total counter",
        "parley_media_connections 0",
        "# TYPE parley_rooms gauge",
        "parley_rooms 1",
        "parley_participants 1",
        "# TYPE parley_client_first_frame_seconds histogram",
        "parley_client_first_frame_seconds_bucket{le=\"1\"} 0",
        "parley_client_first_frame_seconds_bucket{le=\"1.5\"} 1",
        "parley_client_first_frame_seconds_sum 1.4",
        "parley_client_join_seconds_count 0",
    ] {
        assert!(figures.body.lines().any(|shown| shown == line), "{line}");
    }
    assert_eq!(app.get("/metrics").await.status, 404);
    let other = HttpRequest::new("GET", "/").send(address).await;
    assert_eq!(other.status, 404);
    assert_eq!(TestApp::start().await.metrics_address(), None);
}
