//! The meetings that were: the newest few, or page by page.

mod details;
mod paging;
mod row;
mod stays;

use super::requests::{HistoryView, PastView, list_history};
use crate::{
    components::{
        button::Button,
        icon::{Icon, IconName},
    },
    error::AppError,
    paths, text,
};
use details::{Details, DetailsDialog};
use leptos::{ev::SubmitEvent, prelude::*, wasm_bindgen::JsCast as _};
use leptos_router::components::A;
use paging::{Asked, Paging};
use row::Row;

type Found = Resource<Result<HistoryView, AppError>>;

/// The region `History`.
#[component]
pub(super) fn History() -> impl IntoView {
    let asked = Asked::from_address();
    let details = Details::new();
    let found = Resource::new(move || asked.get(), |asked| list_history(asked.number()));
    Effect::new(move |before: Option<Asked>| {
        let now = asked.get();
        if before.is_some_and(|before| before != now) {
            focus_title();
        }
        now
    });
    view! {
        <section id="history" aria-labelledby="history-title">
            <div class="section-head">
                <h2 id="history-title" tabindex="-1">
                    "History"
                </h2>
                <ShowAll asked found />
            </div>
            <div class="card" data-flush>
                <Transition fallback=|| {
                    view! { <p class="empty">"Loading…"</p> }
                }>
                    {move || Suspend::new(async move {
                        let asked = asked.get_untracked();
                        match found.await {
                            Ok(part) if part.past.is_empty() => {
                                view! { <Nothing asked /> }.into_any()
                            }
                            Ok(part) => view! { <Past asked part details /> }.into_any(),
                            Err(error) => view! { <Failed error found /> }.into_any(),
                        }
                    })}
                </Transition>
            </div>
            <DetailsDialog details />
        </section>
    }
    .into_any()
}

/// The link that was followed is gone with its page.
fn focus_title() {
    let title = document().get_element_by_id("history-title");
    if let Some(title) = title.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A heading that cannot be focused leaves the focus where it is.
        drop(title.focus());
    }
}

/// The way from the newest few to all of them.
#[component]
fn ShowAll(asked: Memo<Asked>, found: Found) -> impl IntoView {
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let has_older = found.await.is_ok_and(|part| part.has_older);
                (has_older && asked.get_untracked() == Asked::Newest)
                    .then(|| view! { <A href=Asked::Page(1).address()>"Show all"</A> })
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Past(asked: Asked, part: HistoryView, details: Details) -> impl IntoView {
    let HistoryView { past, has_older } = part;
    let rows = past
        .into_iter()
        .map(|past: PastView| view! { <Row past details /> });
    view! {
        <table class="table" data-stack aria-labelledby="history-title">
            <thead>
                <tr>
                    <th scope="col">"Meeting"</th>
                    <th scope="col">"When"</th>
                    <th scope="col" data-num>
                        "Duration"
                    </th>
                    <th scope="col">"Participants"</th>
                    <th scope="col">"Recording"</th>
                    <th scope="col">
                        <span class="visually-hidden">"Details"</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <Paging asked has_older />
    }
    .into_any()
}

#[component]
fn Nothing(asked: Asked) -> impl IntoView {
    if asked.number() > 1 {
        return view! {
            <div class="empty">
                <Icon name=IconName::Clock />
                <h3>"No older meetings"</h3>
                <p>
                    <A href=Asked::Page(1).address()>"Go to the newest"</A>
                </p>
            </div>
        }
        .into_any();
    }
    view! {
        <div class="empty">
            <Icon name=IconName::Clock />
            <h3>"No meetings yet"</h3>
            <p>
                "After a meeting you find here when it was, how long it took and who came. Meetings that you join as a guest are added when you sign in with the same browser."
            </p>
        </div>
    }
    .into_any()
}

/// A real form, so that it works without scripts.
#[component]
fn Failed(error: AppError, found: Found) -> impl IntoView {
    let again = move |event: SubmitEvent| {
        event.prevent_default();
        found.refetch();
    };
    view! {
        <div class="empty">
            <Icon name=IconName::CircleAlert />
            <p role="alert">{text::app_error(&error)}</p>
            <form method="get" action=paths::DASHBOARD on:submit=again>
                <Button kind="submit" size="sm">
                    "Try again"
                </Button>
            </form>
        </div>
    }
    .into_any()
}
