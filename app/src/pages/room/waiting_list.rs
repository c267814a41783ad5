//! Those who wait to join, for hosts and co-hosts.

use super::dom;
use super::store::{Room, use_room};
use crate::components::avatar::Avatar;
use crate::components::button::Button;
use crate::components::icon::IconName;
use crate::components::icon_button::IconButton;
use leptos::prelude::*;
use parley_protocol::{KnockId, KnockView};
use parley_room_client::HostCommand;

/// The id of the button that lets somebody in.
pub(super) fn admit_id(knock: KnockId) -> String {
    format!("admit-{}", knock.0)
}

/// Whose request comes after this one is answered: the next, else the first of the others.
fn next_request(waiting: &[KnockView], answered: KnockId) -> Option<KnockId> {
    let place = waiting.iter().position(|knock| knock.id == answered)?;
    let next = waiting.get(place + 1).or_else(|| waiting.first());
    next.map(|knock| knock.id).filter(|next| *next != answered)
}

/// Who knocked last, whether or not they still wait; ids only go up.
fn newest(before: Option<&KnockView>, waiting: &[KnockView]) -> Option<KnockView> {
    let last = waiting.last().into_iter();
    last.chain(before).max_by_key(|knock| knock.id).cloned()
}

/// Answers somebody's request; the focus goes on to the next.
pub(super) fn answer(room: Room, knock: KnockId, answer: impl FnOnce()) {
    let next = room.peek(|view| next_request(&view.waiting, knock));
    answer();
    focus_request(next);
}

/// Moves the focus to a request, or past them when there is none.
fn focus_request(knock: Option<KnockId>) {
    let request = knock.map(admit_id);
    let after = ["search-people", "close-people"].map(str::to_owned);
    dom::focus_first_soon(request.into_iter().chain(after));
}

/// There only while somebody waits and one may let them in.
#[component]
pub(super) fn WaitingList() -> impl IntoView {
    let room = use_room();
    let waiting = room.part(|view| view.waiting.clone());
    let count = Memo::new(move |_| waiting.read().len());
    let admit_all = move |_| {
        room.admit(None);
        focus_request(None);
    };
    let newest = Memo::new(move |before: Option<&Option<KnockView>>| {
        newest(before.and_then(Option::as_ref), &waiting.read())
    });
    let words = move || {
        let newest = newest.get();
        newest.map(|knock| format!("{} wants to join", knock.display_name))
    };
    // A knock is a notice only while this list is not there to be seen.
    view! {
        <p class="visually-hidden" role="status">
            {words}
        </p>
        <Show when=move || count.get() != 0>
            <section class="panel__section" aria-labelledby="waiting-title">
                <div class="panel__label">
                    <h3 id="waiting-title">"Waiting to join"</h3>
                    <span class="count" data-tone="accent" aria-hidden="true">
                        {count}
                    </span>
                    <span class="grow"></span>
                    <button class="link-button" type="button" on:click=admit_all>
                        "Admit all"
                    </button>
                </div>
                <ul role="list" aria-label="Waiting to join">
                    <For each=move || waiting.get() key=|knock| knock.id let:knock>
                        <Request knock />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Request(knock: KnockView) -> impl IntoView {
    let room = use_room();
    let id = knock.id;
    let name = knock.display_name.to_string();
    let deny = move |_| {
        answer(room, id, || {
            room.host(HostCommand::Deny {
                knock: id,
                block: false,
            });
        });
    };
    let guest = knock.guest;
    let ask_to_block = move |_| room.dialogs().ask_to_block(knock.clone());
    let admit = move |_| answer(room, id, || room.admit(Some(id)));
    view! {
        <li class="request">
            <Avatar name=name.clone() />
            <span class="row__main">
                <strong>
                    <bdi>{name.clone()}</bdi>
                </strong>
                {guest.then(|| view! { <small>"Guest"</small> })}
            </span>
            <span class="row__end">
                <IconButton
                    label=format!("Deny and block {name}")
                    icon=IconName::UserX
                    tip_align="end"
                    attr:data-size="sm"
                    attr:aria-haspopup="dialog"
                    on:click=ask_to_block
                />
                <Button
                    variant="ghost"
                    size="sm"
                    attr:aria-label=format!("Deny {name}")
                    on:click=deny
                >
                    "Deny"
                </Button>
                <Button
                    variant="primary"
                    size="sm"
                    attr:id=admit_id(id)
                    attr:aria-label=format!("Admit {name}")
                    on:click=admit
                >
                    "Admit"
                </Button>
            </span>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::knock;

    #[test]
    fn a_request_that_is_answered_does_not_make_an_older_one_new() {
        let waiting = [knock(3, "Ruth"), knock(4, "Oskar")];
        let told = newest(None, &waiting);
        assert_eq!(told, Some(knock(4, "Oskar")));
        assert_eq!(newest(told.as_ref(), &waiting[..1]), told);
        let later = [knock(5, "Wei")];
        assert_eq!(newest(told.as_ref(), &later), Some(knock(5, "Wei")));
    }

    #[test]
    fn after_an_answer_comes_the_next_request_then_the_first_that_is_left() {
        let waiting = [knock(3, "Ruth"), knock(4, "Oskar"), knock(7, "Wei")];
        let next = |answered| next_request(&waiting, KnockId(answered)).map(|next| next.0);
        assert_eq!(next(3), Some(4));
        assert_eq!(next(4), Some(7));
        assert_eq!(next(7), Some(3));
        assert_eq!(next_request(&waiting[..1], KnockId(3)), None);
        assert_eq!(next_request(&[], KnockId(3)), None);
    }
}
