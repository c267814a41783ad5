//! A question that needs an answer before something is done. The safe answer has the focus, and Escape gives it.

use super::{button::Button, dialog::Dialog, form_alert::FormAlert};
use leptos::prelude::*;

/// An alert dialog with a safe answer and the others.
#[component]
pub fn Question(
    /// Unique in the page.
    id: &'static str,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What follows from it.
    #[prop(into)]
    words: Signal<String>,
    /// Whether it is asked; it is written when the question is closed.
    open: RwSignal<bool>,
    /// The safe answer.
    #[prop(default = "Cancel")]
    keep: &'static str,
    /// Why the last answer came to nothing.
    #[prop(optional, into)]
    failed: Signal<Option<String>>,
    /// What else there is to choose.
    #[prop(optional, into)]
    more: ViewFnOnce,
    /// The buttons of the other answers.
    children: Children,
) -> impl IntoView {
    view! {
        <Dialog id title open role="alertdialog">
            <div class="dialog__body form">
                <FormAlert words=failed />
                <p class="muted" id=format!("{id}-text")>
                    {move || words.get()}
                </p>
                {more.run()}
            </div>
            <div class="dialog__foot">
                <Button attr:autofocus="" on:click=move |_| open.set(false)>
                    {keep}
                </Button>
                {children()}
            </div>
        </Dialog>
    }
    .into_any()
}
