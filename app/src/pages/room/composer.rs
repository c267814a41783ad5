//! Writing a message.

use super::store::use_room;
use crate::components::icon::{Icon, IconName};
use crate::text::chat_text_error;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use parley_protocol::ChatText;

/// What is said about a text that cannot be sent; an empty one only keeps the button off.
fn text_words(text: &str) -> Option<String> {
    ChatText::new(text).err().and_then(chat_text_error)
}

/// Enter sends, unless it ends a composition (Chinese, Japanese, Korean) or makes a new line.
fn sends(key: &str, shift: bool, composing: bool) -> bool {
    key == "Enter" && !shift && !composing
}

/// The field and the button.
#[component]
pub(super) fn Composer() -> impl IntoView {
    let room = use_room();
    let draft = RwSignal::new(String::new());
    let may_chat = room.part(|view| view.may_chat);
    let error = Memo::new(move |_| text_words(&draft.read()));
    let empty = Memo::new(move |_| draft.read().trim().is_empty());
    let send = move || {
        if let Ok(text) = ChatText::new(&draft.get_untracked()) {
            draft.set(String::new());
            room.engine.send_chat(text);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        // Safari ends a composition before the key; it then reports the key code 229.
        let composing = event.is_composing() || event.key_code() == 229;
        if sends(&event.key(), event.shift_key(), composing) {
            event.prevent_default();
            send();
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    // The form stays while it is hidden, and with it what was half written.
    view! {
        <p class="composer__closed" role="status">
            {move || (!may_chat.get()).then_some("The host has switched off the chat.")}
        </p>
        <form
            class="composer"
            aria-label="Send a message"
            hidden=move || !may_chat.get()
            on:submit=on_submit
        >
            <p class="field__error" id="chat-error" role="alert" hidden=move || error.get().is_none()>
                {error}
            </p>
            <div class="composer__box" data-plain>
                <textarea
                    id="chat-message"
                    rows="1"
                    aria-label="Message"
                    placeholder="Write a message"
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=move || error.get().map(|_| "chat-error")
                    prop:value=draft
                    on:input:target=move |event| draft.set(event.target().value())
                    on:keydown=on_key
                ></textarea>
                <button
                    class="icon-button"
                    type="submit"
                    data-send
                    aria-label="Send message"
                    disabled=move || empty.get() || error.get().is_some()
                >
                    <Icon name=IconName::ArrowUp />
                </button>
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_text_that_is_too_long_gets_words() {
        assert_eq!(text_words(""), None);
        assert_eq!(text_words(&"x".repeat(4000)), None);
        assert_eq!(
            text_words(&"x".repeat(4001)).as_deref(),
            Some("Messages can have up to 4000 characters.")
        );
    }

    #[test]
    fn enter_sends_and_shift_enter_or_a_composition_does_not() {
        assert!(sends("Enter", false, false));
        assert!(!sends("Enter", true, false));
        assert!(!sends("Enter", false, true));
        assert!(!sends("a", false, false));
    }
}
