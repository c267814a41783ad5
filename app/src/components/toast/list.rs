//! The notices that are shown, oldest first.

use super::{Notice, NoticeId, Tone};

const MOST: usize = 3;

/// At most three notices.
#[derive(Debug, Default)]
pub(super) struct NoticeList {
    counted: NoticeId,
    shown: Vec<(NoticeId, Notice)>,
}

impl NoticeList {
    /// Adds a notice. The same words again take the place of the old ones; a fourth pushes out the oldest that may
    /// go, or the oldest of all.
    pub(super) fn add(&mut self, notice: Notice) -> NoticeId {
        self.counted += 1;
        let same = |other: &Notice| other.text == notice.text && other.who == notice.who;
        self.shown.retain(|(_, other)| !same(other));
        self.shown.push((self.counted, notice));
        if self.shown.len() > MOST {
            let goes =
                |(_, notice): &(NoticeId, Notice)| !notice.sticky && notice.buttons.is_empty();
            let oldest = self.shown.iter().position(goes).unwrap_or(0);
            self.shown.remove(oldest);
        }
        self.counted
    }

    /// Takes one away.
    pub(super) fn remove(&mut self, id: NoticeId) {
        self.shown.retain(|(other, _)| *other != id);
    }

    /// Those of these tones.
    pub(super) fn with(&self, tone: impl Fn(Tone) -> bool) -> Vec<(NoticeId, Notice)> {
        self.shown
            .iter()
            .filter(|(_, notice)| tone(notice.tone))
            .cloned()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(text: &str, sticky: bool) -> Notice {
        Notice {
            text: text.to_owned(),
            sticky,
            ..Notice::default()
        }
    }

    fn texts(list: &NoticeList) -> Vec<String> {
        list.with(|_| true)
            .into_iter()
            .map(|(_, notice)| notice.text)
            .collect()
    }

    #[test]
    fn a_fourth_pushes_out_the_oldest_that_may_go() {
        let mut list = NoticeList::default();
        list.add(notice("stays", true));
        for text in ["one", "two", "three"] {
            list.add(notice(text, false));
        }
        assert_eq!(texts(&list), ["stays", "two", "three"]);
    }

    #[test]
    fn the_same_words_are_shown_once() {
        let mut list = NoticeList::default();
        let first = list.add(notice("Link copied", false));
        let second = list.add(notice("Link copied", false));
        assert_ne!(first, second, "it is told again");
        assert_eq!(texts(&list), ["Link copied"]);
        list.remove(second);
        assert!(texts(&list).is_empty());
    }
}
