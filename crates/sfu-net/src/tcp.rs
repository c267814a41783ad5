//! ICE over TCP (RFC 6544, passive): connections that clients open where UDP does not get through.
//!
//! *Invariants*: connections are bounded, all together and from one address; one that the router never answers is
//! closed soon; a client that reads too slowly loses datagrams, as it would on a narrow line.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::framing::{self, Deframer};
use crate::udp::canonical;

/// Connections of one shard.
const CONNECTIONS: usize = 1024;
/// Connections from one address.
const FROM_ONE: usize = 64;
/// A connection by which nothing was proved by then is closed: the router answers only authentic ICE checks.
const PROVED_WITHIN: Duration = Duration::from_secs(10);
/// A connection that says nothing for so long is closed; ICE checks come every few seconds (RFC 7675).
const SILENT: Duration = Duration::from_mins(1);
/// Datagrams that wait for a client that reads slowly.
const BACKLOG: usize = 256;
/// Datagrams from all connections that wait for the router.
const INBOX: usize = 1024;

/// A datagram that came by TCP.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) source: SocketAddr,
    pub(crate) destination: SocketAddr,
    pub(crate) datagram: Vec<u8>,
}

/// All TCP connections of one shard.
#[derive(Debug)]
pub(crate) struct TcpPort {
    listener: TcpListener,
    connections: BTreeMap<SocketAddr, mpsc::Sender<Vec<u8>>>,
    tasks: JoinSet<SocketAddr>,
    inbox: (mpsc::Sender<Received>, mpsc::Receiver<Received>),
    refused: u64,
}

/// Opens a socket; it is not yet part of a runtime.
pub(crate) fn bind(listen: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(
        Domain::for_address(listen),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    if listen.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&listen.into())?;
    socket.listen(256)?;
    Ok(socket)
}

/// What happened.
#[derive(Debug)]
pub(crate) enum TcpEvent {
    /// A datagram came.
    Received(Received),
    /// Connections came or went; nothing to do.
    Housekeeping,
}

impl TcpPort {
    /// Takes a bound socket into the runtime of this thread.
    pub(crate) fn new(socket: Socket) -> io::Result<Self> {
        Ok(Self {
            listener: TcpListener::from_std(socket.into())?,
            connections: BTreeMap::new(),
            tasks: JoinSet::new(),
            inbox: mpsc::channel(INBOX),
            refused: 0,
        })
    }

    /// Waits for a datagram, and meanwhile sees to connections. Nothing is lost when it is not waited for to the end.
    pub(crate) async fn next(&mut self) -> TcpEvent {
        tokio::select! {
            Some(received) = self.inbox.1.recv() => TcpEvent::Received(received),
            Some(ended) = self.tasks.join_next(), if !self.tasks.is_empty() => {
                if let Ok(source) = ended {
                    self.connections.remove(&source);
                }
                TcpEvent::Housekeeping
            }
            accepted = self.listener.accept() => {
                if let Ok((stream, source)) = accepted {
                    self.accept(stream, canonical(source));
                }
                TcpEvent::Housekeeping
            }
        }
    }

    /// A datagram that is there already.
    pub(crate) fn try_next(&mut self) -> Option<Received> {
        self.inbox.1.try_recv().ok()
    }

    /// Sends a datagram to a client, if it is connected and keeps up.
    pub(crate) fn send(&mut self, destination: SocketAddr, datagram: &[u8]) {
        if let Some(connection) = self.connections.get(&destination)
            && let Some(framed) = framing::frame(datagram)
        {
            let _ = connection.try_send(framed);
        }
    }

    /// Connections there are.
    pub(crate) fn connections(&self) -> usize {
        self.connections.len()
    }

    /// Connections that were one too many.
    pub(crate) fn refused(&self) -> u64 {
        self.refused
    }

    fn accept(&mut self, stream: TcpStream, source: SocketAddr) {
        if !self.has_room_for(source.ip()) {
            self.refused += 1;
            return;
        }
        let Ok(local) = stream.local_addr() else {
            return;
        };
        let _ = stream.set_nodelay(true);
        let (sender, outgoing) = mpsc::channel(BACKLOG);
        self.connections.insert(source, sender);
        let connection = Connection {
            stream,
            source,
            destination: canonical(local),
            inbox: self.inbox.0.clone(),
            outgoing,
        };
        self.tasks.spawn(async move {
            connection.run().await;
            source
        });
    }

    fn has_room_for(&self, ip: IpAddr) -> bool {
        let from_one = self
            .connections
            .keys()
            .filter(|source| source.ip() == ip)
            .count();
        self.connections.len() < CONNECTIONS && from_one < FROM_ONE
    }
}

struct Connection {
    stream: TcpStream,
    source: SocketAddr,
    destination: SocketAddr,
    inbox: mpsc::Sender<Received>,
    outgoing: mpsc::Receiver<Vec<u8>>,
}

impl Connection {
    /// Until either side ends it, or one of the times is over.
    async fn run(self) {
        let Self {
            stream,
            source,
            destination,
            inbox,
            mut outgoing,
        } = self;
        let (mut reader, mut writer) = stream.into_split();
        let read = async {
            let mut deframer = Deframer::default();
            let mut buffer = vec![0; 4096];
            while let Ok(Ok(count @ 1..)) = timeout(SILENT, reader.read(&mut buffer)).await {
                let mut frames = Vec::new();
                if deframer
                    .push(&buffer[..count], |frame| frames.push(frame))
                    .is_err()
                {
                    return;
                }
                for datagram in frames {
                    let received = Received {
                        source,
                        destination,
                        datagram,
                    };
                    if inbox.send(received).await.is_err() {
                        return;
                    }
                }
            }
        };
        let write = async {
            let Ok(first) = timeout(PROVED_WITHIN, outgoing.recv()).await else {
                return;
            };
            let mut next = first;
            while let Some(frame) = next {
                if !matches!(timeout(SILENT, writer.write_all(&frame)).await, Ok(Ok(()))) {
                    return;
                }
                next = outgoing.recv().await;
            }
        };
        tokio::select! {
            () = read => {}
            () = write => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port() -> (TcpPort, SocketAddr) {
        let socket = bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        (TcpPort::new(socket).unwrap(), address)
    }

    /// Runs the port while a client does something.
    async fn beside<T>(port: &mut TcpPort, client: impl Future<Output = T>) -> T {
        tokio::pin!(client);
        loop {
            tokio::select! {
                done = &mut client => return done,
                _ = port.next() => {}
            }
        }
    }

    #[tokio::test]
    async fn datagrams_go_both_ways() {
        let (mut port, address) = port();
        let mut client = TcpStream::connect(address).await.unwrap();
        client
            .write_all(&framing::frame(b"check").unwrap())
            .await
            .unwrap();
        let received = loop {
            if let TcpEvent::Received(received) = port.next().await {
                break received;
            }
        };
        assert_eq!(received.datagram, b"check");
        assert_eq!(received.source, client.local_addr().unwrap());
        assert_eq!(received.destination, address);

        port.send(received.source, b"answer");
        let mut answer = [0; 8];
        beside(&mut port, client.read_exact(&mut answer))
            .await
            .unwrap();
        assert_eq!(&answer, b"\0\x06answer");
    }

    #[tokio::test(start_paused = true)]
    async fn t071_a_connection_that_proves_nothing_is_closed() {
        let (mut port, address) = port();
        let mut client = TcpStream::connect(address).await.unwrap();
        client
            .write_all(&framing::frame(b"nothing").unwrap())
            .await
            .unwrap();
        assert_eq!(
            beside(&mut port, client.read(&mut [0; 1]))
                .await
                .unwrap_or(0),
            0
        );
    }

    #[tokio::test]
    async fn t066_a_connection_with_too_long_a_frame_is_closed() {
        let (mut port, address) = port();
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(&[0xff; 100]).await.unwrap();
        assert_eq!(
            beside(&mut port, client.read(&mut [0; 1]))
                .await
                .unwrap_or(0),
            0
        );
    }

    #[tokio::test]
    async fn t069_one_address_has_only_so_many_connections() {
        let (mut port, address) = port();
        let mut clients = Vec::new();
        for _ in 0..FROM_ONE {
            let connect = TcpStream::connect(address);
            clients.push(beside(&mut port, connect).await.unwrap());
        }
        let mut last = TcpStream::connect(address).await.unwrap();
        assert_eq!(
            beside(&mut port, last.read(&mut [0; 1])).await.unwrap_or(0),
            0
        );
        assert_eq!((port.connections(), port.refused()), (FROM_ONE, 1));

        drop(clients);
        while port.connections() > 0 {
            port.next().await;
        }
    }
}
