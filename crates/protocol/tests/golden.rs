//! Every message of the wire has a golden file, and is read and written exactly as it stands there.
//!
//! A golden that changes needs a new `PROTOCOL_VERSION`. `PARLEY_WRITE_GOLDENS=1 cargo test -p parley-protocol`
//! writes the files of new messages.

#[path = "golden/client.rs"]
mod client;
#[path = "golden/client_messages.rs"]
mod client_messages;
#[path = "golden/server.rs"]
mod server;
#[path = "golden/server_messages.rs"]
mod server_messages;

use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeSet, fmt::Debug, fs, path::PathBuf};

/// A list of variants: their names, and the name of a value. A variant that is not in the list does not compile.
macro_rules! kinds {
    ($kinds:ident, $name:ident, $enum:ident: $($variant:ident => $tag:literal),+ $(,)?) => {
        pub(crate) const $kinds: &[&str] = &[$($tag),+];
        pub(crate) fn $name(value: &$enum) -> &'static str {
            match value {
                $($enum::$variant { .. } => $tag),+
            }
        }
    };
}
pub(crate) use kinds;

fn folder(side: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "golden", side]
        .iter()
        .collect()
}

/// Compares each message with its file, both ways, and the files with the messages.
pub(crate) fn compare<M>(side: &str, cases: &[(&str, M)])
where
    M: Serialize + DeserializeOwned + PartialEq + Debug,
{
    for (name, message) in cases {
        let path = folder(side).join(format!("{name}.json"));
        if std::env::var_os("PARLEY_WRITE_GOLDENS").is_some() && !path.exists() {
            let text =
                serde_json::to_string_pretty(message).expect("a golden case is right") + "\n";
            fs::write(&path, text).expect("a golden case is right");
        }
        let text =
            fs::read_to_string(&path).unwrap_or_else(|_| panic!("no golden file for {name}"));
        assert_eq!(
            serde_json::from_str::<M>(&text).expect("a golden case is right"),
            *message,
            "{name} is read"
        );
        let golden: serde_json::Value =
            serde_json::from_str(&text).expect("a golden case is right");
        assert_eq!(
            serde_json::to_value(message).expect("a golden case is right"),
            golden,
            "{name} is written"
        );
    }
    let names: BTreeSet<_> = cases
        .iter()
        .map(|(name, _)| format!("{name}.json"))
        .collect();
    let files: BTreeSet<_> = fs::read_dir(folder(side))
        .expect("a golden case is right")
        .map(|entry| {
            entry
                .expect("a golden case is right")
                .file_name()
                .into_string()
                .expect("a golden case is right")
        })
        .collect();
    assert_eq!(
        names, files,
        "each case has one file and each file one case"
    );
}

/// Fails when a kind is not among those seen.
pub(crate) fn all_seen<'a>(kinds: &[&'a str], seen: impl Iterator<Item = &'a str>) {
    let seen: BTreeSet<_> = seen.collect();
    let missing: Vec<_> = kinds.iter().filter(|kind| !seen.contains(*kind)).collect();
    assert!(missing.is_empty(), "no golden file for {missing:?}");
}
