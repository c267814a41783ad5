//! The room, from outside: inputs in, effects out, virtual time.

mod chat;
mod coming_back;
mod doors;
mod joining;
mod limits;
mod lobby;
mod orders;
mod people;
mod random_walk;
mod removing;
mod rights;
mod runs;
mod signals;
mod succession;
mod support;
mod waiting;
