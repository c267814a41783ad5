//! The server's secret: 32 random bytes in a file, from which the keys for single uses are made.

use hmac::{Hmac, KeyInit as _, Mac as _};
use parley_domain::{
    Random,
    accounts::{CodeBinding, CodePurpose, Digests, SecretHash},
};
use parley_protocol::OneTimeCode;
use sha2::{Digest as _, Sha256};
use std::{
    fmt, fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

const FILE: &str = "secret.key";

/// A key of 256 bits. It never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(…)")
    }
}

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file could not be read or made.
    #[error("the secret of this server, {path}, could not be read or made: {source}")]
    File { path: PathBuf, source: io::Error },
    /// The file is not one of ours.
    #[error(
        "{path} does not hold a secret of 32 bytes. Restore it from a backup, or remove it: codes and mails that are on their way are lost then"
    )]
    Length { path: PathBuf },
}

impl Key {
    /// Reads the secret in `folder`, and makes one where there is none.
    ///
    /// # Errors
    /// [`SecretError`] when it can be neither.
    pub fn load(folder: &Path, random: &dyn Random) -> Result<Self, SecretError> {
        let path = folder.join(FILE);
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(folder, &path, random),
            outcome => outcome,
        };
        let bytes = bytes.map_err(|source| SecretError::File {
            path: path.clone(),
            source,
        })?;
        match bytes.try_into() {
            Ok(bytes) => Ok(Self(bytes)),
            Err(_) => Err(SecretError::Length { path }),
        }
    }

    /// The key for one use: who learns it learns no other.
    #[must_use]
    pub fn for_use(&self, label: &str) -> Self {
        Self(mac(&self.0, &[label.as_bytes()]))
    }

    /// HMAC-SHA-256 by this key.
    pub(crate) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.0, parts)
    }

    /// The bytes themselves.
    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Written beside its place and put there whole; of two servers that start at once the first one's stays.
fn make(folder: &Path, path: &Path, random: &dyn Random) -> io::Result<Vec<u8>> {
    fs::create_dir_all(folder)?;
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    let mut name = [0; 4];
    random.fill(&mut name);
    let draft = folder.join(format!("{FILE}.{}", u32::from_be_bytes(name)));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    let placed = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match placed {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => fs::read(path),
    }
}

/// HMAC-SHA-256 (RFC 2104) over parts that cannot be mixed up: each with its length before it.
fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The digests of accounts.
#[derive(Clone, Debug)]
pub struct AccountDigests {
    key: Key,
    keyed: Key,
}

impl AccountDigests {
    /// With keys made from the server's secret.
    pub fn new(secret: &Key) -> Self {
        Self {
            key: secret.for_use("code"),
            keyed: secret.for_use("keyed hash"),
        }
    }
}

impl Digests for AccountDigests {
    fn digest(&self, bytes: &[u8]) -> SecretHash {
        SecretHash(Sha256::digest(bytes).into())
    }

    fn code(&self, binding: &CodeBinding, code: &OneTimeCode) -> [u8; 32] {
        let purpose: &[u8] = match binding.purpose {
            CodePurpose::Register => b"register",
            CodePurpose::Reset => b"reset",
            CodePurpose::ChangeEmail => b"change email",
        };
        let address = binding.address.as_bytes();
        let digits = code.expose().as_bytes();
        mac(&self.key.0, &[purpose, address, &binding.flow.0, digits])
    }

    fn keyed(&self, purpose: &str, bytes: &[u8]) -> SecretHash {
        SecretHash(mac(&self.keyed.0, &[purpose.as_bytes(), bytes]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;
    use std::collections::BTreeSet;

    #[test]
    fn the_secret_is_made_once_and_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let first = Key::load(&data, &SystemRandom).unwrap();
        assert_eq!(Key::load(&data, &SystemRandom).unwrap(), first);
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1, "no draft stays");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(data.join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(format!("{first:?}"), "Key(…)");
        assert_ne!(first.for_use("code"), first.for_use("outbox"));
    }

    #[test]
    fn a_cut_secret_is_refused_instead_of_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), b"short").unwrap();
        let outcome = Key::load(folder.path(), &SystemRandom);
        assert!(matches!(outcome, Err(SecretError::Length { .. })));
    }

    #[test]
    fn t014_the_hash_of_a_code_is_bound_to_everything() {
        let digests = AccountDigests::new(&Key([1; 32]));
        let other_server = AccountDigests::new(&Key([2; 32]));
        let code = OneTimeCode::new("123456").unwrap();
        let mut hashes = BTreeSet::new();
        for purpose in [
            CodePurpose::Register,
            CodePurpose::Reset,
            CodePurpose::ChangeEmail,
        ] {
            for address in ["a@example.org", "b@example.org"] {
                for flow in [SecretHash([1; 32]), SecretHash([2; 32])] {
                    let address = address.to_owned();
                    let binding = CodeBinding {
                        purpose,
                        address,
                        flow,
                    };
                    hashes.insert(digests.code(&binding, &code));
                    hashes.insert(other_server.code(&binding, &code));
                }
            }
        }
        assert_eq!(hashes.len(), 24);
    }
}
