//! A text field that may stay empty, and says so.

use super::field::{FieldError, FieldHint, keep_typed};
use leptos::{html, prelude::*};

/// A text field with the word `Optional` beside its label.
#[component]
pub fn OptionalField(
    /// Unique in the page; also its name in the form.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// Why it is not right.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What helps before typing.
    hint: &'static str,
    /// What stands before what is typed.
    #[prop(optional, into)]
    prefix: Option<String>,
    /// Stands under the error.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    keep_typed(input, value);
    let described = move || {
        let error = error.get().map(|_| format!(" {id}-error"));
        format!("{id}-optional {id}-hint{}", error.unwrap_or_default())
    };
    let field = view! {
        <input
            node_ref=input
            class="input"
            type="text"
            id=id
            name=id
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-describedby=described
            aria-invalid=move || error.get().is_some().then_some("true")
            on:input:target=move |event| value.set(event.target().value())
        />
    };
    let field = match prefix {
        None => field.into_any(),
        Some(prefix) => view! {
            <div class="affix" data-clip>
                <span aria-hidden="true">{prefix}</span>
                {field}
            </div>
        }
        .into_any(),
    };
    view! {
        <div class="field">
            <div class="field__top">
                <label class="field__label" for=id>
                    {label}
                </label>
                <span class="field__optional" id=format!("{id}-optional")>
                    "Optional"
                </span>
            </div>
            {field}
            <FieldHint id words=Some(hint) />
            <FieldError id=format!("{id}-error") error />
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}
