//! The group `Profile picture` of a form.

use super::cropper::Cropper;
use crate::components::field::FieldError;
use leptos::prelude::*;

/// The face, the buttons, what is taken, and what is wrong.
#[component]
pub fn PictureField(
    /// What is chosen.
    cropper: Cropper,
    /// What is taken, in words.
    hint: &'static str,
    /// The face.
    #[prop(into)]
    face: ViewFn,
    /// The buttons.
    children: Children,
) -> impl IntoView {
    let error = Signal::derive(move || cropper.error.get().filter(|_| !cropper.open.get()));
    view! {
        <div class="picture-field" role="group" aria-label="Profile picture">
            {face.run()}
            <div>
                <div class="actions">{children()}</div>
                <p>{hint}</p>
                <div role="alert">
                    <FieldError id="picture-error".to_owned() error />
                </div>
            </div>
        </div>
    }
    .into_any()
}
