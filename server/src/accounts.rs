//! What accounts need of this server: hashing, judging, the secret, mails.

pub mod hasher;
pub mod judge;
pub mod mail;
pub mod secret;
