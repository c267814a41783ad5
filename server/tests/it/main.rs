//! The server over HTTP, sockets and mail. One program for all of it: each one more would be linked with the whole server
//! once more, a quarter of a gigabyte. `canaries` reads the log of its whole process and stays by itself.

mod accounts;
mod admin;
mod answers;
mod api;
mod cancelled;
mod config;
mod doors;
mod forms;
mod guessing;
mod headers;
mod history;
mod hosts;
mod inventory;
mod lifecycle;
mod mail;
mod media;
mod other_sites;
mod pages;
mod pictures;
mod plans;
mod proxy;
mod rights;
mod safe_methods;
mod schedules;
mod socket;
mod sources;
mod turn;
mod user_command;
