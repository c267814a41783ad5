//! Keys of the database as texts that tell nothing: no number leaves this server that can be counted on from (T-080).
//!
//! *Invariants*: a key has the same handle for as long as the server has its secret, so that who keeps one finds the
//! same again; a handle that was changed, or is of another kind or another server, opens nothing.

use super::secret::Key;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use parley_app::services::{HandleKind, Handles};

const NONCE_BYTES: usize = 24;

/// Handles by XChaCha20-Poly1305. Its nonce is made from what is sealed, so that it is never the same for two keys.
#[derive(Clone, Debug)]
pub(crate) struct SealedHandles {
    nonce: Key,
    cipher: Key,
}

impl SealedHandles {
    /// With keys made from the server's secret.
    pub(crate) fn new(secret: &Key) -> Self {
        Self {
            nonce: secret.for_use("handle nonce"),
            cipher: secret.for_use("handle"),
        }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.cipher.expose().into())
    }
}

fn label(kind: HandleKind) -> &'static [u8] {
    match kind {
        HandleKind::User => b"user",
        HandleKind::Session => b"session",
        HandleKind::Schedule => b"schedule",
    }
}

impl Handles for SealedHandles {
    fn seal(&self, kind: HandleKind, key: i64) -> String {
        let (aad, msg) = (label(kind), &key.to_be_bytes()[..]);
        let nonce = self.nonce.mac(&[aad, msg]);
        let nonce: [u8; NONCE_BYTES] = std::array::from_fn(|at| nonce[at]);
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg, aad });
        let mut bytes = nonce.to_vec();
        bytes.extend(sealed.expect("a key is shorter than the cipher's 256 GB"));
        BASE64.encode(bytes)
    }

    fn open(&self, kind: HandleKind, handle: &str) -> Option<i64> {
        let bytes = BASE64.decode(handle).ok()?;
        let (nonce, msg) = bytes.split_at_checked(NONCE_BYTES)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
        let aad = label(kind);
        let key = self
            .cipher()
            .decrypt(&XNonce::from(nonce), Payload { msg, aad });
        Some(i64::from_be_bytes(key.ok()?.try_into().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;
    use HandleKind::{Schedule, Session, User};
    use std::collections::BTreeSet;

    fn handles() -> SealedHandles {
        let folder = tempfile::tempdir().unwrap();
        SealedHandles::new(&Key::load(folder.path(), &SystemRandom).unwrap())
    }

    #[test]
    fn t080_a_handle_opens_its_key_and_is_the_same_each_time() {
        let handles = handles();
        for key in [i64::MIN, -1, 0, 1, 7, i64::MAX] {
            for kind in [User, Session, Schedule] {
                let handle = handles.seal(kind, key);
                assert_eq!(handles.seal(kind, key), handle);
                assert_eq!(handles.open(kind, &handle), Some(key));
                assert_eq!(handle.len(), 64, "{handle}");
            }
        }
    }

    #[test]
    fn t080_neighbours_have_nothing_in_common() {
        let handles = handles();
        let starts: BTreeSet<String> = (0..1000)
            .flat_map(|key| [User, Session, Schedule].map(|kind| handles.seal(kind, key)))
            .map(|handle| handle[..8].to_owned())
            .collect();
        assert_eq!(starts.len(), 3000);
    }

    #[test]
    fn t080_what_is_no_handle_of_this_kind_opens_nothing() {
        let handles = handles();
        let handle = handles.seal(User, 7);
        assert_eq!(handles.open(Session, &handle), None);
        assert_eq!(self::handles().open(User, &handle), None, "another server");
        for at in 0..handle.len() {
            let other = if &handle[at..=at] == "A" { "B" } else { "A" };
            let changed = [&handle[..at], other, &handle[at + 1..]].concat();
            assert_eq!(handles.open(User, &changed), None, "{changed}");
        }
        for none in [
            "",
            "7",
            "-1",
            "AAAA",
            "🦊",
            &handle[..63],
            &format!("{handle}A"),
        ] {
            assert_eq!(handles.open(User, none), None, "{none}");
        }
    }
}
