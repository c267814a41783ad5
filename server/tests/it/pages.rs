//! Pages that many people ask for at once.

use futures_util::future::join_all;
use parley_server::LimitClass;
use parley_test_support::{HttpRequest, TestApp};

const CODES: [&str; 2] = ["mkd-vqtr-hba", "zzz-zzzz-zzz"];
/// Few enough that none waits too long for the database, also on a busy machine.
const AT_ONCE: usize = 12;

/// A page is put together in steps, and between two of them the thread may serve somebody else.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_of_many_who_ask_at_once_gets_the_title_of_their_own_meeting() {
    let app = TestApp::start().await;
    for code in CODES {
        app.meeting(code).await;
    }
    let times = LimitClass::Lookup.per_minute().get() as usize;
    let codes: Vec<&str> = CODES.into_iter().cycle().take(times).collect();
    let paths: Vec<String> = codes.iter().map(|code| format!("/m/{code}")).collect();
    let mut pages = Vec::new();
    for paths in paths.chunks(AT_ONCE) {
        pages.extend(join_all(paths.iter().map(|path| app.get(path))).await);
    }
    let wrong: Vec<String> = codes
        .iter()
        .zip(&pages)
        .filter(|(code, page)| page.status != 200 || !is_only_about(code, &page.body))
        .map(|(code, page)| format!("{code}: {} {:?}", page.status, title(&page.body)))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {times}: {:#?}",
        wrong.len(),
        wrong.first()
    );
}

/// Times that each page is asked for: of these several failed where the title was a signal of the page.
const DASHBOARDS: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_of_many_who_ask_for_their_own_page_at_once_gets_it() {
    let app = TestApp::start().await;
    let ines = app.member("ines").await;
    let pages = [
        ("/dashboard", "Meetings · Parley"),
        ("/dashboard?schedule", "Schedule meeting · Parley"),
    ];
    let asked: Vec<_> = pages.into_iter().cycle().take(2 * DASHBOARDS).collect();
    for some in asked.chunks(AT_ONCE) {
        let requests = some.iter().map(|(path, _)| {
            let request = HttpRequest::new("GET", path).header("accept", "text/html");
            app.send(request.header("cookie", &ines.cookie))
        });
        let answers = join_all(requests).await;
        for ((path, wanted), page) in some.iter().zip(&answers) {
            assert_eq!(page.status, 200, "{path}");
            assert_eq!(title(&page.body), Some(*wanted), "{path}");
        }
    }
}

fn is_only_about(code: &str, page: &str) -> bool {
    let mut others = CODES.iter().filter(|other| **other != code);
    title(page) == Some(&format!("Join Meeting {code} · Parley"))
        && !others.any(|other| page.contains(other))
}

fn title(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("<title>")?;
    rest.split_once("</title>").map(|(title, _)| title)
}
