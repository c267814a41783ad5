//! The camera for a photo behind one face that the server has too, where there is none.

#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
pub(super) use parley_browser_media::PhotoCamera;

#[cfg(not(all(feature = "hydrate", not(feature = "ssr"))))]
mod absent;
#[cfg(not(all(feature = "hydrate", not(feature = "ssr"))))]
pub(super) use absent::PhotoCamera;
