//! A field for the six digits of a mail: one input over six drawn slots. The sixth digit sends the form.

use super::field::{FieldError, FieldHint, described_by, keep_typed};
use leptos::{html, prelude::*};
use parley_protocol::limits::CODE_DIGITS;

/// The digits of what was typed or pasted, six at most.
pub fn only_digits(typed: &str) -> String {
    let digits = typed.chars().filter(char::is_ascii_digit);
    digits.take(CODE_DIGITS).collect()
}

/// The field `6-digit code`.
#[component]
pub fn CodeField(
    /// What is typed.
    value: RwSignal<String>,
    /// Why it is not right.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Told of the sixth digit, once it is in `value`.
    #[prop(into)]
    on_full: Callback<()>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    select_when_refused(input, error);
    let type_in = move |typed: String| {
        let digits = only_digits(&typed);
        if let Some(element) = input.get_untracked().filter(|_| digits != typed) {
            element.set_value(&digits);
        }
        // A seventh digit changes nothing; another code pasted over the first one does.
        let is_new = value.with_untracked(|before| *before != digits);
        let is_full = digits.len() == CODE_DIGITS;
        value.set(digits);
        if is_full && is_new {
            on_full.run(());
        }
    };
    send_what_was_typed_early(input, type_in);
    keep_typed(input, value);
    view! {
        <div class="field">
            <label class="field__label" for="code">
                "6-digit code"
            </label>
            <div class="otp" data-filled=move || value.with(String::len).to_string()>
                {(0..CODE_DIGITS).map(|_| view! { <span></span> }).collect_view()}
                <input
                    node_ref=input
                    id="code"
                    name="code"
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    pattern="[0-9 ]*"
                    aria-describedby=move || described_by("code", true, error.get().is_some())
                    aria-invalid=move || error.get().is_some().then_some("true")
                    on:input:target=move |event| type_in(event.target().value())
                />
            </div>
            <FieldHint id="code" words=Some("The code is valid for 10 minutes.") />
            <FieldError id="code-error".to_owned() error />
        </div>
    }
    .into_any()
}

/// Digits that were typed before the page came to life count as if they were typed now.
fn send_what_was_typed_early(
    input: NodeRef<html::Input>,
    type_in: impl Fn(String) + Copy + 'static,
) {
    Effect::new(move |done: Option<bool>| {
        let element = input.get().filter(|_| done != Some(true));
        if let Some(typed) = element
            .as_ref()
            .map(web_sys::HtmlInputElement::value)
            .filter(|typed| !typed.is_empty())
        {
            type_in(typed);
        }
        done == Some(true) || element.is_some()
    });
}

/// What was refused is typed over, not after.
fn select_when_refused(input: NodeRef<html::Input>, error: Signal<Option<String>>) {
    Effect::new(move |_| {
        if error.get().is_none() {
            return;
        }
        request_animation_frame(move || {
            if let Some(element) = input.try_get_untracked().flatten() {
                element.select();
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_code_may_have_anything_around_it() {
        assert_eq!(only_digits("123 456"), "123456");
        assert_eq!(only_digits("Your code: 004810."), "004810");
        assert_eq!(only_digits("12345678"), "123456");
        assert_eq!(only_digits("１２３"), "");
    }
}
