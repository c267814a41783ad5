//! The history as a table with commas (RFC 4180), in UTC (RFC 3339).
//!
//! *Invariant*: no program that opens it takes a name for a formula (T-089).

use super::{Attendee, Stay};
use chrono::DateTime;
use parley_protocol::Timestamp;

const MINUTE: u64 = 60_000;

pub(super) fn table(stays: &[Stay]) -> String {
    let head = [
        "Meeting started",
        "Name",
        "Account",
        "Came",
        "Left",
        "Minutes",
    ];
    let head = row(head.map(str::to_owned));
    let rows = stays.iter().map(|stay| {
        let minutes = stay.left_at.map(|left| {
            let length = left.since(stay.came_at).0;
            (length.div_ceil(MINUTE)).to_string()
        });
        row([
            time(stay.run),
            stay.name.as_str().to_owned(),
            match stay.of {
                Attendee::Account(_) => "yes",
                Attendee::Guest(_) => "no",
            }
            .to_owned(),
            time(stay.came_at),
            stay.left_at.map(time).unwrap_or_default(),
            minutes.unwrap_or_default(),
        ])
    });
    std::iter::once(head).chain(rows).collect()
}

fn row<const CELLS: usize>(cells: [String; CELLS]) -> String {
    let cells = cells.map(|text| cell(&text));
    format!("{}\r\n", cells.join(","))
}

/// Spreadsheets take what begins with one of these signs for a formula, and what stands behind a `'` for a text.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

fn time(moment: Timestamp) -> String {
    let seconds = i64::try_from(moment.0 / 1000).unwrap_or(i64::MAX);
    DateTime::from_timestamp(seconds, 0).map_or_else(String::new, |time| {
        time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::UserId;
    use parley_protocol::{DisplayName, ParticipantId};

    #[test]
    fn t089_no_name_is_a_formula_or_more_than_one_cell() {
        for (typed, written) in [
            ("Ines", "Ines"),
            ("=1+1", "'=1+1"),
            ("+49", "'+49"),
            ("-x", "'-x"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("=\"a\",b", "\"'=\"\"a\"\",b\""),
            ("a,b", "\"a,b\""),
            ("a\nb", "\"a\nb\""),
            ("a=b", "a=b"),
        ] {
            assert_eq!(cell(typed), written);
        }
    }

    #[test]
    fn a_stay_is_a_row() {
        let name = DisplayName::new("=HYPERLINK(\"https://evil.example\")").unwrap();
        let run = Timestamp(1_767_225_600_000);
        let stay = Stay {
            run,
            name,
            of: Attendee::Account(UserId(1)),
            came_at: Timestamp(run.0 + 5_000),
            left_at: Some(Timestamp(run.0 + 66_000)),
        };
        let there = Stay {
            left_at: None,
            of: Attendee::Guest(ParticipantId(2)),
            name: DisplayName::new("Wei").unwrap(),
            ..stay.clone()
        };
        assert_eq!(
            table(&[stay, there]),
            "Meeting started,Name,Account,Came,Left,Minutes\r\n\
             2026-01-01T00:00:00Z,\"'=HYPERLINK(\"\"https://evil.example\"\")\",yes,\
             2026-01-01T00:00:05Z,2026-01-01T00:01:06Z,2\r\n\
             2026-01-01T00:00:00Z,Wei,no,2026-01-01T00:00:05Z,,\r\n"
        );
    }
}
