//! One shard: a thread with a port of its own, and all rooms that were opened on it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use parley_sfu_core::{Command, Event, Output, RoomKey, Router, RouterConfig, Transport};
use socket2::Socket;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::sleep_until;

use crate::addresses::SfuConfig;
use crate::clock;
use crate::rooms::Rooms;
use crate::sfu::SfuStats;
use crate::tcp::{self, TcpEvent, TcpPort};
use crate::udp::{self, UdpPort};

/// How often the counters are put where others see them.
const PUBLISHED_EVERY: Duration = Duration::from_millis(100);
/// Nothing is more urgent than this: timers of one wakeup are served together.
const COALESCE: Duration = Duration::from_millis(1);
/// Commands and TCP datagrams for one wakeup, before others have their turn.
const TURN: usize = 256;

/// What a shard is asked.
#[derive(Debug)]
pub(crate) enum Message {
    /// A room opens, and its events go there.
    Open(RoomKey, UnboundedSender<Event>),
    /// A room asks for something.
    Command(Command),
}

/// How often the kernel is asked for a port that is free for UDP and for TCP.
const PORT_TRIES: u32 = 32;

/// The sockets of a shard, bound but not yet in use.
#[derive(Debug)]
pub(crate) struct Sockets {
    pub(crate) udp: Socket,
    pub(crate) tcp: Socket,
    pub(crate) port: u16,
}

impl Sockets {
    /// Binds UDP and TCP on the same number.
    ///
    /// With port 0 the kernel chooses a number that is free for UDP. Where it is taken for TCP, it is asked again.
    pub(crate) fn bind(listen: SocketAddr) -> io::Result<Self> {
        let mut tries = if listen.port() == 0 { PORT_TRIES } else { 1 };
        loop {
            tries -= 1;
            match Self::bind_once(listen) {
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && tries > 0 => {}
                outcome => return outcome,
            }
        }
    }

    fn bind_once(listen: SocketAddr) -> io::Result<Self> {
        let udp = udp::bind(listen)?;
        let port = udp
            .local_addr()?
            .as_socket()
            .map_or(listen.port(), |address| address.port());
        let tcp = tcp::bind(SocketAddr::new(listen.ip(), port))?;
        Ok(Self { udp, tcp, port })
    }
}

/// One shard.
#[derive(Debug)]
pub(crate) struct Shard {
    router: Router,
    udp: UdpPort,
    tcp: TcpPort,
    messages: UnboundedReceiver<Message>,
    rooms: Rooms,
    stats: Arc<Mutex<SfuStats>>,
    publish_at: Instant,
}

impl Shard {
    /// Must be called in the runtime of the shard's thread.
    pub(crate) fn new(
        sockets: Sockets,
        config: &SfuConfig,
        messages: UnboundedReceiver<Message>,
        stats: Arc<Mutex<SfuStats>>,
    ) -> io::Result<Self> {
        Ok(Self {
            router: Router::new(RouterConfig::new(config.candidates(sockets.port))),
            udp: UdpPort::new(sockets.udp, config.are_own())?,
            tcp: TcpPort::new(sockets.tcp)?,
            messages,
            rooms: Rooms::default(),
            stats,
            publish_at: clock::now(),
        })
    }

    /// Runs until nobody can ask for anything any more.
    pub(crate) async fn run(mut self) {
        while self.wake().await {
            let now = clock::now();
            self.take_turns(now);
            self.carry_out();
            for _ in 0..self.router.due(now) {
                // With the time of before, what this thread takes for the other rooms would count as delay of the line.
                self.router.tick_one(clock::now());
                self.carry_out();
            }
            if now >= self.publish_at {
                self.publish();
                self.publish_at = now + PUBLISHED_EVERY;
            }
        }
        self.carry_out();
        self.publish();
    }

    /// Waits for whatever comes first; `false` at the end.
    async fn wake(&mut self) -> bool {
        let timeout = self.router.poll_timeout();
        let next = timeout.map_or(self.publish_at + PUBLISHED_EVERY, |timeout| {
            timeout.max(clock::now())
        });
        let mut message = None;
        let mut received = None;
        let mut goes_on = true;
        tokio::select! {
            next = self.messages.recv() => match next {
                Some(next) => message = Some(next),
                None => goes_on = false,
            },
            readable = self.udp.readable() => if let Err(error) = readable {
                tracing::warn!(%error, "the media socket cannot be read");
            },
            event = self.tcp.next() => if let TcpEvent::Received(event) = event {
                received = Some(event);
            },
            () = sleep_until((next + COALESCE).into()) => {}
        }
        let now = clock::now();
        if let Some(message) = message {
            self.handle(message, now);
        }
        if let Some(received) = received {
            self.take_tcp(&received, now);
        }
        goes_on
    }

    /// Everything else that is there already, within bounds.
    fn take_turns(&mut self, now: Instant) {
        for _ in 0..TURN {
            let Ok(message) = self.messages.try_recv() else {
                break;
            };
            self.handle(message, now);
        }
        for _ in 0..TURN {
            let Some(received) = self.tcp.try_next() else {
                break;
            };
            self.take_tcp(&received, now);
        }
        let router = &mut self.router;
        self.udp.receive(|source, destination, datagram| {
            router.handle_datagram(Transport::Udp, source, destination, datagram, now);
        });
    }

    fn take_tcp(&mut self, received: &tcp::Received, now: Instant) {
        let (source, destination) = (received.source, received.destination);
        self.router
            .handle_datagram(Transport::Tcp, source, destination, &received.datagram, now);
    }

    fn handle(&mut self, message: Message, now: Instant) {
        match message {
            Message::Open(room, events) => self.rooms.open(room, events),
            Message::Command(command) => {
                let room = command.room();
                if !self.rooms.is_open(room) {
                    return;
                }
                let closes = matches!(command, Command::CloseRoom { .. });
                self.router.handle_command(command, now);
                if closes {
                    self.carry_out();
                    self.rooms.close(room);
                }
            }
        }
    }

    fn carry_out(&mut self) {
        while let Some(output) = self.router.poll_output() {
            match output {
                Output::Transmit {
                    proto: Transport::Udp,
                    source,
                    destination,
                    contents,
                } => self.udp.queue((source, destination), &contents),
                Output::Transmit {
                    proto: Transport::Tcp,
                    destination,
                    contents,
                    ..
                } => self.tcp.send(destination, &contents),
                Output::Event(event) => self.rooms.tell(event),
            }
        }
        self.udp.flush();
    }

    fn publish(&self) {
        let stats = SfuStats {
            router: self.router.stats(),
            failed_sends: self.udp.failed(),
            tcp_connections: self.tcp.connections() as u64,
            tcp_refused: self.tcp.refused(),
        };
        if let Ok(mut published) = self.stats.lock() {
            *published = stats;
        }
    }
}
