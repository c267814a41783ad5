//! Rules for single files: their size, their header, and words that must not stand in them.

/// Lines before the tests.
const SOFT_LIMIT: usize = 300;
const HARD_LIMIT: usize = 500;
/// A style sheet belongs to one component or page.
const STYLE_LIMIT: usize = 300;

/// Files beyond the soft limit, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "crates/browser-media/src/peer.rs",
        "everything that touches a peer connection of the browser, direct or to the router",
    ),
    (
        "crates/room-server/src/room/hosting.rs",
        "one short function for each order of a host",
    ),
    (
        "crates/room-server/src/roster.rs",
        "the one list of seats and what is asked of it",
    ),
    (
        "crates/signaling/src/room_task.rs",
        "one loop, and one arm for each command and effect",
    ),
    (
        "crates/sim/src/world.rs",
        "the one clock and queue of a simulated meeting",
    ),
    (
        "server/src/api/jwt/tests.rs",
        "a case for each way in which a token can be wrong",
    ),
    (
        "server/src/server.rs",
        "everything that a server is put together from, in its order",
    ),
];

/// Crates whose runs must be the same every time.
const PURE: &[&str] = &[
    "crates/protocol/src/",
    "crates/domain/src/",
    "crates/room-server/src/",
    "crates/room-client/src/",
    "crates/sfu-core/src/",
];

/// Everything in one file that is against a rule.
pub(super) fn breaches(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "rs" => {
            found.extend(size(text, is_test(path) || is_excepted(path)));
            found.extend(header(text));
            found.extend(forbidden_names(path, text));
        }
        "css" if text.lines().count() > STYLE_LIMIT => {
            found.push(format!(
                "has more than {STYLE_LIMIT} lines: split it by component"
            ));
        }
        _ => {}
    }
    found.extend(open_ends(text));
    found.extend(machine_paths(text));
    found
        .into_iter()
        .map(|breach| format!("{path}: {breach}"))
        .collect()
}

/// Nothing but tests stands in it: only the hard limit counts.
fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/")
}

fn is_excepted(path: &str) -> bool {
    EXCEPTIONS.iter().any(|(excepted, _)| *excepted == path)
}

fn size(text: &str, is_excepted: bool) -> Option<String> {
    let lines = text
        .lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .count();
    if lines > HARD_LIMIT {
        Some(format!(
            "{lines} lines before its tests; {HARD_LIMIT} is the end: split it"
        ))
    } else if lines > SOFT_LIMIT && !is_excepted {
        Some(format!(
            "{lines} lines before its tests; beyond {SOFT_LIMIT} it needs a reason in xtask/src/tidy/files.rs"
        ))
    } else {
        None
    }
}

fn header(text: &str) -> Option<String> {
    let has_header = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .is_some_and(|words| !words.is_empty() && words != "(to come)");
    (!has_header).then(|| "must begin with a `//!` line that says what it is for".to_owned())
}

fn forbidden_names(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    // Put together here, or this file would be against its own rule.
    if text.contains(concat!("inner", "_html")) {
        found.push("writes HTML by hand; use text nodes and elements".to_owned());
    }
    if PURE.iter().any(|folder| path.starts_with(folder)) && text.contains(concat!("Hash", "Map")) {
        found.push("has no order in its map; a pure crate uses BTreeMap".to_owned());
    }
    found
}

/// A reminder without a number of an issue is forgotten.
fn open_ends(text: &str) -> Vec<String> {
    let word = concat!("TO", "DO");
    text.lines()
        .enumerate()
        .filter(|(_, line)| {
            line.match_indices(word).any(|(at, _)| {
                let is_whole_word =
                    !line[..at].ends_with(is_word) && !line[at + word.len()..].starts_with(is_word);
                let rest = line[at + word.len()..].strip_prefix("(#");
                is_whole_word
                    && !rest
                        .is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()))
            })
        })
        .map(|(index, _)| {
            format!(
                "line {}: {word} needs the number of an issue: {word}(#12)",
                index + 1
            )
        })
        .collect()
}

/// Folders that exist only on the machine of whoever wrote the line.
fn machine_paths(text: &str) -> Vec<String> {
    let roots = [
        concat!("/ro", "ot/"),
        concat!("/wo", "rk/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("C:", "\\Users\\"),
    ];
    text.lines()
        .enumerate()
        .filter(|(_, line)| {
            roots.iter().any(|root| {
                line.match_indices(root).any(|(at, _)| {
                    !line[..at]
                        .ends_with(|before: char| is_word(before) || ".-/)}".contains(before))
                })
            })
        })
        .map(|(index, _)| format!("line {}: names a folder of one machine", index + 1))
        .collect()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "//! Says what it is for.\n";

    fn file_of(lines: usize) -> String {
        format!("{HEADER}{}", "\n".repeat(lines - 1))
    }

    #[test]
    fn a_small_file_with_a_header_is_tidy() {
        assert_eq!(breaches("a.rs", &file_of(SOFT_LIMIT)), [""; 0]);
    }

    #[test]
    fn a_long_file_needs_a_reason_and_a_longer_one_an_end() {
        assert!(breaches("a.rs", &file_of(SOFT_LIMIT + 1))[0].contains("needs a reason"));
        assert!(breaches("a.rs", &file_of(HARD_LIMIT + 1))[0].contains("split it"));
        assert_eq!(size(&file_of(SOFT_LIMIT + 1), true), None);
        assert!(size(&file_of(HARD_LIMIT + 1), true).is_some());
    }

    #[test]
    fn tests_do_not_count_as_length() {
        assert_eq!(
            breaches("server/tests/a.rs", &file_of(SOFT_LIMIT + 1)),
            [""; 0]
        );
        assert_eq!(
            breaches("server/tests/a.rs", &file_of(HARD_LIMIT + 1)).len(),
            1
        );

        let text = format!("{}#[cfg(test)]\n{}", file_of(10), "\n".repeat(HARD_LIMIT));
        assert_eq!(breaches("a.rs", &text), [""; 0]);
    }

    #[test]
    fn a_file_without_a_header_is_named() {
        assert_eq!(breaches("a.rs", "fn main() {}\n").len(), 1);
        assert_eq!(breaches("a.rs", "//! (to come)\n").len(), 1);
        assert_eq!(breaches("a.rs", "//!\nfn main() {}\n").len(), 1);
    }

    #[test]
    fn markup_by_hand_is_named() {
        let text = format!("{HEADER}view! {{ <p inner{}=text /> }}", "_html");
        assert_eq!(breaches("app/src/a.rs", &text).len(), 1);
    }

    #[test]
    fn a_map_without_order_is_named_only_in_pure_crates() {
        let text = format!("{HEADER}use std::collections::Hash{};", "Map");
        assert_eq!(breaches("crates/room-client/src/a.rs", &text).len(), 1);
        assert_eq!(breaches("server/src/a.rs", &text).len(), 0);
    }

    #[test]
    fn a_long_style_sheet_is_named() {
        assert_eq!(
            breaches("style/a.css", &"\n".repeat(STYLE_LIMIT + 1)).len(),
            1
        );
    }

    #[test]
    fn a_reminder_needs_an_issue() {
        let word = concat!("TO", "DO");
        assert_eq!(breaches("a.md", &format!("{word}: later")).len(), 1);
        assert_eq!(breaches("a.md", &format!("{word}(#12): later")).len(), 0);
        assert_eq!(breaches("a.md", &format!("MY{word}LIST")).len(), 0);
    }

    #[test]
    fn a_folder_of_one_machine_is_named() {
        assert_eq!(
            breaches("a.md", concat!("see /ho", "me/somebody/notes")).len(),
            1
        );
        assert_eq!(
            breaches("a.md", concat!("see https://host.example/ho", "me/page")).len(),
            0
        );
    }
}
