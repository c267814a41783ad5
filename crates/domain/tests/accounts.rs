//! Accounts on ports that live in memory, in virtual time.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "accounts/changing.rs"]
mod changing;
#[path = "accounts/failures.rs"]
mod failures;
#[path = "accounts/guessing.rs"]
mod guessing;
#[path = "accounts/memory.rs"]
mod memory;
#[path = "accounts/overseeing.rs"]
mod overseeing;
#[path = "accounts/pictures.rs"]
mod pictures;
#[path = "accounts/ports.rs"]
mod ports;
#[path = "accounts/refresh_tokens.rs"]
mod refresh_tokens;
#[path = "accounts/registering.rs"]
mod registering;
#[path = "accounts/resetting.rs"]
mod resetting;
#[path = "accounts/signing_in.rs"]
mod signing_in;
#[path = "accounts/support.rs"]
mod support;
#[path = "accounts/tokens.rs"]
mod tokens;
