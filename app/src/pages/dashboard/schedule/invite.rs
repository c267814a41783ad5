//! Who is invited: one after the other, by Enter or a comma.

use super::{draft::is_invitable, editor::Editor, fields::Fields, focus::focus};
use crate::{
    components::{
        avatar::Avatar,
        field::{FieldError, FieldHint, keep_typed},
        icon::{Icon, IconName},
    },
    error::{PlanFault, PlanField},
};
use leptos::{ev::KeyboardEvent, html, prelude::*};

const FIELD: &str = "invite";

/// Takes in whom the field names; what nobody can be invited by stays in it.
pub(super) fn take_in(fields: Fields) -> Option<PlanFault> {
    let typed = fields.invitee.get_untracked();
    let (people, left) = split(&typed);
    let mut invited = fields.invited.get_untracked();
    for who in people {
        if !invited.iter().any(|known| known.eq_ignore_ascii_case(&who)) {
            invited.push(who);
        }
    }
    fields.invited.set(invited);
    let fault = (!left.is_empty()).then_some(PlanFault::Form);
    fields.invitee.set(left);
    fault
}

/// Types somebody again whom nobody knows.
pub(super) fn put_back(fields: Fields, who: &str) {
    fields
        .invited
        .update(|invited| invited.retain(|known| known != who));
    fields.invitee.set(who.to_owned());
}

/// Who can be invited, and what is left. A list that was pasted may have any of these between its people.
fn split(typed: &str) -> (Vec<String>, String) {
    let parts = typed.split(|c: char| matches!(c, ',' | ';') || c.is_whitespace());
    let parts = parts.filter(|part| !part.is_empty()).map(str::to_owned);
    let (people, left): (Vec<_>, Vec<_>) = parts.partition(|part| is_invitable(part));
    (people, left.join(" "))
}

/// The list of who is invited, and the field.
#[component]
pub(super) fn Invite(editor: Editor) -> impl IntoView {
    let fields = editor.fields;
    let news = RwSignal::new(String::new());
    let add = move || {
        let before = fields.invited.with_untracked(Vec::len);
        let fault = take_in(fields);
        let added = fields
            .invited
            .with_untracked(|all| all[before..].join(", "));
        if !added.is_empty() {
            news.set(format!("{added} added"));
        }
        editor.judge(PlanField::Invite, fault);
    };
    let type_in = move |typed: String| {
        let ends = typed.ends_with([',', ';']);
        fields.invitee.set(typed);
        if ends {
            add();
        } else if editor.problem(PlanField::Invite).is_some() {
            editor.judge(PlanField::Invite, None);
        }
    };
    view! {
        <div class="field">
            <div class="field__top">
                <label class="field__label" for=FIELD>
                    "Invite people"
                </label>
                <span class="field__optional" id="invite-optional">
                    "Optional"
                </span>
            </div>
            <People fields news />
            <Field editor add=Callback::new(move |()| add()) type_in=Callback::new(type_in) />
            <FieldHint
                id=FIELD
                words=Some("Each person gets an email with the link and a calendar file.")
            />
            <FieldError id="invite-error".to_owned() error=editor.error(PlanField::Invite) />
            <span class="visually-hidden" role="status">
                {move || news.get()}
            </span>
        </div>
    }
    .into_any()
}

#[component]
fn Field(editor: Editor, add: Callback<()>, type_in: Callback<String>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    keep_typed(input, editor.fields.invitee);
    let is_wrong = Memo::new(move |_| editor.problem(PlanField::Invite).is_some());
    let described = move || {
        let error = if is_wrong.get() { " invite-error" } else { "" };
        format!("invite-optional invite-hint{error}")
    };
    // Enter without anything typed sends the form, as in every other field.
    let press = move |event: KeyboardEvent| {
        let typed = editor
            .fields
            .invitee
            .with_untracked(|typed| !typed.trim().is_empty());
        if event.key() == "Enter" && typed && !event.is_composing() {
            event.prevent_default();
            add.run(());
        }
    };
    view! {
        <div class="input-wrap">
            <Icon name=IconName::UserPlus />
            <input
                node_ref=input
                class="input"
                type="text"
                id=FIELD
                placeholder="Username or email"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=described
                aria-invalid=move || is_wrong.get().then_some("true")
                on:keydown=press
                on:input:target=move |event| type_in.run(event.target().value())
            />
        </div>
    }
    .into_any()
}

#[component]
fn People(fields: Fields, news: RwSignal<String>) -> impl IntoView {
    let is_empty = move || fields.invited.with(Vec::is_empty);
    view! {
        <Show when=move || !is_empty()>
            <ul class="cluster gap-1" role="list" aria-label="Invited people">
                <For each=move || fields.invited.get() key=Clone::clone let(who)>
                    <Person who fields news />
                </For>
            </ul>
        </Show>
    }
    .into_any()
}

#[component]
fn Person(who: String, fields: Fields, news: RwSignal<String>) -> impl IntoView {
    let name = who.clone();
    let remove = move |_| {
        fields
            .invited
            .update(|invited| invited.retain(|known| *known != name));
        news.set(format!("{name} removed"));
        focus("#invite");
    };
    view! {
        <li class="name-chip">
            <Avatar name=who.clone() />
            <span>{who.clone()}</span>
            <button type="button" aria-label=format!("Remove {who}") on:click=remove>
                <Icon name=IconName::X />
            </button>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_list_is_taken_apart() {
        let (people, left) = split("elif@example.org, samuel;hanna@example.org\n");
        assert_eq!(people, ["elif@example.org", "samuel", "hanna@example.org"]);
        assert_eq!(left, "");
        let (people, left) = split("samuel, elif@");
        assert_eq!((people.len(), left.as_str()), (1, "elif@"));
    }
}
