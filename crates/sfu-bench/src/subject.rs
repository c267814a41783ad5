//! The two that are measured, behind one face.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::process::Stdio;
use std::rc::Rc;

use anyhow::{Context as _, Result, anyhow, ensure};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Mutex, oneshot};
use tokio::task::spawn_local;

use crate::client::Client;
use crate::janus::Janus;
use crate::plan::Plan;
use crate::router::{Join, Joined, READY};

/// The core of what is measured; the load has another one.
const CORE: &str = "0";

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Parley,
    Janus,
}

impl Kind {
    pub(crate) const BOTH: [Self; 2] = [Self::Parley, Self::Janus];
}

/// One of them, running.
pub(crate) enum Subject {
    Parley(Parley),
    Janus(Janus),
}

impl Subject {
    pub(crate) async fn start(kind: Kind, address: IpAddr) -> Result<Self> {
        Ok(match kind {
            Kind::Parley => Self::Parley(Parley::start(address).await?),
            Kind::Janus => Self::Janus(Janus::start(address).await?),
        })
    }

    pub(crate) fn process(&self) -> Result<u32> {
        match self {
            Self::Parley(parley) => parley.process.id(),
            Self::Janus(janus) => janus.process(),
        }
        .context("it has ended")
    }

    pub(crate) async fn open_room(&self, room: u32) -> Result<()> {
        match self {
            Self::Parley(_) => Ok(()),
            Self::Janus(janus) => janus.open_room(room).await,
        }
    }

    /// A sender joins. With Parley one connection is for both ways; with Janus who receives as well needs another.
    pub(crate) async fn join_to_send(
        &self,
        client: &mut Client,
        (room, participant): (u32, u32),
        plan: Plan,
    ) -> Result<()> {
        let answer = match self {
            Self::Parley(parley) => {
                let wants = wanted(participant, plan);
                let receives = plan.senders_receive;
                let voices = if receives { plan.voices() } else { 0 };
                let offer = client.offer(voices, wants.len().try_into()?)?;
                let join = Join {
                    room,
                    participant,
                    sends: true,
                    wants,
                    offer,
                };
                parley.join(join).await?
            }
            Self::Janus(janus) => {
                let offer = client.offer(0, 0)?;
                janus.publish(room, participant, &offer).await?
            }
        };
        client.accept(&answer)?;
        client.sends(plan.with_pictures);
        Ok(())
    }

    /// Somebody joins who receives from these senders.
    pub(crate) async fn join_to_receive(
        &self,
        client: &mut Client,
        (room, participant): (u32, u32),
        plan: Plan,
    ) -> Result<()> {
        match self {
            Self::Parley(parley) => {
                let wants = wanted(participant, plan);
                let offer = client.offer(plan.voices(), plan.pictures())?;
                let join = Join {
                    room,
                    participant,
                    sends: false,
                    wants,
                    offer,
                };
                client.accept(&parley.join(join).await?)
            }
            Self::Janus(janus) => {
                let feeds: Vec<u32> = (1..=plan.senders)
                    .filter(|sender| *sender != participant)
                    .collect();
                janus.subscribe(room, &feeds, client).await
            }
        }
    }
}

/// Whose pictures somebody wants: senders have the first numbers.
fn wanted(participant: u32, plan: Plan) -> Vec<u32> {
    let receives = plan.senders_receive || participant > plan.senders;
    let senders = 1..=plan.senders;
    senders
        .filter(|sender| receives && plan.with_pictures && *sender != participant)
        .collect()
}

type Waiting = Rc<RefCell<BTreeMap<(u32, u32), oneshot::Sender<Result<String, String>>>>>;

/// The media router as a process of its own.
pub(crate) struct Parley {
    process: Child,
    input: Mutex<ChildStdin>,
    waiting: Waiting,
}

impl Parley {
    async fn start(address: IpAddr) -> Result<Self> {
        let program = std::env::current_exe()?;
        let mut process = on_core(&program.display().to_string())
            .args(["router", &address.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the router")?;
        let input = process.stdin.take().context("no input")?;
        let mut output = BufReader::new(process.stdout.take().context("no output")?);
        let mut said = String::new();
        output.read_line(&mut said).await?;
        ensure!(said == READY, "the router does not start");
        let waiting = Waiting::default();
        spawn_local(listen(output, Rc::clone(&waiting)));
        Ok(Self {
            process,
            input: Mutex::new(input),
            waiting,
        })
    }

    async fn join(&self, join: Join) -> Result<String> {
        let (sender, answer) = oneshot::channel();
        let key = (join.room, join.participant);
        self.waiting.borrow_mut().insert(key, sender);
        let line = serde_json::to_string(&join)? + "\n";
        self.input.lock().await.write_all(line.as_bytes()).await?;
        let answer = answer.await.context("the router is gone")?;
        answer.map_err(|error| anyhow!("the router refused: {error}"))
    }
}

async fn listen(output: BufReader<ChildStdout>, waiting: Waiting) -> Result<()> {
    let mut lines = output.lines();
    while let Some(line) = lines.next_line().await? {
        let joined: Joined = serde_json::from_str(&line)?;
        let key = (joined.room, joined.participant);
        let waiting = waiting.borrow_mut().remove(&key);
        if let Some(waiting) = waiting {
            let _ = waiting.send(joined.answer);
        }
    }
    Ok(())
}

/// A program that is kept on the core, and ended with this one.
pub(crate) fn on_core(program: &str) -> Command {
    let mut command = Command::new("taskset");
    command
        .args(["--cpu-list", CORE, program])
        .kill_on_drop(true);
    command
}
