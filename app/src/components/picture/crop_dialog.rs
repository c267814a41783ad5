//! The dialog `Crop picture`, and beside it the one in which a photo is taken.

use super::{
    crop_area::{CropArea, Previews},
    cropper::Cropper,
    photo_dialog::PhotoDialog,
};
use crate::components::{button::Button, dialog::Dialog, field::FieldError, icon::IconName};
use leptos::{html, prelude::*};

/// Cuts a square out of a picture.
#[component]
pub fn CropDialog(
    /// What is chosen.
    cropper: Cropper,
    /// Takes the square, as the text of a `data:` URL; says [`Cropper::done`] or [`Cropper::refuse`] then.
    #[prop(into)]
    on_use: Callback<String>,
) -> impl IntoView {
    let open = cropper.open;
    let take = move |_| {
        if let Some(square) = cropper.cut_out() {
            on_use.run(square);
        }
    };
    view! {
        <Dialog id="crop" title="Crop picture" open size="lg" closable=true>
            <div class="dialog__body">
                <div class="crop">
                    <div class="stack">
                        <CropArea cropper />
                        <p class="quiet text-small" id="crop-help">
                            "Drag to move, or use the arrow keys."
                        </p>
                        <div role="alert">
                            <FieldError id="crop-error".to_owned() error=cropper.error />
                        </div>
                        <Zoom cropper />
                        <Choices cropper />
                    </div>
                    <Previews cropper />
                </div>
                <input
                    node_ref=cropper.input
                    type="file"
                    accept="image/jpeg,image/png,image/webp"
                    hidden
                    on:change=move |_| cropper.take_file()
                />
            </div>
            <div class="dialog__foot">
                <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                <Button variant="primary" busy=cropper.busy on:click=take>
                    "Use picture"
                </Button>
            </div>
        </Dialog>
        <PhotoDialog cropper />
    }
    .into_any()
}

#[component]
fn Zoom(cropper: Cropper) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let zoom = move || format!("{:.0}", cropper.frame.get().zoom());
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let zoom = zoom();
        element.set_value(&zoom);
        // Styles in attributes are not allowed here; what a script sets is.
        let style = web_sys::HtmlElement::style(&element);
        drop(style.set_property("--fill-to", &format!("{zoom}%")));
    });
    view! {
        <div class="field">
            <div class="field__top">
                <label class="field__label" for="zoom">
                    "Zoom"
                </label>
                <output class="field__optional" for="zoom">
                    {move || format!("{}%", zoom())}
                </output>
            </div>
            <input
                node_ref=node
                class="range"
                type="range"
                id="zoom"
                min="0"
                max="100"
                value="0"
                on:input:target=move |event| {
                    let zoom = event.target().value().parse().unwrap_or_default();
                    cropper.frame.update(|frame| *frame = frame.zoomed(zoom));
                }
            />
        </div>
    }
    .into_any()
}

#[component]
fn Choices(cropper: Cropper) -> impl IntoView {
    let turn = move |_| cropper.frame.update(|frame| *frame = frame.turned_left());
    view! {
        <div class="actions">
            <Button size="sm" icon=IconName::RotateCcw on:click=turn>
                "Rotate left"
            </Button>
            <Button variant="ghost" size="sm" on:click=move |_| cropper.choose()>
                "Choose another picture"
            </Button>
        </div>
    }
    .into_any()
}
