//! The picture of an account that is not there yet: kept in this tab, and sent with the code that proves the address,
//! so that the server keeps no file of somebody it does not know.

use crate::components::{
    avatar::Avatar,
    button::Button,
    icon::IconName,
    picture::{CropDialog, Cropper, PictureField, TakePhoto},
};
use leptos::prelude::*;

/// The group `Profile picture`.
#[component]
pub(super) fn NewPicture(
    cropper: Cropper,
    /// The text of a `data:` URL.
    picture: RwSignal<Option<String>>,
    #[prop(into)] name: Signal<String>,
) -> impl IntoView {
    let face = move || view! { <Avatar name picture /> };
    view! {
        <PictureField cropper hint="JPEG, PNG or WebP, up to 5 MB. Optional." face>
            <Button size="sm" icon=IconName::Upload on:click=move |_| cropper.choose()>
                "Upload picture"
            </Button>
            <TakePhoto cropper />
            <Show when=move || picture.with(Option::is_some)>
                <Button variant="ghost" size="sm" on:click=move |_| picture.set(None)>
                    "Remove picture"
                </Button>
            </Show>
        </PictureField>
    }
    .into_any()
}

/// The dialog beside the form.
#[component]
pub(super) fn NewPictureDialog(
    cropper: Cropper,
    picture: RwSignal<Option<String>>,
) -> impl IntoView {
    let take = move |square| {
        picture.set(Some(square));
        cropper.done();
    };
    view! { <CropDialog cropper on_use=take /> }
}
