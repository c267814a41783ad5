//! A row of the history.

use super::details::Details;
use crate::{
    components::{
        avatar::Avatar,
        icon::{Icon, IconName},
        moment::Moment,
    },
    pages::dashboard::requests::PastView,
    text,
};
use leptos::prelude::*;

/// Faces in a row; the others are a number.
const FACES: usize = 3;

/// How long it took; while somebody is there it is not over.
pub(super) fn duration(past: &PastView) -> String {
    match past.ended_at {
        Some(ended) => text::dashboard::duration(ended.since(past.started_at)),
        None => "In progress".to_owned(),
    }
}

/// What the meeting is called.
pub(super) fn title(past: &PastView) -> String {
    text::meeting_title(past.title.as_deref(), &past.code)
}

#[component]
pub(super) fn Row(past: PastView, details: Details) -> impl IntoView {
    let title = title(&past);
    let label = format!("Details of {title}");
    let (people, names) = (past.people, past.names.clone());
    let (at, length) = (past.started_at, duration(&past));
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td data-quiet>
                <Moment at with_time=true />
            </td>
            <td data-num data-quiet>
                {length}
            </td>
            <td data-drop>
                <People people names />
            </td>
            <td data-drop>
                <span class="quiet" aria-hidden="true">
                    "–"
                </span>
                <span class="visually-hidden">"No recording"</span>
            </td>
            <td data-end>
                <button
                    class="icon-button"
                    data-size="sm"
                    type="button"
                    aria-label=label
                    aria-haspopup="dialog"
                    on:click=move |_| details.show(&past)
                >
                    <Icon name=IconName::ChevronRight />
                </button>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn People(people: u64, names: Vec<String>) -> impl IntoView {
    let words = text::dashboard::participants(people, &names);
    let shown = names.len().min(FACES);
    let more = people.saturating_sub(u64::try_from(shown).unwrap_or(u64::MAX));
    let faces = names.into_iter().take(FACES);
    let faces = faces.map(|name| view! { <Avatar name /> });
    view! {
        <span class="cluster no-wrap">
            <span class="avatar-stack" aria-hidden="true">
                {faces.collect_view()}
                {(more > 0)
                    .then(|| {
                        view! {
                            <span class="avatar" data-more>
                                {format!("+{more}")}
                            </span>
                        }
                    })}
            </span>
            <span class="visually-hidden">{words}</span>
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use parley_protocol::{MeetingCode, Timestamp};

    fn past() -> PastView {
        PastView {
            code: MeetingCode::from_typed("hyu-wern-xqa").expect("a code"),
            title: None,
            started_at: Timestamp(0),
            ended_at: Some(Timestamp(52 * 60_000)),
            people: 1,
            names: vec!["Ines Moreau".to_owned()],
        }
    }

    #[test]
    fn a_meeting_that_goes_on_has_no_duration_yet() {
        assert_eq!(duration(&past()), "52 min");
        let running = PastView {
            ended_at: None,
            ..past()
        };
        assert_eq!(duration(&running), "In progress");
        assert_eq!(title(&running), "Meeting hyu-wern-xqa");
    }
}
