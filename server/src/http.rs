//! HTTP: the accept loop, the layers around every route, and the routes that are not pages.

pub(crate) mod address;
pub(crate) mod bodies;
pub(crate) mod calendar;
pub(crate) mod cross_site;
pub(crate) mod favicon;
pub(crate) mod finishing;
pub(crate) mod headers;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod listener;
pub(crate) mod log;
pub(crate) mod open_sockets;
pub(crate) mod pages;
pub(crate) mod panics;
pub(crate) mod pictures;
pub(crate) mod session_recheck;
pub(crate) mod session_sockets;
pub(crate) mod site;
pub(crate) mod socket;
pub(crate) mod timeout;
pub(crate) mod too_many;
pub(crate) mod visitor;
