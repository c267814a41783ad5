//! The region `Calendar feed`: a private address by which a calendar program reads the planned meetings.

pub mod requests;

use crate::{
    components::{
        button::Button, clipboard::copy_and_tell, form_alert::FormAlert, icon::IconName,
        icon_button::IconButton, moment::Moment, toast::use_notices,
    },
    pages::account::form_state::focus,
    text,
};
use leptos::prelude::*;
use parley_protocol::Timestamp;
use requests::{CreateFeed, RevokeFeed, look_at_feed};

/// The two actions, and the address that was made last.
#[derive(Clone, Copy)]
struct Feed {
    create: ServerAction<CreateFeed>,
    revoke: ServerAction<RevokeFeed>,
    made: RwSignal<Option<String>>,
    failed: RwSignal<Option<String>>,
}

impl Feed {
    /// What was pressed is gone when the answer comes, so the focus goes to what is there then.
    fn new() -> Self {
        let feed = Self {
            create: ServerAction::new(),
            revoke: ServerAction::new(),
            made: RwSignal::new(None),
            failed: RwSignal::new(None),
        };
        let notices = use_notices();
        Effect::new(move |_| match feed.create.value().get() {
            None => {}
            Some(Ok(address)) => {
                feed.failed.set(None);
                feed.made.set(Some(address));
                notices.show("Calendar address created");
                request_animation_frame(|| focus("#feed-address"));
            }
            Some(Err(error)) => feed.failed.set(Some(text::app_error(&error))),
        });
        Effect::new(move |_| match feed.revoke.value().get() {
            None => {}
            Some(Ok(())) => {
                feed.failed.set(None);
                feed.made.set(None);
                notices.show("Calendar feed switched off");
                request_animation_frame(|| focus("#calendar-title"));
            }
            Some(Err(error)) => feed.failed.set(Some(text::app_error(&error))),
        });
        feed
    }
}

/// The region `Calendar feed`.
#[component]
pub(super) fn CalendarFeed() -> impl IntoView {
    let feed = Feed::new();
    let changes = move || (feed.create.version().get(), feed.revoke.version().get());
    let since = Resource::new(changes, |_| look_at_feed());
    view! {
        <section class="card" id="calendar" aria-labelledby="calendar-title">
            <div class="section__intro">
                <h2 id="calendar-title" tabindex="-1">
                    "Calendar feed"
                </h2>
                <p>
                    "A private address that shows your planned meetings in your calendar program. Whoever has it can read them, so keep it to yourself."
                </p>
            </div>
            <div class="stack">
                <FormAlert words=feed.failed />
                <Made feed />
                <Transition fallback=|| {
                    view! { <p class="quiet text-small">"Loading…"</p> }
                }>
                    {move || Suspend::new(async move {
                        match since.await {
                            Ok(since) => view! { <Switches feed since /> }.into_any(),
                            Err(error) => {
                                view! { <p class="field__error">{text::app_error(&error)}</p> }
                                    .into_any()
                            }
                        }
                    })}
                </Transition>
            </div>
        </section>
    }
    .into_any()
}

/// The address, as long as the page is there.
#[component]
fn Made(feed: Feed) -> impl IntoView {
    let notices = use_notices();
    let copy = move |_| {
        let address = feed.made.get_untracked().unwrap_or_default();
        copy_and_tell(notices, address, "Calendar address copied");
    };
    view! {
        <Show when=move || feed.made.with(Option::is_some)>
            <div>
                <div class="copy">
                    <input
                        readonly
                        id="feed-address"
                        aria-label="Calendar address"
                        aria-describedby="feed-once"
                        prop:value=move || feed.made.get().unwrap_or_default()
                    />
                    <IconButton
                        label="Copy calendar address"
                        icon=IconName::Copy
                        tip_align="end"
                        on:click=copy
                    />
                </div>
                <p class="field__hint" id="feed-once">
                    "Copy it now: it is shown only this once."
                </p>
            </div>
        </Show>
    }
    .into_any()
}

/// Works before the page has come to life, but then nobody sees the address: so it is made by a press only.
#[component]
fn Switches(feed: Feed, since: Option<Timestamp>) -> impl IntoView {
    let busy = Signal::derive(move || feed.create.pending().get() || feed.revoke.pending().get());
    let create = move |_| {
        feed.create.dispatch(CreateFeed {});
    };
    let revoke = move |_| {
        feed.revoke.dispatch(RevokeFeed {});
    };
    let Some(since) = since else {
        return view! {
            <div>
                <Button icon=IconName::CalendarPlus busy on:click=create>
                    "Create address"
                </Button>
            </div>
        }
        .into_any();
    };
    view! {
        <p class="text-small muted">
            "The feed is on. Its address was made: " <Moment at=since /> "."
        </p>
        <div class="cluster">
            <Button busy on:click=create attr:aria-describedby="feed-new">
                "Make a new address"
            </Button>
            <Button variant="danger-soft" busy on:click=revoke>
                "Switch off"
            </Button>
        </div>
        <p class="field__hint" id="feed-new">
            "A new address ends the old one: calendar programs that use it no longer find anything."
        </p>
    }
    .into_any()
}
