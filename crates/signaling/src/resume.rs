//! Resume tokens: 32 random bytes, of which only the SHA-256 is kept.

use parley_domain::{Random, ResumeHash};
use parley_protocol::ResumeToken;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A secret that nobody can guess.
pub(crate) fn fresh_token(random: &dyn Random) -> ResumeToken {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    let text = bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
        text
    });
    ResumeToken::try_from(text).expect("64 hexadecimal digits are a token")
}

/// What is kept of a secret.
pub(crate) fn hash(token: &ResumeToken) -> ResumeHash {
    ResumeHash(Sha256::digest(token.expose()).into())
}
