//! People with accounts, and people in meetings.

use crate::{HttpRequest, HttpResponse, TestApp, TestSocket, soon};
use parley_domain::accounts::{Origin, Registration, User};
use parley_protocol::{
    DisplayName, EmailAddress, Milliseconds, OneTimeCode, Password, PhoneNumber, Username,
};

/// Somebody with an account, and the cookie of their browser.
#[derive(Debug)]
pub struct Member {
    /// The account.
    pub user: User,
    /// The cookie, as a browser sends it.
    pub cookie: String,
}

/// What everybody's password is.
const PASSWORD: &str = "quiet marble river";

impl TestApp {
    /// Makes an account and signs in to it.
    ///
    /// # Panics
    /// When `name` is no username or taken.
    pub async fn member(&self, name: &str) -> Member {
        let user = self.register(name).await;
        let answer = self.sign_in(name, "").await;
        let cookie = answer.cookie("parley_session").expect("they are signed in");
        Member { user, cookie }
    }

    /// Makes an account, by the code that is mailed.
    ///
    /// # Panics
    /// When `name` is no username or taken.
    pub async fn register(&self, name: &str) -> User {
        let registration = Registration {
            full_name: DisplayName::new(name).expect("a name"),
            username: Username::new(name).expect("a username"),
            email: EmailAddress::new(&format!("{name}@example.org")).expect("an address"),
            phone: PhoneNumber::new("+442079460958").expect("a number"),
            password: Password::new(PASSWORD).expect("a password"),
        };
        let accounts = self.accounts();
        let begun = accounts.begin_registration(registration).await;
        let secret = begun.expect("a registration begins");
        let mail = soon("a mail", self.next_mail()).await;
        let mut codes = mail
            .split_whitespace()
            .filter(|word| word.len() == 6)
            .filter_map(|word| OneTimeCode::new(word).ok());
        let code = codes.next().expect("a code in the mail");
        let made = accounts
            .complete_registration(&secret, &code, None, &Origin::default())
            .await;
        self.clock().advance(Milliseconds::from_seconds(120));
        made.expect("an account is made")
    }

    /// Signs in with what a browser sends along.
    pub async fn sign_in(&self, name: &str, cookie: &str) -> HttpResponse {
        let form = format!("identifier={name}&password=quiet+marble+river&keep=true");
        self.post_with("/api/sign_in", &form, cookie).await
    }

    /// POST of a form from a page of ours, with a cookie.
    pub async fn post_with(&self, path: &str, form: &str, cookie: &str) -> HttpResponse {
        let request = HttpRequest::new("POST", path).form(form);
        let request = request.header("origin", self.origin());
        self.send(request.header("cookie", cookie)).await
    }

    /// Starts a meeting; returns its code.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn start_meeting(&self, cookie: &str) -> String {
        let started = self.post_with("/api/start_meeting", "", cookie).await;
        let location = started.header("location").to_owned();
        let code = location.strip_prefix("/m/").expect("a meeting was started");
        code.to_owned()
    }

    /// Opens a socket with a cookie, from a page of ours.
    ///
    /// # Panics
    /// When the upgrade is refused.
    pub async fn socket_with(&self, code: &str, cookie: &str) -> TestSocket {
        let headers = [("origin", self.origin()), ("cookie", cookie)];
        let socket = self.socket_from(code, &headers).await;
        socket.expect("our own page gets a socket")
    }
}

impl HttpResponse {
    /// A cookie that is set, as a browser sends it back.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let all = self.headers.get_all("set-cookie").iter();
        let mut texts = all.filter_map(|value| value.to_str().ok());
        let own = texts.find(|text| text.starts_with(&format!("{name}=")))?;
        own.split(';').next().map(str::to_owned)
    }
}
