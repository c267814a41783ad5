//! ICE checks as a client makes them, for tests.

use std::time::Instant;

use str0m::Rtc;
use str0m::ice::{StunMessage, TransId};
use str0m::media::{Direction, MediaKind};

/// The password of whoever did not read the answer.
pub(crate) const FORGED: &str = "nobody told me the password";

/// The offer of a client that speaks, hears and sees.
pub(crate) fn offer(now: Instant) -> String {
    let mut rtc = Rtc::builder()
        .clear_codecs()
        .enable_opus(true, false)
        .enable_vp8(true)
        .build(now);
    let mut change = rtc.sdp_api();
    change.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
    change.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None);
    change.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
    change.apply().expect("it adds something").0.to_sdp_string()
}

/// A check that nominates its path (RFC 8445 8.1.1) and has a fingerprint (RFC 8489 14.7). The names in it are right;
/// the password is that of the answer unless another one is given.
pub(crate) fn check(offer: &str, answer: &str, priority: u32, password: Option<&str>) -> Vec<u8> {
    let name = format!("{}:{}", value(answer, "ufrag"), value(offer, "ufrag"));
    let password = password.unwrap_or_else(|| value(answer, "pwd"));
    let hmac = str0m::crypto::from_feature_flags().sha1_hmac_provider;
    let mut bytes = vec![0; 200];
    let length = StunMessage::binding_request(&name, TransId::new(), true, 1, priority, true)
        .to_bytes(Some(password.as_bytes()), &mut bytes, |key, parts| {
            hmac.sha1_hmac(key, parts)
        })
        .expect("it is shorter");
    bytes.truncate(length);
    bytes
}

fn value<'a>(sdp: &'a str, name: &str) -> &'a str {
    let prefix = format!("a=ice-{name}:");
    let line = sdp.lines().find_map(|line| line.strip_prefix(&prefix));
    line.expect("every description has it").trim()
}
