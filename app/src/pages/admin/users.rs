//! The region `Users`.

use super::{
    confirm::{Confirm, ConfirmDialog},
    listed::Listed,
    paging::Paging,
    person::Person,
    requests::{UserChange, UserView, UsersView, list_users},
    search::{Asked, List},
};
use crate::{
    components::{
        icon::{Icon, IconName},
        menu::{MenuButton, MenuItem},
        moment::Moment,
    },
    text,
};
use leptos::prelude::*;

/// The region `Users`: a search, the table, and the pages of it.
#[component]
pub(super) fn Users(asked: Memo<Asked>) -> impl IntoView {
    let confirm = Confirm::new();
    let wanted = Memo::new(move |_| asked.with(|asked| asked.of(List::Users).clone()));
    let found = Resource::new(
        move || (wanted.get(), confirm.version()),
        |(wanted, _)| list_users(wanted.search, wanted.page),
    );
    let show = move |asked, found| view! { <Found asked found confirm /> };
    view! {
        <Listed asked list=List::Users found show />
        <ConfirmDialog confirm />
    }
}

#[component]
fn Found(asked: Asked, found: UsersView, confirm: Confirm) -> impl IntoView {
    let UsersView { users, total } = found;
    if total == 0 {
        return view! {
            <div class="empty">
                <Icon name=IconName::SearchX />
                <h3>"Nobody found"</h3>
            </div>
        }
        .into_any();
    }
    let shown = u64::try_from(users.len()).unwrap_or(u64::MAX);
    let rows = users
        .into_iter()
        .map(|user| view! { <UserRow user confirm /> });
    view! {
        <table class="table" data-stack aria-labelledby="users-title">
            <thead>
                <tr>
                    <th scope="col">"Name"</th>
                    <th scope="col">"Email"</th>
                    <th scope="col">"Role"</th>
                    <th scope="col">"Last seen"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col">
                        <span class="visually-hidden">"Options"</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <Paging label="Pages of users" asked list=List::Users shown total />
    }
    .into_any()
}

#[component]
fn UserRow(user: UserView, confirm: Confirm) -> impl IntoView {
    let name = user.full_name.clone();
    let picture = user.picture.clone();
    let at = format!("@{}", user.username);
    let email = user.email.clone();
    let role = if user.is_admin {
        view! {
            <span class="badge" data-tone="fill">
                "Admin"
            </span>
        }
        .into_any()
    } else {
        view! { <span class="badge">"Member"</span> }.into_any()
    };
    let seen = match user.last_seen_at {
        Some(at) => view! { <Moment at /> }.into_any(),
        None => "Never".into_any(),
    };
    let status = if user.suspended {
        view! {
            <span class="badge" data-tone="danger">
                "Suspended"
            </span>
        }
        .into_any()
    } else {
        view! { <span class="quiet">"Active"</span> }.into_any()
    };
    // One cannot lock oneself out.
    let options = (!user.is_own).then(|| view! { <Options user confirm /> });
    view! {
        <tr>
            <th scope="row">
                <Person name picture small=at />
            </th>
            <td data-quiet data-break>
                {email}
            </td>
            <td>{role}</td>
            <td data-quiet data-drop>
                {seen}
            </td>
            <td>{status}</td>
            <td data-end>
                <span class="row__end">{options}</span>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn Options(user: UserView, confirm: Confirm) -> impl IntoView {
    let role = if user.is_admin {
        UserChange::RemoveAdmin
    } else {
        UserChange::MakeAdmin
    };
    let standing = if user.suspended {
        UserChange::Reactivate
    } else {
        UserChange::Suspend
    };
    let label = format!("Options for {}", user.full_name);
    let id = format!("user-{}", user.id);
    let user = StoredValue::new(user);
    let ask = move |change: UserChange| user.with_value(|user| confirm.ask(user, change));
    view! {
        <MenuButton id label icon=IconName::Ellipsis place=("bottom", "end")>
            <MenuItem label=text::admin::label(role) on_choose=move |()| ask(role) />
            <MenuItem
                label=text::admin::label(UserChange::EndSessions)
                on_choose=move |()| ask(UserChange::EndSessions)
            />
            <MenuItem label=text::admin::label(standing) on_choose=move |()| ask(standing) />
        </MenuButton>
    }
    .into_any()
}
