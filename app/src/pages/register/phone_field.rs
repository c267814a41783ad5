//! A phone number: the country to choose, and the number to type. A number with its own country code needs no choice.

use super::countries::COUNTRIES;
use crate::components::{
    field::{FieldError, FieldHint, described_by, keep_typed},
    icon::{Icon, IconName},
};
use leptos::{html, prelude::*};

const ID: &str = "phone";

/// The field `Phone number` with the choice `Country code`.
#[component]
pub(super) fn PhoneField(
    /// The chosen country's code.
    country: RwSignal<String>,
    /// What is typed.
    value: RwSignal<String>,
    /// Why it is not right.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    keep_typed(input, value);
    view! {
        <div class="field">
            <label class="field__label" for=ID>
                "Phone number"
            </label>
            <div class="phone">
                <CountrySelect country />
                <input
                    node_ref=input
                    class="input"
                    type="tel"
                    id=ID
                    name=ID
                    autocomplete="tel"
                    value=value.get_untracked()
                    aria-describedby=move || described_by(ID, true, error.get().is_some())
                    aria-invalid=move || error.get().is_some().then_some("true")
                    on:input:target=move |event| value.set(event.target().value())
                />
            </div>
            <FieldHint id=ID words=Some("With the country code, or choose the country.") />
            <FieldError id=format!("{ID}-error") error />
        </div>
    }
    .into_any()
}

#[component]
fn CountrySelect(country: RwSignal<String>) -> impl IntoView {
    let select = NodeRef::<html::Select>::new();
    keep_chosen(select, country);
    let options = COUNTRIES.iter().map(|(code, name, prefix)| {
        let is_chosen = country.with_untracked(|chosen| chosen == code);
        view! {
            <option value=*code selected=is_chosen>
                {format!("{name} (+{prefix})")}
            </option>
        }
    });
    view! {
        <div class="select">
            <select
                node_ref=select
                class="input"
                name="country"
                aria-label="Country code"
                autocomplete="country"
                on:change:target=move |event| country.set(event.target().value())
            >
                <option value="">"Country"</option>
                {options.collect_view()}
            </select>
            <Icon name=IconName::ChevronDown />
        </div>
    }
}

/// As [`keep_typed`], for a choice.
fn keep_chosen(select: NodeRef<html::Select>, country: RwSignal<String>) {
    Effect::new(move |first: Option<()>| {
        let Some(element) = select.get() else { return };
        let wanted = country.get();
        let chosen = element.value();
        if first.is_none() && !chosen.is_empty() {
            country.set(chosen);
        } else if chosen != wanted {
            element.set_value(&wanted);
        }
    });
}
