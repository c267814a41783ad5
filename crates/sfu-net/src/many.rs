//! Datagrams to many places with one system call (`sendmmsg`, Linux).

use std::io::{self, IoSlice};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsFd, AsRawFd as _};

use nix::cmsg_space;
use nix::errno::Errno;
use nix::libc::{in_addr, in_pktinfo, in6_addr, in6_pktinfo};
use nix::sys::socket::{ControlMessage, MsgFlags, MultiHeaders, SockaddrStorage, sendmmsg};

use crate::udp::Single;

/// Datagrams for one call.
pub(crate) const MOST: usize = 64;

/// Sends the first of them, up to [`MOST`], and answers how many the kernel took. `source`: the address they leave from,
/// `None` for the kernel's choice.
///
/// # Errors
/// Why the kernel did not take the first one.
pub(crate) fn send(
    socket: &impl AsFd,
    datagrams: &[Single<'_>],
    source: Option<SocketAddr>,
) -> io::Result<usize> {
    let datagrams = &datagrams[..datagrams.len().min(MOST)];
    let slices: Vec<_> = datagrams
        .iter()
        .map(|(_, bytes)| [IoSlice::new(bytes)])
        .collect();
    let addresses: Vec<_> = datagrams
        .iter()
        .map(|(address, _)| Some(SockaddrStorage::from(*address)))
        .collect();
    let (mut v4, mut v6) = (None, None);
    match source.map(|source| source.ip()) {
        Some(IpAddr::V4(ip)) => v4 = Some(from_v4(u32::from_ne_bytes(ip.octets()))),
        Some(IpAddr::V6(ip)) => v6 = Some(from_v6(ip)),
        None => {}
    }
    let v4 = v4.as_ref().map(ControlMessage::Ipv4PacketInfo);
    let control: Vec<_> = v4
        .into_iter()
        .chain(v6.as_ref().map(ControlMessage::Ipv6PacketInfo))
        .collect();
    let space = source.map(|source| match source {
        SocketAddr::V4(_) => cmsg_space!(in_pktinfo),
        SocketAddr::V6(_) => cmsg_space!(in6_pktinfo),
    });
    let mut headers = MultiHeaders::preallocate(datagrams.len(), space);
    let fd = socket.as_fd().as_raw_fd();
    let sent = uninterrupted(|| {
        let flags = MsgFlags::empty();
        sendmmsg(fd, &mut headers, &slices, &addresses, &control, flags).map(Iterator::count)
    })?;
    Ok(sent)
}

/// Calls again as long as a signal comes in between.
fn uninterrupted<T>(mut call: impl FnMut() -> nix::Result<T>) -> nix::Result<T> {
    loop {
        match call() {
            Err(Errno::EINTR) => {}
            outcome => return outcome,
        }
    }
}

fn from_v4(address: u32) -> in_pktinfo {
    in_pktinfo {
        ipi_ifindex: 0,
        ipi_spec_dst: in_addr { s_addr: address },
        ipi_addr: in_addr { s_addr: 0 },
    }
}

fn from_v6(address: Ipv6Addr) -> in6_pktinfo {
    in6_pktinfo {
        ipi6_addr: in6_addr {
            s6_addr: address.octets(),
        },
        ipi6_ifindex: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;
    use std::time::Duration;

    fn receivers(address: &str, count: usize) -> Vec<UdpSocket> {
        (0..count)
            .map(|_| {
                let socket = UdpSocket::bind((address, 0)).unwrap();
                socket
                    .set_read_timeout(Some(Duration::from_secs(5)))
                    .unwrap();
                socket
            })
            .collect()
    }

    fn check(from: &str, to: &str, source: Option<&str>) {
        if UdpSocket::bind((to, 0)).is_err() {
            return; // a machine without IPv6
        }
        let socket = UdpSocket::bind((from, 0)).unwrap();
        let receivers = receivers(to, 3);
        let texts = [b"to one".as_slice(), b"to another", b"to a third"];
        let datagrams: Vec<_> = receivers
            .iter()
            .map(|receiver| match (receiver.local_addr().unwrap(), from) {
                (SocketAddr::V4(v4), "::") => {
                    SocketAddr::new(v4.ip().to_ipv6_mapped().into(), v4.port())
                }
                (address, _) => address,
            })
            .zip(texts)
            .collect();
        let source = source.map(|ip| SocketAddr::new(ip.parse().unwrap(), 0));
        assert_eq!(send(&socket, &datagrams, source).unwrap(), 3);
        for (receiver, text) in receivers.iter().zip(texts) {
            let mut buffer = [0; 100];
            let (length, sender) = receiver.recv_from(&mut buffer).unwrap();
            assert_eq!(&buffer[..length], text);
            assert_eq!(sender.port(), socket.local_addr().unwrap().port());
            if let Some(source) = source {
                assert_eq!(sender.ip(), source.ip().to_canonical());
            }
        }
    }

    #[test]
    fn each_datagram_comes_to_its_own_place() {
        check("127.0.0.1", "127.0.0.1", None);
        check("::1", "::1", None);
    }

    #[test]
    fn they_leave_from_the_address_that_is_named() {
        check("0.0.0.0", "127.0.0.1", Some("127.0.0.7"));
        check("::", "::1", Some("::1"));
        // A socket of both families knows IPv4 addresses in another form.
        check("::", "127.0.0.1", Some("::ffff:127.0.0.7"));
    }

    #[test]
    fn a_signal_in_between_loses_nothing() {
        let mut outcomes = [Ok(3), Err(Errno::EINTR), Err(Errno::EINTR)].to_vec();
        assert_eq!(uninterrupted(|| outcomes.pop().unwrap()), Ok(3));
        let mut outcomes = [Ok(3), Err(Errno::EAGAIN)].to_vec();
        assert_eq!(
            uninterrupted(|| outcomes.pop().unwrap()),
            Err(Errno::EAGAIN)
        );
    }

    #[test]
    fn what_the_kernel_does_not_take_is_an_error_of_the_first_or_ends_the_count() {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let receiver = &receivers("127.0.0.1", 1)[0];
        let good = (receiver.local_addr().unwrap(), b"short".as_slice());
        let too_long = vec![0; 70_000];
        let bad = (good.0, too_long.as_slice());
        assert_eq!(send(&socket, &[good, bad, good], None).unwrap(), 1);
        assert!(send(&socket, &[bad, good], None).is_err());
    }
}
