//! Forged tokens (T-075).

use super::*;
use crate::{accounts::secret::Key, api::keys::Keys, clock::SystemRandom};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use ed25519_dalek::{Signer as _, SigningKey, pkcs8::EncodePrivateKey as _};
use jsonwebtoken::EncodingKey;
use parley_domain::accounts::{Origin, Role, Session, User};
use parley_protocol::{DisplayName, EmailAddress, MeetingCode, Username};
use serde_json::{Value, json};
use std::sync::LazyLock;
use tempfile::TempDir;

const ISSUER: &str = "https://meet.example.org";
const NOW: Timestamp = Timestamp(1_767_225_600_000);
const SECONDS: u64 = NOW.0 / 1000;

struct Mint {
    folder: TempDir,
    keys: Keys,
}

impl Mint {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let keys = Keys::open(folder.path(), NOW, &SystemRandom).unwrap();
        Self { folder, keys }
    }

    fn token(&self) -> String {
        signer(&self.keys).sign(&who(), NOW).unwrap()
    }

    fn check(&self, token: &str) -> Option<Named> {
        signer(&self.keys).check(token, NOW)
    }

    fn id(&self) -> String {
        self.keys.newest().unwrap().0
    }

    /// The newest key as somebody holds it who read its file.
    fn secret(&self) -> SigningKey {
        let file = self.folder.path().join(format!("{}.key", self.id()));
        let digits = std::fs::read_to_string(file).unwrap();
        let pair = |at: usize| u8::from_str_radix(&digits[at * 2..at * 2 + 2], 16).unwrap();
        SigningKey::from_bytes(&std::array::from_fn(pair))
    }

    /// Signed with the real key, whatever it says.
    fn signed(&self, header: &Value, claims: &Value) -> String {
        let message = [part(header), part(claims)].join(".");
        let signature = self.secret().sign(message.as_bytes());
        [message, BASE64.encode(signature.to_bytes())].join(".")
    }

    fn header(&self) -> Value {
        json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": self.id() })
    }
}

/// The handles of all these tests: what is forged here is not the handles.
static HANDLES: LazyLock<SealedHandles> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    SealedHandles::new(&Key::load(folder.path(), &SystemRandom).unwrap())
});

fn signer(keys: &Keys) -> Signer<'_> {
    Signer {
        keys,
        handles: &HANDLES,
        issuer: ISSUER,
    }
}

fn part(value: &Value) -> String {
    BASE64.encode(value.to_string())
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "parley-api", "iat": SECONDS, "exp": SECONDS + 600,
        "sub": HANDLES.seal(HandleKind::User, 7), "sid": HANDLES.seal(HandleKind::Session, 42)
    })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name);
    object
}

fn who() -> SignedIn {
    let user = User {
        id: UserId(7),
        full_name: DisplayName::new("Inês Duarte").unwrap(),
        username: Username::new("ines").unwrap(),
        email: EmailAddress::new("ines@example.org").unwrap(),
        phone: None,
        picture: None,
        role: Role::Member,
        suspended: false,
        personal_code: MeetingCode::from_typed("mkd-vqtr-hba").unwrap(),
        created_at: NOW,
        last_seen_at: None,
    };
    let session = Session {
        id: SessionId(42),
        user: user.id,
        origin: Origin::default(),
        keep: false,
        created_at: NOW,
        last_used_at: NOW,
    };
    SignedIn { user, session }
}

const NAMED: Named = Named {
    user: UserId(7),
    session: SessionId(42),
};

#[test]
fn a_token_names_account_and_session_and_a_handmade_one_like_it_is_as_good() {
    let mint = Mint::new();
    assert_eq!(mint.check(&mint.token()), Some(NAMED));
    let handmade = mint.signed(&mint.header(), &claims());
    assert_eq!(mint.check(&handmade), Some(NAMED));
}

#[test]
fn t080_what_a_client_reads_in_a_token_is_no_key_of_the_database() {
    let token = Mint::new().token();
    let said = BASE64.decode(token.split('.').nth(1).unwrap()).unwrap();
    let said: Value = serde_json::from_slice(&said).unwrap();
    for name in ["sub", "sid"] {
        let handle = said[name].as_str().unwrap();
        assert_eq!(handle.len(), 64, "{said}");
        assert_eq!(handle.parse::<i64>().ok(), None);
    }
    assert_eq!(said.as_object().unwrap().len(), 6, "{said}");
}

#[test]
fn t075_a_token_is_good_for_ten_minutes_of_our_clock() {
    let mint = Mint::new();
    let token = mint.token();
    let after = |length: u64| signer(&mint.keys).check(&token, Timestamp(NOW.0 + length));
    assert_eq!(after(599_999), Some(NAMED));
    assert_eq!(after(600_000), None);
    assert_eq!(after(1_000_000_000), None);
}

#[test]
fn t075_an_old_key_is_believed_until_its_file_is_gone() {
    let mint = Mint::new();
    let (token, old) = (mint.token(), mint.id());
    mint.keys.rotate(NOW, &SystemRandom).unwrap();
    assert_ne!(mint.id(), old);
    assert_eq!(mint.check(&token), Some(NAMED));
    assert_eq!(mint.check(&mint.token()), Some(NAMED));
    std::fs::remove_file(mint.folder.path().join(format!("{old}.key"))).unwrap();
    let keys = Keys::open(mint.folder.path(), NOW, &SystemRandom).unwrap();
    assert_eq!(signer(&keys).check(&token, NOW), None);
}

#[test]
fn t075_no_other_algorithm_is_believed() {
    let mint = Mint::new();
    let public = mint.secret().verifying_key().to_bytes();
    for algorithm in [
        "none", "None", "NONE", "nOnE", "HS256", "RS256", "ES256", "",
    ] {
        let header = with(mint.header(), "alg", json!(algorithm));
        let unsigned = [part(&header), part(&claims()), String::new()].join(".");
        assert_eq!(mint.check(&unsigned), None, "{algorithm}, unsigned");
        let signed = mint.signed(&header, &claims());
        assert_eq!(mint.check(&signed), None, "{algorithm}, signed by our key");
    }
    // The public key as the secret of an HMAC: HS256 by hand, because our provider makes none.
    let header = with(mint.header(), "alg", json!("HS256"));
    for secret in [public.to_vec(), hexadecimal(&public)] {
        let message = [part(&header), part(&claims())].join(".");
        let signature = BASE64.encode(hmac(&secret, message.as_bytes()));
        assert_eq!(mint.check(&[message, signature].join(".")), None);
    }
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat().into_bytes()
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(secret: &[u8], message: &[u8]) -> Vec<u8> {
    use sha2::{Digest as _, Sha256};
    let block = |pad: u8| -> [u8; 64] {
        std::array::from_fn(|at| secret.get(at).copied().unwrap_or_default() ^ pad)
    };
    let inner = Sha256::new()
        .chain_update(block(0x36))
        .chain_update(message);
    let outer = Sha256::new().chain_update(block(0x5c));
    outer.chain_update(inner.finalize()).finalize().to_vec()
}

#[test]
fn t075_a_claim_that_is_missing_or_another_makes_a_token_nobodys() {
    let mint = Mint::new();
    let refused = |claims: Value| {
        let token = mint.signed(&mint.header(), &claims);
        assert_eq!(mint.check(&token), None, "{claims}");
    };
    for name in ["iss", "aud", "sub", "sid", "iat", "exp"] {
        refused(without(claims(), name));
        refused(with(claims(), name, Value::Null));
        refused(with(claims(), name, json!(["parley-api", ISSUER])));
    }
    for (name, value) in [
        ("aud", json!("parley-room")),
        ("aud", json!("")),
        ("iss", json!("https://evil.example")),
        ("exp", json!(SECONDS)),
        ("exp", json!("9999999999")),
        ("exp", json!(-1)),
        ("exp", json!(1e300)),
        ("sub", json!("7; DROP TABLE account")),
        ("sid", json!("42 or 1=1")),
        ("sid", json!(42)),
        // The keys themselves, and one in the place of the other.
        ("sub", json!("7")),
        ("sid", json!("42")),
        ("sub", claims()["sid"].clone()),
        ("sid", claims()["sub"].clone()),
    ] {
        refused(with(claims(), name, value));
    }
}

#[test]
fn t075_a_header_that_is_missing_or_another_makes_a_token_nobodys() {
    let mint = Mint::new();
    for (name, value) in [
        ("typ", json!("JWT")),
        ("typ", Value::Null),
        ("kid", json!("0-ff")),
        ("kid", json!("../secret")),
        ("kid", json!("")),
        ("kid", Value::Null),
    ] {
        let header = with(mint.header(), name, value);
        assert_eq!(
            mint.check(&mint.signed(&header, &claims())),
            None,
            "{header}"
        );
    }
}

#[test]
fn t075_a_key_that_is_not_ours_signs_nothing() {
    let (mint, stranger) = (Mint::new(), Mint::new());
    assert_eq!(mint.check(&stranger.token()), None);
    let under_our_id = stranger.signed(&mint.header(), &claims());
    assert_eq!(mint.check(&under_our_id), None);
    let header = with(mint.header(), "jwk", jwk(&stranger));
    assert_eq!(mint.check(&stranger.signed(&header, &claims())), None);
}

fn jwk(mint: &Mint) -> Value {
    let public = BASE64.encode(mint.secret().verifying_key().to_bytes());
    json!({ "kty": "OKP", "crv": "Ed25519", "x": public })
}

#[test]
fn t075_every_change_of_a_token_is_seen() {
    let mint = Mint::new();
    let token = mint.token();
    let parts: Vec<&str> = token.split('.').collect();
    let other = part(&with(claims(), "sub", json!("1")));
    for tampered in [
        [parts[0], &other, parts[2]].join("."),
        [parts[0], parts[1], ""].join("."),
        [parts[0], parts[1]].join("."),
        [parts[0], parts[1], parts[2], parts[2]].join("."),
        [" ", &token].concat(),
        String::new(),
        "..".to_owned(),
    ] {
        assert_eq!(mint.check(&tampered), None, "{tampered}");
    }
    for at in (0..token.len()).step_by(7) {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let tampered = String::from_utf8(bytes).unwrap();
        assert_eq!(mint.check(&tampered), None, "byte {at}");
    }
}

#[test]
fn the_provider_signs_with_eddsa_only() {
    let mint = Mint::new();
    let der = mint.secret().to_pkcs8_der().unwrap();
    let key = EncodingKey::from_ed_der(der.as_bytes());
    assert!(encode(&Header::new(Algorithm::EdDSA), &claims(), &key).is_ok());
    let secret = EncodingKey::from_secret(b"secret");
    assert!(encode(&Header::new(Algorithm::HS256), &claims(), &secret).is_err());
}
