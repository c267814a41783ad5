//! Who was in a past meeting, and each time that they came and left.

use crate::{
    components::{
        avatar::Avatar,
        icon::{Icon, IconName},
    },
    moment::{browser, iso},
    pages::dashboard::requests::{PastView, PersonView},
    paths, text,
};
use leptos::prelude::*;
use parley_protocol::Timestamp;

/// The names that are known, and who else is told to the owner. Drawn in the browser only: a dialog opens by a press.
#[component]
pub(super) fn People(past: PastView, people: RwSignal<Option<Vec<PersonView>>>) -> impl IntoView {
    let names = StoredValue::new(past.names);
    let count = past.people;
    let known = move || {
        if let Some(people) = people.get() {
            let rows = people.into_iter().map(|person| {
                view! { <Person name=person.name stays=person.stays /> }
            });
            return rows.collect_view().into_any();
        }
        let names = names.get_value();
        let more = text::dashboard::more(count, names.len());
        let rows = names.into_iter().map(|name| {
            view! { <Person name stays=Vec::new() /> }
        });
        view! {
            {rows.collect_view()}
            {more.map(|more| view! { <li class="quiet">{format!("and {more}")}</li> })}
        }
        .into_any()
    };
    view! {
        <ul class="stack gap-2 past__people" role="list" aria-labelledby="past-people">
            {known}
        </ul>
    }
    .into_any()
}

#[component]
fn Person(name: String, stays: Vec<(Timestamp, Option<Timestamp>)>) -> impl IntoView {
    let stays = stays.into_iter().map(|(came, left)| {
        let left = match left {
            Some(left) => {
                view! { <time datetime=iso(left)>{browser::clock_time(left)}</time> }.into_any()
            }
            None => "now".into_any(),
        };
        view! {
            <span class="past__stay">
                <time datetime=iso(came)>{browser::clock_time(came)}</time>
                " to "
                {left}
            </span>
        }
    });
    view! {
        <li class="cluster gap-3 no-wrap">
            <Avatar name=name.clone() size="sm" />
            <span class="past__name">
                {name} <span class="past__stays">{stays.collect_view()}</span>
            </span>
        </li>
    }
    .into_any()
}

/// The same as a table, for the owner.
#[component]
pub(super) fn Export(
    past: RwSignal<Option<PastView>>,
    people: RwSignal<Option<Vec<PersonView>>>,
) -> impl IntoView {
    move || {
        let past = people.with(Option::is_some).then(|| past.get()).flatten()?;
        Some(view! {
            <a
                class="button"
                data-variant="ghost"
                data-push=""
                rel="external"
                download=""
                href=paths::history_table(&past.code, past.started_at)
            >
                <Icon name=IconName::Download />
                "Export as CSV"
            </a>
        })
    }
}
