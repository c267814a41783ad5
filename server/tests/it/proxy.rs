//! The recipe for nginx, run by the real one where it is installed: TLS, sockets, and whose address is believed.
#![expect(clippy::print_stdout, reason = "says that it was skipped")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parley_server::config::Origin;
use parley_test_support::{TestApp, soon};
use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

const RECIPE: &str = include_str!("../../../deploy/nginx.conf");
const HOST: &str = "meet.example.org";

struct Nginx {
    process: Child,
    folder: TempDir,
    plain: u16,
    secure: u16,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // SIGTERM, so that it ends its workers.
        let id = self.process.id().to_string();
        drop(Command::new("kill").arg(id).status());
        drop(self.process.wait());
    }
}

fn is_installed(program: &str) -> bool {
    let mut asked = Command::new(program);
    let asked = asked.arg("-v").stdout(Stdio::null()).stderr(Stdio::null());
    asked.status().is_ok()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The recipe with other ports and certificates, and what stands around it in Debian's own file.
fn configuration(folder: &Path, app: &TestApp, plain: u16, secure: u16) -> String {
    let place = folder.display();
    let mut recipe = RECIPE.to_owned();
    for (from, to) in [
        ("listen 80;", format!("listen 127.0.0.1:{plain};")),
        ("listen 443 ssl", format!("listen 127.0.0.1:{secure} ssl")),
        ("listen [::]:80;", String::new()),
        ("listen [::]:443 ssl http2;", String::new()),
        (
            "server 127.0.0.1:3000;",
            format!("server {};", app.address()),
        ),
        (
            "/etc/letsencrypt/live/meet.example.org/fullchain.pem",
            format!("{place}/cert.pem"),
        ),
        (
            "/etc/letsencrypt/live/meet.example.org/privkey.pem",
            format!("{place}/key.pem"),
        ),
    ] {
        assert!(recipe.contains(from), "{from} is not in the recipe");
        recipe = recipe.replace(from, &to);
    }
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {place}/{name};\n"))
        .concat();
    format!(
        "daemon off;\npid {place}/pid;\nerror_log {place}/error.log;\nevents {{}}\nhttp {{\n{temporary}{recipe}}}\n"
    )
}

/// nginx in front of the server; `None` where it cannot be run.
async fn nginx(app: &TestApp) -> Option<Nginx> {
    if !["nginx", "curl", "openssl"].into_iter().all(is_installed) {
        return None;
    }
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut certificate = Command::new("openssl");
    certificate.args([
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
    ]);
    certificate.args(["-subj", &format!("/CN={HOST}"), "-keyout"]);
    certificate
        .arg(at("key.pem"))
        .arg("-out")
        .arg(at("cert.pem"));
    assert!(
        certificate
            .stderr(Stdio::null())
            .status()
            .unwrap()
            .success()
    );
    let (plain, secure) = (free_port(), free_port());
    let text = configuration(folder.path(), app, plain, secure);
    std::fs::write(at("nginx.conf"), text).unwrap();
    let mut command = Command::new("nginx");
    command
        .arg("-p")
        .arg(folder.path())
        .arg("-c")
        .arg(at("nginx.conf"));
    let process = command.stderr(Stdio::null()).spawn().unwrap();
    let listens = async {
        while tokio::net::TcpStream::connect(("127.0.0.1", secure))
            .await
            .is_err()
        {
            tokio::task::yield_now().await;
        }
    };
    soon("nginx", listens).await;
    Some(Nginx {
        process,
        folder,
        plain,
        secure,
    })
}

impl Nginx {
    /// Asks by curl and answers what it printed.
    async fn ask(&self, path: &str, words: &[&str]) -> String {
        let resolve = format!("{HOST}:{}:127.0.0.1", self.secure);
        let url = format!("https://{HOST}:{}{path}", self.secure);
        let certificate = self.folder.path().join("cert.pem");
        let mut command = Command::new("curl");
        command.args(["--silent", "--max-time", "20", "--resolve", &resolve]);
        command
            .args(["--noproxy", "*", "--cacert"])
            .arg(certificate);
        command.args(words).arg(url).stderr(Stdio::null());
        run(command).await
    }
}

/// The server answers on this thread, so that the program runs on another.
async fn run(mut command: Command) -> String {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    String::from_utf8_lossy(&output.await.unwrap().stdout).into_owned()
}

#[tokio::test]
async fn t009_behind_nginx_people_come_by_tls_sockets_open_and_no_client_chooses_its_address() {
    let url: Origin = format!("https://{HOST}").parse().unwrap();
    let app = TestApp::start_with(|config| {
        config.http.public_url = Some(url);
        config.http.trusted_proxies = 1;
    })
    .await;
    let Some(nginx) = nginx(&app).await else {
        println!("skipped: nginx, curl and openssl are needed");
        return;
    };
    let told = [
        "--output",
        "/dev/null",
        "--write-out",
        "%{http_version} %{http_code}",
    ];
    assert_eq!(nginx.ask("/login", &told).await, "2 200");

    let mut plain = Command::new("curl");
    let url = format!("http://127.0.0.1:{}/m/x", nginx.plain);
    plain.args(["--silent", "--noproxy", "*", "--include", "--header"]);
    plain.args([&format!("host: {HOST}"), &url]);
    let moved = run(plain).await;
    assert!(moved.starts_with("HTTP/1.1 301"), "{moved}");
    assert!(moved.contains(&format!("https://{HOST}/m/x")), "{moved}");

    // A meeting that is not there is told on the socket, which then closes.
    let origin = format!("origin: https://{HOST}");
    let upgrade = [
        "--http1.1",
        "--include",
        "--header",
        &origin,
        "--header",
        "connection: Upgrade",
        "--header",
        "upgrade: websocket",
        "--header",
        "sec-websocket-version: 13",
        "--header",
        "sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==",
    ];
    let socket = nginx.ask("/socket/zzz-zzzz-zzz", &upgrade).await;
    assert!(socket.starts_with("HTTP/1.1 101"), "{socket}");
    assert!(socket.contains("meeting_not_found"), "{socket}");

    // A picture of three megabytes comes through to the one who refuses it.
    let picture = nginx.folder.path().join("picture");
    std::fs::write(&picture, vec![0; 3 << 20]).unwrap();
    let picture = format!("@{}", picture.display());
    let sent = [&told[..], &["--header", &origin, "--data-binary", &picture]].concat();
    assert_eq!(nginx.ask("/api/change_picture", &sent).await, "2 401");

    let mut answers = Vec::new();
    for number in 0..11 {
        // One name is slowed down by itself.
        let form = format!("identifier=name{number}&password=some-password");
        let claimed = format!("x-forwarded-for: 10.0.0.{number}");
        let attempt = ["--header", &origin, "--header", &claimed, "--data", &form];
        answers.push(
            nginx
                .ask("/api/sign_in", &[&told[..], &attempt].concat())
                .await,
        );
    }
    assert_eq!(answers[9], "2 422");
    assert_eq!(answers[10], "2 429", "{answers:?}");
}
