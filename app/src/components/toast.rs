//! Notices: short messages that come and go, told to screen readers as they come.
//!
//! *Invariants*: three at most; one without a button goes after five seconds, but not while the pointer or the focus
//! is on it; one with a button stays until it is answered or no longer true.

mod list;

use super::{
    avatar::Avatar,
    icon::{Icon, IconName},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use list::NoticeList;
use std::time::Duration;

const SHOWN: Duration = Duration::from_secs(5);

/// A notice, for taking it away.
pub type NoticeId = u32;

/// How a notice looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Neutral,
    /// Something went well.
    Success,
    /// Something needs attention; told at once.
    Warning,
}

/// A button on a notice.
#[derive(Clone, Debug)]
pub struct NoticeButton {
    /// Its name.
    pub label: String,
    /// What stands on it, where that is shorter than its name.
    pub face: Option<&'static str>,
    /// `primary`, `ghost`; else secondary.
    pub variant: Option<&'static str>,
    /// Told when it is pressed; the notice then goes.
    pub on_press: Callback<()>,
}

impl NoticeButton {
    /// A secondary button with its name on it.
    pub fn new(label: &str, on_press: impl Fn(()) + Send + Sync + 'static) -> Self {
        Self {
            label: label.to_owned(),
            face: None,
            variant: None,
            on_press: Callback::new(on_press),
        }
    }
}

/// What a notice says.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    /// Of whom it speaks: their face and name stand before the words.
    pub who: Option<String>,
    /// The words.
    pub text: String,
    /// What stands under the words; it may change while the notice is shown.
    pub detail: Option<Signal<Option<String>>>,
    /// How it looks.
    pub tone: Tone,
    /// Whether it waits for [`Notices::dismiss`]; one with a button always does.
    pub sticky: bool,
    /// Its buttons.
    pub buttons: Vec<NoticeButton>,
}

/// Shows notices; a context of the whole app.
#[derive(Clone, Copy)]
pub struct Notices(RwSignal<NoticeList>);

impl Notices {
    /// Shows a sentence for five seconds.
    pub fn show(&self, text: impl Into<String>) -> NoticeId {
        self.add(Notice {
            text: text.into(),
            ..Notice::default()
        })
    }

    /// Shows a notice.
    pub fn add(&self, notice: Notice) -> NoticeId {
        self.0.try_update(|list| list.add(notice)).unwrap_or(0)
    }

    /// Takes a notice away.
    pub fn dismiss(&self, id: NoticeId) {
        self.0.try_update(|list| list.remove(id));
    }
}

/// Makes the context; called once by the app.
pub fn provide_notices() -> Notices {
    let notices = Notices(RwSignal::new(NoticeList::default()));
    provide_context(notices);
    notices
}

/// The context.
pub fn use_notices() -> Notices {
    expect_context()
}

/// The region that shows the notices; every page has one. Warnings are told at once, the others when there is a pause.
#[component]
pub fn NoticesRegion() -> impl IntoView {
    let notices = use_notices();
    let polite = move || {
        notices
            .0
            .with(|list| list.with(|tone| tone != Tone::Warning))
    };
    let assertive = move || {
        notices
            .0
            .with(|list| list.with(|tone| tone == Tone::Warning))
    };
    view! {
        <div class="toasts" role="region" aria-label="Notices">
            <div class="toasts__list" role="status" aria-live="polite">
                <For each=polite key=|(id, _)| *id let((id, notice))>
                    <Toast id notice />
                </For>
            </div>
            <div class="toasts__list" role="alert">
                <For each=assertive key=|(id, _)| *id let((id, notice))>
                    <Toast id notice />
                </For>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Toast(id: NoticeId, notice: Notice) -> impl IntoView {
    let notices = use_notices();
    let held = RwSignal::new(false);
    if !notice.sticky && notice.buttons.is_empty() {
        go_after_a_while(notices, id, held);
    }
    let (tone, icon) = match notice.tone {
        Tone::Neutral => (None, IconName::Info),
        Tone::Success => (Some("success"), IconName::CircleCheck),
        Tone::Warning => (Some("warning"), IconName::TriangleAlert),
    };
    let buttons = notice.buttons.into_iter();
    let buttons = buttons.map(|button| view! { <ToastButton id button /> });
    let lead = match &notice.who {
        Some(who) => view! { <Avatar name=who.clone() size="sm" /> }.into_any(),
        None => view! { <Icon name=icon /> }.into_any(),
    };
    let detail = notice.detail.map(|detail| {
        move || {
            let words = detail.try_get().flatten();
            words.map(|words| view! { <small>{words}</small> })
        }
    });
    view! {
        <div
            class="toast"
            data-tone=tone
            on:pointerenter=move |_| held.set(true)
            on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            {lead}
            <span>
                {notice.who.map(|who| view! { <strong>{who}</strong>" " })}
                {notice.text}
                {detail}
            </span>
            <span class="toast__end">{buttons.collect_view()}</span>
        </div>
    }
    .into_any()
}

#[component]
fn ToastButton(id: NoticeId, button: NoticeButton) -> impl IntoView {
    let notices = use_notices();
    let press = move |_| {
        notices.dismiss(id);
        button.on_press.run(());
    };
    let name = button.face.is_some().then(|| button.label.clone());
    let words = button.face.map_or(button.label, str::to_owned);
    view! {
        <button
            class="button"
            data-size="sm"
            data-variant=button.variant
            type="button"
            aria-label=name
            on:click=press
        >
            {words}
        </button>
    }
}

/// Takes the notice away when nobody has held it for the whole time.
fn go_after_a_while(notices: Notices, id: NoticeId, held: RwSignal<bool>) {
    let clock = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = clock.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    Effect::new(move |_| {
        stop();
        if !held.get() {
            let handle = set_timeout_with_handle(move || notices.dismiss(id), SHOWN).ok();
            clock.set_value(handle);
        }
    });
    on_cleanup(stop);
}
