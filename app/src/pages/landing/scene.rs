//! A meeting seen from outside: the real tiles, at rest.

use crate::components::icon::{Icon, IconName};
use leptos::prelude::*;

const PEOPLE: [(&str, &str, bool); 4] = [
    ("Priya Raman", "/scene/priya.svg", true),
    ("Samuel Osei", "/scene/samuel.svg", true),
    ("Hanna Lindqvist", "/scene/hanna.svg", false),
    ("Park Joon-ho", "/scene/joonho.svg", false),
];
const SPEAKER: &str = "Samuel Osei";

#[component]
pub(super) fn Scene() -> impl IntoView {
    let tiles = PEOPLE.map(|(name, picture, unmuted)| {
        let speaking = name == SPEAKER;
        view! {
            <div class="tile" data-video="on" data-speaking=speaking.then_some("")>
                <img class="tile__video" src=picture alt="" width="320" height="240" />
                <div class="tile__label">
                    {speaking
                        .then(|| {
                            view! {
                                <span class="voice">
                                    <span></span>
                                    <span></span>
                                    <span></span>
                                </span>
                            }
                        })}
                    {(!unmuted).then(|| view! { <Icon name=IconName::MicOff /> })}
                    <span class="tile__name">{name}</span>
                </div>
            </div>
        }
    });
    view! {
        <div class="scene" role="img" aria-label="A Parley meeting with four people">
            <div class="tiles" data-static="" aria-hidden="true">
                {tiles.collect_view()}
            </div>
            <div class="scene__bar" aria-hidden="true">
                <span>
                    <Icon name=IconName::Mic />
                </span>
                <span>
                    <Icon name=IconName::Video />
                </span>
                <span>
                    <Icon name=IconName::MessageSquare />
                </span>
                <span data-leave="">
                    <Icon name=IconName::Phone />
                </span>
            </div>
        </div>
    }
}
