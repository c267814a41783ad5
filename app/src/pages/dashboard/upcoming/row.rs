//! One meeting: when it is, what it is called, and what can be done with it.

use super::{
    Changes,
    days::{is_at_hand, repetition},
    requests::UpcomingView,
};
use crate::{
    components::{
        clipboard::copy_and_tell,
        icon::{Icon, IconName},
        menu::{MenuButton, MenuItem},
        toast::use_notices,
    },
    moment::{Day, browser, iso},
    pages::dashboard::schedule::download::download,
    paths,
    text::schedule::{length, nearness},
};
use leptos::prelude::*;
use parley_protocol::Timestamp;

/// The id of the menu of a row; its button's is the same with `-button`.
pub(super) fn menu_id(meeting: &UpcomingView) -> String {
    let key = meeting.key.chars().filter(char::is_ascii_digit);
    format!("event-{}-{}", meeting.id, key.collect::<String>())
}

#[component]
pub(super) fn Row(
    meeting: UpcomingView,
    now: Memo<Timestamp>,
    is_alive: Memo<bool>,
    changes: Changes,
) -> impl IntoView {
    let kept = StoredValue::new(meeting.clone());
    let at_hand = Memo::new(move |_| kept.with_value(|one| is_at_hand(one, now.get())));
    let (at, clock) = (meeting.starts_at, meeting.clock.clone());
    let shown = move || {
        if is_alive.get() {
            browser::clock_time(at)
        } else {
            clock.clone()
        }
    };
    let verb = if meeting.is_host { "Start" } else { "Join" };
    let is_accent = meeting.is_host;
    view! {
        <li data-now=move || at_hand.get().then_some("")>
            <time datetime=iso(at)>
                {shown} <small>{length(at, meeting.ends_at)}</small>
            </time>
            <div>
                <h4>{meeting.title.clone()}</h4>
                <Facts meeting=meeting.clone() now is_alive />
            </div>
            <div class="agenda__end">
                <a
                    class="button"
                    data-size="sm"
                    data-variant=move || (is_accent && at_hand.get()).then_some("primary")
                    rel="external"
                    href=paths::meeting_at(&meeting.address)
                    aria-label=format!("{verb} {}", meeting.title)
                >
                    {verb}
                </a>
                <Options meeting changes />
            </div>
        </li>
    }
    .into_any()
}

/// What one knows of it besides: how near it is, how it repeats, whose it is, how it is closed.
#[component]
fn Facts(meeting: UpcomingView, now: Memo<Timestamp>, is_alive: Memo<bool>) -> impl IntoView {
    let at = meeting.starts_at;
    let near = Memo::new(move |_| is_alive.get().then(|| nearness(at, now.get())).flatten());
    let day = Day::parse(&meeting.date).unwrap_or(Day(meeting.day));
    let own = meeting.is_host;
    let facts = [
        (
            IconName::UserRound,
            (!own).then(|| format!("Hosted by {}", meeting.host)),
        ),
        (IconName::Repeat, repetition(meeting.every, day)),
        (
            IconName::LockKeyhole,
            meeting.has_password.then(|| "Password".to_owned()),
        ),
        (
            IconName::DoorOpen,
            (own && meeting.waiting_room).then(|| "Waiting room".to_owned()),
        ),
    ];
    let facts = facts.into_iter().filter_map(|(icon, words)| {
        let words = words?;
        Some(view! {
            <span>
                <Icon name=icon />
                {words}
            </span>
        })
    });
    view! {
        <p>
            {move || {
                near.get()
                    .map(|words| {
                        view! {
                            <span>
                                <Icon name=IconName::Clock />
                                {words}
                            </span>
                        }
                    })
            }} {facts.collect_view()}
        </p>
    }
    .into_any()
}

/// The menu of what can be done with it.
#[component]
fn Options(meeting: UpcomingView, changes: Changes) -> impl IntoView {
    let notices = use_notices();
    let kept = StoredValue::new(meeting.clone());
    let copy = move |()| {
        let path = kept.with_value(|one| paths::meeting_at(&one.address));
        let origin = location().origin().unwrap_or_default();
        copy_and_tell(notices, format!("{origin}{path}"), "Link copied");
    };
    let save = move |()| kept.with_value(|one| download(&one.address));
    let edit = move |()| changes.choose.edit(kept.get_value());
    let cancel = move |()| changes.cancel.ask(kept.get_value());
    let is_host = meeting.is_host;
    view! {
        <MenuButton
            id=menu_id(&meeting)
            label=format!("Options for {}", meeting.title)
            icon=IconName::Ellipsis
            size="sm"
            place=("bottom", "end")
        >
            <MenuItem label="Copy link" icon=IconName::Link on_choose=copy />
            {is_host
                .then(|| {
                    view! {
                        <MenuItem label="Edit meeting" icon=IconName::Pencil on_choose=edit />
                    }
                })}
            <MenuItem label="Add to calendar" icon=IconName::CalendarPlus on_choose=save />
            {is_host
                .then(|| {
                    view! {
                        <div class="menu__sep" role="separator"></div>
                        <MenuItem
                            label="Cancel meeting"
                            icon=IconName::Trash2
                            tone=Some("danger")
                            on_choose=cancel
                        />
                    }
                })}
        </MenuButton>
    }
    .into_any()
}
