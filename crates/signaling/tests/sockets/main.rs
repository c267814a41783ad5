//! Rooms and sessions over sockets in memory, in virtual time.

mod media;
mod meeting;
mod page;
mod pictures;
mod rough;
mod stopping;
mod storing;
mod support;
