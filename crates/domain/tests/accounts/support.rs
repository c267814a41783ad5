//! A house with accounts in memory, and the people who come to it.

use crate::{
    failures::Counters, memory::Memory, pictures::Album, ports::Outside,
    refresh_tokens::RefreshTokens,
};
use parley_domain::accounts::*;
use parley_protocol::{DisplayName, EmailAddress, OneTimeCode, Password, PhoneNumber, Username};
use std::sync::{Arc, atomic::Ordering::SeqCst};

pub(crate) const MINUTE: u64 = 60_000;
pub(crate) const HOUR: u64 = 60 * MINUTE;
pub(crate) const DAY: u64 = 24 * HOUR;

pub(crate) struct House {
    ports: AccountsPorts,
    pub(crate) memory: Arc<Memory>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) outside: Arc<Outside>,
    pub(crate) album: Arc<Album>,
    pub(crate) refresh_tokens: Arc<RefreshTokens>,
    pub(crate) accounts: Accounts,
}

impl House {
    pub(crate) fn new() -> Self {
        let (memory, outside) = (Arc::new(Memory::default()), Arc::new(Outside::default()));
        let (album, counters) = (Arc::new(Album::default()), Arc::new(Counters::default()));
        let refresh_tokens = Arc::new(RefreshTokens::default());
        let ports = AccountsPorts {
            users: memory.clone(),
            meetings: memory.clone(),
            sessions: memory.clone(),
            refresh_tokens: refresh_tokens.clone(),
            pending: memory.clone(),
            codes: memory.clone(),
            failures: counters.clone(),
            audit: memory.clone(),
            hasher: outside.clone(),
            judge: outside.clone(),
            digests: outside.clone(),
            mailer: outside.clone(),
            picture_maker: album.clone(),
            pictures: album.clone(),
            watcher: outside.clone(),
            clock: outside.clone(),
            random: outside.clone(),
        };
        let accounts = Accounts::new(ports.clone());
        Self {
            ports,
            memory,
            counters,
            outside,
            album,
            refresh_tokens,
            accounts,
        }
    }

    /// Another process on the same database.
    pub(crate) fn second_server(&self) -> Accounts {
        Accounts::new(self.ports.clone())
    }

    pub(crate) fn pass(&self, length: u64) {
        self.outside.now.fetch_add(length, SeqCst);
    }

    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.outside.mails.lock().unwrap().clone()
    }

    /// The code in the newest mail.
    pub(crate) fn code(&self) -> OneTimeCode {
        let code = self.mails().into_iter().rev().find_map(|mail| {
            if let MailContent::Code { code, .. } = mail.content {
                Some(code)
            } else {
                None
            }
        });
        code.expect("a code was sent")
    }

    /// Registers, up to the account.
    pub(crate) async fn member(&self, name: &str) -> User {
        let secret = self.accounts.begin_registration(form(name)).await.unwrap();
        let code = self.code();
        let done = self
            .accounts
            .complete_registration(&secret, &code, None, &here())
            .await;
        done.unwrap()
    }

    pub(crate) async fn enter(&self, name: &str) -> (SignedIn, String) {
        let entered = self.accounts.sign_in(name, &good(), true, here()).await;
        entered.unwrap()
    }
}

pub(crate) fn form(name: &str) -> Registration {
    Registration {
        full_name: DisplayName::new(name).unwrap(),
        username: Username::new(name).unwrap(),
        email: address(&format!("{name}@example.org")),
        phone: PhoneNumber::new("+442079460958").unwrap(),
        password: good(),
    }
}

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::new(text).unwrap()
}

pub(crate) fn good() -> Password {
    password("quiet marble river")
}

pub(crate) fn password(text: &str) -> Password {
    Password::new(text).unwrap()
}

pub(crate) fn here() -> Origin {
    Origin {
        device: "Firefox on Linux".to_owned(),
        address: "192.0.2.1".to_owned(),
    }
}

/// A code that is not this one.
pub(crate) fn not(code: &OneTimeCode) -> OneTimeCode {
    let other = if code.expose() == "000000" {
        "000001"
    } else {
        "000000"
    };
    OneTimeCode::new(other).unwrap()
}

pub(crate) fn new_password() -> parley_protocol::Password {
    password("seven blue lanterns")
}
