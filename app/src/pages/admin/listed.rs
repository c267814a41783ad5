//! A region with a list: its heading, its search, and what was found.

use super::search::{Asked, List, SearchField};
use crate::{
    components::icon::{Icon, IconName},
    error::AppError,
    text,
};
use leptos::prelude::*;

/// The region of a list. `show` draws what was found, for what was asked.
#[component]
pub(super) fn Listed<T, V>(
    asked: Memo<Asked>,
    list: List,
    found: Resource<Result<T, AppError>>,
    show: impl Fn(Asked, T) -> V + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let title = || format!("{}-title", list.id());
    view! {
        <section class="card" data-flush id=list.id() aria-labelledby=title()>
            <div class="toolbar">
                <h2 id=title()>{list.title()}</h2>
                <SearchField asked list />
            </div>
            <Transition fallback=Loading>
                {move || Suspend::new(async move {
                    match found.await {
                        Ok(found) => show(asked.get_untracked(), found).into_any(),
                        Err(error) => view! { <Failure error /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

/// While an answer is on its way.
#[component]
pub(super) fn Loading() -> impl IntoView {
    view! { <p class="empty">"Loading…"</p> }
}

/// Why there is no answer.
#[component]
pub(super) fn Failure(error: AppError) -> impl IntoView {
    view! {
        <p class="field__error empty">
            <Icon name=IconName::CircleAlert />
            {text::app_error(&error)}
        </p>
    }
}
