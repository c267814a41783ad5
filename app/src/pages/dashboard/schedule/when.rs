//! When a meeting is: title, day, time, length.

use super::editor::Editor;
use crate::{
    components::{
        field::{FieldKind, TextField},
        select::{Choice, FormSelect},
    },
    error::PlanField,
    text,
};
use leptos::prelude::*;

/// How long meetings usually take, in minutes.
const LENGTHS: [u32; 9] = [15, 30, 45, 60, 90, 120, 180, 240, 480];

/// The fields of one time.
#[component]
pub(super) fn When(editor: Editor) -> impl IntoView {
    let fields = editor.fields;
    let lengths = Memo::new(move |_| lengths(&fields.minutes.read()));
    view! {
        <TextField
            id="meeting-title"
            label="Title"
            value=fields.title
            error=editor.error(PlanField::Title)
            autofocus=true
        />
        <div class="form__row" data-cols="3">
            <TextField
                id="meeting-date"
                label="Date"
                value=fields.date
                error=editor.error(PlanField::Date)
                kind=FieldKind::Date
            />
            <TextField
                id="meeting-time"
                label="Start time"
                value=fields.time
                error=editor.error(PlanField::Time)
                kind=FieldKind::Time
            />
            <FormSelect
                id="meeting-minutes"
                label="Duration"
                choices=lengths
                value=fields.minutes
                error=editor.error(PlanField::Duration)
            />
        </div>
    }
    .into_any()
}

/// The usual ones, and the one that was planned.
fn lengths(chosen: &str) -> Vec<Choice> {
    let mut all = LENGTHS.to_vec();
    if let Ok(planned) = chosen.parse()
        && !all.contains(&planned)
    {
        all.push(planned);
        all.sort_unstable();
    }
    all.into_iter()
        .map(|minutes| Choice {
            value: minutes.to_string(),
            label: text::schedule::minutes(minutes),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_that_was_planned_can_be_kept() {
        assert_eq!(lengths("60").len(), LENGTHS.len());
        let all = lengths("25");
        assert_eq!(all[1].value, "25");
        assert_eq!(all[1].label, "25 minutes");
    }
}
