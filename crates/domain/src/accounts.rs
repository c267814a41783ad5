//! Accounts: making one, signing in, sessions, passwords, addresses.
//!
//! *Invariants*: nobody learns whether an address has an account without proving the address; a secret is stored only
//! as its hash; every way to fail a sign-in looks and takes the same.

mod model;
mod ports;

pub use model::*;
pub use ports::*;
