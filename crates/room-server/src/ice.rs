//! Where ICE may go for one participant, with credentials of their own for TURN.
//!
//! The credentials are those that coturn checks with `use-auth-secret` (draft-uberti-behave-turn-rest): the user name says
//! until when they are good, the password is the base64 of its HMAC-SHA1 with the secret that both servers know.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use parley_domain::MeetingId;
use parley_protocol::{IceServer, Milliseconds, ParticipantId, Timestamp};
use sha1::Sha1;
use std::fmt;

/// How long credentials are good: one hour (T-114).
const VALID: Milliseconds = Milliseconds::from_seconds(3600);

/// When those who are there get new ones: nobody ever has less than half an hour left.
pub(crate) const RENEWED: Milliseconds = Milliseconds::from_seconds(1800);

/// The secret that Parley shares with its TURN server. It never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct TurnSecret(String);

impl TurnSecret {
    /// Takes the secret as it stands in the configuration of both.
    pub const fn new(secret: String) -> Self {
        Self(secret)
    }

    /// The password of a user name.
    fn password(&self, username: &str) -> String {
        let mac = Hmac::<Sha1>::new_from_slice(self.0.as_bytes());
        let mut mac = mac.expect("HMAC takes a key of any length");
        mac.update(username.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

impl fmt::Debug for TurnSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TurnSecret(…)")
    }
}

/// Whether there are credentials that end.
pub(crate) fn end(servers: &[IceServer], secret: Option<&TurnSecret>) -> bool {
    secret.is_some() && servers.iter().any(needs_credentials)
}

/// The servers as one participant is told them. The name of a meeting is not in it, but its number: coturn counts
/// allocations by what follows the time.
pub(crate) fn servers_for(
    servers: &[IceServer],
    secret: Option<&TurnSecret>,
    (meeting, participant): (MeetingId, ParticipantId),
    now: Timestamp,
) -> Vec<IceServer> {
    let until = (now + VALID).0 / 1000;
    let username = format!("{until}:{}-{participant}", meeting.0);
    let fill = |server: &IceServer| match secret {
        Some(secret) if needs_credentials(server) => IceServer {
            urls: server.urls.clone(),
            username: Some(username.clone()),
            credential: Some(secret.password(&username)),
        },
        _ => server.clone(),
    };
    servers.iter().map(fill).collect()
}

fn needs_credentials(server: &IceServer) -> bool {
    let is_turn = |url: &String| url.starts_with("turn:") || url.starts_with("turns:");
    server.username.is_none() && server.urls.iter().any(is_turn)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHO: (MeetingId, ParticipantId) = (MeetingId(7), ParticipantId(2));
    const NOW: Timestamp = Timestamp(1_790_000_000_999);

    fn server(url: &str, username: Option<&str>) -> IceServer {
        IceServer {
            urls: vec![url.to_owned()],
            username: username.map(ToOwned::to_owned),
            credential: username.map(|_| "fixed".to_owned()),
        }
    }

    fn told(servers: &[IceServer]) -> Vec<IceServer> {
        let secret = TurnSecret::new("north".to_owned());
        servers_for(servers, Some(&secret), WHO, NOW)
    }

    #[test]
    fn t114_a_credential_is_what_coturn_computes_and_good_for_an_hour() {
        let turn = server("turn:turn.example.org:3478", None);
        let told = told(&[turn]);
        assert_eq!(told[0].username.as_deref(), Some("1790003600:7-2"));
        assert_eq!(
            told[0].credential.as_deref(),
            Some("naV/t9bwO+c0uO6lsdgzG4JW0xA="),
            "printf %s 1790003600:7-2 | openssl dgst -sha1 -hmac north -binary | base64"
        );
    }

    #[test]
    fn what_needs_no_credential_stays_as_it_is() {
        let servers = [
            server("stun:stun.example.org", None),
            server("turn:turn.example.org", Some("parley")),
        ];
        assert_eq!(told(&servers), servers);
        let secret = TurnSecret::new("north".to_owned());
        assert!(!end(&servers, Some(&secret)));
        let turns = [server("turns:turn.example.org", None)];
        assert!(told(&turns)[0].credential.is_some());
        assert!(end(&turns, Some(&secret)) && !end(&turns, None));
    }

    #[test]
    fn t133_a_secret_never_prints_itself() {
        let secret = TurnSecret::new("north".to_owned());
        assert_eq!(format!("{secret:?}"), "TurnSecret(…)");
    }
}
