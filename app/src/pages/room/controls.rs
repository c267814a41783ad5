//! The control bar.

use super::chat_lines::unread_words;
use super::device_menus::{CameraMenu, MicrophoneMenu};
use super::device_words::Device;
use super::hand_button::HandButton;
use super::more_menu::MoreMenu;
use super::share_button::ShareButton;
use super::store::{Panel, use_room};
use super::toggles::DeviceToggle;
use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;
use parley_protocol::permissions::Action;

/// Everything one does in a meeting, on one line.
#[component]
pub(super) fn Controls() -> impl IntoView {
    let room = use_room();
    view! {
        <section class="bar" id="controls" aria-label="Meeting controls" tabindex="-1">
            <div class="bar__start">
                <span class="code">
                    <span class="visually-hidden">"Meeting code "</span>
                    {room.code.with_value(ToString::to_string)}
                </span>
                <button
                    class="icon-button"
                    data-size="sm"
                    type="button"
                    aria-label="Copy meeting code"
                    data-tip="Copy meeting code"
                    data-tip-align="start"
                    on:click=move |_| room.copy_code()
                >
                    <Icon name=IconName::Copy />
                </button>
            </div>
            <div class="bar__main">
                <div class="ctl-split">
                    <DeviceToggle device=Device::Microphone />
                    <MicrophoneMenu />
                </div>
                <div class="ctl-split">
                    <DeviceToggle device=Device::Camera />
                    <CameraMenu />
                </div>
                <ShareButton />
                <HandButton />
                <ChatButton narrow=true />
                <MoreMenu />
                <button
                    class="ctl"
                    data-leave
                    type="button"
                    aria-label="Leave meeting"
                    on:click=move |_| room.leave()
                >
                    <Icon name=IconName::Phone />
                    <span>"Leave"</span>
                </button>
            </div>
            <div class="bar__end">
                <PeopleButton />
                <ChatButton narrow=false />
                <HostButton />
            </div>
        </section>
    }
}

/// How many there are, and how many wait.
fn people_words((inside, waiting): (usize, usize)) -> String {
    match waiting {
        0 => format!("{inside} in the meeting"),
        waiting => format!("{inside} in the meeting, {waiting} waiting"),
    }
}

/// Opens and closes the participants; on narrow screens they are in the "More options" menu.
#[component]
fn PeopleButton() -> impl IntoView {
    let room = use_room();
    let count = room.part(|view| (view.tiles.len(), view.waiting.len()));
    let shown = move || match count.get() {
        (inside, 0) => inside,
        (_, waiting) => waiting,
    };
    view! {
        <button
            class="ctl"
            data-quiet
            type="button"
            id="open-people"
            aria-label="Participants"
            aria-expanded=move || (room.panel.get() == Some(Panel::People)).to_string()
            aria-controls="panel-people"
            aria-description=move || people_words(count.get())
            data-tip="Participants"
            data-count=move || shown().to_string()
            data-tone=move || (count.get().1 > 0).then_some("accent")
            on:click=move |_| room.toggle_panel(Panel::People)
        >
            <Icon name=IconName::UsersRound />
        </button>
    }
}

/// Opens and closes the chat. There are two, of which the style shows one: in the middle on narrow screens, at the
/// end on wide ones.
#[component]
fn ChatButton(narrow: bool) -> impl IntoView {
    let room = use_room();
    let unread = room.unread();
    view! {
        <button
            class="ctl"
            data-narrow=narrow.then_some("")
            data-quiet=(!narrow).then_some("")
            type="button"
            id=if narrow { "open-chat-narrow" } else { "open-chat" }
            aria-label="Chat"
            aria-expanded=move || (room.panel.get() == Some(Panel::Chat)).to_string()
            aria-controls="panel-chat"
            aria-description=move || unread_words(unread.get())
            data-tip="Chat"
            data-count=move || (unread.get() > 0).then(|| unread.get().to_string())
            data-tone=move || (unread.get() > 0).then_some("accent")
            on:click=move |_| room.toggle_panel(Panel::Chat)
        >
            <Icon name=IconName::MessageSquare />
        </button>
    }
}

/// Opens and closes the host controls, for hosts and co-hosts; on narrow screens they are in the "More options" menu.
#[component]
fn HostButton() -> impl IntoView {
    let room = use_room();
    let sets_rules = room.may(Action::SetRules);
    view! {
        <Show when=move || sets_rules.get()>
            <button
                class="ctl"
                data-quiet
                type="button"
                id="open-host"
                aria-label="Host controls"
                aria-expanded=move || (room.panel.get() == Some(Panel::Host)).to_string()
                aria-controls="panel-host"
                data-tip="Host controls"
                data-tip-align="end"
                on:click=move |_| room.toggle_panel(Panel::Host)
            >
                <Icon name=IconName::Shield />
            </button>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_is_counted_beside_who_is_there() {
        assert_eq!(people_words((7, 0)), "7 in the meeting");
        assert_eq!(people_words((7, 2)), "7 in the meeting, 2 waiting");
    }
}
