//! Guessing the codes of meetings, on every way that tells whether there is one.

use http::StatusCode;
use parley_test_support::{HttpRequest, TestApp};

const THERE: &str = "mkd-vqtr-hba";
const GUESSES: usize = 100;

#[derive(Clone, Copy, Debug)]
enum Way {
    Page,
    Find,
    Join,
    Socket,
}

/// A code that no meeting has.
fn none(number: usize) -> String {
    let letters = b"abcdefghjkmnpqrstuvwxyz";
    let letter = |at: usize| char::from(letters[at % letters.len()]);
    format!("zzz-zzzz-z{}{}", letter(number / 20), letter(number % 20))
}

/// What somebody at this address gets for a code.
async fn ask(app: &TestApp, way: Way, code: &str, from: &str) -> StatusCode {
    let form = format!("code={code}");
    let request = match way {
        Way::Page => HttpRequest::new("GET", &format!("/m/{code}")).header("accept", "text/html"),
        Way::Find => {
            HttpRequest::new("POST", "/api/find_meeting").form(&form.replace("code", "address"))
        }
        Way::Join => HttpRequest::new("POST", "/api/join_meeting").form(&form),
        Way::Socket => {
            let headers = [("origin", app.origin()), ("x-forwarded-for", from)];
            return match app.socket_from(code, &headers).await {
                Ok(_) => StatusCode::SWITCHING_PROTOCOLS,
                Err(status) => status,
            };
        }
    };
    let request = request.header("origin", app.origin());
    app.send(request.header("x-forwarded-for", from))
        .await
        .status
}

/// After how many questions somebody is stopped; `None` when they are not.
async fn stopped_after(
    app: &TestApp,
    way: Way,
    from: &str,
    code: impl Fn(usize) -> String,
) -> Option<usize> {
    for number in 0..GUESSES {
        if ask(app, way, &code(number), from).await == StatusCode::TOO_MANY_REQUESTS {
            return Some(number);
        }
    }
    None
}

#[tokio::test]
async fn t080_who_guesses_a_hundred_codes_is_stopped_and_nobody_else_is() {
    for way in [Way::Page, Way::Find, Way::Join, Way::Socket] {
        let app = TestApp::start_with(|config| {
            config.http.trusted_proxies = 1;
            config.http.sockets_per_client = GUESSES;
        })
        .await;
        app.meeting(THERE).await;
        assert_ne!(ask(&app, way, THERE, "203.0.113.1").await, 404, "{way:?}");
        let stopped = stopped_after(&app, way, "203.0.113.2", none).await;
        assert_eq!(stopped, Some(60), "{way:?}");
        let there = ask(&app, way, THERE, "203.0.113.2").await;
        assert_eq!(there, 429, "{way:?}: also a right guess tells nothing now");
        let others = ask(&app, way, THERE, "203.0.113.1").await;
        assert_ne!(others, 429, "{way:?}");
        // Whoever asks for what is there, as a page does that comes back, is no guesser.
        let right = stopped_after(&app, way, "203.0.113.3", |_| THERE.to_owned()).await;
        assert_eq!(right, None, "{way:?}");
    }
}
