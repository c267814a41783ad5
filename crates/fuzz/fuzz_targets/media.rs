//! Sound and pictures of any form, from somebody who is connected to somebody else: through DTLS, SRTP, the router and
//! SRTP again. The first byte of an input says who knows RED (RFC 2198).
#![no_main]

use std::collections::BTreeSet;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use parley_fuzz::bytes::Bytes;
use parley_fuzz::client::{Client, Sent};
use parley_fuzz::{red, vp8::Descriptor, world::World};
use str0m::media::MediaKind;

/// Packets of one input.
const PACKETS: usize = 40;
fuzz_target!(|input: &[u8]| {
    let mut bytes = Bytes(input);
    let Some(knows_red) = bytes.byte() else {
        return;
    };
    World::run(knows_red & 1 != 0, knows_red & 2 != 0, |world| {
        send(world, bytes);
    });
});

fn send(world: &mut World, mut bytes: Bytes<'_>) {
    let mut sent = [Vec::new(), Vec::new()];
    for _ in 0..PACKETS {
        let Some(what) = bytes.byte() else {
            break;
        };
        let is_picture = what & 1 != 0;
        let publisher = &mut world.publisher;
        let Some(packet) = next(&mut bytes, what, publisher) else {
            break;
        };
        let (mid, level) = if is_picture {
            (publisher.camera, None)
        } else {
            (publisher.microphone, Some(-20))
        };
        publisher.send(mid, packet.clone(), level, world.open.now);
        sent[usize::from(is_picture)].push(packet);
        world.exchange();
        world.pass(Duration::from_millis(u64::from(what >> 4)));
    }
    world.pass(Duration::from_millis(50));
    let [sound, picture] = sent;
    check(world, &sound, &picture);
}

/// The next packet: usually one step on, sometimes further, sometimes a payload type that is of something else.
fn next(bytes: &mut Bytes<'_>, what: u8, publisher: &mut Client) -> Option<Sent> {
    let (opus, red, vp8) = publisher.payload_types();
    let pt = match what & 7 {
        0 | 4 => red.or(opus),
        2 => opus,
        6 => opus.or(vp8),
        _ => vp8,
    };
    let step = bytes.byte()?;
    let payload = bytes.piece()?.to_vec();
    let place = &mut publisher.streams[usize::from(what & 1)];
    place.seq += 1 + u64::from(step & 0x0f);
    place.timestamp = place.timestamp.wrapping_add(u32::from(step) * 960);
    Some(Sent {
        pt: pt?,
        seq: place.seq,
        timestamp: place.timestamp,
        payload,
    })
}

fn check(world: &World, sound: &[Sent], picture: &[Sent]) {
    assert_eq!(world.open.since(|stats| stats.dropped_unknown), 0);
    let of = |kind: MediaKind| {
        let received = world.subscriber.received.iter();
        received
            .filter(move |(of, _)| *of == kind)
            .map(|(_, packet)| packet)
    };
    let mut used = BTreeSet::new();
    for packet in of(MediaKind::Audio).chain(of(MediaKind::Video)) {
        assert!(
            used.insert((packet.header.ssrc, *packet.seq_no)),
            "a number was used twice"
        );
    }
    for packet in of(MediaKind::Audio) {
        let is_it = |sent: &Sent| {
            sent.payload == *packet.payload
                || red::primary(&sent.payload).is_some_and(|(_, block)| *block == *packet.payload)
        };
        assert!(
            sound.iter().any(is_it),
            "sound that nobody sent: {:?}",
            packet.payload
        );
    }
    for (at, packet) in of(MediaKind::Video).enumerate() {
        let payload = &packet.payload[..];
        let descriptor = Descriptor::read(payload).expect("what goes out can be read");
        assert!(
            at > 0 || descriptor.starts_keyframe(payload),
            "begins with no key frame: {packet:?}"
        );
        let is_it = |sent: &Sent| {
            let same =
                Descriptor::read(&sent.payload).filter(|own| own.length == descriptor.length);
            same.is_some_and(|own| {
                own.without_numbers(&sent.payload) == descriptor.without_numbers(payload)
            })
        };
        assert!(
            picture.iter().any(is_it),
            "a picture that nobody sent: {payload:?}"
        );
    }
    let forwarded = world.open.since(|stats| stats.forwarded);
    assert!(forwarded <= (sound.len() + picture.len()) as u64);
}
