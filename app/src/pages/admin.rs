//! Looking after the server: what goes on there, who has an account on it, what they did. For everybody else there is no such page (T-081).

mod activity;
mod confirm;
mod end;
mod health;
mod listed;
mod live;
mod overview;
mod paging;
mod person;
pub mod requests;
mod search;
pub mod server_view;
mod users;
mod watch;

use super::{
    not_found::NotFoundPage,
    page_bar::PageBar,
    sections::{Section, SectionLinks},
};
use crate::{
    components::{icon::IconName, skip_link::SkipLink, toast::NoticesRegion},
    instance::use_instance,
    session::use_viewer,
};
use activity::Activity;
use health::Health;
use leptos::prelude::*;
use leptos_meta::Title;
use live::LiveMeetings;
use overview::Overview;
use search::Asked;
use users::Users;
use watch::Watch;

const SECTIONS: &[Section] = &[
    ("#overview", IconName::Gauge, "Overview"),
    ("#live", IconName::Video, "Live meetings"),
    ("#users", IconName::UsersRound, "Users"),
    ("#activity", IconName::Clock, "Activity"),
    ("#health", IconName::Activity, "Server health"),
];

/// `/admin`
#[component]
pub fn AdminPage() -> impl IntoView {
    if !use_viewer().is_some_and(|viewer| viewer.is_admin) {
        return view! { <NotFoundPage /> }.into_any();
    }
    let host = use_instance().host;
    let (asked, watch) = (Asked::from_address(), Watch::new());
    view! {
        <Title text="Admin" />
        <SkipLink />
        <PageBar />
        <main class="page" id="main" tabindex="-1">
            <header class="page__head">
                <div>
                    <h1>"Admin"</h1>
                    <p>{format!("{host}, version {}.", env!("CARGO_PKG_VERSION"))}</p>
                </div>
            </header>
            <div class="sided">
                <SectionLinks label="Admin sections" sections=SECTIONS />
                <div class="admin">
                    <Overview watch />
                    <LiveMeetings watch />
                    <Users asked />
                    <Activity asked />
                    <Health watch />
                </div>
            </div>
        </main>
        <NoticesRegion />
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use crate::{App, session::Viewer};
    use leptos::prelude::*;
    use leptos_meta::ServerMetaContext;
    use leptos_router::location::RequestUrl;
    use parley_protocol::MeetingCode;

    fn member() -> Viewer {
        Viewer {
            full_name: "Wei Chen".to_owned(),
            username: "wei".to_owned(),
            email: "wei@example.net".to_owned(),
            phone: None,
            picture: None,
            is_admin: false,
            personal_code: MeetingCode::from_typed("hyu-wern-xqa").expect("a code"),
        }
    }

    /// `/admin` as this visitor gets it.
    fn page_for(viewer: Option<Viewer>) -> String {
        Owner::new().with(|| {
            let (mut parts, ()) = http::Request::new(()).into_parts();
            if let Some(viewer) = viewer {
                parts.extensions.insert(viewer);
            }
            provide_context(parts);
            provide_context(RequestUrl::new("/admin"));
            let (meta, _output) = ServerMetaContext::new();
            provide_context(meta);
            view! { <App /> }.to_html()
        })
    }

    #[test]
    fn t081_for_everybody_but_admins_there_is_no_such_page() {
        for viewer in [None, Some(member())] {
            let page = page_for(viewer);
            assert!(page.contains("This page does not exist"));
            assert!(!page.contains("Search users"));
        }
    }
}
