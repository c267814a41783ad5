//! A text field with its label, hint and error.

use super::icon::{Icon, IconName};
use leptos::{html, prelude::*};

/// Keeps an input and a signal equal without a controlled value: what somebody typed before the page was hydrated
/// stays, and goes into the signal. The input's `on:input` writes the signal.
pub fn keep_typed(input: NodeRef<html::Input>, value: RwSignal<String>) {
    Effect::new(move |first: Option<()>| {
        let Some(element) = input.get() else { return };
        let wanted = value.get();
        let typed = element.value();
        if typed == wanted {
            return;
        }
        if first.is_none() && !typed.is_empty() {
            value.set(typed);
        } else {
            element.set_value(&wanted);
        }
    });
}

/// The error under a field, tied to it by `id`.
#[component]
pub fn FieldError(
    /// What the field's `aria-describedby` names.
    id: String,
    /// The sentence; nothing is drawn without one.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    move || {
        let id = id.clone();
        error.get().map(|words| {
            view! {
                <p class="field__error" id=id>
                    <Icon name=IconName::CircleAlert />
                    {words}
                </p>
            }
        })
    }
}

/// The ids that describe a field: its hint and its error, as far as they are there.
pub fn described_by(id: &str, has_hint: bool, has_error: bool) -> Option<String> {
    let parts: Vec<String> = [("hint", has_hint), ("error", has_error)]
        .into_iter()
        .filter(|(_, there)| *there)
        .map(|(part, _)| format!("{id}-{part}"))
        .collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A text field. Its name in the form is its id; attributes such as `autocomplete` are set by `autocomplete`.
#[component]
pub fn TextField(
    /// Unique in the page.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// Why it is not right.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What helps before typing.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    keep_typed(input, value);
    view! {
        <div class="field">
            <label class="field__label" for=id>
                {label}
            </label>
            <input
                node_ref=input
                class="input"
                type="text"
                id=id
                name=id
                autocomplete=autocomplete
                value=value.get_untracked()
                aria-describedby=move || described_by(id, hint.is_some(), error.get().is_some())
                aria-invalid=move || error.get().is_some().then_some("true")
                on:input:target=move |event| value.set(event.target().value())
            />
            {hint
                .map(|words| {
                    view! {
                        <p class="field__hint" id=format!("{id}-hint")>
                            {words}
                        </p>
                    }
                })}
            <FieldError id=format!("{id}-error") error />
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_names_what_describes_it() {
        assert_eq!(described_by("name", false, false), None);
        assert_eq!(
            described_by("name", true, false).as_deref(),
            Some("name-hint")
        );
        assert_eq!(
            described_by("name", true, true).as_deref(),
            Some("name-hint name-error")
        );
    }
}
