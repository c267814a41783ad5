//! The keys there are, and the nearest neighbour of a wrong one.

/// A key that has an effect in this build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    DataDir,
    HttpListen,
    HttpPublicUrl,
    HttpTrustedProxies,
    DatabaseUrl,
    MediaTopology,
    MediaListen,
    MediaPublicAddresses,
    IceServers,
    IceTurnSecret,
    MailSmtpUrl,
    MailCertificate,
    MailFrom,
    MeetingsGuestsMayStart,
    MeetingsHistoryDays,
    LogFormat,
    LogLevel,
    MetricsListen,
}

impl Key {
    /// All of them, in the order of the example.
    pub(crate) const ALL: [Self; 18] = [
        Self::DataDir,
        Self::HttpListen,
        Self::HttpPublicUrl,
        Self::HttpTrustedProxies,
        Self::DatabaseUrl,
        Self::MediaTopology,
        Self::MediaListen,
        Self::MediaPublicAddresses,
        Self::IceServers,
        Self::IceTurnSecret,
        Self::MailSmtpUrl,
        Self::MailCertificate,
        Self::MailFrom,
        Self::MeetingsGuestsMayStart,
        Self::MeetingsHistoryDays,
        Self::LogFormat,
        Self::LogLevel,
        Self::MetricsListen,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::DataDir => "data_dir",
            Self::HttpListen => "http.listen",
            Self::HttpPublicUrl => "http.public_url",
            Self::HttpTrustedProxies => "http.trusted_proxies",
            Self::DatabaseUrl => "database.url",
            Self::MediaTopology => "media.topology",
            Self::MediaListen => "media.listen",
            Self::MediaPublicAddresses => "media.public_addresses",
            Self::IceServers => "ice.servers",
            Self::IceTurnSecret => "ice.turn_secret",
            Self::MailSmtpUrl => "mail.smtp_url",
            Self::MailCertificate => "mail.certificate",
            Self::MailFrom => "mail.from",
            Self::MeetingsGuestsMayStart => "meetings.guests_may_start",
            Self::MeetingsHistoryDays => "meetings.history_days",
            Self::LogFormat => "log.format",
            Self::LogLevel => "log.level",
            Self::MetricsListen => "metrics.listen",
        }
    }

    /// What a value must be, as the end of "expected …".
    pub(crate) const fn expected(self) -> &'static str {
        match self {
            Self::DataDir => "a folder",
            Self::HttpListen => "an address and a port, such as 127.0.0.1:3000",
            Self::HttpPublicUrl => "an address without a path, such as https://meet.example.org",
            Self::HttpTrustedProxies => "a number from 0 to 16",
            Self::DatabaseUrl => "an address that starts with sqlite://, postgres:// or mysql://",
            Self::MediaTopology => "auto, mesh or sfu",
            Self::MediaListen => "an address and a port, such as 0.0.0.0:7000",
            Self::MediaPublicAddresses => {
                "a list of IP addresses at which browsers reach this server, such as 203.0.113.7"
            }
            Self::IceServers => {
                "a list of addresses that start with stun:, stuns:, turn: or turns:; a TURN server as a table of \
                 urls, username and credential, or with ice.turn_secret as an address"
            }
            Self::IceTurnSecret => {
                "at least 16 characters, the same as static-auth-secret of coturn"
            }
            Self::MailSmtpUrl => {
                "an address such as smtp://user:password@mail.example.org:587?tls=required, or smtps://…"
            }
            Self::MailCertificate => "a file, such as /etc/parley/mail.pem",
            Self::MailFrom => "an e-mail address, such as Parley <parley@example.org>",
            Self::MeetingsGuestsMayStart => "true or false",
            Self::MeetingsHistoryDays => "a number of days from 1 to 3650",
            Self::LogFormat => "text or json",
            Self::LogLevel => "error, warn, info, debug or trace",
            Self::MetricsListen => "an address and a port, such as 127.0.0.1:9464",
        }
    }

    /// Whether the value may hold a password.
    pub(crate) const fn is_secret(self) -> bool {
        matches!(
            self,
            Self::DatabaseUrl | Self::IceServers | Self::IceTurnSecret | Self::MailSmtpUrl
        )
    }

    pub(crate) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }
}

/// The key that was probably meant.
pub(crate) fn nearest(name: &str) -> Option<&'static str> {
    Key::ALL
        .into_iter()
        .map(Key::name)
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, known)| *distance <= known.len() / 2)
        .min()
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_led_to_the_key_that_was_meant() {
        assert_eq!(nearest("http.listne"), Some("http.listen"));
        assert_eq!(nearest("http.public-url"), Some("http.public_url"));
        assert_eq!(
            nearest("guests_may_start"),
            Some("meetings.guests_may_start")
        );
        assert_eq!(nearest("x"), None);
    }

    #[test]
    fn every_key_is_found_by_its_name() {
        for key in Key::ALL {
            assert_eq!(Key::find(key.name()), Some(key));
        }
    }
}
