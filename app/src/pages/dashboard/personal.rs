//! The personal meeting: its code, ways to use it, and its settings.

pub mod requests;
mod settings;

use super::requests::StartPersonalMeeting;
use crate::{
    components::{
        button::Button,
        clipboard::copy_and_tell,
        icon::IconName,
        icon_button::IconButton,
        share::{can_share, share_link},
        toast::use_notices,
    },
    paths, text,
};
use leptos::prelude::*;
use parley_protocol::MeetingCode;
use settings::{PersonalDialog, PersonalSettings};

/// The card `Personal meeting ID`.
#[component]
pub(super) fn PersonalMeeting(
    /// The meeting's code.
    code: MeetingCode,
    /// Whose it is.
    name: String,
) -> impl IntoView {
    let notices = use_notices();
    let settings = PersonalSettings::new();
    let path = paths::meeting(&code);
    let title = text::dashboard::invitation_title(&name);
    let (shown_code, invited_to) = (code.to_string(), path.clone());
    let copy_code = move |_| {
        copy_and_tell(notices, shown_code.clone(), "Personal meeting ID copied");
    };
    let invite = move |_| {
        let words = text::dashboard::invitation(&name, &absolute(&invited_to));
        copy_and_tell(notices, words, "Invitation copied");
    };
    view! {
        <section class="card" aria-labelledby="personal-title">
            <h2 class="text-strong" id="personal-title">
                "Personal meeting ID"
            </h2>
            <p class="quiet text-small card__hint">
                "Always yours. Share it with people you trust."
            </p>
            <div class="copy">
                <input readonly value=code.to_string() aria-labelledby="personal-title" />
                <PersonalLink path title />
                <IconButton
                    label="Copy personal meeting ID"
                    icon=IconName::Copy
                    tip_align="end"
                    on:click=copy_code
                />
            </div>
            <div class="actions">
                <StartPersonal />
                <Button variant="ghost" size="sm" on:click=invite>
                    "Copy invitation"
                </Button>
                <Button
                    variant="ghost"
                    size="sm"
                    busy=settings.is_busy()
                    attr:aria-label="Personal meeting settings"
                    attr:aria-haspopup="dialog"
                    on:click=move |_| settings.load()
                >
                    "Settings"
                </Button>
            </div>
            <PersonalDialog settings />
        </section>
    }
    .into_any()
}

/// The permanent link alone: by the system's own sheet where the browser has one, and copied.
#[component]
fn PersonalLink(
    /// The meeting's path.
    path: String,
    /// What the link is called on the sheet.
    title: String,
) -> impl IntoView {
    let notices = use_notices();
    let path = StoredValue::new(path);
    let title = StoredValue::new(title);
    let link = move || path.with_value(|path| absolute(path));
    // Only the browser knows, once the page has come to life.
    let shares = RwSignal::new(false);
    Effect::new(move |_| shares.set(can_share()));
    view! {
        <Show when=move || shares.get()>
            <IconButton
                label="Share personal meeting link"
                icon=IconName::Upload
                tip_align="end"
                on:click=move |_| title.with_value(|title| share_link(notices, title, link()))
            />
        </Show>
        <IconButton
            label="Copy personal meeting link"
            icon=IconName::Link
            tip_align="end"
            on:click=move |_| copy_and_tell(notices, link(), "Link copied")
        />
    }
}

/// A path as people elsewhere need it.
fn absolute(path: &str) -> String {
    let origin = location().origin().unwrap_or_default();
    format!("{origin}{path}")
}

#[component]
fn StartPersonal() -> impl IntoView {
    let action = ServerAction::<StartPersonalMeeting>::new();
    let notices = use_notices();
    Effect::new(move |_| {
        if let Some(Err(error)) = action.value().get() {
            notices.show(text::app_error(&error));
        }
    });
    view! {
        <ActionForm action=action>
            <Button
                size="sm"
                kind="submit"
                busy=action.pending()
                attr:aria-label="Start personal meeting"
            >
                "Start"
            </Button>
        </ActionForm>
    }
}
