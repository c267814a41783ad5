//! How a meeting repeats, on which days, and until when.

use super::{draft::Every, editor::Editor, fields::Fields};
use crate::{
    components::{
        field::{FieldError, FieldKind, TextField},
        select::{Choice, FormSelect},
    },
    error::PlanField,
    moment::Day,
    pages::dashboard::upcoming::days::{day_names, repetition},
};
use leptos::prelude::*;

fn choice(value: &str, label: impl Into<String>) -> Choice {
    Choice {
        value: value.to_owned(),
        label: label.into(),
    }
}

/// Said for the day that is chosen.
fn choices(day: Option<Day>, days: u8) -> Vec<Choice> {
    let week = match (days, day) {
        (0, None) => "Every week".to_owned(),
        (0, Some(day)) => format!("Every week on {}", day.weekday()),
        (days, _) => format!("Every week on {}", day_names(days).join(", ")),
    };
    let month = day.and_then(|day| repetition(Every::Month, day));
    vec![
        choice("never", "Does not repeat"),
        choice("day", "Every day"),
        choice("week", week),
        choice("month", month.unwrap_or_else(|| "Every month".to_owned())),
    ]
}

/// The combobox `Repeat`.
#[component]
pub(super) fn RepeatChoice(editor: Editor) -> impl IntoView {
    let fields = editor.fields;
    let all = Memo::new(move |_| choices(fields.day(), fields.days.get()));
    // A week begins with the day that is chosen, until somebody says otherwise.
    Effect::new(move |_| {
        let is_week = fields.every.read().as_str() == "week";
        if is_week
            && fields.days.get_untracked() == 0
            && let Some(day) = untrack(|| fields.day())
        {
            fields.days.set(1 << day.from_monday());
        }
    });
    view! { <FormSelect id="meeting-repeat" label="Repeat" choices=all value=fields.every /> }
}

/// What else is asked of a meeting that repeats.
#[component]
pub(super) fn RepeatDetails(editor: Editor) -> impl IntoView {
    let fields = editor.fields;
    let every = Memo::new(move |_| fields.every.get());
    let end = Memo::new(move |_| fields.end.get());
    view! {
        <Show when=move || every.read().as_str() == "week">
            <Days editor />
        </Show>
        <Show when=move || every.read().as_str() != "never">
            <div class="form__row">
                <FormSelect
                    id="meeting-ends"
                    label="Ends"
                    choices=Signal::stored(
                        vec![
                            choice("never", "Never"),
                            choice("on", "On a date"),
                            choice("after", "After a number of meetings"),
                        ],
                    )
                    value=fields.end
                />
                <Show when=move || end.read().as_str() == "on">
                    <TextField
                        id="meeting-until"
                        label="Last date"
                        value=fields.until
                        error=editor.error(PlanField::Until)
                        kind=FieldKind::Date
                    />
                </Show>
                <Show when=move || end.read().as_str() == "after">
                    <TextField
                        id="meeting-count"
                        label="Number of meetings"
                        value=fields.count
                        error=editor.error(PlanField::Count)
                        kind=FieldKind::Number
                    />
                </Show>
            </div>
        </Show>
    }
    .into_any()
}

#[component]
fn Days(editor: Editor) -> impl IntoView {
    let error = editor.error(PlanField::Days);
    let described = move || error.get().map(|_| "meeting-days-error");
    let days = (0..7).map(|day| view! { <OneDay fields=editor.fields day error /> });
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend class="field__label">"Repeat on"</legend>
            <div class="weekdays">{days.collect_view()}</div>
            <FieldError id="meeting-days-error".to_owned() error />
        </fieldset>
    }
    .into_any()
}

/// The first letters are enough to see; the whole name is said.
#[component]
fn OneDay(fields: Fields, day: u8, error: Signal<Option<String>>) -> impl IntoView {
    let bit = 1 << day;
    let name = day_names(bit).concat();
    let short = name.get(..2).unwrap_or_default().to_owned();
    let press = move |on: bool| {
        fields
            .days
            .update(|days| *days = if on { *days | bit } else { *days & !bit });
    };
    view! {
        <label class="weekday">
            <input
                class="visually-hidden"
                type="checkbox"
                aria-label=name
                aria-invalid=move || error.get().is_some().then_some("true")
                prop:checked=move || fields.days.get() & bit != 0
                on:change:target=move |event| press(event.target().checked())
            />
            <span aria-hidden="true">{short}</span>
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_are_said_for_the_day_that_is_chosen() {
        let said = |date: &str, days| {
            let all = choices(Day::parse(date), days);
            all.into_iter()
                .map(|choice| choice.label)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            said("2026-03-19", 0),
            [
                "Does not repeat",
                "Every day",
                "Every week on Thursday",
                "Every month on the 19th"
            ]
        );
        assert_eq!(said("2026-03-19", 18)[2], "Every week on Tuesday, Friday");
        assert_eq!(said("", 0)[2..], ["Every week", "Every month"]);
    }
}
