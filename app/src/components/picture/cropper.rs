//! What choosing a picture knows: the file, the square in it, what is wrong.

use super::{canvas, file, frame::Frame, photo::Photo};
use crate::{
    error::{AccountField, FieldProblem},
    text,
};
use leptos::{html, prelude::*, task::spawn_local};
use parley_protocol::PictureRuleError;
use send_wrapper::SendWrapper;
use web_sys::HtmlImageElement;

/// A picture that is being chosen.
#[derive(Clone, Copy)]
pub struct Cropper {
    /// Whether the dialog is open.
    pub(super) open: RwSignal<bool>,
    /// Nothing on the server, and nothing before a file is chosen.
    pub(super) picture: RwSignal<Option<SendWrapper<HtmlImageElement>>>,
    pub(super) frame: RwSignal<Frame>,
    pub(super) error: RwSignal<Option<String>>,
    /// Whether the square is on its way to the server.
    pub(super) busy: RwSignal<bool>,
    /// The input with the file.
    pub(super) input: NodeRef<html::Input>,
    /// The photo that is being taken for it.
    pub(super) photo: Photo,
    /// The newest load: what an older one brings comes too late, and after closing everything does.
    newest: StoredValue<u32>,
}

impl Default for Cropper {
    fn default() -> Self {
        let cropper = Self {
            open: RwSignal::new(false),
            picture: RwSignal::default(),
            frame: RwSignal::default(),
            error: RwSignal::default(),
            busy: RwSignal::new(false),
            input: NodeRef::new(),
            photo: Photo::default(),
            newest: StoredValue::new(0),
        };
        // Closed, it keeps nothing of what was not taken.
        Effect::new(move |was_open: Option<bool>| {
            let is_open = cropper.open.get();
            if was_open == Some(true) && !is_open {
                cropper.begin_load();
                cropper.picture.set(None);
                cropper.error.set(None);
            }
            is_open
        });
        cropper
    }
}

impl Cropper {
    /// Asks for a file; the dialog opens when there is one.
    pub fn choose(self) {
        if let Some(input) = self.input.get_untracked() {
            // The same file again is a choice, too.
            input.set_value("");
            input.click();
        }
    }

    /// Opens the dialog with the picture that is there, or asks for a file right away.
    pub fn change(self, current: Option<String>) {
        self.error.set(None);
        self.open.set(true);
        let Some(address) = current else {
            return self.choose();
        };
        let load = self.begin_load();
        spawn_local(async move {
            self.end_load(load, file::load(&address).await);
        });
    }

    /// Closes the dialog: the square was taken.
    pub fn done(self) {
        self.busy.set(false);
        self.open.set(false);
    }

    /// Says why the square was not taken. Nothing of it is lost.
    pub fn refuse(self, words: String) {
        self.busy.set(false);
        self.error.set(Some(words));
    }

    /// Takes the file that was chosen.
    pub(super) fn take_file(self) {
        let files = self.input.get_untracked().and_then(|input| input.files());
        let Some(chosen) = files.and_then(|files| files.get(0)) else {
            return;
        };
        let load = self.begin_load();
        spawn_local(async move {
            self.end_load(load, file::read(&chosen).await);
        });
    }

    /// All that was begun before comes too late.
    fn begin_load(self) -> Option<u32> {
        self.newest.try_update_value(|newest| {
            *newest = newest.wrapping_add(1);
            *newest
        })
    }

    /// Whether nothing was begun or closed since, and the page is still there.
    fn is_newest(self, load: Option<u32>) -> bool {
        load.is_some() && self.newest.try_get_value() == load
    }

    fn end_load(self, load: Option<u32>, loaded: Result<HtmlImageElement, PictureRuleError>) {
        if !self.is_newest(load) {
            return;
        }
        match loaded {
            Ok(picture) => {
                self.show(picture);
                self.open.set(true);
            }
            Err(error) => self.error.set(Some(words(error))),
        }
    }

    fn show(self, picture: HtmlImageElement) {
        let size = (picture.natural_width(), picture.natural_height());
        self.error.set(None);
        self.frame.set(Frame::new(size.0, size.1));
        self.picture.set(Some(SendWrapper::new(picture)));
    }

    /// The square, once: until it is taken or refused, nothing more is done.
    pub(super) fn cut_out(self) -> Option<String> {
        if self.busy.get_untracked() {
            return None;
        }
        let frame = self.frame.get_untracked();
        let square = self.picture.with_untracked(|picture| {
            let picture = picture.as_ref()?;
            canvas::cut_out(picture, frame)
        });
        if square.is_none() {
            self.error.set(Some(words(PictureRuleError::Kind)));
        } else {
            self.error.set(None);
            self.busy.set(true);
        }
        square
    }
}

fn words(error: PictureRuleError) -> String {
    text::field_problem(&FieldProblem::new(AccountField::Picture, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_load_counts_and_one_that_fails_says_why() {
        let owner = Owner::new();
        owner.with(|| {
            let cropper = Cropper::default();
            let (older, newer) = (cropper.begin_load(), cropper.begin_load());
            assert!(!cropper.is_newest(older) && cropper.is_newest(newer));
            cropper.end_load(older, Err(PictureRuleError::TooLarge));
            assert_eq!(cropper.error.get_untracked(), None);
            cropper.end_load(newer, Err(PictureRuleError::Kind));
            let said = cropper.error.get_untracked();
            assert_eq!(said.as_deref(), Some("Choose a JPEG, PNG or WebP picture."));
            assert!(!cropper.open.get_untracked());
        });
    }
}
