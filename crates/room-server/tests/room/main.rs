//! The room, from outside: inputs in, effects out, virtual time.
#![expect(
    clippy::wildcard_enum_match_arm,
    clippy::option_option,
    clippy::print_stdout,
    reason = "a test looks for few messages among all, may know that nobody is in the spotlight, and says where it failed"
)]

mod bans;
mod chat;
mod coming_back;
mod doors;
mod joining;
mod leave;
mod limits;
mod lobby;
mod media;
mod orders;
mod people;
mod pictures;
mod quiet;
mod random_walk;
mod removing;
mod rights;
mod rules;
mod runs;
mod secrets;
mod sharing;
mod signals;
mod succession;
mod support;
mod topology;
mod waiting;
