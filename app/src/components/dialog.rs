//! A dialog over the page. The browser keeps the focus in it, closes it with Escape, and gives the focus back.

use super::{icon::IconName, icon_button::IconButton};
use leptos::{html, prelude::*};

/// A dialog, named by its heading. A control with `autofocus` in it gets the focus, else the first one does.
#[component]
pub fn Dialog(
    /// Unique in the page.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// Whether it is open; the dialog writes it when it is closed.
    open: RwSignal<bool>,
    /// `dialog`, or `alertdialog` for a question that needs an answer; its text then has the id `<id>-text`.
    #[prop(default = "dialog")]
    role: &'static str,
    /// `sm` or `lg`.
    #[prop(default = "sm")]
    size: &'static str,
    /// Whether there is a button beside the heading that closes it.
    #[prop(optional)]
    closable: bool,
    /// The name of that button.
    #[prop(default = "Close")]
    close_label: &'static str,
    /// What stands in it: `dialog__body`, and `dialog__foot` with the buttons.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(element) = dialog.get() else { return };
        if !open.get() {
            element.close();
        } else if !element.open() {
            // It is in the page and closed, which is all that this asks for.
            drop(element.show_modal());
        }
    });
    let described = (role == "alertdialog").then(|| format!("{id}-text"));
    view! {
        <dialog
            node_ref=dialog
            class="dialog"
            data-size=size
            id=id
            role=role
            aria-labelledby=format!("{id}-title")
            aria-describedby=described
            on:close=move |_| open.set(false)
        >
            <div class="dialog__head">
                <h2 id=format!("{id}-title")>{move || title.get()}</h2>
                {closable
                    .then(|| {
                        view! {
                            <IconButton
                                label=close_label
                                icon=IconName::X
                                on:click=move |_| open.set(false)
                            />
                        }
                    })}
            </div>
            {children()}
        </dialog>
    }
    .into_any()
}
