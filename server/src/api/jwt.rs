//! Access tokens: who signed in, by which session, until when.
//!
//! *Invariants*: only `EdDSA` with a key of ours is believed; time is the domain's clock; a token without any of its
//! claims is none; account and session are named by handles, because clients can read what a token says (T-080).

use super::keys::Keys;
use crate::accounts::handles::SealedHandles;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use parley_app::services::{HandleKind, Handles as _};
use parley_domain::accounts::{SessionId, SignedIn, UserId};
use parley_protocol::{Milliseconds, Timestamp};
use serde::{Deserialize, Serialize};

/// How long an access token is good.
pub(super) const VALID: Milliseconds = Milliseconds::from_seconds(600);
const AUDIENCE: &str = "parley-api";
/// RFC 9068: an access token and no other kind.
const TYPE: &str = "at+jwt";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    iat: u64,
    exp: u64,
}

/// What a good token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) user: UserId,
    pub(super) session: SessionId,
}

/// Makes tokens and reads them.
#[derive(Clone, Copy)]
pub(super) struct Signer<'a> {
    pub(super) keys: &'a Keys,
    pub(super) handles: &'a SealedHandles,
    pub(super) issuer: &'a str,
}

impl Signer<'_> {
    /// A token for who is signed in; `None` where there is no key.
    pub(super) fn sign(self, who: &SignedIn, now: Timestamp) -> Option<String> {
        let (id, key) = self.keys.newest()?;
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(id),
            ..Header::new(Algorithm::EdDSA)
        };
        let claims = Claims {
            iss: self.issuer.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: self.handles.seal(HandleKind::User, who.user.id.0),
            sid: self.handles.seal(HandleKind::Session, who.session.id.0),
            iat: now.0 / 1000,
            exp: now.0.saturating_add(VALID.0) / 1000,
        };
        encode(&header, &claims, &key.signing).ok()
    }

    /// What a token says; `None` when it is not ours, or too old.
    pub(super) fn check(self, token: &str, now: Timestamp) -> Option<Named> {
        let header = decode_header(token).ok()?;
        if header.typ.as_deref() != Some(TYPE) {
            return None;
        }
        let key = self.keys.find(header.kid.as_deref()?)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        // By the system's clock; ours is below.
        validation.validate_exp = false;
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[self.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let claims = decode::<Claims>(token, &key.verifying, &validation);
        let claims = claims.ok()?.claims;
        (now.0 / 1000 < claims.exp).then_some(())?;
        let open = |kind, handle: &str| self.handles.open(kind, handle);
        Some(Named {
            user: UserId(open(HandleKind::User, &claims.sub)?),
            session: SessionId(open(HandleKind::Session, &claims.sid)?),
        })
    }
}

#[cfg(test)]
mod tests;
