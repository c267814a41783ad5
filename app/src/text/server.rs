//! The sentences about the server's health.

use crate::{
    error::AppError,
    pages::admin::server_view::{ProcessorView, ServerView},
};

/// The figures are of just now.
pub const FRESH: &str = "Updated just now";

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// A mail that waits longer is late: the codes in mails are needed at once.
const MAIL_IS_LATE: u64 = 5 * MINUTE;
/// Less free than this part of the disk is little.
const LITTLE_FREE: u64 = 20;

/// One check: what was measured, and whether it is fine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was measured.
    pub words: String,
    /// Whether all is well.
    pub is_fine: bool,
}

impl Check {
    fn fine(words: impl Into<String>) -> Self {
        let words = words.into();
        Self {
            words,
            is_fine: true,
        }
    }

    fn bad(words: impl Into<String>) -> Self {
        let words = words.into();
        Self {
            words,
            is_fine: false,
        }
    }
}

/// Why the figures are not of just now.
pub fn stale(error: &AppError) -> &'static str {
    match error {
        AppError::NotAllowed | AppError::SignedOut => {
            "Not up to date: you are no longer signed in as an admin"
        }
        AppError::Form(_)
        | AppError::Plan(_)
        | AppError::TooOften { .. }
        | AppError::Wrong { .. }
        | AppError::Malformed
        | AppError::Unreachable
        | AppError::TryLater
        | AppError::Ours => "Not up to date: the server does not answer. Trying again",
    }
}

/// A number of things that are there at the moment.
pub fn now(number: impl ToString) -> (String, String) {
    (number.to_string(), "now".to_owned())
}

/// How many accounts there are.
pub fn accounts(number: u64) -> (String, String) {
    (number.to_string(), "in all".to_owned())
}

/// How much of the processor Parley uses.
pub fn processor(used: ProcessorView) -> (String, String) {
    let cores = if used.cores == 1 { "core" } else { "cores" };
    (
        format!("{}%", used.percent),
        format!("of {} {cores}", used.cores),
    )
}

/// Where there is no figure.
pub fn unknown() -> (String, String) {
    ("–".to_owned(), "not known yet".to_owned())
}

/// `15 people`
pub fn people(number: u64) -> String {
    if number == 1 {
        "1 person".to_owned()
    } else {
        format!("{number} people")
    }
}

/// `41 min`
pub fn running(seconds: u64) -> String {
    match seconds {
        0..MINUTE => "under 1 min".to_owned(),
        MINUTE..HOUR => format!("{} min", seconds / MINUTE),
        HOUR..DAY => format!("{} h {} min", seconds / HOUR, seconds % HOUR / MINUTE),
        _ => format!("{} d {} h", seconds / DAY, seconds % DAY / HOUR),
    }
}

/// `21 days`
pub fn length(seconds: u64) -> String {
    let (number, unit) = match seconds {
        0..MINUTE => return "less than a minute".to_owned(),
        MINUTE..HOUR => (seconds / MINUTE, "minute"),
        HOUR..DAY => (seconds / HOUR, "hour"),
        _ => (seconds / DAY, "day"),
    };
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{ending}")
}

/// The program itself.
pub fn parley(server: &ServerView) -> Check {
    let (version, up) = (env!("CARGO_PKG_VERSION"), length(server.up_seconds));
    let sockets = match server.connections {
        1 => "1 open connection".to_owned(),
        number => format!("{number} open connections"),
    };
    Check::fine(format!("Version {version}, up for {up}, {sockets}"))
}

/// The database.
pub fn database(server: &ServerView) -> Check {
    let kind = &server.database.kind;
    match server.database.answers_in_microseconds {
        Some(time) => {
            let tenths = time.div_ceil(100);
            let time = format!("{}.{} ms", tenths / 10, tenths % 10);
            Check::fine(format!("{kind}, answers in {time}"))
        }
        None => Check::bad(format!("{kind} does not answer")),
    }
}

/// Mails.
pub fn mail(server: &ServerView) -> Check {
    let mail = server.mail;
    let Some(waiting) = mail.waiting else {
        return Check::bad("Not known: the database does not answer");
    };
    if !mail.is_sent {
        return Check::bad("No mail server is set: mails are written to files and reach nobody");
    }
    if waiting == 0 {
        return Check::fine("No message waits");
    }
    let oldest = mail.oldest_seconds.unwrap_or_default();
    let number = match waiting {
        1 => "1 message waits".to_owned(),
        number => format!("{number} messages wait, the oldest"),
    };
    let words = format!("{number} for {}", length(oldest));
    if oldest > MAIL_IS_LATE {
        Check::bad(words)
    } else {
        Check::fine(words)
    }
}

/// The disk with the data.
pub fn disk(server: &ServerView) -> Check {
    let Some(disk) = server.disk else {
        return Check::bad("The data folder cannot be measured");
    };
    let words = format!("{} of {} free", bytes(disk.free), bytes(disk.total));
    if disk.free < disk.total / LITTLE_FREE {
        Check::bad(words)
    } else {
        Check::fine(words)
    }
}

/// Memory.
pub fn memory(server: &ServerView) -> Check {
    Check::fine(server.memory.map_or_else(
        || "Not measured on this system".to_owned(),
        |memory| format!("{} used by Parley", bytes(memory)),
    ))
}

/// `58.8 GB`, `84 MB`
fn bytes(number: u64) -> String {
    const MEGA: u64 = 1_000_000;
    const GIGA: u64 = 1000 * MEGA;
    if number >= GIGA {
        let tenths = number / (GIGA / 10);
        format!("{}.{} GB", tenths / 10, tenths % 10)
    } else {
        format!("{} MB", number / MEGA)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::admin::server_view::{DatabaseView, DiskView, MailView};

    fn fine(words: &str) -> Check {
        Check::fine(words)
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        assert_eq!(running(59), "under 1 min");
        assert_eq!(running(41 * MINUTE), "41 min");
        assert_eq!(running(HOUR + 5 * MINUTE), "1 h 5 min");
        assert_eq!(running(2 * DAY + 3 * HOUR), "2 d 3 h");
        assert_eq!(length(5), "less than a minute");
        assert_eq!(length(MINUTE), "1 minute");
        assert_eq!(length(21 * DAY + 5), "21 days");
    }

    #[test]
    fn a_database_answers_in_milliseconds_or_not_at_all() {
        let mut server = ServerView {
            database: DatabaseView {
                kind: "SQLite".to_owned(),
                answers_in_microseconds: Some(1160),
            },
            ..ServerView::default()
        };
        assert_eq!(database(&server), fine("SQLite, answers in 1.2 ms"));
        server.database.answers_in_microseconds = None;
        assert!(!database(&server).is_fine);
    }

    #[test]
    fn mails_that_wait_long_need_somebody() {
        let said = |is_sent, waiting, oldest_seconds| {
            let mail = MailView {
                is_sent,
                waiting,
                oldest_seconds,
            };
            super::mail(&ServerView {
                mail,
                ..ServerView::default()
            })
        };
        assert_eq!(said(true, Some(0), None), fine("No message waits"));
        let one = said(true, Some(1), Some(3));
        assert_eq!(one, fine("1 message waits for less than a minute"));
        let late = said(true, Some(3), Some(HOUR));
        assert_eq!(late.words, "3 messages wait, the oldest for 1 hour");
        assert!(!late.is_fine);
        assert!(!said(false, Some(0), None).is_fine);
        assert!(!said(true, None, None).is_fine);
    }

    #[test]
    fn a_disk_that_is_nearly_full_needs_somebody() {
        let said = |free, total| {
            disk(&ServerView {
                disk: Some(DiskView { free, total }),
                ..ServerView::default()
            })
        };
        let much = said(58_800_000_000, 120_000_000_000);
        assert_eq!(much, fine("58.8 GB of 120.0 GB free"));
        assert!(!said(900_000_000, 120_000_000_000).is_fine);
    }
}
