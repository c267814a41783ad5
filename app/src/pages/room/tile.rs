//! One person's video.

use super::floating::Floating;
use super::line_words::level_name;
use super::store::{Room, use_room};
use super::tile_marks::{ConnectionMark, HandMark, SpotlightMark, TileTools};
use super::view_parts::screens;
use crate::components::avatar::Avatar;
use crate::components::icon::{Icon, IconName};
use crate::paths;
use leptos::html::{Div, Video};
use leptos::prelude::*;
use parley_protocol::ParticipantId;
use parley_room_client::{QualityView, RoomView};

/// How somebody's connection looks from here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Link {
    /// Picture and sound come through.
    #[default]
    Good,
    /// They never came through yet.
    Connecting,
    /// They did and do not any more, or the person is away.
    Lost,
}

fn link(before: Option<Link>, connected: bool, lost: bool) -> Link {
    match (connected, lost, before) {
        (true, false, _) => Link::Good,
        (false, false, None | Some(Link::Connecting)) => Link::Connecting,
        (_, true, _) | (false, false, Some(Link::Good | Link::Lost)) => Link::Lost,
    }
}

/// A tile; its video element stays the same for as long as the person does.
#[component]
pub(super) fn Tile(participant: ParticipantId) -> impl IntoView {
    let room = use_room();
    let own = room.peek(|view| view.me == Some(participant));
    let name = room.tile(participant, |tile| tile.display_name.to_string());
    let muted = room.tile(participant, |tile| !tile.microphone);
    let camera = room.tile(participant, |tile| tile.camera);
    let hand = room.tile(participant, |tile| tile.hand);
    let lit = room.tile(participant, |tile| tile.in_spotlight);
    let state = room.tile(participant, |tile| (tile.media_connected, tile.lost));
    let link = Memo::new(move |before| {
        let (connected, lost) = state.get();
        link(before.copied(), connected, lost)
    });
    let quality = room.tile(participant, |tile| tile.quality);
    let speaks = room.speaks(participant);
    let speaking = Memo::new(move |_| speaks.get() && !muted.get() && link.get() == Link::Good);
    let shown = Signal::derive(move || Some(quality.get()).filter(|_| link.get() == Link::Good));
    let element = NodeRef::<Div>::new();
    let floats =
        move |view: &RoomView| own && view.tiles.len() == 2 && screens(&view.tiles).is_empty();
    let float = Floating::new(room.part(floats), element);
    let picture = move || camera.get() && link.get() != Link::Connecting;
    let face = face(room, participant, Signal::derive(picture));
    view! {
        <div
            node_ref=element
            class="tile"
            role="group"
            aria-label=move || tile_label(own, &name.read())
            aria-description=move || float.description()
            tabindex=move || float.tab_index()
            data-participant=participant.to_string()
            data-self=own.then_some("")
            data-video=move || if picture() { "on" } else { "off" }
            data-muted=move || muted.get().then_some("")
            data-speaking=move || speaking.get().then_some("")
            data-hand=move || hand.get().map(|place| place.to_string())
            data-spotlight=move || lit.get().then_some("")
            data-connection=move || connection_name(link.get(), quality.get())
            data-float=move || float.corner()
            on:keydown=move |event| float.press_key(&event)
            on:pointerdown=move |event| float.press(&event)
            on:pointermove=move |event| float.drag(&event)
            on:pointerup=move |_| float.let_go()
            on:pointercancel=move |_| float.let_go()
        >
            <TileVideo participant own />
            <Avatar name class="tile__face avatar" picture=face />
            <TileLabel own name muted speaking />
            {move || notice(link.get())}
            <div class="tile__marks">
                <ConnectionMark quality=shown />
                <HandMark hand />
                <SpotlightMark lit />
            </div>
            {(!own).then(|| view! { <TileTools participant /> })}
        </div>
    }
}

/// The address of somebody's profile picture; it is fetched only where it is seen.
fn face(room: Room, participant: ParticipantId, covered: Signal<bool>) -> Signal<Option<String>> {
    let face = room.tile(participant, |tile| tile.picture.clone());
    Signal::derive(move || {
        let face = face.get().filter(|_| !covered.get());
        face.map(|face| paths::picture(face.as_str(), false))
    })
}

fn tile_label(own: bool, name: &str) -> String {
    if own {
        "Your video".to_owned()
    } else {
        format!("{name}'s video")
    }
}

/// How good a connection is, as the attribute has it: one that never was there is not called bad.
fn connection_name(link: Link, quality: QualityView) -> &'static str {
    match link {
        Link::Lost => "lost",
        Link::Connecting => "good",
        Link::Good => level_name(quality.level),
    }
}

fn notice(link: Link) -> Option<impl IntoView> {
    match link {
        Link::Good => None,
        Link::Connecting => Some(view! { <p class="tile__notice">"Connecting"</p> }.into_any()),
        Link::Lost => Some(
            view! {
                <p class="tile__notice">
                    <Icon name=IconName::WifiOff />
                    "Reconnecting"
                </p>
            }
            .into_any(),
        ),
    }
}

#[component]
fn TileVideo(participant: ParticipantId, own: bool) -> impl IntoView {
    let room = use_room();
    let video = NodeRef::<Video>::new();
    show_in(room, video, participant, own);
    view! {
        <video
            node_ref=video
            class="tile__video"
            autoplay
            playsinline
            muted=own
            prop:muted=own
            tabindex="-1"
        ></video>
    }
}

fn show_in(room: Room, video: NodeRef<Video>, participant: ParticipantId, own: bool) {
    Effect::new(move |_| {
        if let Some(element) = video.get() {
            if own {
                room.engine.attach_self_video(&element);
            } else {
                room.engine.attach_video(participant, &element);
            }
        }
    });
    on_cleanup(move || {
        if let Some(element) = video.get_untracked() {
            room.engine.detach(&element);
        }
    });
}

#[component]
fn TileLabel(
    own: bool,
    name: Memo<String>,
    muted: Memo<bool>,
    speaking: Memo<bool>,
) -> impl IntoView {
    view! {
        <div class="tile__label">
            <Show when=move || muted.get()>
                <Icon name=IconName::MicOff label="Muted" />
            </Show>
            <Show when=move || speaking.get()>
                <span class="voice" role="img" aria-label="Speaking">
                    <span></span>
                    <span></span>
                    <span></span>
                </span>
            </Show>
            <span class="tile__name">
                {move || if own { "You".to_owned() } else { name.get() }}
            </span>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_connecting_is_no_loss() {
        assert_eq!(link(None, false, false), Link::Connecting);
        assert_eq!(link(Some(Link::Connecting), false, false), Link::Connecting);
        assert_eq!(link(Some(Link::Connecting), true, false), Link::Good);
    }

    #[test]
    fn who_was_seen_and_is_not_any_more_is_reconnecting() {
        assert_eq!(link(Some(Link::Good), false, false), Link::Lost);
        assert_eq!(link(Some(Link::Lost), false, false), Link::Lost);
        assert_eq!(link(None, true, true), Link::Lost);
        assert_eq!(link(Some(Link::Lost), true, false), Link::Good);
    }
}
