//! How the server is doing, looked at again every few seconds. What is drawn stays and only its words change, so that
//! nothing flickers and the focus stays where it is.

use super::{
    listed::{Failure, Loading},
    server_view::{ServerView, look_at_server},
};
use crate::{error::AppError, text};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(5);

/// The first look and the latest one.
#[derive(Clone, Copy)]
pub(super) struct Watch {
    first: Resource<Result<ServerView, AppError>>,
    latest: RwSignal<Option<ServerView>>,
    failed: RwSignal<Option<AppError>>,
    asking: RwSignal<bool>,
}

impl Watch {
    pub(super) fn new() -> Self {
        let watch = Self {
            first: Resource::new(|| (), |()| look_at_server()),
            latest: RwSignal::new(None),
            failed: RwSignal::new(None),
            asking: RwSignal::new(false),
        };
        Effect::new(move |_| {
            let tick = move || {
                if !document().hidden() {
                    watch.look();
                }
            };
            if let Ok(handle) = set_interval_with_handle(tick, EVERY) {
                on_cleanup(move || handle.clear());
            }
        });
        watch
    }

    /// Looks now, unless the last look has no answer yet. The page may be gone when the answer comes.
    pub(super) fn look(self) {
        if self.asking.try_get_untracked() != Some(false) {
            return;
        }
        self.asking.set(true);
        spawn_local(async move {
            match look_at_server().await {
                Ok(view) => {
                    _ = self.latest.try_set(Some(view));
                    _ = self.failed.try_set(None);
                }
                Err(error) => _ = self.failed.try_set(Some(error)),
            }
            _ = self.asking.try_set(false);
        });
    }

    /// Whether an answer is on its way.
    pub(super) fn is_asking(self) -> Signal<bool> {
        self.asking.into()
    }

    /// How fresh it is, in words.
    pub(super) fn freshness(self) -> Memo<&'static str> {
        Memo::new(move |_| {
            self.failed.with(|failed| {
                failed
                    .as_ref()
                    .map_or(text::server::FRESH, text::server::stale)
            })
        })
    }

    /// The part of the page that shows it.
    pub(super) fn show<V: IntoView + 'static>(
        self,
        part: impl Fn(Signal<ServerView>) -> V + Copy + Send + Sync + 'static,
    ) -> AnyView {
        view! {
            <Transition fallback=Loading>
                {move || Suspend::new(async move {
                    match self.first.await {
                        Ok(first) => part(self.since(first)).into_any(),
                        Err(error) => self.later(error, part).into_any(),
                    }
                })}
            </Transition>
        }
        .into_any()
    }

    /// Words for an answer that did not come, until a later one does.
    fn later<V: IntoView + 'static>(
        self,
        error: AppError,
        part: impl Fn(Signal<ServerView>) -> V + Copy + Send + Sync + 'static,
    ) -> impl IntoView {
        let came = Memo::new(move |_| self.latest.with(Option::is_some));
        move || {
            let first = came.get().then(|| self.latest.get_untracked()).flatten();
            if let Some(first) = first {
                return part(self.since(first)).into_any();
            }
            let error = error.clone();
            view! { <Failure error /> }.into_any()
        }
    }

    fn since(self, first: ServerView) -> Signal<ServerView> {
        Signal::derive(move || self.latest.get().unwrap_or_else(|| first.clone()))
    }
}
