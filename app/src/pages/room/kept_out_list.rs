//! Those who may not come back, for hosts and co-hosts.

use super::dom;
use super::store::use_room;
use crate::components::avatar::Avatar;
use crate::components::button::Button;
use crate::components::moment::Moment;
use leptos::prelude::*;
use parley_protocol::{BanId, KeptOutView};
use parley_room_client::HostCommand;

/// The id of the button that lets somebody back in.
fn readmit_id(ban: BanId) -> String {
    format!("readmit-{}", ban.0)
}

/// Who comes after somebody who is let back in: the next, else the one before.
fn next(kept_out: &[KeptOutView], readmitted: BanId) -> Option<BanId> {
    let place = kept_out.iter().position(|one| one.id == readmitted)?;
    let before = place.checked_sub(1).and_then(|place| kept_out.get(place));
    let next = kept_out.get(place + 1).or(before);
    next.map(|one| one.id)
}

/// There only while somebody is kept out and one may let them back in.
#[component]
pub(super) fn KeptOutList() -> impl IntoView {
    let room = use_room();
    let kept_out = room.part(|view| view.kept_out.clone());
    let count = Memo::new(move |_| kept_out.read().len());
    view! {
        <Show when=move || count.get() != 0>
            <section class="panel__section" aria-labelledby="kept-out-title">
                <div class="panel__label">
                    <h3 id="kept-out-title">"Kept out"</h3>
                    <span class="count" aria-hidden="true">
                        {count}
                    </span>
                    <span class="grow"></span>
                </div>
                <ul role="list" aria-label="Kept out">
                    <For each=move || kept_out.get() key=|one| one.id let:one>
                        <KeptOut one />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn KeptOut(one: KeptOutView) -> impl IntoView {
    let room = use_room();
    let ban = one.id;
    let name = one.display_name.to_string();
    let readmit = move |_| {
        let next = room.peek(|view| next(&view.kept_out, ban)).map(readmit_id);
        room.host(HostCommand::Readmit { ban });
        let after = ["search-people", "close-people"].map(str::to_owned);
        dom::focus_first_soon(next.into_iter().chain(after));
    };
    view! {
        <li class="request">
            <Avatar name=name.clone() />
            <span class="row__main">
                <strong>
                    <bdi>{name.clone()}</bdi>
                </strong>
                <small>
                    <Moment at=one.since with_time=true />
                </small>
            </span>
            <span class="row__end">
                <Button
                    size="sm"
                    attr:id=readmit_id(ban)
                    attr:aria-label=format!("Let back in {name}")
                    on:click=readmit
                >
                    "Let back in"
                </Button>
            </span>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::name;
    use parley_protocol::Timestamp;

    #[test]
    fn after_somebody_is_let_back_in_comes_the_next_then_the_one_before() {
        let kept_out = [7, 4, 2].map(|id| KeptOutView {
            id: BanId(id),
            display_name: name("Mallory"),
            since: Timestamp(0),
        });
        let after = |id| next(&kept_out, BanId(id)).map(|next| next.0);
        assert_eq!(after(7), Some(4));
        assert_eq!(after(4), Some(2));
        assert_eq!(after(2), Some(4));
        assert_eq!(next(&kept_out[..1], BanId(7)), None);
        assert_eq!(after(3), None, "they are gone already");
    }
}
