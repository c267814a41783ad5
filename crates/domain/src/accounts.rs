//! Accounts: making one, signing in, sessions, passwords, addresses.
//!
//! *Invariants*: nobody learns whether an address has an account without proving the address; a secret is stored only
//! as its hash; every way to fail a sign-in looks and takes the same.

mod administration;
mod audit;
mod changes;
mod codes;
mod failures;
mod model;
mod picture;
mod pictures;
mod ports;
mod refresh_tokens;
mod registration;
mod service;
mod sign_in;
mod tokens;

pub use audit::{AUDIT_KEPT, AuditEntry, AuditEvent, AuditKind};
pub use changes::CodeFlow;
pub use failures::{FailureRepository, Failures};
pub use model::*;
pub use picture::*;
pub use ports::*;
pub use refresh_tokens::{RefreshTokenRepository, Taken};
pub use registration::Registration;
pub use service::{Accounts, AccountsError, AccountsPorts};
pub use sign_in::{SESSION_IDLE, SESSION_LONGEST, SignedIn};
pub use tokens::{Issued, RefreshToken};
