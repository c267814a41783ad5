//! The room, from outside: inputs in, effects out, virtual time.

mod chat;
mod coming_back;
mod joining;
mod limits;
mod random_walk;
mod runs;
mod signals;
mod support;
