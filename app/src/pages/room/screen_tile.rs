//! A screen that somebody shares, with what makes it readable: zoom, and the whole screen.

use super::dom;
use super::store::{Room, use_room};
use crate::components::icon::{Icon, IconName};
use crate::components::icon_button::IconButton;
use leptos::html::{Div, Video};
use leptos::prelude::*;
use parley_protocol::ParticipantId;
use parley_room_client::ReceptionQuality;

/// How much larger than its place a screen can be shown, in steps.
const ZOOMS: [f64; 5] = [1.0, 1.5, 2.0, 3.0, 4.0];

const NOT_SHOWN: &str = "Not shown, as you chose \u{201c}Audio only\u{201d} in the settings";

/// The screen of one person.
#[component]
pub(super) fn ScreenTile(participant: ParticipantId) -> impl IntoView {
    let room = use_room();
    let own = room.peek(|view| view.me == Some(participant));
    let name = room.tile(participant, |tile| tile.display_name.to_string());
    let element = NodeRef::<Div>::new();
    let zoom = RwSignal::new(0);
    let unwanted =
        room.part(move |view| !own && view.reception.quality == ReceptionQuality::AudioOnly);
    let label = move || screen_label(own, &name.read());
    view! {
        <div
            node_ref=element
            class="tile screen"
            role="group"
            aria-label=label
            data-participant=participant.to_string()
            data-kind="screen"
            data-fit="contain"
            data-video="on"
            data-self=own.then_some("")
        >
            // What is zoomed is moved by scrolling, with the keys too.
            <div
                class="screen__view"
                tabindex=move || if zoom.get() == 0 { "-1" } else { "0" }
                style:--zoom=move || factor(zoom.get()).to_string()
            >
                <ScreenVideo participant own />
            </div>
            <div class="tile__label">
                <Icon name=IconName::ScreenShare />
                <span class="tile__name">
                    {move || {
                        if own {
                            "You are sharing".to_owned()
                        } else {
                            format!("{} is sharing", name.get())
                        }
                    }}
                </span>
            </div>
            {move || {
                unwanted.get().then(|| view! { <p class="tile__notice">{NOT_SHOWN}</p> })
            }}
            <ScreenTools element zoom />
        </div>
    }
    .into_any()
}

#[component]
fn ScreenTools(element: NodeRef<Div>, zoom: RwSignal<usize>) -> impl IntoView {
    view! {
        <div class="screen__bar">
            <IconButton
                label="Zoom in".to_owned()
                icon=IconName::ZoomIn
                tip_side="bottom"
                attr:data-size="sm"
                attr:aria-disabled=move || (zoom.get() + 1 == ZOOMS.len()).then_some("true")
                on:click=move |_| zoom.update(|zoom| *zoom = (*zoom + 1).min(ZOOMS.len() - 1))
            />
            <IconButton
                label="Zoom out".to_owned()
                icon=IconName::ZoomOut
                tip_side="bottom"
                attr:data-size="sm"
                attr:aria-disabled=move || (zoom.get() == 0).then_some("true")
                on:click=move |_| zoom.update(|zoom| *zoom = zoom.saturating_sub(1))
            />
            <IconButton
                label="Show screen in full".to_owned()
                icon=IconName::Expand
                tip_side="bottom"
                tip_align="end"
                attr:data-size="sm"
                on:click=move |_| {
                    if let Some(element) = element.get_untracked() {
                        dom::toggle_in_full(&element);
                    }
                }
            />
        </div>
    }
    .into_any()
}

fn screen_label(own: bool, name: &str) -> String {
    if own {
        "Your screen".to_owned()
    } else {
        format!("{name}'s screen")
    }
}

fn factor(zoom: usize) -> f64 {
    ZOOMS.get(zoom).copied().unwrap_or(1.0)
}

#[component]
fn ScreenVideo(participant: ParticipantId, own: bool) -> impl IntoView {
    let room = use_room();
    let video = NodeRef::<Video>::new();
    show_in(room, video, participant, own);
    view! {
        <video
            node_ref=video
            class="tile__video"
            autoplay
            playsinline
            muted
            prop:muted=true
            tabindex="-1"
        ></video>
    }
}

fn show_in(room: Room, video: NodeRef<Video>, participant: ParticipantId, own: bool) {
    Effect::new(move |_| {
        if let Some(element) = video.get() {
            if own {
                room.engine.attach_own_screen(&element);
            } else {
                room.engine.attach_screen(participant, &element);
            }
        }
    });
    on_cleanup(move || {
        if let Some(element) = video.get_untracked() {
            room.engine.detach(&element);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_named_after_who_shares_it() {
        assert_eq!(screen_label(true, "Ada"), "Your screen");
        assert_eq!(screen_label(false, "Ada"), "Ada's screen");
    }

    #[test]
    fn zoom_begins_with_the_whole_screen_and_grows() {
        assert!((factor(0) - 1.0).abs() < f64::EPSILON);
        assert!((1..ZOOMS.len()).all(|zoom| factor(zoom) > factor(zoom - 1)));
    }
}
