//! A native `<dialog>`: focus stays inside, Escape closes, and closing gives the focus back to the opener.

use super::{icon::IconName, icon_button::IconButton};
use leptos::{html, prelude::*};

/// A modal dialog. The browser returns the focus to what had it before.
#[component]
pub fn Dialog(
    /// Unique in the page.
    id: &'static str,
    /// Its heading and accessible name.
    #[prop(into)]
    title: Signal<String>,
    /// Whether it is open; closing it in any way sets it to false.
    open: RwSignal<bool>,
    /// `sm`, `lg`, `xl`; else medium.
    #[prop(optional)]
    size: Option<&'static str>,
    /// What stands in its body, and its foot if it has one.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(element) = dialog.get() else { return };
        if open.get() && !element.open() {
            // It fails only for an element outside the document, and this one is in it.
            drop(element.show_modal());
        } else if !open.get() && element.open() {
            element.close();
        }
    });
    let title_id = format!("{id}-title");
    view! {
        <dialog
            node_ref=dialog
            class="dialog"
            id=id
            data-size=size
            aria-labelledby=title_id.clone()
            on:close=move |_| open.set(false)
        >
            <div class="dialog__head">
                <h2 id=title_id.clone()>{move || title.get()}</h2>
                <IconButton
                    label="Close"
                    icon=IconName::X
                    on:click=move |_| open.set(false)
                />
            </div>
            {children()}
        </dialog>
    }
    .into_any()
}
