//! The dialog `Take a photo`: the camera's picture, and a photo that is used or taken again.

use super::{
    cropper::Cropper,
    photo::{Photo, PhotoState},
};
use crate::{
    components::{button::Button, dialog::Dialog, icon::IconName},
    text::devices::{Device, error_words},
};
use leptos::prelude::*;
use parley_room_client::DeviceError;

/// The button that opens the dialog.
#[component]
pub fn TakePhoto(
    /// Gets the photo.
    cropper: Cropper,
) -> impl IntoView {
    view! {
        <Button size="sm" icon=IconName::Camera on:click=move |_| cropper.photo.begin()>
            "Take a photo"
        </Button>
    }
}

/// What is said in the dialog.
fn words(state: &PhotoState) -> &'static str {
    match state {
        PhotoState::Asking => "Allow the camera in the browser window.",
        PhotoState::Live => "",
        PhotoState::Taken(_) => "The photo is taken.",
        PhotoState::Failed(DeviceError::BlockedByBrowser) => {
            "Your browser blocks the camera. Allow it for this page beside the address, then try again."
        }
        PhotoState::Failed(error) => error_words(Device::Camera, *error),
    }
}

/// What the button that leads on is called.
fn onward(state: &PhotoState) -> &'static str {
    match state {
        PhotoState::Asking | PhotoState::Live => "Take photo",
        PhotoState::Taken(_) => "Use photo",
        PhotoState::Failed(_) => "Try again",
    }
}

/// What the button that leads back is called.
fn back(state: &PhotoState) -> &'static str {
    match state {
        PhotoState::Taken(_) => "Retake",
        PhotoState::Asking | PhotoState::Live | PhotoState::Failed(_) => "Cancel",
    }
}

/// Takes a photo, and gives it to the cropper.
#[component]
pub(super) fn PhotoDialog(cropper: Cropper) -> impl IntoView {
    let photo = cropper.photo;
    let state = photo.state;
    let go_on = move |_| match state.get_untracked() {
        PhotoState::Asking => {}
        PhotoState::Live => photo.shoot(),
        PhotoState::Taken(address) => {
            photo.open.set(false);
            cropper.change(Some(address));
        }
        PhotoState::Failed(_) => photo.switch_on(),
    };
    let go_back = move |_| match state.get_untracked() {
        PhotoState::Taken(_) => photo.switch_on(),
        PhotoState::Asking | PhotoState::Live | PhotoState::Failed(_) => photo.open.set(false),
    };
    let is_asking = move || state.with(|state| *state == PhotoState::Asking);
    view! {
        <Dialog id="photo" title="Take a photo" open=photo.open closable=true>
            <div class="dialog__body">
                <Finder photo />
            </div>
            <div class="dialog__foot">
                <Button on:click=go_back>{move || state.with(back)}</Button>
                <Button
                    variant="primary"
                    attr:autofocus=""
                    busy=Signal::derive(is_asking)
                    on:click=go_on
                >
                    {move || state.with(onward)}
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// What the camera sees, the photo, or why there is neither.
#[component]
fn Finder(photo: Photo) -> impl IntoView {
    let state = photo.state;
    let is_live = move || state.with(|state| *state == PhotoState::Live);
    let taken = move || {
        state.with(|state| match state {
            PhotoState::Taken(address) => {
                Some(view! { <img src=address.clone() alt="Your photo" /> })
            }
            PhotoState::Asking | PhotoState::Live | PhotoState::Failed(_) => None,
        })
    };
    let is_taken = move || state.with(|state| matches!(state, PhotoState::Taken(_)));
    view! {
        <div class="photo">
            <video
                node_ref=photo.video
                aria-label="What your camera sees"
                hidden=move || !is_live()
                autoplay
                playsinline
                muted
                prop:muted=true
                tabindex="-1"
                on:loadeddata=move |_| photo.go_live()
                on:ended=move |_| photo.lose()
            ></video>
            {taken}
            <p role="status" data-over=move || is_taken().then_some("")>
                {move || state.with(words)}
            </p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_have_no_camera_has_its_own_words_and_can_be_tried_again() {
        let errors = [
            DeviceError::BlockedByBrowser,
            DeviceError::BlockedBySystem,
            DeviceError::NotFound,
            DeviceError::InUse,
            DeviceError::Unusable,
            DeviceError::InsecurePage,
            DeviceError::Unsupported,
        ];
        let said: std::collections::BTreeSet<_> = errors
            .into_iter()
            .map(|error| {
                let state = PhotoState::Failed(error);
                assert_eq!((back(&state), onward(&state)), ("Cancel", "Try again"));
                words(&state)
            })
            .collect();
        assert_eq!(said.len(), errors.len());
        assert!(!said.contains(""));
    }

    #[test]
    fn a_photo_is_used_or_taken_again() {
        let taken = PhotoState::Taken("data:image/jpeg;base64,AAAA".to_owned());
        assert_eq!((back(&taken), onward(&taken)), ("Retake", "Use photo"));
        let live = PhotoState::Live;
        assert_eq!((back(&live), onward(&live)), ("Cancel", "Take photo"));
    }
}
