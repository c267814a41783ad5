//! The one server: configuration, wiring, HTTP, sockets, command line.
//!
//! *Invariants*: the clock and randomness come in through [`Parts`], so that tests choose them; every answer passes
//! the layers of `router`; nothing secret reaches a log line.
// A page is one type, as deep as its elements stand in one another.
#![recursion_limit = "256"]

pub mod accounts;
mod api;
mod bounded;
pub mod clock;
pub mod command;
pub mod config;
mod http;
pub mod logging;
mod media;
mod metrics;
mod oversight;
mod parts;
mod pictures;
mod router;
mod routes;
mod server;
mod state;
mod turns;

pub use crate::{
    api::KeysError,
    http::{
        limits::{LimitClass, class_of},
        pages::page_routes,
        site::Site,
    },
    parts::Parts,
    routes::PLAIN_ROUTES,
    server::{Server, ServerError},
};
