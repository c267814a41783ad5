//! Notices: short messages that come and go, told to screen readers as they come.
//!
//! *Invariants*: three at most; one without a button goes after five seconds, but not while the pointer or the focus
//! is on it; one with a button stays until it is answered or no longer true.

mod list;

use super::icon::{Icon, IconName};
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
    /// Its words.
    pub label: String,
    /// Told when it is pressed; the notice then goes.
    pub on_press: Callback<()>,
}

/// What a notice says.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The words.
    pub text: String,
    /// How it looks.
    pub tone: Tone,
    /// Whether it waits for [`Notices::dismiss`]; one with a button always does.
    pub sticky: bool,
    /// Its button.
    pub button: Option<NoticeButton>,
}

/// Shows notices; a context of the whole app.
#[derive(Clone, Copy)]
pub struct Notices(RwSignal<NoticeList>);

impl Notices {
    /// Shows a sentence for five seconds.
    pub fn show(&self, text: impl Into<String>) -> NoticeId {
        self.add(Notice {
            text: text.into(),
            tone: Tone::Neutral,
            sticky: false,
            button: None,
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
    if !notice.sticky && notice.button.is_none() {
        go_after_a_while(notices, id, held);
    }
    let (tone, icon) = match notice.tone {
        Tone::Neutral => (None, IconName::Info),
        Tone::Success => (Some("success"), IconName::CircleCheck),
        Tone::Warning => (Some("warning"), IconName::TriangleAlert),
    };
    let button = notice.button.map(|button| {
        let press = move |_| {
            notices.dismiss(id);
            button.on_press.run(());
        };
        view! {
            <button class="button" data-size="sm" type="button" on:click=press>
                {button.label}
            </button>
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
            <Icon name=icon />
            <span>{notice.text}</span>
            <span class="toast__end">{button}</span>
        </div>
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
