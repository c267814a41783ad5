//! Looking after the server: who has an account on it. For everybody else there is no such page (T-081).

mod confirm;
mod paging;
pub mod requests;
mod search;
mod users;

use super::{not_found::NotFoundPage, page_bar::PageBar};
use crate::{
    components::{skip_link::SkipLink, toast::NoticesRegion},
    instance::use_instance,
    session::use_viewer,
};
use leptos::prelude::*;
use leptos_meta::Title;
use users::Users;

/// `/admin`
#[component]
pub fn AdminPage() -> impl IntoView {
    if !use_viewer().is_some_and(|viewer| viewer.is_admin) {
        return view! { <NotFoundPage /> }.into_any();
    }
    let host = use_instance().host;
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
            <div class="admin">
                <Users />
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
