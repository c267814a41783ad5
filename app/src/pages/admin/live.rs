//! The region `Live meetings`: where somebody is in at the moment.

use super::{
    end::{EndDialog, Ending},
    person::Person,
    server_view::{LiveMeetingView, ServerView},
    watch::Watch,
};
use crate::{components::button::Button, text};
use leptos::prelude::*;
use parley_protocol::MeetingCode;

/// The region `Live meetings`.
#[component]
pub(super) fn LiveMeetings(watch: Watch) -> impl IntoView {
    let freshness = watch.freshness();
    let ending = Ending::new(watch);
    view! {
        <section class="card" data-flush id="live" aria-labelledby="live-title">
            <div class="toolbar">
                <h2 id="live-title">"Live meetings"</h2>
                <span class="quiet text-small" role="status">
                    {move || freshness.get()}
                </span>
            </div>
            {watch.show(move |server| view! { <Table server ending /> })}
            <EndDialog ending />
        </section>
    }
    .into_any()
}

#[component]
fn Table(server: Signal<ServerView>, ending: Ending) -> impl IntoView {
    let codes = Memo::new(move |_| {
        server.with(|server| {
            let codes = server.meetings.iter().map(|meeting| meeting.code.clone());
            codes.collect::<Vec<_>>()
        })
    });
    let is_empty = Memo::new(move |_| codes.with(Vec::is_empty));
    move || {
        if is_empty.get() {
            return view! { <p class="empty">"Nobody is in a meeting right now."</p> }.into_any();
        }
        view! {
            <table class="table" data-stack aria-labelledby="live-title">
                <thead>
                    <tr>
                        <th scope="col">"Meeting"</th>
                        <th scope="col">"Host"</th>
                        <th scope="col" data-num>
                            "People"
                        </th>
                        <th scope="col" data-num>
                            "Running"
                        </th>
                        <th scope="col">
                            <span class="visually-hidden">"End"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || codes.get()
                        key=|code| code.clone()
                        children=move |code| view! { <Row code server ending /> }
                    />
                </tbody>
            </table>
        }
        .into_any()
    }
}

#[component]
fn Row(code: MeetingCode, server: Signal<ServerView>, ending: Ending) -> impl IntoView {
    let small = code.to_string();
    let asked = code.clone();
    let meeting = Memo::new(move |_| {
        server.with(|server| {
            let mut meetings = server.meetings.iter();
            meetings.find(|meeting| meeting.code == code).cloned()
        })
    });
    let cell = move |of: fn(&LiveMeetingView) -> String| {
        move || meeting.with(|meeting| meeting.as_ref().map(of))
    };
    let title = cell(|meeting| {
        meeting
            .title
            .clone()
            .unwrap_or_else(|| "Meeting".to_owned())
    });
    let name = Memo::new({
        let code = small.clone();
        move |_| {
            meeting.with(|meeting| {
                let title = meeting
                    .as_ref()
                    .and_then(|meeting| meeting.title.as_deref());
                text::admin::meeting_title(title, &code)
            })
        }
    });
    let ask = move |_| ending.ask(asked.clone(), name.get_untracked());
    let host = Memo::new(move |_| {
        meeting.with(|meeting| meeting.as_ref().and_then(|meeting| meeting.host.clone()))
    });
    let host = move || match host.get() {
        Some(host) => view! { <Person name=host.name picture=host.picture /> }.into_any(),
        None => "No host".into_any(),
    };
    view! {
        <tr>
            <th scope="row">{title} " " <small class="code">{small}</small></th>
            <td data-drop>{host}</td>
            <td data-num data-quiet>
                {cell(|meeting| text::server::people(meeting.people))}
            </td>
            <td data-num data-quiet>
                {cell(|meeting| text::server::running(meeting.seconds))}
            </td>
            <td data-num>
                <Button
                    variant="danger-soft"
                    size="sm"
                    attr:aria-label=move || format!("End {}", name.get())
                    attr:aria-haspopup="dialog"
                    on:click=ask
                >
                    "End"
                </Button>
            </td>
        </tr>
    }
    .into_any()
}
