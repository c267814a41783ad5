//! A link for a meeting that starts later.

use super::requests::CreateLink;
use crate::{
    components::{
        button::Button, clipboard::copy_and_tell, dialog::Dialog, icon::IconName,
        toast::use_notices,
    },
    paths,
};
use leptos::prelude::*;

/// Shows the link of a meeting as soon as it is made.
#[component]
pub(super) fn LinkDialog(
    /// What makes it.
    made: ServerAction<CreateLink>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let link = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(Ok(code)) = made.value().get() {
            let origin = location().origin().unwrap_or_default();
            link.set(format!("{origin}{}", paths::meeting(&code)));
            open.set(true);
        }
    });
    let notices = use_notices();
    let copy = move |_| {
        copy_and_tell(notices, link.get_untracked(), "Link copied");
        open.set(false);
    };
    view! {
        <Dialog id="later" title="Link for later" open>
            <div class="dialog__body">
                <p class="muted" id="later-text">
                    "Send this link to the people you want to meet. It works from now on."
                </p>
                <div class="copy">
                    <input readonly prop:value=move || link.get() aria-label="Meeting link" />
                </div>
            </div>
            <div class="dialog__foot">
                <Button on:click=move |_| open.set(false)>"Close"</Button>
                <Button variant="primary" icon=IconName::Copy on:click=copy>
                    "Copy link"
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}
