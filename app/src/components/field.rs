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

/// What is typed into a text field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    #[default]
    Text,
    /// A name to sign in with: no capitals, no spelling.
    Identifier,
    /// The same, with an `@` drawn before it.
    Username,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A number.
    Number,
}

impl FieldKind {
    /// The input's type. An address is text, because browsers change what is typed into an `email` input.
    fn input_type(self) -> &'static str {
        match self {
            Self::Text | Self::Identifier | Self::Username | Self::Email => "text",
            Self::Phone => "tel",
            Self::Date => "date",
            Self::Time => "time",
            Self::Number => "number",
        }
    }

    fn input_mode(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::Number => Some("numeric"),
            Self::Text
            | Self::Identifier
            | Self::Username
            | Self::Phone
            | Self::Date
            | Self::Time => None,
        }
    }

    fn is_name(self) -> bool {
        matches!(self, Self::Identifier | Self::Username | Self::Email)
    }
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
    /// What is typed.
    #[prop(optional)]
    kind: FieldKind,
    /// Whether it gets the focus when the dialog it is in opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let node_ref = NodeRef::<html::Input>::new();
    keep_typed(node_ref, value);
    let input = view! {
        <input
            node_ref=node_ref
            class="input"
            type=kind.input_type()
            inputmode=kind.input_mode()
            id=id
            name=id
            autocomplete=autocomplete
            autocapitalize=kind.is_name().then_some("none")
            spellcheck=kind.is_name().then_some("false")
            value=value.get_untracked()
            autofocus=autofocus
            aria-describedby=move || described_by(id, hint.is_some(), error.get().is_some())
            aria-invalid=move || error.get().is_some().then_some("true")
            on:input:target=move |event| value.set(event.target().value())
        />
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>
                {label}
            </label>
            {affixed(kind, input.into_any())}
            <FieldHint id words=hint />
            <FieldError id=format!("{id}-error") error />
        </div>
    }
    .into_any()
}

fn affixed(kind: FieldKind, input: AnyView) -> AnyView {
    if kind != FieldKind::Username {
        return input;
    }
    view! {
        <div class="affix">
            <span aria-hidden="true">"@"</span>
            {input}
        </div>
    }
    .into_any()
}

/// What helps before typing.
#[component]
pub fn FieldHint(
    /// The field's id.
    id: &'static str,
    /// The words; nothing is drawn without them.
    words: Option<&'static str>,
) -> impl IntoView {
    words.map(|words| {
        view! {
            <p class="field__hint" id=format!("{id}-hint")>
                {words}
            </p>
        }
    })
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
