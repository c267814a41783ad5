//! What a page says of itself in the document's title.

use leptos::prelude::*;

/// A title that changes with what it is read from. On the server, where effects never run, it stays what it is at first.
///
/// It is no signal of the arena: the server reads it after the page is drawn, when its thread may be at somebody else's
/// page. A signal of the arena would be missing there, or be the title of theirs.
pub(crate) fn page_title<T>(read: impl Fn() -> T + 'static) -> ArcRwSignal<T>
where
    T: Send + Sync + 'static,
{
    let shown = ArcRwSignal::new(untrack(&read));
    let kept = shown.clone();
    Effect::new(move |_| kept.set(read()));
    shown
}
