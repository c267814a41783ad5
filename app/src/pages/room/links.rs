//! Finds web addresses in what people write.
//!
//! *Invariants*: the pieces together are the text, character by character; a link starts with `http://` or
//! `https://` and nothing else, so that no other scheme is ever put in an `href`.

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Plain text.
    Text(String),
    /// A web address, as it is written.
    Link(String),
}

/// Splits a text into plain pieces and links.
pub(super) fn split_links(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(offset) = find_scheme(&text[at..]) {
        let start = at + offset;
        let before = text[..start].chars().next_back();
        let length = link_length(&text[start..]);
        if length == 0 || before.is_some_and(char::is_alphanumeric) {
            at = start + "http".len();
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

fn scheme_length(text: &str) -> usize {
    ["https://", "http://"]
        .iter()
        .find(|scheme| {
            text.get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        })
        .map_or(0, |scheme| scheme.len())
}

fn find_scheme(text: &str) -> Option<usize> {
    text.char_indices()
        .map(|(index, _)| index)
        .find(|index| scheme_length(&text[*index..]) > 0)
}

/// How many bytes of the start of `text` are a link; 0 when there is no host after the scheme.
fn link_length(text: &str) -> usize {
    let scheme = scheme_length(text);
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
    let host = link
        .get(scheme..)
        .and_then(|rest| rest.chars().next())
        .is_some_and(|first| first.is_alphanumeric() || first == '[');
    if host { link.len() } else { 0 }
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
