//! The own picture: changed and removed at once, without loading the page, so that nothing else that is typed is lost.

use super::{requests::RemovePicture, upload};
use crate::{
    components::{
        avatar::Avatar,
        button::Button,
        icon::IconName,
        picture::{Cropper, PictureField, TakePhoto},
        toast::use_notices,
    },
    pages::account::form_state::focus,
    paths,
    session::use_own_picture,
    text,
};
use leptos::{prelude::*, task::spawn_local};

/// Sends the square that was cut out.
pub(super) fn take(cropper: Cropper) -> Callback<String> {
    let (own, notices) = (use_own_picture(), use_notices());
    Callback::new(move |square: String| {
        spawn_local(async move {
            match upload::send(&square).await {
                Ok(name) => {
                    own.set(Some(name));
                    cropper.done();
                    notices.show("Picture changed");
                }
                Err(error) => cropper.refuse(text::app_error(&error)),
            }
        });
    })
}

/// The group `Profile picture`.
#[component]
pub(super) fn OwnPicture(cropper: Cropper, #[prop(into)] name: Signal<String>) -> impl IntoView {
    let (own, notices) = (use_own_picture(), use_notices());
    let remove = ServerAction::<RemovePicture>::new();
    Effect::new(move |_| match remove.value().get() {
        None => {}
        Some(Ok(())) => {
            own.set(None);
            notices.show("Picture removed");
            // The button that was pressed is gone.
            request_animation_frame(|| focus("[aria-label='Profile picture'] button"));
        }
        Some(Err(error)) => {
            notices.show(text::app_error(&error));
        }
    });
    let large = Signal::derive(move || own.get().map(|name| paths::picture(&name, false)));
    let face = move || {
        view! {
            <span role="img" aria-label="Your profile picture">
                <Avatar name picture=large />
            </span>
        }
    };
    view! {
        <PictureField cropper hint="JPEG, PNG or WebP, up to 5 MB." face>
            <Button
                size="sm"
                icon=IconName::Upload
                on:click=move |_| cropper.change(large.get_untracked())
            >
                "Change picture"
            </Button>
            <TakePhoto cropper />
            <Show when=move || own.with(Option::is_some)>
                <Button
                    variant="ghost"
                    size="sm"
                    busy=remove.pending()
                    on:click=move |_| {
                        remove.dispatch(RemovePicture {});
                    }
                >
                    "Remove picture"
                </Button>
            </Show>
        </PictureField>
    }
    .into_any()
}
