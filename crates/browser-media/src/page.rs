//! What the page itself tells: network, visibility, coming back, and the first click.
//!
//! A page that goes away says nothing here: the browser closes the socket with 1001 by itself.

use crate::{
    inputs::Inputs,
    listener::Listener,
    rtc_ext, storage,
    timers::{Timeout, now, window},
};
use js_sys::Reflect;
use parley_protocol::{Milliseconds, Timestamp};
use parley_room_client::Input;
use web_sys::{Event, VisibilityState};

/// A page that is still too old after it was loaded again waits this long, so that it does not load in circles.
const RELOAD_INTERVAL: Milliseconds = Milliseconds::from_seconds(30);

/// Listens to the page until it is dropped.
pub(crate) fn watch(inputs: &Inputs, on_gesture: impl Fn() + Clone + 'static) -> Vec<Listener> {
    let window = window();
    let network = |event, online| {
        let inputs = inputs.clone();
        Listener::new(&window, event, move |_| {
            inputs.send(Input::NetworkChanged { online });
        })
    };
    let returned = inputs.clone();
    let mut listeners = vec![
        network("online", true),
        network("offline", false),
        // A page that comes back from the back/forward cache: the browser has closed its socket.
        Listener::new(&window, "pageshow", move |event| {
            if is_persisted(&event) {
                returned.send(Input::Resumed);
            }
        }),
    ];
    if let Some(document) = window.document() {
        let (inputs, shown) = (inputs.clone(), document.clone());
        listeners.push(Listener::new(&document, "visibilitychange", move |_| {
            let shown = shown.visibility_state() == VisibilityState::Visible;
            inputs.send(Input::PageShown { shown });
            if shown {
                inputs.send(Input::Resumed);
            }
        }));
        for event in ["pointerdown", "keydown"] {
            let on_gesture = on_gesture.clone();
            listeners.push(Listener::new(&document, event, move |_| on_gesture()));
        }
    }
    listeners.extend(watch_path(inputs));
    listeners
}

/// Reports when the computer has another way to the network. The browser tells of every new guess of its speed, too,
/// which is none.
fn watch_path(inputs: &Inputs) -> Option<Listener> {
    let network = rtc_ext::network()?;
    let (inputs, watched) = (inputs.clone(), network.clone());
    let mut before = rtc_ext::network_kind(&network);
    Some(Listener::new(&network, "change", move |_| {
        let kind = rtc_ext::network_kind(&watched);
        if kind != before {
            before = kind;
            inputs.send(Input::PathChanged);
        }
    }))
}

/// Loads the page again, at once or, when it was just loaded for this reason, later.
pub(crate) fn reload() -> Timeout {
    let wait = reload_wait(storage::last_reload(), now());
    Timeout::new(wait, || {
        storage::store_reload(now());
        let _ = window().location().reload();
    })
}

fn reload_wait(last: Option<Timestamp>, now: Timestamp) -> Milliseconds {
    last.map_or(Milliseconds(0), |last| (last + RELOAD_INTERVAL).since(now))
}

/// Whether the page was loaded again, rather than come upon by a link or by the history.
pub(crate) fn was_reloaded() -> bool {
    let entries = window()
        .performance()
        .map(|clock| clock.get_entries_by_type("navigation"));
    let kind = entries.and_then(|entries| Reflect::get(&entries.get(0), &"type".into()).ok());
    kind.is_some_and(|kind| kind == "reload")
}

/// Whether the browser is Firefox, on a system on which it has an engine of its own (`FxiOS` has not).
pub(crate) fn is_firefox() -> bool {
    let name = window().navigator().user_agent();
    name.is_ok_and(|name| name.contains("Firefox/"))
}

/// Calls when the page goes away.
pub(crate) fn on_hide(call: impl Fn() + 'static) -> Listener {
    Listener::new(&window(), "pagehide", move |_| call())
}

fn is_persisted(event: &Event) -> bool {
    Reflect::get(event, &"persisted".into()).is_ok_and(|persisted| persisted.is_truthy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_stays_too_old_does_not_load_in_circles() {
        let now = Timestamp(100_000);
        assert_eq!(reload_wait(None, now), Milliseconds(0));
        assert_eq!(reload_wait(Some(Timestamp(10)), now), Milliseconds(0));
        assert_eq!(
            reload_wait(Some(Timestamp(99_000)), now),
            Milliseconds(29_000)
        );
    }
}
