//! The table of permissions stands in `docs/protocol.md` as the code has it.
//!
//! `PARLEY_WRITE_GOLDENS=1 cargo test -p parley-protocol` writes it there.

use parley_protocol::{
    MeetingRules, Role,
    permissions::{Action, Grant, Target, grant, is_allowed_on},
};
use std::{fmt::Write as _, fs, path::Path};

const BEGIN: &str = "<!-- permissions: written by the tests of parley-protocol -->\n";
const END: &str = "<!-- end of permissions -->\n";

fn words(grant: Grant) -> &'static str {
    match grant {
        Grant::Always => "yes",
        Grant::Never => "no",
        Grant::WhileMayUnmute => "while `may_unmute`",
        Grant::WhileMayStartVideo => "while `may_start_video`",
        Grant::WhileMayShare => "while `may_share`",
        Grant::WhileMayChat => "while `may_chat`",
    }
}

fn table() -> String {
    let mut table = String::from("\n| Action |");
    for role in Role::ALL {
        write!(table, " {role:?} |").expect("a text takes all");
    }
    table.push_str("\n|---|---|---|---|---|\n");
    for action in Action::ALL {
        write!(table, "| {action:?} |").expect("a text takes all");
        for role in Role::ALL {
            write!(table, " {} |", words(grant(action, role))).expect("a text takes all");
        }
        table.push('\n');
    }
    table + "\n" + &table_upon_somebody() + "\n"
}

/// Who may act upon whom.
fn table_upon_somebody() -> String {
    let rules = MeetingRules::default();
    let mut table = String::from("| Done to somebody else |");
    for role in Role::ALL {
        write!(table, " by {role:?} |").expect("a text takes all");
    }
    table.push_str("\n|---|---|---|---|---|\n");
    for action in Action::UPON_SOMEBODY {
        write!(table, "| {action:?} |").expect("a text takes all");
        for role in Role::ALL {
            // There is one host, who is nobody else to themselves.
            let targets = Role::ALL.into_iter().filter(|target| {
                (role, *target) != (Role::Host, Role::Host)
                    && is_allowed_on(action, role, Target::of(*target), &rules)
            });
            let names: Vec<_> = targets.map(|target| format!("{target:?}")).collect();
            let of_owner =
                Role::ALL.map(|of| is_allowed_on(action, role, Target::owner(of), &rules));
            let spares_owner = !of_owner.contains(&true);
            let cell = if names.is_empty() {
                "nobody".to_owned()
            } else {
                let except = if spares_owner { ", not the owner" } else { "" };
                names.join(", ") + except
            };
            write!(table, " {cell} |").expect("a text takes all");
        }
        table.push('\n');
    }
    table
}

#[test]
fn t061_the_document_has_the_table_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/protocol.md");
    let text = fs::read_to_string(&path).expect("the document is there");
    let (before, rest) = text.split_once(BEGIN).expect("the table begins");
    let (written, after) = rest.split_once(END).expect("the table ends");
    if std::env::var_os("PARLEY_WRITE_GOLDENS").is_some() {
        let text = [before, BEGIN, &table(), END, after].concat();
        return fs::write(&path, text).expect("the document is written");
    }
    assert_eq!(written, table());
}
