//! The meeting page: one address for the whole life of a meeting, before joining, in the room and after it.
//!
//! The server finds the meeting and draws the page before joining; the browser then starts the room client and draws
//! what its view says.
//!
//! *Invariants*: the first drawing is the same on the server and in the browser; the room client is stopped when the
//! page goes away.

mod announcements;
mod blocked;
mod browser_help;
mod chat;
mod chat_line;
mod chat_lines;
mod composer;
mod controls;
mod device_menus;
mod device_words;
mod devices;
mod dom;
mod engine;
#[cfg(test)]
mod fixtures;
mod floating;
mod header;
mod invite;
mod join_form;
mod keyboard;
mod left;
mod links;
mod lobby;
pub mod lookup;
mod meeting;
mod more_menu;
mod notices;
mod people;
mod shortcuts;
mod stage;
mod store;
mod tile;
mod toggles;
mod view_parts;

use crate::components::icon::{Icon, IconName};
use crate::components::{app_bar::AppBar, skip_link::SkipLink, toast::NoticesRegion};
use crate::error::AppError;
use crate::pages::not_found::MeetingNotFoundPage;
use crate::text::app_error;
use left::LeftPage;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;
use lobby::Lobby;
use lookup::{MeetingSummary, find_meeting};
use meeting::Meeting;
use parley_protocol::MeetingCode;
use parley_room_client::Phase;
use store::Room;
use view_parts::document_title;

/// `/m/:code`.
#[component]
pub fn RoomPage() -> impl IntoView {
    let params = use_params_map();
    let typed = Memo::new(move |_| params.read().get("code").unwrap_or_default());
    move || {
        let typed = typed.get();
        match MeetingCode::from_typed(&typed) {
            Ok(code) if code.as_str() == typed => view! { <FindMeeting code /> }.into_any(),
            Ok(code) => view! { <Redirect path=crate::paths::meeting(&code) /> }.into_any(),
            Err(_) => view! { <MeetingNotFoundPage code=typed /> }.into_any(),
        }
    }
}

/// Makes this browser forget under which name it joined: who is next may be somebody else.
pub(super) fn forget_display_name() {
    engine::Engine::forget_display_name();
}

/// Looks the meeting up before anything is sent, so that an unknown one is answered with 404.
#[component]
fn FindMeeting(code: MeetingCode) -> impl IntoView {
    let wanted = StoredValue::new(code);
    let found = Resource::new_blocking(
        move || wanted.get_value(),
        |code| async move { find_meeting(code).await },
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(Some(meeting)) => view! { <MeetingLife meeting /> }.into_any(),
                    Ok(None) => {
                        let code = wanted.with_value(ToString::to_string);
                        view! { <MeetingNotFoundPage code /> }.into_any()
                    }
                    Err(error) => view! { <Unavailable error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// Before joining, in the room, after it.
#[component]
fn MeetingLife(meeting: MeetingSummary) -> impl IntoView {
    let room = Room::new(meeting.code, meeting.title);
    provide_context(room);
    Effect::new(move |_| room.start());
    on_cleanup(move || room.engine.stop());

    let phase = room.phase();
    let title = title_of(room);
    let inside = Memo::new(move |_| match phase.get() {
        Phase::Lobby | Phase::Joining => Place::Lobby,
        Phase::InMeeting => Place::Room,
        Phase::Left(reason) => Place::Left(reason),
    });
    view! {
        <Title text=move || title.get() />
        {move || match inside.get() {
            Place::Lobby => view! { <Outside><Lobby /></Outside> }.into_any(),
            Place::Room => view! { <Meeting /> }.into_any(),
            Place::Left(reason) => view! { <Outside><LeftPage reason /></Outside> }.into_any(),
        }}
    }
}

/// The document's title. On the server, where effects never run, it stays what it is at first.
///
/// It is no signal of the arena: the server reads it after the page is drawn, when its thread may be at somebody else's
/// page. A signal of the arena would be missing there, or be the title of their meeting.
fn title_of(room: Room) -> ArcRwSignal<String> {
    let (phase, title, unread) = (room.phase(), room.title(), room.unread());
    let read = move || document_title(phase.get(), &title.read(), unread.get());
    let shown = ArcRwSignal::new(untrack(read));
    let kept = shown.clone();
    Effect::new(move |_| kept.set(read()));
    shown
}

/// The meeting could not be looked up.
#[component]
fn Unavailable(error: AppError) -> impl IntoView {
    view! {
        <Title text="That did not work" />
        <Outside>
            <main class="notice" id="main">
                <span class="notice__mark" data-tone="warning" aria-hidden="true">
                    <Icon name=IconName::WifiOff />
                </span>
                <div>
                    <h1>"That did not work"</h1>
                    <p>{app_error(&error)}</p>
                </div>
                <div class="actions">
                    <a class="button" data-variant="primary" href="" rel="external">
                        <Icon name=IconName::RotateCw />
                        "Try again"
                    </a>
                </div>
            </main>
        </Outside>
    }
}

/// Which screen is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Lobby,
    Room,
    Left(parley_room_client::LeftReason),
}

/// What pages outside the room have around them.
#[component]
fn Outside(children: Children) -> impl IntoView {
    view! {
        <div class="lobby-page">
            <SkipLink />
            <AppBar />
            {children()}
            <NoticesRegion />
        </div>
    }
}
