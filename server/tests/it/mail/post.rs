//! A queue in memory, the worker on it, and everything that the worker notes, in its order.

use async_trait::async_trait;
use parley_domain::{
    Clock, RepositoryError,
    accounts::{
        CodeBinding, CodeId, CodeOutcome, CodePurpose, CodeRepository, Mail, MailContent,
        MailQueue, Mailer as _, NewCode, OutboxRepository, SealedMail,
    },
};
use parley_protocol::{EmailAddress, Milliseconds, OneTimeCode, Timestamp};
use parley_server::accounts::{
    mail::{Envelope, MailPorts, MailWorker, Outbox, Transport},
    secret::Key,
};
use parley_test_support::{FakeClock, SeededRandom, soon};
use std::{
    io,
    sync::{Arc, LazyLock, Mutex},
};
use tokio::{
    sync::{Notify, mpsc},
    task::JoinHandle,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Dispatch;

type Answer<T> = Result<T, RepositoryError>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    PutOff(Timestamp),
    Removed,
    CodeSent(i64, Timestamp),
}

struct Memory {
    waiting: Mutex<Vec<(SealedMail, Timestamp)>>,
    events: mpsc::UnboundedSender<Event>,
}

pub(crate) struct Post {
    outbox: Outbox,
    memory: Arc<Memory>,
    clock: Arc<FakeClock>,
    queued: Arc<Notify>,
    events: mpsc::UnboundedReceiver<Event>,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl Post {
    pub(crate) fn start(transport: Transport) -> Self {
        let (events_in, events) = mpsc::unbounded_channel();
        let memory = Arc::new(Memory {
            waiting: Mutex::default(),
            events: events_in,
        });
        let (clock, random) = (
            Arc::new(FakeClock::default()),
            Arc::new(SeededRandom::new(1)),
        );
        let (queued, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let folder = tempfile::tempdir().unwrap();
        let envelope = Envelope::new(&Key::load(folder.path(), &*random).unwrap());
        let worker = MailWorker::new(MailPorts {
            outbox: memory.clone(),
            codes: memory.clone(),
            envelope: envelope.clone(),
            transport,
            from: "Parley <parley@meet.example.org>".parse().unwrap(),
            public_url: "https://meet.example.org".parse().unwrap(),
            clock: clock.clone(),
            queued: queued.clone(),
        });
        let running = TaskTracker::new().spawn(worker.run(stop.clone()));
        Self {
            outbox: Outbox::new(
                memory.clone(),
                envelope,
                clock.clone(),
                random,
                queued.clone(),
            ),
            memory,
            clock,
            queued,
            events,
            stop,
            running,
        }
    }

    pub(crate) async fn queue(&self, mail: Mail) {
        self.outbox.queue(mail).await.unwrap();
    }

    pub(crate) async fn queue_foreign(&self, sealed: &[u8]) {
        let sealed = sealed.to_vec();
        OutboxRepository::add(&*self.memory, sealed, self.now())
            .await
            .unwrap();
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass; the worker looks at once instead of within a second.
    pub(crate) fn advance(&self, length: Milliseconds) {
        self.clock.advance(length);
        self.queued.notify_one();
    }

    pub(crate) async fn next(&mut self) -> Event {
        let event = soon("what the worker does next", self.events.recv());
        event.await.unwrap()
    }

    pub(crate) fn waiting(&self) -> usize {
        self.memory.waiting.lock().unwrap().len()
    }

    pub(crate) async fn stop(&mut self) {
        self.stop.cancel();
        soon("the worker's end", &mut self.running).await.unwrap();
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Memory {
    fn note(&self, event: Event) {
        // A test that ended wants to know nothing more.
        self.events.send(event).ok();
    }
}

#[async_trait]
impl OutboxRepository for Memory {
    async fn add(&self, sealed: Vec<u8>, at: Timestamp) -> Answer<()> {
        let mut waiting = self.waiting.lock().unwrap();
        let id = waiting.last().map_or(1, |(last, _)| last.id + 1);
        waiting.push((
            SealedMail {
                id,
                sealed,
                tries: 0,
            },
            at,
        ));
        Ok(())
    }
    async fn due(&self, now: Timestamp, count: u64) -> Answer<Vec<SealedMail>> {
        let waiting = self.waiting.lock().unwrap();
        let due = waiting.iter().filter(|(_, due)| *due <= now);
        let due = due.map(|(mail, _)| mail.clone());
        Ok(due.take(usize::try_from(count).unwrap()).collect())
    }
    async fn put_off(&self, id: i64, until: Timestamp) -> Answer<()> {
        let mut waiting = self.waiting.lock().unwrap();
        let (mail, due) = waiting.iter_mut().find(|(mail, _)| mail.id == id).unwrap();
        mail.tries += 1;
        *due = until;
        drop(waiting);
        self.note(Event::PutOff(until));
        Ok(())
    }
    async fn remove(&self, id: i64) -> Answer<()> {
        self.waiting
            .lock()
            .unwrap()
            .retain(|(mail, _)| mail.id != id);
        self.note(Event::Removed);
        Ok(())
    }
    async fn queue(&self) -> Answer<MailQueue> {
        let waiting = self.waiting.lock().unwrap();
        Ok(MailQueue {
            waiting: waiting.len() as u64,
            oldest: None,
        })
    }
}

#[async_trait]
impl CodeRepository for Memory {
    async fn add(&self, _: NewCode) -> Answer<CodeId> {
        Ok(CodeId(7))
    }
    async fn made_since(&self, _: &str, _: Timestamp) -> Answer<Vec<Timestamp>> {
        Ok(Vec::new())
    }
    async fn is_made(&self, _: &CodeBinding) -> Answer<bool> {
        Ok(false)
    }
    async fn try_once(&self, _: &CodeBinding, _: [u8; 32], _: Timestamp) -> Answer<CodeOutcome> {
        Ok(CodeOutcome::Wrong)
    }
    async fn set_sent(&self, id: CodeId, at: Timestamp) -> Answer<()> {
        self.note(Event::CodeSent(id.0, at));
        Ok(())
    }
    async fn prune(&self, _: Timestamp) -> Answer<u64> {
        Ok(0)
    }
}

pub(crate) fn code_mail(to: &str) -> Mail {
    Mail {
        to: EmailAddress::new(to).unwrap(),
        content: MailContent::Code {
            purpose: CodePurpose::Register,
            code: OneTimeCode::new("123456").unwrap(),
            id: CodeId(7),
        },
    }
}

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Only to be there. With a single dispatcher tracing asks the thread that comes to a place first whether anybody wants what is
/// logged there, and remembers the answer for all threads; other tests want nothing.
static ANOTHER: LazyLock<Dispatch> =
    LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));

/// Everything that is logged on this thread, down to TRACE.
pub(crate) fn log() -> (Arc<Mutex<Vec<u8>>>, tracing::subscriber::DefaultGuard) {
    LazyLock::force(&ANOTHER);
    let sink = Sink::default();
    let log = Arc::clone(&sink.0);
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || sink.clone())
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}
