//! One trial: everybody joins, a while of media is measured, everything ends.

use std::net::IpAddr;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use futures_util::future::try_join_all;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::client::{Client, PATIENCE};
use crate::clock::now;
use crate::measure::{memory, percentile, processor_time};
use crate::plan::Plan;
use crate::subject::{Kind, Subject};
use crate::tally::{Sum, Tally};

/// From everybody being served to the measurement: hundreds who come at once are more than a core has time for.
const SETTLING: Duration = Duration::from_secs(10);
const MEASURED: Duration = Duration::from_secs(8);
/// Packets are counted for so much longer than the processor's time, so that few of them wait for a repair at the end.
const TAIL: Duration = Duration::from_millis(500);
/// Of what a sender sends in a second.
const PICTURES: f64 = 60.0;
const VOICES: f64 = 50.0;
/// Less than so much of what is due is no service.
const DUE: f64 = 0.97;
/// Above this it is the generator that is measured.
const BUSY: f64 = 0.95;
const GLANCE: Duration = Duration::from_millis(20);
/// Who join at once: both limit the handshakes that they do at a time.
const WAVE: usize = 50;

/// What a trial gave.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    /// Packets forwarded in a second.
    pub(crate) packets: f64,
    /// Processor time for each of them, in microseconds.
    pub(crate) cost: f64,
    /// Of one core.
    pub(crate) load: f64,
    /// Of the core of the generator: near 1 it is the generator that is measured.
    pub(crate) generator: f64,
    /// From the sender's socket to the receiver's, in milliseconds.
    pub(crate) median: f64,
    pub(crate) p99: f64,
    /// For each stream of pictures that is forwarded, in KiB.
    pub(crate) memory: f64,
    /// From joining to the first key frame of a picture, in milliseconds: median and the slowest of twenty.
    pub(crate) keyframe: f64,
    pub(crate) keyframe_p95: f64,
}

pub(crate) async fn run(kind: Kind, plan: Plan, address: IpAddr) -> Result<Figures> {
    let subject = Subject::start(kind, address).await?;
    let process = subject.process()?;
    let rest = memory(process)?;
    let mut clients = JoinSet::new();
    let tallies = gather(&subject, plan, address, &mut clients).await?;
    sleep(SETTLING).await;

    let before = (
        processor_time(process)?,
        processor_time(std::process::id())?,
        now(),
    );
    for tally in &tallies {
        tally.measure(true);
    }
    sleep(MEASURED).await;
    let used = processor_time(process)?.saturating_sub(before.0);
    let own = processor_time(std::process::id())?.saturating_sub(before.1);
    let time = before.2.elapsed();
    sleep(TAIL).await;
    let counted = before.2.elapsed();

    let mut sum = Sum::default();
    for tally in &tallies {
        tally.measure(false);
        tally.add_to(&mut sum);
    }
    let came = check(&sum, plan, counted)?;
    if let Some(ended) = clients.try_join_next() {
        ended?.context("a client ended")?;
    }
    let grown = memory(process)?.saturating_sub(rest);
    let packets = came * time.as_secs_f64() / counted.as_secs_f64();
    let generator = own.as_secs_f64() / time.as_secs_f64();
    ensure!(
        generator < BUSY,
        "the generator had no time left ({generator:.2})"
    );
    Ok(Figures {
        packets: packets / time.as_secs_f64(),
        cost: used.as_secs_f64() * 1e6 / packets,
        load: used.as_secs_f64() / time.as_secs_f64(),
        generator,
        median: f64::from(percentile(&mut sum.latencies, 50)) / 1e3,
        p99: f64::from(percentile(&mut sum.latencies, 99)) / 1e3,
        memory: figure(grown) / figure(sum.picture_streams.max(1)),
        keyframe: f64::from(percentile(&mut sum.keyframes, 50)),
        keyframe_p95: f64::from(percentile(&mut sum.keyframes, 95)),
    })
}

/// The packets that came, when they are all that were due.
fn check(sum: &Sum, plan: Plan, counted: Duration) -> Result<f64> {
    let each = f64::from(plan.pictures()) * PICTURES + f64::from(plan.voices()) * VOICES;
    let due = each * f64::from(plan.audience()) * counted.as_secs_f64() * DUE;
    let came = figure(sum.packets);
    ensure!(
        came >= due,
        "{came} packets came, and at least {due:.0} were due"
    );
    let pictures = u64::from(plan.pictures()) * u64::from(plan.audience());
    ensure!(
        sum.picture_streams >= pictures,
        "of {pictures} pictures {} came",
        sum.picture_streams
    );
    // What stops for good leaves no gap.
    let fewest = figure(sum.fewest_packets.unwrap_or_default());
    let due = PICTURES * counted.as_secs_f64() * DUE;
    ensure!(
        pictures == 0 || fewest >= due,
        "of one picture {fewest} packets came, and at least {due:.0} were due"
    );
    let lost = figure(sum.missing) / figure(sum.packets);
    ensure!(
        lost <= 0.001,
        "{} packets of {} are missing",
        sum.missing,
        sum.packets
    );
    ensure!(sum.twice == 0, "{} packets came twice", sum.twice);
    Ok(came)
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few seconds")]
fn figure(count: u64) -> f64 {
    count as f64
}

/// Everybody joins; returns when everybody gets all pictures. The tallies are of those who receive.
async fn gather(
    subject: &Subject,
    plan: Plan,
    address: IpAddr,
    clients: &mut JoinSet<Result<()>>,
) -> Result<Vec<Rc<Tally>>> {
    let start = now();
    let seats = |numbers: std::ops::RangeInclusive<u32>| {
        (1..=plan.rooms)
            .flat_map(move |room| numbers.clone().map(move |number| (room, number)))
            .collect::<Vec<_>>()
    };
    for room in 1..=plan.rooms {
        subject.open_room(room).await?;
    }
    let mut receiving = Vec::new();
    let mut all = Vec::new();
    for wave in seats(1..=plan.senders).chunks(WAVE) {
        let joining = wave.iter().map(|seat| async move {
            let mut client = Client::new(address, start, plan.thin_after(seat.1)).await?;
            subject.join_to_send(&mut client, *seat, plan).await?;
            Ok(client)
        });
        all.extend(enter(joining, clients).await?);
    }
    let mut seats_to_receive = Vec::new();
    match subject {
        Subject::Parley(_) if plan.senders_receive => receiving.clone_from(&all),
        Subject::Janus(_) if plan.senders_receive => seats_to_receive = seats(1..=plan.senders),
        Subject::Parley(_) | Subject::Janus(_) => {}
    }
    seats_to_receive.extend(seats(plan.senders + 1..=plan.senders + plan.receivers));
    for wave in seats_to_receive.chunks(WAVE) {
        let joining = wave.iter().map(|seat| async move {
            let mut client = Client::new(address, start, plan.thin_after(seat.1)).await?;
            subject.join_to_receive(&mut client, *seat, plan).await?;
            Ok(client)
        });
        receiving.extend(enter(joining, clients).await?);
    }
    let pictures = plan.pictures() as usize;
    let served = |tally: &Rc<Tally>| tally.pictures() >= pictures;
    until(&receiving, "all pictures", served).await?;
    ensure!(receiving.len() == plan.audience() as usize);
    Ok(receiving)
}

/// Lets a wave in, and waits until it is connected.
async fn enter(
    joining: impl Iterator<Item = impl Future<Output = Result<Client>>>,
    clients: &mut JoinSet<Result<()>>,
) -> Result<Vec<Rc<Tally>>> {
    let wave = try_join_all(joining).await?;
    let tallies: Vec<_> = wave.iter().map(Client::tally).collect();
    for client in wave {
        clients.spawn_local(client.run());
    }
    until(&tallies, "a connection", |tally| tally.connected.get()).await?;
    Ok(tallies)
}

async fn until(
    tallies: &[Rc<Tally>],
    what: &str,
    holds: impl Fn(&Rc<Tally>) -> bool,
) -> Result<()> {
    let waiting = async {
        while !tallies.iter().all(&holds) {
            sleep(GLANCE).await;
        }
    };
    let reached = timeout(PATIENCE, waiting).await;
    let without = tallies.iter().filter(|tally| !holds(tally)).count();
    reached.with_context(|| format!("{without} of {} without {what}", tallies.len()))
}
