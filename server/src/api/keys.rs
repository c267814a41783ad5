//! The keys that sign access tokens: files `<kid>.key` in a folder of their own.
//!
//! *Invariants*: the file of a key is readable by the server's user only and holds the whole key from the moment it has
//! its name; the newest key signs and all of them are believed, so that a key is rotated by adding one, and dies when
//! its file is removed and the server starts again.

use super::provider;
use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey as _};
use jsonwebtoken::{DecodingKey, EncodingKey};
use parley_domain::Random;
use parley_protocol::Timestamp;
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::{DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

/// What group and others may do with a file, in its mode.
const OTHERS: u32 = 0o077;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The folder or a file cannot be read or written.
    #[error("{path} (keys of the HTTP API): {source}")]
    File { path: PathBuf, source: io::Error },
    /// A file holds no key.
    #[error(
        "{path} is no key of the HTTP API: it must hold 64 hexadecimal digits. Remove it, and clients refresh their \
         tokens with another key"
    )]
    Broken { path: PathBuf },
    /// Others than the server's user may do something with a file.
    #[error(
        "{path} (a key of the HTTP API) is open to other users of this machine: who has read it can sign in as anybody. \
         If nobody has, close it: chmod 600 {path}. Otherwise remove it, and clients refresh their tokens with another \
         key"
    )]
    Open { path: PathBuf },
}

/// One key, ready for use.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) signing: EncodingKey,
    pub(super) verifying: DecodingKey,
}

/// All keys by their ids. An id begins with the time of its key, so that the last one is the newest. Clones share them.
#[derive(Clone)]
pub(crate) struct Keys {
    folder: Arc<Path>,
    by_id: Arc<RwLock<BTreeMap<String, Key>>>,
}

impl Keys {
    /// Loads the keys of a folder, and makes the first one where there is none.
    ///
    /// # Errors
    /// [`KeysError`] for the first file that cannot be used.
    pub(crate) fn open(
        folder: &Path,
        now: Timestamp,
        random: &dyn Random,
    ) -> Result<Self, KeysError> {
        provider::install();
        let mut make_folder = DirBuilder::new();
        let made = make_folder.recursive(true).mode(0o700).create(folder);
        made.map_err(at(folder))?;
        let by_id = load(folder)?;
        let is_empty = by_id.is_empty();
        let keys = Self {
            folder: folder.into(),
            by_id: Arc::new(RwLock::new(by_id)),
        };
        if is_empty {
            keys.rotate(now, random)?;
        }
        Ok(keys)
    }

    /// Adds a key, which signs from now on, and says its id. Tokens of the others stay good until they end.
    ///
    /// # Errors
    /// [`KeysError::File`] when it cannot be written.
    pub(crate) fn rotate(&self, now: Timestamp, random: &dyn Random) -> Result<String, KeysError> {
        let mut by_id = self.by_id.write().unwrap_or_else(PoisonError::into_inner);
        let newest = by_id.last_key_value().and_then(|(id, _)| time_of(id));
        // A clock that was set back must not make the new key an old one.
        let time = newest.map_or(now.0, |newest| now.0.max(newest.saturating_add(1)));
        let (mut tail, mut seed) = ([0; 4], [0; 32]);
        random.fill(&mut tail);
        random.fill(&mut seed);
        let id = format!("{time:015}-{}", hexadecimal(&tail));
        write(&self.folder, &id, &seed)?;
        by_id.insert(id.clone(), key(&seed));
        Ok(id)
    }

    /// The key that signs, with its id.
    pub(super) fn newest(&self) -> Option<(String, Key)> {
        let by_id = self.by_id.read().unwrap_or_else(PoisonError::into_inner);
        let newest = by_id.last_key_value();
        newest.map(|(id, key)| (id.clone(), key.clone()))
    }

    /// The key with this id.
    pub(super) fn find(&self, id: &str) -> Option<Key> {
        let by_id = self.by_id.read().unwrap_or_else(PoisonError::into_inner);
        by_id.get(id).cloned()
    }
}

fn at(path: &Path) -> impl Fn(io::Error) -> KeysError {
    move |source| KeysError::File {
        path: path.to_owned(),
        source,
    }
}

fn time_of(id: &str) -> Option<u64> {
    id.split_once('-')?.0.parse().ok()
}

fn key(seed: &[u8; 32]) -> Key {
    let key = SigningKey::from_bytes(seed);
    let der = key.to_pkcs8_der().expect("a key of 32 bytes has a form");
    Key {
        signing: EncodingKey::from_ed_der(der.as_bytes()),
        verifying: DecodingKey::from_ed_der(key.verifying_key().as_bytes()),
    }
}

fn load(folder: &Path) -> Result<BTreeMap<String, Key>, KeysError> {
    let mut by_id = BTreeMap::new();
    for entry in folder.read_dir().map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let id = path.file_stem().and_then(|stem| stem.to_str());
        let (Some(id), Some("key")) = (id, path.extension().and_then(|end| end.to_str())) else {
            continue;
        };
        let mode = path.metadata().map_err(at(&path))?.permissions().mode();
        if mode & OTHERS != 0 {
            return Err(KeysError::Open { path });
        }
        let text = std::fs::read_to_string(&path).map_err(at(&path))?;
        let seed = seed_of(text.trim()).ok_or_else(|| KeysError::Broken { path: path.clone() })?;
        by_id.insert(id.to_owned(), key(&seed));
    }
    Ok(by_id)
}

/// First under another name, so that a crash leaves no half key behind.
fn write(folder: &Path, id: &str, seed: &[u8; 32]) -> Result<(), KeysError> {
    let unfinished = folder.join([id, ".unfinished"].concat());
    let path = folder.join([id, ".key"].concat());
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let written = options.open(&unfinished).and_then(|mut file| {
        file.write_all(hexadecimal(seed).as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    });
    written.map_err(at(&unfinished))?;
    std::fs::rename(&unfinished, &path).map_err(at(&path))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes every write");
        text
    })
}

fn seed_of(text: &str) -> Option<[u8; 32]> {
    let mut seed = [0; 32];
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    for (byte, pair) in seed.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;
    use std::fs::Permissions;
    use tempfile::TempDir;

    fn open(folder: &TempDir) -> Result<Keys, KeysError> {
        Keys::open(&folder.path().join("keys"), Timestamp(1_000), &SystemRandom)
    }

    fn newest(keys: &Keys) -> String {
        keys.newest().unwrap().0
    }

    fn set_mode(file: &Path, mode: u32) {
        std::fs::set_permissions(file, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_first_key_is_made_once_and_is_for_nobody_else_to_read() {
        let folder = TempDir::new().unwrap();
        let id = newest(&open(&folder).unwrap());
        let file = folder.path().join(format!("keys/{id}.key"));
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(file.parent().unwrap()), 0o700);
        assert_eq!(newest(&open(&folder).unwrap()), id);
        assert_eq!(file.parent().unwrap().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn a_new_key_signs_and_the_old_one_is_still_believed_also_after_a_start() {
        let folder = TempDir::new().unwrap();
        let keys = open(&folder).unwrap();
        let old = newest(&keys);
        let set_back = keys.rotate(Timestamp(5), &SystemRandom).unwrap();
        assert!(set_back > old, "although the clock was set back");
        let later = keys.rotate(Timestamp(u64::MAX >> 20), &SystemRandom);
        let later = later.unwrap();
        for keys in [keys.clone(), open(&folder).unwrap()] {
            assert_eq!(newest(&keys), later);
            assert!(keys.find(&old).is_some() && keys.find(&set_back).is_some());
        }
    }

    #[test]
    fn a_file_that_is_no_key_stops_the_start_with_its_name() {
        for nonsense in ["", "abc", &"g".repeat(64), &"0".repeat(63), &"ä".repeat(32)] {
            let folder = TempDir::new().unwrap();
            open(&folder).unwrap();
            let file = folder.path().join("keys/000000000000001-aa.key");
            std::fs::write(&file, nonsense).unwrap();
            set_mode(&file, 0o600);
            let error = open(&folder).err().unwrap().to_string();
            assert!(
                error.contains("000000000000001-aa.key is no key"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_key_that_is_open_to_others_stops_the_start_and_says_how_to_close_it() {
        let folder = TempDir::new().unwrap();
        let id = newest(&open(&folder).unwrap());
        let file = folder.path().join(format!("keys/{id}.key"));
        for mode in [0o640, 0o604, 0o620, 0o602, 0o610, 0o777] {
            set_mode(&file, mode);
            let error = open(&folder).err().unwrap().to_string();
            let advice = format!("chmod 600 {}", file.display());
            assert!(error.contains(&advice), "{mode:o}: {error}");
        }
        for mode in [0o600, 0o400] {
            set_mode(&file, mode);
            assert_eq!(newest(&open(&folder).unwrap()), id, "{mode:o}");
        }
    }

    #[test]
    fn what_a_crash_left_behind_is_no_key() {
        let folder = TempDir::new().unwrap();
        open(&folder).unwrap();
        let file = folder.path().join("keys/999999999999999-aa.unfinished");
        std::fs::write(file, "0").unwrap();
        open(&folder).unwrap();
    }
}
