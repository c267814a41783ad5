//! Janus with its `VideoRoom`, started by us with a configuration of its own, spoken to over its WebSocket.
//!
//! See the documentation of Janus: "`JavaScript` API" for sessions and handles, "`VideoRoom` plugin" for the requests.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::net::{IpAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::Child;
use tokio::sync::{Mutex, oneshot};
use tokio::task::spawn_local;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::client::Client;
use crate::subject::on_core;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Waiting = Rc<RefCell<BTreeMap<String, oneshot::Sender<Value>>>>;

const TRIES: u32 = 100;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// Janus, running.
pub(crate) struct Janus {
    process: Child,
    out: Mutex<SplitSink<Socket, Message>>,
    waiting: Waiting,
    requests: Cell<u64>,
    session: Cell<u64>,
    _folder: TempDir,
}

impl Janus {
    pub(crate) async fn start(address: IpAddr) -> Result<Self> {
        let port = TcpListener::bind((address, 0))?.local_addr()?.port();
        let folder = tempfile::tempdir()?;
        configure(folder.path(), address, port)?;
        let log = fs::File::create(folder.path().join("log"))?;
        let process = on_core("janus")
            .arg("--configs-folder")
            .arg(folder.path())
            .stdout(Stdio::from(log.try_clone()?))
            .stderr(Stdio::from(log))
            .spawn()
            .context("cannot start janus (Debian: apt-get install janus)")?;
        let (out, input) = connect(address, port).await?.split();
        let waiting = Waiting::default();
        spawn_local(listen(input, Rc::clone(&waiting)));
        let janus = Self {
            process,
            out: Mutex::new(out),
            waiting,
            requests: Cell::new(0),
            session: Cell::new(0),
            _folder: folder,
        };
        let created = janus.request(json!({ "janus": "create" })).await?;
        janus.session.set(id(&created)?);
        Ok(janus)
    }

    pub(crate) fn process(&self) -> Option<u32> {
        self.process.id()
    }

    pub(crate) async fn open_room(&self, room: u32) -> Result<()> {
        let handle = self.attach().await?;
        let create = json!({
            "request": "create",
            "room": room,
            "publishers": 100,
            "audiocodec": "opus",
            "videocodec": "vp8",
            "bitrate": 10_000_000,
            "notify_joining": false,
        });
        self.message(handle, create, None).await.map(drop)
    }

    /// Answers the answer.
    pub(crate) async fn publish(&self, room: u32, id: u32, offer: &str) -> Result<String> {
        let handle = self.attach().await?;
        let join = json!({
            "request": "joinandconfigure",
            "ptype": "publisher",
            "room": room,
            "id": id,
        });
        let told = self.message(handle, join, Some(("offer", offer))).await?;
        description(&told)
    }

    pub(crate) async fn subscribe(
        &self,
        room: u32,
        feeds: &[u32],
        client: &mut Client,
    ) -> Result<()> {
        let handle = self.attach().await?;
        let streams: Vec<Value> = feeds.iter().map(|feed| json!({ "feed": feed })).collect();
        let join = json!({
            "request": "join",
            "ptype": "subscriber",
            "room": room,
            "streams": streams,
        });
        let told = self.message(handle, join, None).await?;
        let answer = client.answer(&description(&told)?)?;
        let start = json!({ "request": "start", "room": room });
        let told = self.message(handle, start, Some(("answer", &answer)));
        told.await.map(drop)
    }

    async fn attach(&self) -> Result<u64> {
        let attach = json!({ "janus": "attach", "plugin": "janus.plugin.videoroom" });
        id(&self.request(attach).await?)
    }

    async fn message(
        &self,
        handle: u64,
        body: Value,
        description: Option<(&str, &str)>,
    ) -> Result<Value> {
        let mut request = json!({ "janus": "message", "handle_id": handle, "body": body });
        if let Some((kind, sdp)) = description {
            request["jsep"] = json!({ "type": kind, "sdp": sdp, "trickle": false });
        }
        let told = self.request(request).await?;
        if let Some(error) = told["plugindata"]["data"]["error"].as_str() {
            bail!("Janus refused: {error}");
        }
        Ok(told)
    }

    /// Sends a request and waits for what it leads to.
    async fn request(&self, mut request: Value) -> Result<Value> {
        self.requests.set(self.requests.get() + 1);
        let transaction = self.requests.get().to_string();
        request["transaction"] = json!(transaction);
        if self.session.get() != 0 {
            request["session_id"] = json!(self.session.get());
        }
        let (sender, told) = oneshot::channel();
        self.waiting.borrow_mut().insert(transaction, sender);
        let text = Message::text(request.to_string());
        self.out.lock().await.send(text).await?;
        let told = told.await.context("Janus is gone")?;
        if told["janus"] == "error" {
            bail!("Janus: {}", told["error"]["reason"]);
        }
        Ok(told)
    }
}

async fn listen(mut input: SplitStream<Socket>, waiting: Waiting) -> Result<()> {
    while let Some(message) = input.next().await {
        let Message::Text(text) = message? else {
            continue;
        };
        let told: Value = serde_json::from_str(&text)?;
        // That a request has arrived is no answer to it.
        let Some(transaction) = told["transaction"]
            .as_str()
            .filter(|_| told["janus"] != "ack")
        else {
            continue;
        };
        let waiting = waiting.borrow_mut().remove(transaction);
        if let Some(waiting) = waiting {
            let _ = waiting.send(told);
        }
    }
    Ok(())
}

fn id(told: &Value) -> Result<u64> {
    told["data"]["id"].as_u64().context("Janus gave no id")
}

fn description(told: &Value) -> Result<String> {
    let sdp = told["jsep"]["sdp"].as_str();
    Ok(sdp
        .with_context(|| format!("no description in {told}"))?
        .to_owned())
}

async fn connect(address: IpAddr, port: u16) -> Result<Socket> {
    for _ in 0..TRIES {
        let mut request = format!("ws://{address}:{port}/").into_client_request()?;
        let protocol = "janus-protocol".parse()?;
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        if let Ok((socket, _)) = connect_async(request).await {
            return Ok(socket);
        }
        tokio::time::sleep(BETWEEN_TRIES).await;
    }
    bail!("Janus does not answer")
}

/// As fast as Janus can be: ICE lite, as many event loops as cores, retransmissions kept short; nothing else is on.
fn configure(folder: &Path, address: IpAddr, port: u16) -> Result<()> {
    let general = format!(
        "general: {{
    configs_folder = \"{folder}\"
    plugins_folder = \"/usr/lib/x86_64-linux-gnu/janus/plugins\"
    transports_folder = \"/usr/lib/x86_64-linux-gnu/janus/transports\"
    debug_level = 2
    session_timeout = 0
    event_loops = 1
}}
media: {{
    nack_optimizations = true
}}
nat: {{
    ice_lite = true
    ice_enforce_list = \"{address}\"
}}
plugins: {{
    disable = \"{plugins}\"
}}
transports: {{
    disable = \"libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so\"
}}
events: {{
    broadcast = false
}}
",
        folder = folder.display(),
        plugins = [
            "audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "streaming", "textroom",
            "videocall", "voicemail",
        ]
        .map(|name| format!("libjanus_{name}.so"))
        .join(","),
    );
    fs::write(folder.join("janus.jcfg"), general)?;
    fs::write(
        folder.join("janus.plugin.videoroom.jcfg"),
        "general: {\n}\n",
    )?;
    let transport = format!(
        "general: {{\n    ws = true\n    ws_ip = \"{address}\"\n    ws_port = {port}\n}}\n"
    );
    fs::write(folder.join("janus.transport.websockets.jcfg"), transport)?;
    Ok(())
}
