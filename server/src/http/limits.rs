//! How often one client may do what: a token bucket for each class and client address.

use crate::{
    api::TOKEN_PATH,
    http::{
        address::{ClientAddress, Peer},
        too_many::{is_function_call, too_many, too_many_calls},
    },
    state::AppState,
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    Quota, RateLimiter, clock::Clock as GovernorClock, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};
use http::{Method, StatusCode};
use parley_app::services::MISSED;
use parley_domain::Clock;
use parley_protocol::{Milliseconds, Timestamp};
use std::{
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitClass {
    /// Starting a meeting.
    Start,
    /// Asking whether a code is a meeting: what somebody who guesses codes would do.
    Lookup,
    /// Opening a socket.
    Socket,
    /// Signing in, which costs a password's hash (T-006).
    SignIn,
    /// Looking at a picture: a meeting shows many at once, to everybody behind one address.
    Picture,
    /// Sending a picture, which costs decoding it (T-101).
    Upload,
    /// Everything else around accounts.
    Account,
}

impl LimitClass {
    /// How many in a minute, and at once.
    pub const fn per_minute(self) -> NonZeroU32 {
        match self {
            Self::SignIn | Self::Upload => NonZeroU32::MIN.saturating_add(9),
            Self::Account | Self::Start => NonZeroU32::MIN.saturating_add(59),
            Self::Lookup | Self::Socket => NonZeroU32::MIN.saturating_add(239),
            Self::Picture => NonZeroU32::MIN.saturating_add(2399),
        }
    }
}

impl LimitClass {
    /// How many questions for what is not there count as a minute's: who guesses meets much that is not there (T-080).
    pub const fn misses_per_minute(self) -> NonZeroU32 {
        match self {
            Self::Lookup | Self::Socket => NonZeroU32::MIN.saturating_add(59),
            Self::Picture => NonZeroU32::MIN.saturating_add(239),
            Self::SignIn | Self::Upload | Self::Account | Self::Start => self.per_minute(),
        }
    }

    /// What a miss costs beyond the question itself.
    fn surcharge(self) -> Option<NonZeroU32> {
        NonZeroU32::new(self.per_minute().get() / self.misses_per_minute().get() - 1)
    }
}

/// Whether somebody asked for what is not there: a page or a file is answered so, a form is refused, and where the status
/// does not tell it there is a mark, which is taken away.
fn is_miss(response: &mut Response) -> bool {
    let is_marked = response.headers_mut().remove(MISSED).is_some();
    let misses = [StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY];
    is_marked || misses.contains(&response.status())
}

/// The class of a request; `None` for what costs nothing.
pub fn class_of(method: &Method, path: &str) -> Option<LimitClass> {
    let under = |folder: &str| path.starts_with(folder);
    if under("/socket/") {
        Some(LimitClass::Socket)
    } else if under("/api/start_meeting") || under("/api/start_personal_meeting") {
        Some(LimitClass::Start)
    } else if under("/api/sign_in") || path == TOKEN_PATH {
        Some(LimitClass::SignIn)
    } else if under("/api/change_picture") {
        Some(LimitClass::Upload)
    } else if under("/api/find_meeting") || under("/api/join_meeting") {
        Some(LimitClass::Lookup)
    } else if under("/api/") {
        Some(LimitClass::Account)
    } else if under("/pictures/") && method.is_safe() && !may_lead_elsewhere(path) {
        Some(LimitClass::Picture)
    } else if under("/m/") || under("/calendar/") || !method.is_safe() || may_lead_elsewhere(path) {
        Some(LimitClass::Lookup)
    } else {
        None
    }
}

/// Pages resolve `..` (also as `%2e%2e`) and `\\` in an address, so that `/x/%2e%2e/m/…` asks for a meeting too.
fn may_lead_elsewhere(path: &str) -> bool {
    path.contains(['%', '\\']) || path.contains("/.")
}

/// Time as buckets count it: a clock that is set back only pauses it for one question, instead of refusing everybody
/// until the clock is where it was.
#[derive(Clone)]
struct DomainClock {
    clock: Arc<dyn Clock>,
    /// What the clock said last, and how much time has passed.
    seen: Arc<Mutex<(Timestamp, Milliseconds)>>,
}

impl DomainClock {
    fn new(clock: &Arc<dyn Clock>) -> Self {
        Self {
            clock: Arc::clone(clock),
            seen: Arc::new(Mutex::new((clock.now(), Milliseconds(0)))),
        }
    }
}

impl GovernorClock for DomainClock {
    type Instant = Nanos;
    fn now(&self) -> Nanos {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let passed = seen.1.0.saturating_add(now.since(seen.0).0);
        *seen = (now, Milliseconds(passed));
        Duration::from_millis(passed).into()
    }
}

type Limiter = RateLimiter<
    ClientAddress,
    DashMapStateStore<ClientAddress>,
    DomainClock,
    NoOpMiddleware<Nanos>,
>;

/// The buckets of one class.
struct Buckets {
    limiter: Limiter,
    pruned_at: AtomicU64,
}

/// Above this many clients those whose bucket is full again are forgotten.
const REMEMBERED_CLIENTS: usize = 10_000;
/// To look through so many takes a while, so that it is not done for every request.
const PRUNE_EVERY: Duration = Duration::from_secs(5);

impl Buckets {
    fn new(class: LimitClass, clock: &Arc<dyn Clock>) -> Self {
        let quota = Quota::per_minute(class.per_minute());
        let clock = DomainClock::new(clock);
        Self {
            limiter: RateLimiter::new(quota, DashMapStateStore::default(), clock),
            pruned_at: AtomicU64::new(0),
        }
    }

    fn check(&self, client: ClientAddress) -> Result<(), Duration> {
        if self.limiter.len() > REMEMBERED_CLIENTS && self.is_time_to_prune() {
            self.limiter.retain_recent();
        }
        let checked = self.limiter.check_key(&client);
        checked.map_err(|refused| refused.wait_time_from(self.limiter.clock().now()))
    }

    /// Takes more, as far as there is more.
    fn charge(&self, client: ClientAddress, more: NonZeroU32) {
        drop(self.limiter.check_key_n(&client, more));
    }

    /// Yes to one of those who ask at the same time.
    fn is_time_to_prune(&self) -> bool {
        let now = self.limiter.clock().now();
        let last = self.pruned_at.load(Relaxed);
        Duration::from(now.saturating_sub(last.into())) >= PRUNE_EVERY
            && self
                .pruned_at
                .compare_exchange(last, now.as_u64(), Relaxed, Relaxed)
                .is_ok()
    }
}

/// The buckets of all classes.
pub(crate) struct RateLimits {
    start: Buckets,
    lookup: Buckets,
    socket: Buckets,
    sign_in: Buckets,
    picture: Buckets,
    upload: Buckets,
    account: Buckets,
}

impl RateLimits {
    pub(crate) fn new(clock: &Arc<dyn Clock>) -> Self {
        Self {
            start: Buckets::new(LimitClass::Start, clock),
            lookup: Buckets::new(LimitClass::Lookup, clock),
            socket: Buckets::new(LimitClass::Socket, clock),
            sign_in: Buckets::new(LimitClass::SignIn, clock),
            picture: Buckets::new(LimitClass::Picture, clock),
            upload: Buckets::new(LimitClass::Upload, clock),
            account: Buckets::new(LimitClass::Account, clock),
        }
    }

    /// `Err`: after how long it may be tried again.
    pub(crate) fn check(&self, class: LimitClass, client: ClientAddress) -> Result<(), Duration> {
        self.of(class).check(client)
    }

    fn charge_miss(&self, class: LimitClass, client: ClientAddress) {
        if let Some(more) = class.surcharge() {
            self.of(class).charge(client, more);
        }
    }

    fn of(&self, class: LimitClass) -> &Buckets {
        match class {
            LimitClass::Start => &self.start,
            LimitClass::Lookup => &self.lookup,
            LimitClass::Socket => &self.socket,
            LimitClass::SignIn => &self.sign_in,
            LimitClass::Picture => &self.picture,
            LimitClass::Upload => &self.upload,
            LimitClass::Account => &self.account,
        }
    }
}

/// The layer.
pub(crate) async fn limit_rate(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let Some(class) = class_of(request.method(), request.uri().path()) else {
        return next.run(request).await;
    };
    let Some(Peer(peer)) = request.extensions().get().copied() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let client = ClientAddress::new(peer.ip(), request.headers(), state.trusted_proxies);
    match state.rate_limits.check(class, client) {
        Ok(()) => {
            let mut response = next.run(request).await;
            if is_miss(&mut response) {
                state.rate_limits.charge_miss(class, client);
            }
            response
        }
        Err(wait) if is_function_call(&request) => too_many_calls(wait),
        Err(wait) => too_many(wait),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct SetBack(Mutex<u64>);

    impl Clock for SetBack {
        fn now(&self) -> Timestamp {
            Timestamp(*self.0.lock().unwrap())
        }
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let hour = 3_600_000;
        let wall = Arc::new(SetBack(Mutex::new(10 * hour)));
        let clock: Arc<dyn Clock> = wall.clone();
        let limits = RateLimits::new(&clock);
        let peer = std::net::IpAddr::from([192, 0, 2, 1]);
        let client = ClientAddress::new(peer, &http::HeaderMap::new(), 0);
        let empty = || while limits.check(LimitClass::Start, client).is_ok() {};
        empty();
        *wall.0.lock().unwrap() = 9 * hour;
        empty();
        *wall.0.lock().unwrap() = 9 * hour + 60_000;
        assert!(limits.check(LimitClass::Start, client).is_ok());
    }

    #[test]
    fn many_clients_are_looked_through_once_in_a_while_only() {
        let wall = Arc::new(SetBack(Mutex::new(0)));
        let clock: Arc<dyn Clock> = wall.clone();
        let buckets = Buckets::new(LimitClass::Socket, &clock);
        let check = |number: u32| {
            let peer = std::net::Ipv4Addr::from_bits(number).into();
            let client = ClientAddress::new(peer, &http::HeaderMap::new(), 0);
            buckets.check(client).unwrap();
            buckets.limiter.len()
        };
        let many = u32::try_from(REMEMBERED_CLIENTS).unwrap() + 1;
        let fill = || assert!((0..many).map(check).all(|there| there > 0));
        fill();
        *wall.0.lock().unwrap() = 4_999;
        assert!(check(many) > REMEMBERED_CLIENTS, "too early");
        *wall.0.lock().unwrap() = 6_000;
        assert_eq!(check(0), 1);
        fill();
        *wall.0.lock().unwrap() = 10_999;
        assert!(check(many) > REMEMBERED_CLIENTS, "too early again");
        *wall.0.lock().unwrap() = 12_000;
        assert_eq!(check(0), 1);
    }

    #[test]
    fn a_meeting_full_of_pictures_keeps_nobody_behind_one_address_from_pages() {
        let picture = "/pictures/a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7/96";
        assert_eq!(class_of(&Method::GET, picture), Some(LimitClass::Picture));
        let other = "/pictures/%2e%2e/m/mkd-vqtr-hba";
        assert_eq!(class_of(&Method::GET, other), Some(LimitClass::Lookup));
    }

    #[test]
    fn t078_an_address_that_resolves_to_a_meeting_counts_as_one() {
        for path in [
            "/m/mkd-vqtr-hba",
            "/x/../m/mkd-vqtr-hba",
            "/x/%2e%2e/m/mkd-vqtr-hba",
            "/x/.%2E/m/mkd-vqtr-hba",
            "/x\\..\\m/mkd-vqtr-hba",
        ] {
            assert_eq!(
                class_of(&Method::GET, path),
                Some(LimitClass::Lookup),
                "{path}"
            );
        }
        for path in ["/", "/pkg/1a2b/parley.js", "/healthz"] {
            assert_eq!(class_of(&Method::GET, path), None, "{path}");
        }
    }
}
