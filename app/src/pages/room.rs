//! The meeting page: one address for the whole life of a meeting, before joining, in the room and after it.
//!
//! The server finds the meeting and draws the page before joining; the browser then starts the room client and draws
//! what its view says.
//!
//! *Invariants*: the first drawing is the same on the server and in the browser; the room client is stopped when the
//! page goes away.

mod announcements;
mod block_dialog;
mod blocked;
mod browser_help;
mod cancelled;
mod chat;
mod chat_line;
mod chat_lines;
mod composer;
mod controls;
mod device_menus;
mod device_words;
mod devices;
mod dialogs;
mod dom;
mod ending;
mod engine;
#[cfg(test)]
mod fixtures;
mod floating;
mod hand_button;
mod hand_over_dialog;
mod header;
mod hide_address;
mod host_controls;
mod invite;
mod join_fields;
mod join_form;
mod kept_out_list;
mod keyboard;
mod leave_dialogs;
mod left;
mod line_words;
mod links;
mod lobby;
pub mod lookup;
mod meeting;
mod more_menu;
mod mute_dialog;
mod notices;
mod panel;
mod people;
mod people_order;
mod person_menu;
mod person_row;
mod planned_start;
mod preview;
mod remove_dialog;
mod rights_words;
mod screen_tile;
mod settings;
mod share_button;
mod share_words;
mod shortcuts;
mod spotlight;
mod stage;
mod standing_notices;
mod store;
mod tile;
mod tile_marks;
mod title_words;
mod toggles;
mod view_parts;
mod waiting;
mod waiting_list;

use crate::components::icon::{Icon, IconName};
use crate::components::{
    app_bar::AppBar, page_title::page_title, skip_link::SkipLink, toast::NoticesRegion,
};
use crate::error::AppError;
use crate::pages::not_found::MeetingNotFoundPage;
use crate::text::app_error;
use cancelled::Cancelled;
use left::LeftPage;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;
use lobby::Lobby;
use lookup::{MeetingSummary, find_meeting};
use meeting::Meeting;
use parley_protocol::MeetingAddress;
use parley_room_client::{LeftReason, Phase};
use store::Room;
use view_parts::document_title;
use waiting::WaitingRoom;

/// `/m/:code`.
#[component]
pub fn RoomPage() -> impl IntoView {
    let params = use_params_map();
    let typed = Memo::new(move |_| params.read().get("code").unwrap_or_default());
    move || {
        let typed = typed.get();
        match MeetingAddress::from_typed(&typed) {
            Ok(address) if address.as_str() == typed => {
                view! { <FindMeeting address /> }.into_any()
            }
            Ok(address) => {
                view! { <Redirect path=crate::paths::meeting_at(&address) /> }.into_any()
            }
            Err(_) => view! { <MeetingNotFoundPage code=typed /> }.into_any(),
        }
    }
}

/// Makes this browser forget who joined and where they sat: who is next may be somebody else.
pub(super) fn forget_person() {
    engine::Engine::forget_person();
}

/// Looks the meeting up before anything is sent, so that an unknown one is answered with 404.
#[component]
fn FindMeeting(address: MeetingAddress) -> impl IntoView {
    let wanted = StoredValue::new(address);
    let found = Resource::new_blocking(
        move || wanted.get_value(),
        |address| async move { find_meeting(address).await },
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(Some(meeting)) => {
                        let address = wanted.get_value();
                        if meeting.cancelled.is_some() {
                            view! { <Cancelled meeting address /> }.into_any()
                        } else {
                            view! { <MeetingLife meeting address /> }.into_any()
                        }
                    }
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

/// Before joining, waiting, in the room, after it.
#[component]
fn MeetingLife(meeting: MeetingSummary, address: MeetingAddress) -> impl IntoView {
    let room = Room::new(meeting, address);
    provide_context(room);
    Effect::new(move |_| room.start());
    on_cleanup(move || room.engine.stop());

    let phase = room.phase();
    let title = title_of(room);
    let inside = Memo::new(move |_| match phase.get() {
        Phase::Lobby | Phase::Joining => Place::Lobby,
        Phase::Waiting(_) => Place::WaitingRoom,
        Phase::InMeeting => Place::Room,
        Phase::Left(reason) => Place::Left(reason),
    });
    view! {
        <Title text=move || title.get() />
        {move || match inside.get() {
            Place::Lobby => view! { <Outside><Lobby /></Outside> }.into_any(),
            Place::WaitingRoom => view! { <Outside><WaitingRoom /></Outside> }.into_any(),
            Place::Room => view! { <Meeting /> }.into_any(),
            Place::Left(reason) => view! { <Outside><LeftPage reason /></Outside> }.into_any(),
        }}
    }
}

/// The document's title.
fn title_of(room: Room) -> ArcRwSignal<String> {
    let (phase, title, unread) = (room.phase(), room.title(), room.unread());
    page_title(move || {
        let was_inside = room.stay.read().is_some();
        document_title(phase.get(), &title.read(), unread.get(), was_inside)
    })
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
    WaitingRoom,
    Room,
    Left(LeftReason),
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
