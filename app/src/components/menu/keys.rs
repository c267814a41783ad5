//! Which key of an open menu does what.

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// The next item, the first after the last.
    Next,
    /// The item before, the last before the first.
    Previous,
    /// The first item.
    First,
    /// The last item.
    Last,
    /// The next item that starts with this letter.
    Letter(char),
    /// Close, back to the button.
    Close,
    /// Close, and let the focus go on.
    Leave,
}

/// What this key asks for; `None` for a key that menus leave alone.
pub(super) fn move_for(key: &str) -> Option<Move> {
    let mut letters = key.chars();
    match key {
        "ArrowDown" => Some(Move::Next),
        "ArrowUp" => Some(Move::Previous),
        "Home" => Some(Move::First),
        "End" => Some(Move::Last),
        "Escape" => Some(Move::Close),
        "Tab" => Some(Move::Leave),
        _ => match (letters.next(), letters.next()) {
            (Some(letter), None) if letter.is_alphanumeric() => Some(Move::Letter(letter)),
            _ => None,
        },
    }
}

/// The item to go to, of those with these labels, from the one at `now`.
pub(super) fn target(wanted: Move, now: Option<usize>, labels: &[String]) -> Option<usize> {
    let count = labels.len();
    let last = count.checked_sub(1)?;
    match wanted {
        Move::Next => Some(now.map_or(0, |now| (now + 1) % count)),
        Move::Previous => Some(now.map_or(last, |now| (now + last) % count)),
        Move::First => Some(0),
        Move::Last => Some(last),
        Move::Letter(letter) => {
            let start = now.map_or(0, |now| now + 1);
            (start..start + count)
                .map(|index| index % count)
                .find(|index| starts_with(&labels[*index], letter))
        }
        Move::Close | Move::Leave => None,
    }
}

fn starts_with(label: &str, letter: char) -> bool {
    label
        .trim_start()
        .chars()
        .next()
        .is_some_and(|first| first.to_lowercase().eq(letter.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Vec<String> {
        ["Built-in camera", "Desk camera", "No effect", "Blur"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn arrows_go_round() {
        assert_eq!(target(Move::Next, Some(3), &labels()), Some(0));
        assert_eq!(target(Move::Previous, Some(0), &labels()), Some(3));
        assert_eq!(target(Move::Next, None, &labels()), Some(0));
        assert_eq!(target(Move::Previous, None, &labels()), Some(3));
        assert_eq!(target(Move::Next, None, &[]), None);
    }

    #[test]
    fn letters_search_onwards() {
        assert_eq!(target(Move::Letter('b'), Some(0), &labels()), Some(3));
        assert_eq!(target(Move::Letter('B'), Some(3), &labels()), Some(0));
        assert_eq!(target(Move::Letter('x'), Some(0), &labels()), None);
    }

    #[test]
    fn keys_are_told_apart() {
        assert_eq!(move_for("n"), Some(Move::Letter('n')));
        assert_eq!(move_for("Enter"), None, "it presses the item");
        assert_eq!(move_for(" "), None);
        assert_eq!(move_for("Tab"), Some(Move::Leave));
    }
}
