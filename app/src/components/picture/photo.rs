//! What taking a photo knows: where it is between asking for the camera and having a photo.
//!
//! *Invariants*: the camera is on only while its picture is looked at; closing the dialog or leaving the page switches
//! it off, also when the browser answers only then.

use super::{camera::PhotoCamera, canvas};
use leptos::{html, prelude::*, task::spawn_local};
use parley_room_client::DeviceError;
use send_wrapper::SendWrapper;

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum PhotoState {
    /// The browser asks, or the camera starts.
    #[default]
    Asking,
    /// The camera's picture is there.
    Live,
    /// A photo, as the text of a `data:` URL.
    Taken(String),
    /// There is no camera to be had.
    Failed(DeviceError),
}

/// A photo that is being taken.
#[derive(Clone, Copy)]
pub(super) struct Photo {
    /// Whether the dialog is open.
    pub(super) open: RwSignal<bool>,
    pub(super) state: RwSignal<PhotoState>,
    /// Where the camera's picture is shown.
    pub(super) video: NodeRef<html::Video>,
    /// Nothing on the server.
    camera: StoredValue<Option<SendWrapper<PhotoCamera>>>,
    /// The newest question to the browser: after closing, every answer comes too late.
    newest: StoredValue<u32>,
}

impl Default for Photo {
    fn default() -> Self {
        let photo = Self {
            open: RwSignal::new(false),
            state: RwSignal::default(),
            video: NodeRef::new(),
            camera: StoredValue::new(None),
            newest: StoredValue::new(0),
        };
        Effect::new(move |was_open: Option<bool>| {
            let is_open = photo.open.get();
            if was_open == Some(true) && !is_open {
                photo.switch_off();
                photo.state.set(PhotoState::Asking);
            }
            is_open
        });
        on_cleanup(move || photo.switch_off());
        photo
    }
}

impl Photo {
    /// Opens the dialog and asks for the camera.
    pub(super) fn begin(self) {
        self.open.set(true);
        self.switch_on();
    }

    /// Asks for the camera, at first and for another photo.
    pub(super) fn switch_on(self) {
        self.state.set(PhotoState::Asking);
        let question = self.begin_question();
        spawn_local(async move {
            let answer = PhotoCamera::start().await;
            // One that comes too late is dropped here, and so is off again.
            if self.is_newest(question) {
                self.take_camera(answer);
            }
        });
    }

    /// The camera's first picture is there.
    pub(super) fn go_live(self) {
        if self.state.get_untracked() == PhotoState::Asking {
            self.state.set(PhotoState::Live);
        }
    }

    /// The camera is gone: pulled out, or taken back in the browser.
    pub(super) fn lose(self) {
        if self.state.get_untracked() == PhotoState::Live {
            self.switch_off();
            self.state.set(PhotoState::Failed(DeviceError::NotFound));
        }
    }

    /// Keeps what the camera sees now, and switches it off.
    pub(super) fn shoot(self) {
        let video = self.video.get_untracked();
        if let Some(photo) = video.and_then(|video| canvas::photo(&video)) {
            self.switch_off();
            self.state.set(PhotoState::Taken(photo));
        }
    }

    fn take_camera(self, answer: Result<PhotoCamera, DeviceError>) {
        match answer {
            Ok(camera) => {
                if let Some(video) = self.video.get_untracked() {
                    camera.show_in(&video);
                }
                self.camera.set_value(Some(SendWrapper::new(camera)));
            }
            Err(error) => self.state.set(PhotoState::Failed(error)),
        }
    }

    fn switch_off(self) {
        self.begin_question();
        self.camera.try_update_value(|camera| *camera = None);
    }

    /// All that was asked before is answered too late.
    fn begin_question(self) -> Option<u32> {
        self.newest.try_update_value(|newest| {
            *newest = newest.wrapping_add(1);
            *newest
        })
    }

    /// Whether nothing was asked or closed since, and the page is still there.
    fn is_newest(self, question: Option<u32>) -> bool {
        question.is_some() && self.newest.try_get_value() == question
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_after_closing_comes_too_late() {
        let owner = Owner::new();
        owner.with(|| {
            let photo = Photo::default();
            let question = photo.begin_question();
            assert!(photo.is_newest(question));
            photo.switch_off();
            assert!(!photo.is_newest(question));
        });
    }

    #[test]
    fn a_camera_is_live_with_its_first_picture_and_may_be_lost_then() {
        let owner = Owner::new();
        owner.with(|| {
            let photo = Photo::default();
            photo.lose();
            assert_eq!(photo.state.get_untracked(), PhotoState::Asking);
            photo.go_live();
            assert_eq!(photo.state.get_untracked(), PhotoState::Live);
            photo.lose();
            let lost = PhotoState::Failed(DeviceError::NotFound);
            assert_eq!(photo.state.get_untracked(), lost);
            photo.go_live();
            assert_eq!(photo.state.get_untracked(), lost);
        });
    }
}
