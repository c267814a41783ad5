//! One message in the chat.
//!
//! *Invariants*: what people write reaches the page as text nodes and as `href` of `http` and `https` links only.

use super::chat_lines::ChatRow;
use super::dom::clock_time;
use super::links::{Piece, target};
use super::store::use_room;
use crate::components::avatar::Avatar;
use crate::paths;
use crate::text::error_code;
use leptos::prelude::*;
use parley_protocol::{ChatMessageId, ErrorCode, ParticipantId, PictureId};
use std::collections::{BTreeMap, BTreeSet};

/// A message with its writer, or only the message when it goes on under the name above.
#[component]
pub(super) fn ChatLine(
    row: ChatRow,
    given_up: RwSignal<BTreeSet<ChatMessageId>>,
    /// The pictures of those who are there.
    faces: Memo<BTreeMap<ParticipantId, PictureId>>,
) -> impl IntoView {
    let line = row.line;
    let from = line.from;
    let picture = Signal::derive(move || {
        let faces = faces.read();
        let face = faces.get(&from);
        face.map(|face| paths::picture(face.as_str(), true))
    });
    let name = if line.is_self {
        "You".to_owned()
    } else {
        line.display_name.to_string()
    };
    let state = match (line.sent_at, line.refused) {
        (_, Some(_)) => None,
        (Some(at), None) => Some(view! { <time>{clock_time(at)}</time> }.into_any()),
        (None, None) => Some(view! { <span class="msg__state">"Sending…"</span> }.into_any()),
    };
    let refused = line.refused.map(|code| {
        let text = line.text.clone();
        let id = line.id.clone();
        view! { <Refused code text id given_up /> }
    });
    view! {
        <li class="msg" data-self=line.is_self.then_some("") data-follows=row.follows.then_some("")>
            <Avatar name=line.display_name.to_string() picture />
            <div class="msg__head">
                <span>{name}</span>
                {state}
            </div>
            <div class="msg__body">
                <p>{row.pieces.into_iter().map(piece).collect_view()}</p>
                {refused}
            </div>
        </li>
    }
}

fn piece(piece: Piece) -> AnyView {
    match piece {
        Piece::Text(text) => text.into_any(),
        Piece::Link(address) => {
            let leads_to = target(&address);
            view! {
                <a href=leads_to target="_blank" rel="noopener noreferrer nofollow">
                    {address}
                </a>
            }
            .into_any()
        }
    }
}

/// Why a message was not sent, and the button to send it again.
#[component]
fn Refused(
    code: ErrorCode,
    text: parley_protocol::ChatText,
    id: ChatMessageId,
    given_up: RwSignal<BTreeSet<ChatMessageId>>,
) -> impl IntoView {
    let room = use_room();
    let again = move |_| {
        given_up.update(|given_up| _ = given_up.insert(id.clone()));
        room.engine.send_chat(text.clone());
    };
    view! {
        <p class="field__error">"Not sent. "{error_code(code)}</p>
        <button class="link-button text-small" type="button" on:click=again>
            "Send again"
        </button>
    }
}
