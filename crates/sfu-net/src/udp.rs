//! One UDP port: many datagrams with each system call, in (recvmmsg, GRO) and out: those to one place by GSO, those to many
//! places by sendmmsg, which only Linux has here.

use std::io::{self, IoSliceMut};
use std::net::{IpAddr, SocketAddr};

use quinn_udp::{BATCH_SIZE, RecvMeta, Transmit, UdpSockRef, UdpSocketState};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::Interest;
use tokio::net::UdpSocket;

use crate::batch::{Batch, Route};
use crate::failures::Failures;
#[cfg(target_os = "linux")]
use crate::many;

/// A datagram and where it goes, in the form of the socket's family.
pub(crate) type Single<'a> = (SocketAddr, &'a [u8]);

/// Bytes that the kernel keeps in each direction while the thread is busy.
const KERNEL_BUFFER: usize = 4 * 1024 * 1024;
/// Bytes of one buffer: the most that GRO puts together.
const BUFFER: usize = 64 * 1024;
/// Calls for one wakeup, before others have their turn.
const CALLS: usize = 8;

/// One UDP port.
#[derive(Debug)]
pub(crate) struct UdpPort {
    socket: UdpSocket,
    state: UdpSocketState,
    local: SocketAddr,
    buffers: Vec<u8>,
    batch: Batch,
    /// Datagrams leave from the address that the route names.
    chooses_source: bool,
    failures: Failures,
}

/// Opens a socket; it is not yet part of a runtime.
pub(crate) fn bind(listen: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(
        Domain::for_address(listen),
        Type::DGRAM,
        Some(Protocol::UDP),
    )?;
    if listen.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    // The kernel gives as much as it may; less is no reason to stop.
    let _ = socket.set_recv_buffer_size(KERNEL_BUFFER);
    let _ = socket.set_send_buffer_size(KERNEL_BUFFER);
    socket.set_nonblocking(true)?;
    socket.bind(&listen.into())?;
    Ok(socket)
}

impl UdpPort {
    /// Takes a bound socket into the runtime of this thread.
    pub(crate) fn new(socket: Socket, chooses_source: bool) -> io::Result<Self> {
        let socket = UdpSocket::from_std(socket.into())?;
        Ok(Self {
            state: UdpSocketState::new(UdpSockRef::from(&socket))?,
            local: socket.local_addr()?,
            socket,
            buffers: vec![0; BUFFER * BATCH_SIZE],
            batch: Batch::default(),
            chooses_source,
            failures: Failures::default(),
        })
    }

    /// Waits until there is something to receive.
    pub(crate) async fn readable(&self) -> io::Result<()> {
        self.socket.readable().await
    }

    /// Receives what is there and hands over source, destination and bytes of each datagram.
    pub(crate) fn receive(&mut self, mut take: impl FnMut(SocketAddr, SocketAddr, &[u8])) {
        for _ in 0..CALLS {
            let mut metas = [RecvMeta::default(); BATCH_SIZE];
            let mut slices: Vec<_> = self
                .buffers
                .chunks_mut(BUFFER)
                .map(IoSliceMut::new)
                .collect();
            let (socket, state) = (&self.socket, &self.state);
            let received = socket.try_io(Interest::READABLE, || {
                state.recv(UdpSockRef::from(socket), &mut slices, &mut metas)
            });
            drop(slices);
            let Ok(count) = received else {
                return; // nothing more; an ICMP error of some earlier send is no reason to stop either
            };
            for (meta, buffer) in metas.iter().zip(self.buffers.chunks(BUFFER)).take(count) {
                let ip = meta.dst_ip.unwrap_or(self.local.ip());
                let destination = canonical(SocketAddr::new(ip, self.local.port()));
                if !can_be_answered(meta.addr) {
                    continue;
                }
                let bytes = &buffer[..meta.len.min(BUFFER)];
                for datagram in bytes.chunks(meta.stride.max(1)) {
                    take(canonical(meta.addr), destination, datagram);
                }
            }
        }
    }

    /// Puts a datagram into the next batch.
    pub(crate) fn queue(&mut self, route: Route, datagram: &[u8]) {
        self.batch
            .add(route, datagram, self.state.max_gso_segments());
    }

    /// Sends the batch. What the kernel does not take is lost, as on any network.
    pub(crate) fn flush(&mut self) {
        let batch = std::mem::take(&mut self.batch);
        let mut singles = Vec::new();
        let mut from = None;
        for ((source, destination), bytes, size) in batch.runs() {
            let source = Some(for_socket(source, self.local)).filter(|_| self.chooses_source);
            let destination = for_socket(destination, self.local);
            let is_single = size == bytes.len();
            let would_overtake = || singles.iter().any(|(before, _)| *before == destination);
            if from != source || !is_single && would_overtake() {
                self.send_singles(&singles, from);
                singles.clear();
                from = source;
            }
            if is_single {
                singles.push((destination, bytes));
            } else {
                self.send_run(destination, bytes, size, source);
            }
        }
        self.send_singles(&singles, from);
        self.batch = batch;
        self.batch.clear();
    }

    /// Sends datagrams to one place.
    fn send_run(
        &mut self,
        destination: SocketAddr,
        bytes: &[u8],
        size: usize,
        source: Option<SocketAddr>,
    ) {
        let transmit = Transmit {
            destination,
            ecn: None,
            contents: bytes,
            segment_size: Some(size),
            src_ip: source.map(|source| source.ip()),
        };
        let (socket, state) = (&self.socket, &self.state);
        let sent = socket.try_io(Interest::WRITABLE, || {
            state.try_send(UdpSockRef::from(socket), &transmit)
        });
        if let Err(error) = sent {
            self.failures.add(&error, self.local.port());
        }
    }

    /// Sends one datagram to each of many places. What comes behind one that the kernel does not take may still go.
    #[cfg(target_os = "linux")]
    fn send_singles(&mut self, singles: &[Single<'_>], source: Option<SocketAddr>) {
        let mut rest = singles;
        while !rest.is_empty() {
            let socket = &self.socket;
            let sent = socket.try_io(Interest::WRITABLE, || many::send(socket, rest, source));
            let done = sent.unwrap_or_else(|error| {
                self.failures.add(&error, self.local.port());
                1
            });
            rest = &rest[done..];
        }
    }

    /// Sends one datagram to each of many places.
    #[cfg(not(target_os = "linux"))]
    fn send_singles(&mut self, singles: &[Single<'_>], source: Option<SocketAddr>) {
        for (destination, bytes) in singles {
            self.send_run(*destination, bytes, bytes.len(), source);
        }
    }

    /// Sends that the kernel did not take.
    pub(crate) fn failed(&self) -> u64 {
        self.failures.count()
    }
}

/// Where something can be sent to. One place to which the kernel sends nothing would cost everybody GSO: it is switched off
/// for good after the first error of this kind. Link-local addresses have a scope, which no path keeps.
fn can_be_answered(source: SocketAddr) -> bool {
    let is_local = matches!(source.ip(), IpAddr::V6(ip) if ip.is_unicast_link_local());
    source.port() != 0 && !is_local
}

/// An IPv4 address that came through an IPv6 socket is an IPv4 address.
pub(crate) fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

/// An IPv6 socket knows IPv4 addresses in another form.
fn for_socket(address: SocketAddr, local: SocketAddr) -> SocketAddr {
    match (address.ip(), local) {
        (IpAddr::V4(ip), SocketAddr::V6(_)) => {
            SocketAddr::new(ip.to_ipv6_mapped().into(), address.port())
        }
        _ => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_goes_to_one_place_stays_in_order_however_it_is_sent() {
        let receivers = [(); 2].map(|()| receiver());
        let [one, other] = receivers
            .each_ref()
            .map(|socket| socket.local_addr().unwrap());
        let mut port = UdpPort::new(bind("0.0.0.0:0".parse().unwrap()).unwrap(), true).unwrap();
        let here = SocketAddr::new("127.0.0.1".parse().unwrap(), port.local.port());
        let datagrams = [
            (one, 1),
            (other, 2),
            (one, 3),
            (one, 3),
            (one, 4),
            (other, 5),
            (one, 6),
        ];
        for (destination, size) in datagrams {
            port.queue((here, destination), &vec![0; size]);
        }
        port.socket.writable().await.unwrap();
        port.flush();
        let sizes = |socket: &std::net::UdpSocket, count| {
            let receive = |_| socket.recv_from(&mut [0; 100]).unwrap();
            (0..count).map(receive).collect::<Vec<_>>()
        };
        assert_eq!(
            sizes(&receivers[0], 5),
            [1, 3, 3, 4, 6].map(|size| (size, here))
        );
        assert_eq!(sizes(&receivers[1], 2), [2, 5].map(|size| (size, here)));
        assert_eq!(port.failed(), 0);
    }

    #[test]
    fn what_comes_from_where_nothing_can_be_sent_is_left_out() {
        for source in [
            "192.0.2.1:1",
            "[2001:db8::1]:5000",
            "[::ffff:192.0.2.1]:65535",
        ] {
            assert!(can_be_answered(source.parse().unwrap()), "{source}");
        }
        for source in ["192.0.2.1:0", "[2001:db8::1]:0", "[fe80::1]:5000"] {
            assert!(!can_be_answered(source.parse().unwrap()), "{source}");
        }
    }

    /// To each of three people a datagram, and after each two of them something to a place that cannot be reached. Nothing
    /// comes from such a place, so that it is no path of anybody's: several at once to it cost everybody GSO.
    #[tokio::test]
    async fn one_bad_place_in_the_middle_costs_nobody_else_anything() {
        let people = [(); 3].map(|()| receiver());
        let gone = receiver().local_addr().unwrap();
        // No port; a broadcast that nobody allowed; the other family; nobody there, of which the system hears afterwards.
        let bad = ["127.0.0.1:0", "255.255.255.255:9", "[::1]:9"];
        let bad: Vec<SocketAddr> = bad.map(|place| place.parse().unwrap()).into();
        let mut port = UdpPort::new(bind("127.0.0.1:0".parse().unwrap()).unwrap(), true).unwrap();
        let here = port.local;
        port.socket.writable().await.unwrap();
        for round in [0, 1] {
            for person in &people {
                port.queue((here, person.local_addr().unwrap()), &[round; 20]);
                for place in bad.iter().chain([&gone]) {
                    port.queue((here, *place), b"alone");
                }
                for _ in 0..3 {
                    port.queue((here, bad[0]), b"several at once");
                }
            }
            port.flush();
        }
        for person in &people {
            for round in [0, 1] {
                let mut buffer = [9; 100];
                assert_eq!(person.recv(&mut buffer).unwrap(), 20);
                assert_eq!(buffer[..20], [round; 20]);
            }
        }
        assert!(port.failed() >= 2 * 3 * 4, "{}", port.failed());
    }

    #[tokio::test]
    async fn what_is_too_much_is_dropped_and_counted() {
        let person = receiver();
        let mut port = UdpPort::new(bind("127.0.0.1:0".parse().unwrap()).unwrap(), true).unwrap();
        let route = (port.local, person.local_addr().unwrap());
        // Before the runtime has looked at the socket, it takes nothing.
        port.queue(route, b"dropped");
        port.queue(route, b"dropped, too");
        port.flush();
        assert_eq!(port.failed(), 2);
        port.socket.writable().await.unwrap();
        port.queue(route, b"sent");
        port.flush();
        assert_eq!(port.failed(), 2);
        let mut buffer = [0; 100];
        let length = person.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..length], b"sent");
    }

    fn receiver() -> std::net::UdpSocket {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let patience = std::time::Duration::from_secs(5);
        socket.set_read_timeout(Some(patience)).unwrap();
        socket
    }

    #[test]
    fn addresses_have_one_form_inside_and_the_sockets_form_outside() {
        let v4: SocketAddr = "192.0.2.1:5000".parse().unwrap();
        let mapped: SocketAddr = "[::ffff:192.0.2.1]:5000".parse().unwrap();
        assert_eq!(canonical(mapped), v4);
        assert_eq!(canonical(v4), v4);
        assert_eq!(for_socket(v4, "[::]:7000".parse().unwrap()), mapped);
        assert_eq!(for_socket(v4, "0.0.0.0:7000".parse().unwrap()), v4);
    }
}
