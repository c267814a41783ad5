//! What is planned: the meetings of the next weeks, day by day.

pub(super) mod agenda;
mod cancel;
mod choose;
pub(super) mod days;
pub mod requests;
mod row;

use super::schedule::editor::Editor;
use crate::{
    components::{
        button::Button,
        icon::{Icon, IconName},
    },
    error::AppError,
    pages::account::form_state::focus,
    paths, text,
};
use agenda::Agenda;
use cancel::{Cancel, CancelDialog};
use choose::{Choose, ChooseDialog};
use days::{DayOfMeetings, list_name};
use leptos::{ev::SubmitEvent, prelude::*};
use requests::AgendaView;
use row::Row;

/// What is done with a row.
#[derive(Clone, Copy)]
struct Changes {
    choose: Choose,
    cancel: Cancel,
}

/// The region `Upcoming`.
#[component]
pub(super) fn Upcoming(agenda: Agenda, editor: Editor) -> impl IntoView {
    let changes = Changes {
        choose: Choose::new(editor),
        cancel: Cancel::new(agenda),
    };
    view! {
        <section id="upcoming" aria-labelledby="upcoming-title">
            <div class="section-head">
                <h2 id="upcoming-title" tabindex="-1">
                    "Upcoming"
                </h2>
            </div>
            <div class="card" data-flush>
                <Transition fallback=|| {
                    view! { <p class="empty">"Loading…"</p> }
                }>
                    {move || Suspend::new(async move {
                        match agenda.first.await {
                            Ok(first) => view! { <Days agenda first editor changes /> }.into_any(),
                            Err(error) => {
                                view! { <Later agenda error editor changes /> }.into_any()
                            }
                        }
                    })}
                </Transition>
            </div>
            <ChooseDialog choose=changes.choose />
            <CancelDialog cancel=changes.cancel />
        </section>
    }
    .into_any()
}

/// The days, or that there are none.
#[component]
fn Days(agenda: Agenda, first: AgendaView, editor: Editor, changes: Changes) -> impl IntoView {
    let view = agenda.since(first);
    agenda.keep_starts(view);
    let days = agenda.days(view);
    let is_empty = Memo::new(move |_| days.with(Vec::is_empty));
    let has_later = Memo::new(move |_| view.with(|view| view.has_later));
    move || {
        if is_empty.get() {
            return view! { <Nothing editor /> }.into_any();
        }
        view! {
            <For each=move || days.get() key=|day| day.day.0 let(day)>
                <OneDay agenda view days day changes />
            </For>
            <Show when=move || has_later.get()>
                <LaterOnes agenda />
            </Show>
        }
        .into_any()
    }
}

#[component]
fn OneDay(
    agenda: Agenda,
    view: Memo<AgendaView>,
    days: Memo<Vec<DayOfMeetings>>,
    day: DayOfMeetings,
    changes: Changes,
) -> impl IntoView {
    let day = day.day;
    let today = agenda.today(view);
    let now = agenda.now(view);
    let is_alive = agenda.is_alive();
    let meetings = move || {
        days.with(|days| {
            let found = days.iter().find(|one| one.day == day);
            found.map_or_else(Vec::new, |found| found.meetings.clone())
        })
    };
    view! {
        <h3 class="agenda__day">{move || day.seen_from(today.get())}</h3>
        <ol class="agenda" role="list" aria-label=move || list_name(day, today.get())>
            <For each=meetings key=Clone::clone let(meeting)>
                <Row meeting now is_alive changes />
            </For>
        </ol>
    }
    .into_any()
}

#[component]
fn LaterOnes(agenda: Agenda) -> impl IntoView {
    // The button goes when there is nothing more to show.
    let show = move |_| agenda.show_all(|| focus("#upcoming-title"));
    view! {
        <div class="agenda__more">
            <Button size="sm" busy=agenda.is_asking() on:click=show>
                "Show later meetings"
            </Button>
        </div>
    }
    .into_any()
}

#[component]
fn Nothing(editor: Editor) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=IconName::CalendarDays />
            <h3>"Nothing planned"</h3>
            <p>"Schedule a meeting, or start one at any time."</p>
            <div class="actions">
                <Button
                    icon=IconName::CalendarPlus
                    attr:aria-haspopup="dialog"
                    on:click=move |_| editor.open_new()
                >
                    "Schedule meeting"
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// Words for an answer that did not come, until a later one does. A real form, so that it works without scripts.
#[component]
fn Later(agenda: Agenda, error: AppError, editor: Editor, changes: Changes) -> impl IntoView {
    let came = agenda.has_latest();
    let again = move |event: SubmitEvent| {
        event.prevent_default();
        agenda.ask(|| ());
    };
    move || {
        let first = came.get().then(|| agenda.latest_untracked()).flatten();
        if let Some(first) = first {
            return view! { <Days agenda first editor changes /> }.into_any();
        }
        view! {
            <div class="empty">
                <Icon name=IconName::CircleAlert />
                <p role="alert">{text::app_error(&error)}</p>
                <form method="get" action=paths::DASHBOARD on:submit=again>
                    <Button kind="submit" size="sm" busy=agenda.is_asking()>
                        "Try again"
                    </Button>
                </form>
            </div>
        }
        .into_any()
    }
}
