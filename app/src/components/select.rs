//! A native select with a label, an icon before it and an arrow behind it.

use super::{
    field::{FieldError, FieldHint, described_by},
    icon::{Icon, IconName},
};
use leptos::prelude::*;

/// Something to choose: its value and the words for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is chosen.
    pub value: String,
    /// The words.
    pub label: String,
}

/// What there is to choose, with what is chosen.
#[component]
fn Options(choices: Signal<Vec<Choice>>, chosen: Signal<Option<String>>) -> impl IntoView {
    move || {
        let chosen = chosen.get();
        let choices = choices.get().into_iter();
        choices
            .map(|choice| {
                let selected = chosen.as_ref() == Some(&choice.value);
                view! {
                    <option value=choice.value prop:selected=selected>
                        {choice.label}
                    </option>
                }
            })
            .collect_view()
    }
}

/// A labelled select.
#[component]
pub fn SelectField(
    /// Unique in the page.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What it stands for.
    icon: IconName,
    /// What there is to choose.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// The value that is chosen now.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: Signal<Option<&'static str>>,
    /// Told of a choice.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let described = move || hint.get().map(|_| format!("{id}-hint"));
    view! {
        <div class="field">
            <label class="field__label" for=id>
                {label}
            </label>
            <div class="select">
                <Icon name=icon lead=true />
                <select
                    class="input"
                    id=id
                    name=id
                    data-size="sm"
                    aria-describedby=described
                    on:change:target=move |event| on_choose.run(event.target().value())
                >
                    <Options choices chosen />
                </select>
                <Icon name=IconName::ChevronDown />
            </div>
            {move || view! { <FieldHint id words=hint.get() /> }}
        </div>
    }
    .into_any()
}

/// A select for a form: its value is a signal, and may have something wrong.
#[component]
pub fn FormSelect(
    /// Unique in the page; also its name in the form.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What there is to choose.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// What is chosen.
    value: RwSignal<String>,
    /// Why it is not right.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let chosen = Signal::derive(move || Some(value.get()));
    view! {
        <div class="field">
            <label class="field__label" for=id>
                {label}
            </label>
            <div class="select">
                <select
                    class="input"
                    id=id
                    name=id
                    aria-describedby=move || described_by(id, false, error.get().is_some())
                    aria-invalid=move || error.get().is_some().then_some("true")
                    on:change:target=move |event| value.set(event.target().value())
                >
                    <Options choices chosen />
                </select>
                <Icon name=IconName::ChevronDown />
            </div>
            <FieldError id=format!("{id}-error") error />
        </div>
    }
    .into_any()
}
