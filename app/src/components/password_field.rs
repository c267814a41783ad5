//! A field for a password, with a button that shows it. A form that is sent hides it again.

use super::{
    field::{FieldError, FieldHint, described_by, keep_typed},
    icon::IconName,
    icon_button::IconButton,
};
use leptos::{html, prelude::*};

/// A password. Its name in the form is its id.
#[component]
pub fn PasswordField(
    /// Unique in the page.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// The name of the button that shows it.
    show_label: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// Why it is not right.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What helps before typing.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// Stands under the input: the strength.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    keep_typed(input, value);
    let shown = RwSignal::new(false);
    view! {
        <div class="field">
            <label class="field__label" for=id>
                {label}
            </label>
            <div class="input-wrap">
                <input
                    node_ref=input
                    class="input"
                    type=move || if shown.get() { "text" } else { "password" }
                    id=id
                    name=id
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=move || described_by(id, hint.is_some(), error.get().is_some())
                    aria-invalid=move || error.get().is_some().then_some("true")
                    on:input:target=move |event| value.set(event.target().value())
                />
                <IconButton
                    label=show_label
                    icon=IconName::Eye
                    tip_align="end"
                    attr:aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                />
            </div>
            {children.map(|children| children())}
            <FieldHint id words=hint />
            <FieldError id=format!("{id}-error") error />
        </div>
    }
    .into_any()
}
