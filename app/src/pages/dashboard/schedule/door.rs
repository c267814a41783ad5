//! What opens a meeting: its custom link and its password.

use super::{
    draft::link_fault,
    editor::{Editor, Subject},
    focus::focus,
    requests::{LinkView, check_link},
};
use crate::{
    components::{button::Button, check_line::CheckLine, optional_field::OptionalField},
    error::{PlanFault, PlanField},
    instance::use_instance,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;

/// How long somebody types nothing before their link is looked up.
const PAUSE: Duration = Duration::from_millis(400);

/// The two fields.
#[component]
pub(super) fn Door(editor: Editor) -> impl IntoView {
    let fields = editor.fields;
    look_up_while_typing(editor);
    let host = use_instance().host;
    let had_password = Memo::new(move |_| {
        let subject = editor.subject.read();
        matches!(&*subject, Subject::All(plan) if plan.has_password)
    });
    view! {
        <div class="form__row">
            <OptionalField
                id="custom-link"
                label="Custom link"
                value=fields.link
                error=editor.error(PlanField::Link)
                hint="Letters, numbers and dashes."
                prefix=format!("{host}/m/")
            >
                <Suggestion editor />
            </OptionalField>
            <MeetingPasswordField
                id="meeting-password"
                value=fields.password
                without=fields.without_password
                had_password
                error=editor.error(PlanField::Password)
                hint="Asked of everyone who is not invited by account."
            />
        </div>
    }
    .into_any()
}

/// The password of a meeting: another one, or none any more. The one there is is not shown.
#[component]
pub(in super::super) fn MeetingPasswordField(
    /// Unique in the page.
    id: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// Whether the one there is goes.
    without: RwSignal<bool>,
    /// Whether there is one.
    #[prop(into)]
    had_password: Signal<bool>,
    /// Why it is not right.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Who is asked for it.
    hint: &'static str,
) -> impl IntoView {
    view! {
        <OptionalField id label="Meeting password" value error hint>
            <Show when=move || had_password.get()>
                <CheckLine on=without>
                    "Remove the password"
                    <small>"Leave the field empty to keep the one there is."</small>
                </CheckLine>
            </Show>
        </OptionalField>
    }
    .into_any()
}

/// A link like the taken one that is free.
#[component]
fn Suggestion(editor: Editor) -> impl IntoView {
    let free = Memo::new(move |_| {
        let problem = editor.problem(PlanField::Link)?;
        match problem.fault {
            PlanFault::Taken(free) => free,
            PlanFault::Empty
            | PlanFault::Form
            | PlanFault::Dash
            | PlanFault::Reserved
            | PlanFault::LikeCode
            | PlanFault::TooLong
            | PlanFault::Past
            | PlanFault::Bounds
            | PlanFault::Unknown(_)
            | PlanFault::TooManyMails
            | PlanFault::TooManyChanges
            | PlanFault::Gone
            | PlanFault::Changed => None,
        }
    });
    move || {
        free.get().map(|free| {
            let label = format!("Use {free}");
            let take = move |_| {
                editor.fields.link.set(free.clone());
                focus("#custom-link");
            };
            view! {
                <div>
                    <Button size="sm" on:click=take>
                        {label}
                    </Button>
                </div>
            }
        })
    }
}

/// Says that a link is taken as soon as somebody stops to type. What has not the form of a link is told when the form
/// is sent.
fn look_up_while_typing(editor: Editor) {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    Effect::new(move |_| {
        let typed = editor.fields.link.get();
        stop();
        let is_own = match &*editor.subject.read_untracked() {
            Subject::All(plan) => plan.draft.link == typed.trim().to_ascii_lowercase(),
            Subject::New | Subject::One(_) => false,
        };
        if !editor.open.get_untracked() || typed.trim().is_empty() || is_own {
            return;
        }
        if link_fault(&typed).is_none() {
            let ask = move || look_up(editor, typed.clone());
            waiting.set_value(set_timeout_with_handle(ask, PAUSE).ok());
        }
    });
    on_cleanup(stop);
}

fn look_up(editor: Editor, typed: String) {
    spawn_local(async move {
        // A server that is away says so when the form is sent.
        if let Ok(LinkView::Taken(free)) = check_link(typed.clone()).await
            && editor.fields.link.try_get_untracked() == Some(typed)
        {
            editor.judge(PlanField::Link, Some(PlanFault::Taken(free)));
        }
    });
}
