//! The region `Activity`: the audit log of all accounts.

use super::{
    listed::Listed,
    paging::Paging,
    requests::{AuditEntryView, AuditView, list_audit},
    search::{Asked, List},
};
use crate::{components::moment::Moment, text};
use leptos::prelude::*;

/// The region `Activity`: a filter, the table, and the pages of it.
#[component]
pub(super) fn Activity(asked: Memo<Asked>) -> impl IntoView {
    let wanted = Memo::new(move |_| asked.with(|asked| asked.of(List::Activity).clone()));
    let found = Resource::new(
        move || wanted.get(),
        |wanted| list_audit(wanted.search, wanted.page),
    );
    let show = |asked, found| view! { <Found asked found /> };
    view! { <Listed asked list=List::Activity found show /> }
}

#[component]
fn Found(asked: Asked, found: AuditView) -> impl IntoView {
    let AuditView { entries, total } = found;
    if total == 0 {
        return view! { <p class="empty">"Nothing found."</p> }.into_any();
    }
    let shown = u64::try_from(entries.len()).unwrap_or(u64::MAX);
    let rows = entries.into_iter().map(|entry| view! { <Row entry /> });
    view! {
        <table class="table" data-stack aria-labelledby="activity-title">
            <thead>
                <tr>
                    <th scope="col">"When"</th>
                    <th scope="col">"Who"</th>
                    <th scope="col">"What"</th>
                    <th scope="col">"From"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <Paging label="Pages of activity" asked list=List::Activity shown total />
    }
    .into_any()
}

#[component]
fn Row(entry: AuditEntryView) -> impl IntoView {
    let who = format!("@{}", entry.about);
    let by = entry.by.map(|by| format!("by @{by}"));
    let address = entry.address;
    view! {
        <tr>
            <td data-quiet class="nowrap">
                <Moment at=entry.at with_time=true />
            </td>
            <td>
                <strong>{who}</strong>
            </td>
            <td data-break>{text::profile::activity(entry.kind)} " " <small>{by}</small></td>
            <td data-quiet data-break>
                {entry.device}
                " "
                <small>{address}</small>
            </td>
        </tr>
    }
    .into_any()
}
