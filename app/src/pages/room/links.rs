//! Finds web addresses in what people write.
//!
//! *Invariants*: the pieces together are the text, character by character; a link starts with `http://`, `https://` or
//! `www.` and nothing else, and the last of them is completed, so that no other scheme is ever put in an `href`.

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Plain text.
    Text(String),
    /// A web address, as it is written.
    Link(String),
}

/// Where a link leads: what is written, and the scheme where that was left out.
pub(super) fn target(link: &str) -> String {
    if starts_with(link, WITHOUT_SCHEME) {
        format!("https://{link}")
    } else {
        link.to_owned()
    }
}

/// How a link may begin.
const BEGINNINGS: [&str; 3] = ["https://", "http://", WITHOUT_SCHEME];
/// What people write in place of a scheme.
const WITHOUT_SCHEME: &str = "www.";

/// Splits a text into plain pieces and links.
pub(super) fn split_links(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(offset) = find_beginning(&text[at..]) {
        let start = at + offset;
        let before = text[..start].chars().next_back();
        let length = link_length(&text[start..]);
        if length == 0 || before.is_some_and(|before| continues(before, &text[start..])) {
            at = start + WITHOUT_SCHEME.len();
            continue;
        }
        if plain_from < start {
            pieces.push(Piece::Text(text[plain_from..start].to_owned()));
        }
        at = start + length;
        plain_from = at;
        pieces.push(Piece::Link(text[start..at].to_owned()));
    }
    if plain_from < text.len() {
        pieces.push(Piece::Text(text[plain_from..].to_owned()));
    }
    pieces
}

fn starts_with(text: &str, beginning: &str) -> bool {
    let start = text.get(..beginning.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// How a link begins that begins here.
fn beginning(text: &str) -> Option<&'static str> {
    let mut all = BEGINNINGS.into_iter();
    all.find(|beginning| starts_with(text, beginning))
}

fn find_beginning(text: &str) -> Option<usize> {
    text.char_indices()
        .map(|(index, _)| index)
        .find(|index| beginning(&text[*index..]).is_some())
}

/// Whether what begins like a link goes on from the character before it: a word, or another address.
fn continues(before: char, text: &str) -> bool {
    let of_address = starts_with(text, WITHOUT_SCHEME) && "./@-_:".contains(before);
    before.is_alphanumeric() || of_address
}

/// How many bytes of the start of `text` are a link; 0 when there is no host after its beginning.
fn link_length(text: &str) -> usize {
    let begins = beginning(text).unwrap_or_default();
    let end = text.find(ends_link).unwrap_or(text.len());
    let mut link = &text[..end];
    while let Some(last) = link.chars().next_back() {
        let drop = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '…' => true,
            ')' => count(link, ')') > count(link, '('),
            ']' => count(link, ']') > count(link, '['),
            _ => false,
        };
        if !drop {
            break;
        }
        link = &link[..link.len() - last.len_utf8()];
    }
    let rest = link.get(begins.len()..).unwrap_or_default();
    let has_host = if begins == WITHOUT_SCHEME {
        is_host_with_dots(rest)
    } else {
        rest.starts_with(|first: char| first.is_alphanumeric() || first == '[')
    };
    if has_host { link.len() } else { 0 }
}

/// Whether an address goes on after `www.` as the name of a host does: `example.org`, `example.org:8080/a`. A name in
/// front of an `@` would only look like the host.
fn is_host_with_dots(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    let is_label = |label: &str| {
        let fits = |letter: char| letter.is_alphanumeric() || letter == '-';
        !label.is_empty() && label.chars().all(fits)
    };
    name.contains('.')
        && name.split('.').all(is_label)
        && port.chars().all(|digit| digit.is_ascii_digit())
}

/// Characters that are never part of a link: white space, quotes, and marks that change the direction of text,
/// with which an address could be made to look like another.
fn ends_link(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '"' | '<' | '>' | '`' | '“' | '”' | '«' | '»')
        || matches!(character, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}

fn count(text: &str, character: char) -> usize {
    text.chars().filter(|other| *other == character).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        let pieces = split_links(text);
        let whole: String = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) | Piece::Link(text) => text.as_str(),
            })
            .collect();
        assert_eq!(whole, text, "nothing is lost");
        pieces
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Link(link) => Some(link),
                Piece::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn links_are_found_in_a_sentence() {
        assert_eq!(
            links("See https://example.org/a?b=c#d, or (http://example.org/x_(y))."),
            ["https://example.org/a?b=c#d", "http://example.org/x_(y)"]
        );
        assert_eq!(links("HTTPS://Example.org"), ["HTTPS://Example.org"]);
        assert_eq!(
            links("ü https://müller.example/ö!"),
            ["https://müller.example/ö"]
        );
    }

    #[test]
    fn what_begins_with_www_is_a_link_to_a_secure_page() {
        let sentence = "See www.example.com, (WWW.müller.example/a?b) or www.example.org:8080/x.";
        let found = links(sentence);
        let expected = [
            "www.example.com",
            "WWW.müller.example/a?b",
            "www.example.org:8080/x",
        ];
        assert_eq!(found, expected);
        assert_eq!(target(&found[0]), "https://www.example.com");
        assert_eq!(target("http://www.example.com"), "http://www.example.com");
        let written = "https://www.example.com/www.example.org";
        assert_eq!(links(written), [written]);
        for text in [
            "www.",
            "www.example",
            "www..example.com",
            "www.-",
            "awww.example.com",
            "ada@www.example.com",
            "ftp://www.example.com",
            "www.example.com@evil.example",
            "www.example.com:javascript/1",
        ] {
            assert_eq!(links(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn t092_only_web_addresses_become_links() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x ftp://example.org file:///etc/passwd",
            "javascript:https",
            "https:// nothing",
            "http://",
            "xhttp://example.org",
            "http:/example.org",
            "",
        ] {
            assert_eq!(links(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_link_ends_at_quotes_and_direction_marks() {
        assert_eq!(links("\"https://a.example\"><b>"), ["https://a.example"]);
        assert_eq!(links("https://a.example\u{202E}gpj"), ["https://a.example"]);
    }
}
