//! What the region `Upcoming` knows: the meetings, and the moment that it is. What is drawn stays and only what changes
//! is drawn again, so that the focus stays where it is.

use super::{
    days::{DayOfMeetings, by_days},
    requests::{AgendaView, UpcomingView, list_upcoming},
};
use crate::{
    error::AppError,
    moment::{Day, browser, zone},
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};
use parley_protocol::{Milliseconds, Timestamp};
use std::time::Duration;

const TICK: Duration = Duration::from_secs(5);
/// How old the list may be while somebody looks at it.
const FRESH: Milliseconds = Milliseconds::from_seconds(300);

/// The meetings to come: the first answer, and the latest one.
#[derive(Clone, Copy)]
pub(in super::super) struct Agenda {
    pub(super) first: Resource<Result<AgendaView, AppError>>,
    latest: RwSignal<Option<AgendaView>>,
    all: RwSignal<bool>,
    asking: RwSignal<bool>,
    /// How often it was asked.
    asked: StoredValue<u32>,
    /// The newest question whose answer is drawn.
    drawn: StoredValue<u32>,
    /// What the browser's clock says; nothing until the page has come to life.
    clock: RwSignal<Option<Timestamp>>,
    /// When the shown meetings begin.
    starts: RwSignal<Vec<Timestamp>>,
}

impl Agenda {
    pub(in super::super) fn new() -> Self {
        let agenda = Self {
            first: Resource::new(|| (), |()| list_upcoming(false)),
            latest: RwSignal::new(None),
            all: RwSignal::new(false),
            asking: RwSignal::new(false),
            asked: StoredValue::new(0),
            drawn: StoredValue::new(0),
            clock: RwSignal::new(None),
            starts: RwSignal::new(Vec::new()),
        };
        Effect::new(move |_| {
            agenda.clock.set(Some(browser::now()));
            if let Some(zone) = zone::own() {
                zone::remember(&zone);
            }
            let asked_at = StoredValue::new(browser::now());
            let tick = move || {
                let now = browser::now();
                _ = agenda.clock.try_set(Some(now));
                let age = asked_at.try_get_value().map(|at| now.since(at));
                if !document().hidden() && age.is_some_and(|age| age > FRESH) {
                    asked_at.try_set_value(now);
                    agenda.ask(|| ());
                }
            };
            if let Ok(handle) = set_interval_with_handle(tick, TICK) {
                on_cleanup(move || handle.clear());
            }
        });
        agenda
    }

    /// Asks again; told when the answer is drawn, or did not come. An answer that comes after one to a newer
    /// question is not drawn: it may say what no longer is.
    pub(in super::super) fn ask(self, then: impl FnOnce() + 'static) {
        let Some(all) = self.all.try_get_untracked() else {
            return;
        };
        _ = self.asking.try_set(true);
        self.asked.try_update_value(|asked| *asked += 1);
        let question = self.asked.try_get_value();
        spawn_local(async move {
            let answer = list_upcoming(all).await;
            // What is shown stays when the server is away; the next time comes soon.
            if let Ok(view) = answer
                && self.drawn.try_get_value() < question
            {
                self.drawn
                    .try_update_value(|drawn| *drawn = question.unwrap_or(*drawn));
                _ = self.latest.try_set(Some(view));
            }
            if self.asked.try_get_value() == question {
                _ = self.asking.try_set(false);
            }
            request_animation_frame(then);
        });
    }

    /// Shows also those that are far away.
    pub(super) fn show_all(self, then: impl FnOnce() + 'static) {
        self.all.set(true);
        self.ask(then);
    }

    pub(super) fn is_asking(self) -> Signal<bool> {
        self.asking.into()
    }

    /// The latest answer, after this first one.
    pub(super) fn since(self, first: AgendaView) -> Memo<AgendaView> {
        Memo::new(move |_| self.latest.get().unwrap_or_else(|| first.clone()))
    }

    /// Whether there is a later answer than the first.
    pub(super) fn has_latest(self) -> Memo<bool> {
        Memo::new(move |_| self.latest.with(Option::is_some))
    }

    pub(super) fn latest_untracked(self) -> Option<AgendaView> {
        self.latest.get_untracked()
    }

    /// The moment that it is, as far as minutes are told by it.
    pub(super) fn now(self, view: Memo<AgendaView>) -> Memo<Timestamp> {
        Memo::new(move |_| {
            self.clock
                .get()
                .unwrap_or_else(|| view.with(|view| view.now))
        })
    }

    /// Whether the page has come to life: before, all is as the server says it.
    pub(super) fn is_alive(self) -> Memo<bool> {
        Memo::new(move |_| self.clock.get().is_some())
    }

    pub(super) fn days(self, view: Memo<AgendaView>) -> Memo<Vec<DayOfMeetings>> {
        let now = self.now(view);
        let is_alive = self.is_alive();
        Memo::new(move |_| {
            let alive = is_alive.get();
            let day_of = |meeting: &UpcomingView| {
                if alive {
                    browser::local_day(meeting.starts_at)
                } else {
                    Day(meeting.day)
                }
            };
            view.with(|view| by_days(&view.meetings, now.get(), day_of))
        })
    }

    pub(super) fn today(self, view: Memo<AgendaView>) -> Memo<Day> {
        let now = self.now(view);
        let is_alive = self.is_alive();
        Memo::new(move |_| {
            if is_alive.get() {
                browser::local_day(now.get())
            } else {
                Day(view.with(|view| view.today))
            }
        })
    }

    /// Keeps when the shown meetings begin.
    pub(super) fn keep_starts(self, view: Memo<AgendaView>) {
        Effect::new(move |_| {
            let meetings =
                view.with(|view| view.meetings.iter().map(|one| one.starts_at).collect());
            self.starts.set(meetings);
        });
    }

    /// When the next meeting begins, once that is known, and the moment that it is.
    pub(in super::super) fn next(self) -> Memo<Option<(Timestamp, Timestamp)>> {
        Memo::new(move |_| {
            let now = self.clock.get()?;
            let starts = self.starts.read();
            let next = starts.iter().find(|at| **at > now);
            next.map(|at| (*at, now))
        })
    }
}
