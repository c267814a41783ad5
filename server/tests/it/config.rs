//! The configuration: where values come from, and what is said when one is wrong.
#![expect(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    reason = "a test fails by panicking"
)]

use parley_room_server::TopologySetting;
use parley_server::config::{self, Config, EXAMPLE, Loaded, Sources};
use tempfile::TempDir;

fn load(file: &str, environment: &[(&str, &str)]) -> Result<Loaded, String> {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("parley.toml"), file).unwrap();
    let sources = Sources {
        folder: folder.path().to_owned(),
        environment: environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Sources::default()
    };
    config::load(&sources).map_err(|error| {
        let folder = folder.path().display().to_string();
        error.to_string().replace(&folder, "…")
    })
}

fn config(file: &str, environment: &[(&str, &str)]) -> Config {
    load(file, environment).unwrap().config
}

fn refusal(file: &str, environment: &[(&str, &str)]) -> String {
    load(file, environment).unwrap_err()
}

#[test]
fn the_example_is_the_defaults() {
    let mut example = config(EXAMPLE, &[]);
    let written = example.http.public_url.take();
    assert_eq!(written.unwrap().to_string(), "http://localhost:3000");
    assert_eq!(example, config("", &[]));
}

#[test]
fn the_defaults_are_the_documented_ones() {
    let defaults = config("", &[]);
    assert_eq!(defaults.http.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(defaults.database.url, "sqlite://./data/parley.db");
    assert_eq!(defaults.http.trusted_proxies, 0);
    assert!(defaults.meetings.guests_may_start);
    assert_eq!(defaults.meetings.history_days, 365);
    assert!(defaults.ice.servers.is_empty());
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_default() {
    let file =
        "data_dir = \"/srv/parley\"\n[http]\nlisten = \"127.0.0.1:4000\"\ntrusted_proxies = 1";
    let environment = [
        ("PARLEY__HTTP__LISTEN", "0.0.0.0:5000"),
        ("PARLEY__MEETINGS__GUESTS_MAY_START", "false"),
        ("PARLEY_SITE_ROOT", "not ours"),
        ("PATH", "not ours"),
    ];
    let loaded = load(file, &environment).unwrap();
    assert_eq!(loaded.config.http.listen.to_string(), "0.0.0.0:5000");
    assert_eq!(loaded.config.http.trusted_proxies, 1);
    assert_eq!(loaded.config.database.url, "sqlite:///srv/parley/parley.db");
    assert!(!loaded.config.meetings.guests_may_start);
    let report = config::report(&loaded);
    for words in [
        "http.listen = \"0.0.0.0:5000\"",
        "(environment variable PARLEY__HTTP__LISTEN)",
        "parley.toml)",
        "(default)",
        "http.public_url = \"http://localhost:5000\"",
    ] {
        assert!(report.contains(words), "{words} is missing in\n{report}");
    }
}

#[test]
fn an_unknown_key_names_the_nearest_one() {
    assert_eq!(
        refusal("[http]\nlisen = \"127.0.0.1:1\"", &[]),
        "unknown key http.lisen in …/parley.toml; did you mean http.listen?"
    );
    assert_eq!(
        refusal("", &[("PARLEY__HTTP__PUBLIC_URI", "x")]),
        "unknown key http.public_uri in environment variable PARLEY__HTTP__PUBLIC_URI; \
         did you mean http.public_url?"
    );
    assert_eq!(refusal("zzz = 1", &[]), "unknown key zzz in …/parley.toml");
}

#[test]
fn media_go_through_the_server_unless_something_else_is_set() {
    let media = config("", &[]).media;
    assert_eq!(media.topology, TopologySetting::Auto);
    assert_eq!(media.listen.to_string(), "0.0.0.0:7000");
    assert!(media.public_addresses.is_empty());
    let environment = [
        ("PARLEY__MEDIA__TOPOLOGY", "mesh"),
        ("PARLEY__MEDIA__LISTEN", "127.0.0.1:0"),
        (
            "PARLEY__MEDIA__PUBLIC_ADDRESSES",
            "203.0.113.7, 2001:db8::7",
        ),
    ];
    let loaded = load("", &environment).unwrap();
    let media = &loaded.config.media;
    assert_eq!(media.topology, TopologySetting::Mesh);
    assert_eq!(media.listen.port(), 0);
    assert_eq!(media.public_addresses.len(), 2);
    let report = config::report(&loaded);
    for words in [
        "media.topology = \"mesh\"",
        "media.listen = \"127.0.0.1:0\"",
        "media.public_addresses = [\"203.0.113.7\", \"2001:db8::7\"]",
    ] {
        assert!(report.contains(words), "{words} is missing in\n{report}");
    }
}

#[test]
fn a_turn_server_needs_a_password_or_the_secret() {
    let servers = "[ice]\nservers = [\"turn:turn.example.org\"]\n";
    assert!(refusal(servers, &[]).starts_with("ice.servers is not right"));
    let secret = "north-south-east-west";
    let file = format!("{servers}turn_secret = \"{secret}\"");
    let loaded = load(&file, &[]).unwrap();
    assert!(loaded.config.ice.turn_secret.is_some());
    assert_eq!(loaded.config.ice.servers[0].credential, None);
    let half = "{ urls = [\"turn:a.example\"], username = \"u\" }";
    let file = format!("[ice]\nservers = [{half}]\nturn_secret = \"{secret}\"");
    assert!(refusal(&file, &[]).starts_with("ice.servers is not right"));
    let refusal = refusal("", &[("PARLEY__ICE__TURN_SECRET", "short")]);
    assert!(
        refusal.starts_with("ice.turn_secret is not right"),
        "{refusal}"
    );
}

#[test]
fn t116_the_secret_of_the_turn_server_is_printed_nowhere() {
    let secret = "north-south-east-west";
    let loaded = load("", &[("PARLEY__ICE__TURN_SECRET", secret)]).unwrap();
    let report = config::report(&loaded);
    assert!(report.contains("ice.turn_secret = set"), "{report}");
    assert!(!report.contains(secret));
    assert!(!format!("{loaded:?}").contains(secret));
}

#[test]
fn there_are_no_figures_unless_an_address_is_set() {
    assert_eq!(config("", &[]).metrics.listen, None);
    let set = [("PARLEY__METRICS__LISTEN", "127.0.0.1:9464")];
    let loaded = load("", &set).unwrap();
    assert_eq!(loaded.config.metrics.listen.unwrap().port(), 9464);
    assert!(config::report(&loaded).contains("metrics.listen = \"127.0.0.1:9464\""));
}

#[test]
fn a_bad_value_names_the_key_the_value_and_what_is_expected() {
    assert_eq!(
        refusal("[http]\nlisten = 3000", &[]),
        "http.listen is 3000 in …/parley.toml; expected an address and a port, such as 127.0.0.1:3000"
    );
    for (file, expected) in [
        (
            "[http]\npublic_url = \"localhost\"",
            "an address without a path",
        ),
        (
            "[http]\npublic_url = \"https://a.example/b\"",
            "an address without a path",
        ),
        ("[http]\ntrusted_proxies = -1", "a number from 0 to 16"),
        (
            "[meetings]\nguests_may_start = \"perhaps\"",
            "true or false",
        ),
        (
            "[meetings]\nhistory_days = 0",
            "a number of days from 1 to 3650",
        ),
        (
            "[log]\nlevel = \"loud\"",
            "error, warn, info, debug or trace",
        ),
        ("[log]\nformat = \"xml\"", "text or json"),
        ("[media]\ntopology = \"star\"", "auto, mesh or sfu"),
        ("[media]\nlisten = 7000", "an address and a port"),
        (
            "[media]\npublic_addresses = [\"meet.example.org\"]",
            "a list of IP addresses",
        ),
        (
            "[media]\npublic_addresses = [\"0.0.0.0\"]",
            "a list of IP addresses",
        ),
        ("[metrics]\nlisten = \"9464\"", "an address and a port"),
        ("data_dir = \"\"", "a folder"),
        ("http = 3", "unknown key http"),
    ] {
        let refusal = refusal(file, &[]);
        assert!(refusal.contains(expected), "{refusal}");
    }
}

#[test]
fn ice_servers_come_as_addresses_tables_and_a_list_with_commas() {
    let file = "[ice]\nservers = [\"stun:a.example:3478\", \
                { urls = [\"turn:b.example\"], username = \"u\", credential = \"p\" }]";
    let servers = config(file, &[]).ice.servers;
    assert_eq!(servers[0].urls, ["stun:a.example:3478"]);
    assert_eq!(servers[1].username.as_deref(), Some("u"));
    let list = [("PARLEY__ICE__SERVERS", "stun:a.example, stun:b.example")];
    assert_eq!(config("", &list).ice.servers.len(), 2);
    assert!(
        config(file, &[("PARLEY__ICE__SERVERS", "")])
            .ice
            .servers
            .is_empty()
    );
    for bad in [
        "\"a.example\"",
        "\"http://a.example\"",
        "\"turn:a.example\"",
        "{ url = \"stun:a\" }",
    ] {
        let refusal = refusal(&format!("[ice]\nservers = [{bad}]"), &[]);
        assert!(refusal.starts_with("ice.servers is not right"), "{refusal}");
    }
}

#[test]
fn mails_go_to_files_and_come_from_the_public_host_unless_something_else_is_set() {
    let from = |config: &Config, url: &str| config.mail_from(&url.parse().unwrap()).to_string();
    let defaults = config("", &[]);
    assert_eq!(defaults.mail.smtp_url, None);
    for (url, expected) in [
        (
            "https://meet.example.org",
            "Parley <parley@meet.example.org>",
        ),
        ("http://localhost:3000", "Parley <parley@localhost>"),
        ("http://[::1]:3000", "Parley <parley@localhost>"),
    ] {
        assert_eq!(from(&defaults, url), expected);
    }
    let set =
        "[mail]\nsmtp_url = \"smtps://u:p@mail.example.org\"\nfrom = \"Meet <meet@example.org>\"";
    let set = config(set, &[]);
    assert_eq!(
        set.mail.smtp_url.as_deref(),
        Some("smtps://u:p@mail.example.org")
    );
    assert_eq!(
        from(&set, "https://other.example.org"),
        "Meet <meet@example.org>"
    );
}

#[test]
fn a_mail_server_or_sender_that_cannot_be_is_refused_at_the_start() {
    for url in [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://mail.example.org?tls=perhaps",
    ] {
        let refusal = refusal("", &[("PARLEY__MAIL__SMTP_URL", url)]);
        assert!(
            refusal.starts_with("mail.smtp_url is not right"),
            "{refusal}"
        );
    }
    for from in ["parley", "Parley <parley>", "a@b\r\nBcc: c@d"] {
        let refusal = refusal("", &[("PARLEY__MAIL__FROM", from)]);
        assert!(refusal.contains("expected an e-mail address"), "{refusal}");
    }
    for tls in ["?tls=required", "?tls=opportunistic", "?tls=none", ""] {
        let url = format!("smtp://u:p@mail.example.org:2525{tls}");
        config("", &[("PARLEY__MAIL__SMTP_URL", &url)]);
    }
}

#[test]
fn t133_the_password_of_the_mail_server_is_never_printed() {
    let url = "smtp://u:canary@mail.example.org:587?tls=required";
    let loaded = load("", &[("PARLEY__MAIL__SMTP_URL", url)]).unwrap();
    let report = config::report(&loaded);
    let shown = "mail.smtp_url = \"smtp://…@mail.example.org:587";
    assert!(report.contains(shown), "{report}");
    assert!(!report.contains("canary"));
    assert!(!format!("{:?}", loaded.config).contains("canary"));
    let bad = url.replace("required", "perhaps");
    assert!(!refusal("", &[("PARLEY__MAIL__SMTP_URL", &bad)]).contains("canary"));
}

#[test]
fn t133_no_password_is_printed() {
    let file = "[ice]\nservers = [{ urls = [\"turn:b.example\"], username = \"u\", credential = \"canary\" }]";
    let report = config::report(&load(file, &[]).unwrap());
    assert!(
        report.contains("turn:b.example with a password"),
        "{report}"
    );
    assert!(!report.contains("canary"));
    let bad = file.replace("turn:", "tern:");
    assert!(!refusal(&bad, &[]).contains("canary"));
    let broken = refusal("[ice]\nservers = [{ credential = \"canary ]", &[]);
    assert!(!broken.contains("canary"), "{broken}");
    assert!(!refusal("", &[("PARLEY__DATABASE__URL", "x://u:canary@h")]).contains("canary"));
}

#[test]
fn t133_the_address_of_the_database_is_printed_without_its_password() {
    for (url, shown) in [
        (
            "sqlite://u:canary@host/parley.db?mode=rw",
            "sqlite://…@host/parley.db?mode=rw",
        ),
        (
            "sqlite://u:can@ary/x@host/parley.db",
            "sqlite://…@host/parley.db",
        ),
        (
            "postgres://u:canary@host/parley",
            "postgres://…@host/parley",
        ),
        ("mysql://u:canary@host/parley", "mysql://…@host/parley"),
        (
            "postgres:///parley?host=/run&password=canary",
            "postgres:///parley?…",
        ),
        ("mysql://u:c?canary@host/parley", "mysql://…"),
        (
            "mysql://u:canary@host/parley?ssl-mode=REQUIRED",
            "mysql://…@host/parley?…",
        ),
        ("sqlite:///srv/a@b/parley.db", "sqlite:///srv/a@b/parley.db"),
        ("sqlite://./data/parley.db", "sqlite://./data/parley.db"),
    ] {
        let loaded = load("", &[("PARLEY__DATABASE__URL", url)]).unwrap();
        assert_eq!(loaded.config.database.url, url, "it is used whole");
        let report = config::report(&loaded);
        assert!(
            report.contains(&format!("database.url = {shown:?}")),
            "{report}"
        );
        assert!(!report.contains("can"), "{report}");
    }
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let sources = Sources {
        file: Some("/nowhere/parley.toml".into()),
        ..Sources::default()
    };
    let refusal = config::load(&sources).unwrap_err().to_string();
    assert!(refusal.starts_with("the configuration file /nowhere/parley.toml cannot be read"));
}

#[test]
fn a_file_that_is_no_toml_names_the_line() {
    let refusal = refusal("data_dir = \"./data\"\n[http\n", &[]);
    assert!(refusal.contains("is not valid TOML: line 2"), "{refusal}");
}

/// Every key there is. A new one is looked at here: none may put a code, a password or a token into an answer or a log.
const KEYS: [&str; 18] = [
    "data_dir",
    "http.listen",
    "http.public_url",
    "http.trusted_proxies",
    "database.url",
    "media.topology",
    "media.listen",
    "media.public_addresses",
    "ice.servers",
    "ice.turn_secret",
    "mail.smtp_url",
    "mail.certificate",
    "mail.from",
    "meetings.guests_may_start",
    "meetings.history_days",
    "log.format",
    "log.level",
    "metrics.listen",
];

#[test]
fn t018_no_key_and_no_build_puts_codes_into_answers_or_logs() {
    let report = config::report(&load("", &[]).unwrap());
    let keys: Vec<&str> = report
        .lines()
        .map(|line| line.split(" = ").next().unwrap())
        .collect();
    assert_eq!(keys, KEYS);
    for (section, key) in [
        ("debug", "codes"),
        ("dev", "enabled"),
        ("accounts", "show_codes"),
        ("mail", "log_codes"),
        ("mail", "echo"),
        ("log", "secrets"),
        ("log", "bodies"),
        ("http", "debug"),
    ] {
        let name = format!("unknown key {section}.{key} in ");
        let file = format!("[{section}]\n{key} = true");
        assert!(refusal(&file, &[]).starts_with(&name), "{file}");
        let variable = format!("PARLEY__{section}__{key}").to_uppercase();
        assert!(refusal("", &[(&variable, "true")]).starts_with(&name));
    }
    // Nor does one kind of build do what another does not: what is tested is what runs.
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    for folder in [
        "server/src",
        "app/src",
        "crates/domain/src",
        "crates/db/src",
    ] {
        let mut folders = vec![root.unwrap().join(folder)];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in folder
                .read_dir()
                .unwrap()
                .map(|entry| entry.unwrap().path())
            {
                if entry.is_dir() {
                    folders.push(entry);
                    continue;
                }
                files += 1;
                let text = std::fs::read_to_string(&entry).unwrap();
                assert!(!text.contains("debug_assertions"), "{}", entry.display());
            }
        }
        assert!(files > 10, "{folder} is read");
    }
}
