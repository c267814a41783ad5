//! The browser's room client behind one face that the server has too, where it does nothing.
//!
//! *Invariants*: only a browser ever starts it; after `Engine::stop` every call is ignored.

#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
mod browser;
#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
pub(super) use browser::Engine;

#[cfg(not(all(feature = "hydrate", not(feature = "ssr"))))]
mod absent;
#[cfg(not(all(feature = "hydrate", not(feature = "ssr"))))]
pub(super) use absent::Engine;
